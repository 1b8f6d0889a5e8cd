/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns the bytes of a frame into struct packet, one function per stage: link,
 * network, transport. Only addresses are copied. Every read goes through take(), so
 * no stage can leave the captured bytes. Pure.
 */
#include "packet/decode.h"

#include <netinet/in.h>
#include <pcap/dlt.h>
#include <string.h>

#include "base/cursor.h"
#include "packet/packet.h"

/* OpenBSD's value of DLT_RAW, which libpcap passes through. */
#define LINK_RAW_OPENBSD 14

#define VLAN_TAGS_MOST 4   /* two are in use; a provider may wrap them again */
#define MPLS_LABELS_MOST 8 /* transport, service, entropy: 3 to 5 are seen */
#define EXTENSIONS_MOST 8 /* RFC 8200 4.1 names 7, each at most once or twice */

#define ETHERNET_LENGTH_MOST 1500 /* above it, the field is a type */

enum ether_type {
	ETHER_IPV4 = 0x0800,
	ETHER_VLAN = 0x8100,
	ETHER_IPV6 = 0x86dd,
	ETHER_MPLS = 0x8847,
	ETHER_MPLS_MULTICAST = 0x8848,
	ETHER_PPPOE_SESSION = 0x8864,
	ETHER_VLAN_PROVIDER = 0x88a8,
	ETHER_VLAN_OLD = 0x9100, /* QinQ before 802.1ad */
	ETHER_VLAN_OLDER = 0x9200,
};

enum ppp_protocol {
	PPP_IPV4 = 0x0021,
	PPP_IPV6 = 0x0057,
	PPP_MPLS = 0x0281,
	PPP_MPLS_MULTICAST = 0x0283,
};

/* How far a frame has been read. */
struct decoding {
	struct cursor rest;  /* captured bytes not yet read */
	size_t announced;    /* bytes of them by the headers so far: >= left */
	bool jumbo;	     /* the IP header does not say its length */
	uint16_t ether_type; /* the frame's */
	struct packet *packet;
};

/* The next @size bytes; NULL when fewer were captured. */
static inline const uint8_t *take(struct decoding *d, size_t size)
{
	const uint8_t *taken = cursor_take(&d->rest, size);

	if (taken)
		d->announced -= size;
	return taken;
}

/*
 * A header says how much follows it. Captured bytes past that are padding or a
 * trailer. A header that announces more than the frame had is believed, because
 * tools that cut frames do not always keep the length on the wire.
 */
static inline void announce(struct decoding *d, size_t size)
{
	d->announced = size;
	if (d->rest.left > size)
		d->rest.left = size;
}

/* The outcome when a transport header of @size bytes is not there. */
static enum decode_outcome missing_transport(const struct decoding *d,
					     size_t size,
					     enum decode_outcome malformed)
{
	if (d->announced < size && d->packet->fragment == PACKET_WHOLE)
		return malformed;
	return DECODE_TRANSPORT_TRUNCATED;
}

static inline uint16_t saturate(size_t size)
{
	return size < UINT16_MAX ? (uint16_t)size : UINT16_MAX;
}

static void set_payload(struct decoding *d, size_t size)
{
	announce(d, size);
	d->packet->payload = d->rest.at;
	d->packet->payload_size = saturate(size);
	d->packet->payload_caplen = saturate(d->rest.left);
}

static void set_ports(struct packet *packet, const uint8_t *header)
{
	packet->source_port = cursor_be16(header);
	packet->dest_port = cursor_be16(header + 2);
}

static enum decode_outcome decode_udp(struct decoding *d)
{
	size_t most = d->announced;
	const uint8_t *udp = take(d, 8);
	size_t length;

	if (!udp)
		return missing_transport(d, 8, DECODE_UDP_MALFORMED);
	length = cursor_be16(udp + 4);
	if (!length && d->jumbo)
		length = most; /* RFC 2675 section 4; BIG TCP in tunnels */
	if (length < 8)
		return DECODE_UDP_MALFORMED;
	/* In a first fragment the length is the whole datagram's. */
	if (length > most && d->packet->fragment == PACKET_WHOLE)
		return DECODE_UDP_MALFORMED;
	set_ports(d->packet, udp);
	set_payload(d, length - 8);
	return DECODE_OK;
}

static enum decode_outcome decode_tcp(struct decoding *d)
{
	const uint8_t *tcp = take(d, 20);
	size_t options;

	if (!tcp)
		return missing_transport(d, 20, DECODE_TCP_MALFORMED);
	if (tcp[12] >> 4 < 5)
		return DECODE_TCP_MALFORMED;
	options = (tcp[12] >> 4) * 4U - 20;
	if (!take(d, options))
		return missing_transport(d, options, DECODE_TCP_MALFORMED);
	set_ports(d->packet, tcp);
	d->packet->tcp_seq = cursor_be32(tcp + 4);
	d->packet->tcp_ack = cursor_be32(tcp + 8);
	d->packet->tcp_flags = tcp[13];
	set_payload(d, d->announced);
	return DECODE_OK;
}

static enum decode_outcome decode_transport(struct decoding *d, uint8_t which)
{
	d->packet->transport = which;
	if (which == IPPROTO_UDP)
		return decode_udp(d);
	if (which == IPPROTO_TCP)
		return decode_tcp(d);
	return DECODE_OTHER_TRANSPORT;
}

/* @offset is in bytes. Whole datagrams and atomic fragments get no id. */
static void set_fragment(struct packet *packet, unsigned offset, bool more,
			 uint32_t id)
{
	if (offset)
		packet->fragment = PACKET_FRAGMENT_LATER;
	else if (more)
		packet->fragment = PACKET_FRAGMENT_FIRST;
	else
		return;
	packet->fragment_id = id;
}

static enum decode_outcome decode_ipv4(struct decoding *d)
{
	size_t frame_size = d->announced;
	const uint8_t *ip = take(d, 20);
	size_t header, total;
	uint16_t fragment;

	if (!ip)
		return DECODE_IP_TRUNCATED;
	header = (ip[0] & 0x0f) * 4U;
	total = cursor_be16(ip + 2);
	d->jumbo = !total;
	if (!total)
		total = frame_size; /* captured before the card segmented it */
	if (ip[0] >> 4 != 4 || header < 20 || total < header)
		return DECODE_IP_MALFORMED;
	if (!take(d, header - 20))
		return DECODE_IP_TRUNCATED;
	announce(d, total - header);
	d->packet->network = ip;
	d->packet->ip_version = 4;
	d->packet->source = packet_address_from_ipv4(ip + 12);
	d->packet->dest = packet_address_from_ipv4(ip + 16);
	fragment = cursor_be16(ip + 6);
	set_fragment(d->packet, (fragment & 0x1fffU) * 8, fragment & 0x2000,
		     cursor_be16(ip + 4));
	if (d->packet->fragment == PACKET_FRAGMENT_LATER) {
		d->packet->transport = ip[9];
		return DECODE_FRAGMENT;
	}
	return decode_transport(d, ip[9]);
}

static bool is_extension(uint8_t header)
{
	switch (header) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_AH:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH:
	case 139: /* HIP, RFC 7401 */
	case 140: /* Shim6, RFC 5533 */
		return true;
	default:
		return false;
	}
}

/* Take the extension header @next; set @next to the one after it. */
static enum decode_outcome take_extension(struct decoding *d, uint8_t *next)
{
	const uint8_t *header = d->rest.at;
	size_t size;

	if (d->announced < 8)
		return DECODE_IPV6_EXTENSIONS;
	if (d->rest.left < 2)
		return DECODE_IP_TRUNCATED;
	if (*next == IPPROTO_FRAGMENT)
		size = 8;
	else if (*next == IPPROTO_AH)
		size = (header[1] + 2U) * 4; /* RFC 4302: in words, less two */
	else
		size = (header[1] + 1U) * 8;
	if (size > d->announced)
		return DECODE_IPV6_EXTENSIONS;
	if (!take(d, size))
		return DECODE_IP_TRUNCATED;
	if (*next == IPPROTO_FRAGMENT)
		set_fragment(d->packet, cursor_be16(header + 2) & 0xfff8U,
			     header[3] & 1, cursor_be32(header + 4));
	*next = header[0];
	return DECODE_OK;
}

static enum decode_outcome decode_extensions(struct decoding *d, uint8_t next)
{
	enum decode_outcome outcome;

	for (unsigned count = 0; is_extension(next); count++) {
		if (count == EXTENSIONS_MOST)
			return DECODE_IPV6_EXTENSIONS;
		if (next == IPPROTO_HOPOPTS && count)
			return DECODE_IPV6_EXTENSIONS; /* allowed as the first only */
		outcome = take_extension(d, &next);
		if (outcome != DECODE_OK)
			return outcome;
		if (d->packet->fragment == PACKET_FRAGMENT_LATER) {
			d->packet->transport = next;
			return DECODE_FRAGMENT;
		}
	}
	return decode_transport(d, next);
}

static enum decode_outcome decode_ipv6(struct decoding *d)
{
	const uint8_t *ip = take(d, 40);
	size_t size;

	if (!ip)
		return DECODE_IP_TRUNCATED;
	if (ip[0] >> 4 != 6)
		return DECODE_IP_MALFORMED;
	size = cursor_be16(ip + 4);
	/* 0: a jumbogram, or captured before the card segmented it. */
	d->jumbo = !size && ip[6] != IPPROTO_NONE;
	if (!d->jumbo)
		announce(d, size);
	d->packet->network = ip;
	d->packet->ip_version = 6;
	d->packet->source = packet_address_from_ipv6(ip + 8);
	d->packet->dest = packet_address_from_ipv6(ip + 24);
	return decode_extensions(d, ip[6]);
}

/* Only the first nibble tells the version. */
static enum decode_outcome decode_ip(struct decoding *d)
{
	if (!d->rest.left)
		return DECODE_IP_TRUNCATED;
	switch (d->rest.at[0] >> 4) {
	case 4:
		return decode_ipv4(d);
	case 6:
		return decode_ipv6(d);
	default:
		return DECODE_IP_MALFORMED;
	}
}

/* A label stack does not name its payload: guess as routers do, RFC 4928. */
static enum decode_outcome decode_mpls_payload(struct decoding *d,
					       uint32_t label)
{
	unsigned nibble;

	if (!d->rest.left)
		return DECODE_LINK_TRUNCATED;
	nibble = d->rest.at[0] >> 4;
	/* Two labels do name it, RFC 3032: explicit null of IPv4 and of IPv6. */
	if ((label == 0 && nibble != 4) || (label == 2 && nibble != 6))
		return DECODE_LINK_MALFORMED;
	return nibble == 4 || nibble == 6 ? decode_ip(d) : DECODE_NOT_IP;
}

static enum decode_outcome decode_mpls(struct decoding *d)
{
	for (unsigned count = 0; count < MPLS_LABELS_MOST; count++) {
		const uint8_t *entry = take(d, 4);

		if (!entry)
			return DECODE_LINK_TRUNCATED;
		if (entry[2] & 1)
			return decode_mpls_payload(d, cursor_be32(entry) >> 12);
	}
	return DECODE_TOO_MANY_TAGS;
}

static enum decode_outcome decode_ppp_protocol(struct decoding *d)
{
	const uint8_t *field = take(d, 1);
	unsigned protocol;

	if (!field)
		return DECODE_LINK_TRUNCATED;
	protocol = field[0];
	if (!(protocol & 1)) { /* else compressed to one byte, RFC 1661 6.5 */
		if (!take(d, 1))
			return DECODE_LINK_TRUNCATED;
		protocol = cursor_be16(field);
	}
	switch (protocol) {
	case PPP_IPV4:
		return decode_ipv4(d);
	case PPP_IPV6:
		return decode_ipv6(d);
	case PPP_MPLS:
	case PPP_MPLS_MULTICAST:
		return decode_mpls(d);
	default:
		return DECODE_NOT_IP;
	}
}

static enum decode_outcome decode_pppoe(struct decoding *d)
{
	const uint8_t *header = take(d, 6);
	size_t length;

	if (!header)
		return DECODE_LINK_TRUNCATED;
	length = cursor_be16(header + 4);
	/* RFC 2516: version 1, type 1, and code 0 in the session stage. */
	if (header[0] != 0x11 || header[1] != 0 || !length)
		return DECODE_LINK_MALFORMED;
	if (length < d->announced)
		announce(d, length);
	return decode_ppp_protocol(d);
}

/* 802.3 with a length: IP is rare here, and follows a SNAP header. */
static enum decode_outcome decode_llc(struct decoding *d)
{
	static const uint8_t snap[6] = {0xaa, 0xaa, 0x03, 0, 0, 0};
	const uint8_t *llc = take(d, 8);

	if (!llc)
		return d->announced < 8 ? DECODE_NOT_IP : DECODE_LINK_TRUNCATED;
	if (memcmp(llc, snap, sizeof(snap)))
		return DECODE_NOT_IP;
	switch (cursor_be16(llc + 6)) {
	case ETHER_IPV4:
		return decode_ipv4(d);
	case ETHER_IPV6:
		return decode_ipv6(d);
	default:
		return DECODE_NOT_IP;
	}
}

static bool is_vlan(unsigned type)
{
	return type == ETHER_VLAN || type == ETHER_VLAN_PROVIDER ||
	       type == ETHER_VLAN_OLD || type == ETHER_VLAN_OLDER;
}

/* A priority tag (VLAN 0) names no VLAN: the next tag takes its place. */
static void add_vlan(struct packet *packet, uint16_t vlan)
{
	if (!packet->vlan)
		packet->vlan = vlan;
	else if (!packet->inner_vlan)
		packet->inner_vlan = vlan;
}

static enum decode_outcome decode_by_type(struct decoding *d, unsigned type)
{
	for (unsigned tags = 0; is_vlan(type); tags++) {
		const uint8_t *tag;

		if (tags == VLAN_TAGS_MOST)
			return DECODE_TOO_MANY_TAGS;
		tag = take(d, 4);
		if (!tag)
			return DECODE_LINK_TRUNCATED;
		add_vlan(d->packet, cursor_be16(tag) & 0x0fff);
		type = cursor_be16(tag + 2);
	}
	switch (type) {
	case ETHER_IPV4:
		return decode_ipv4(d);
	case ETHER_IPV6:
		return decode_ipv6(d);
	case ETHER_PPPOE_SESSION:
		return decode_pppoe(d);
	case ETHER_MPLS:
	case ETHER_MPLS_MULTICAST:
		return decode_mpls(d);
	default:
		return type <= ETHERNET_LENGTH_MOST ? decode_llc(d)
						    : DECODE_NOT_IP;
	}
}

/* Frames that start at the network header; a live source may name that. */
static enum decode_outcome decode_raw(struct decoding *d)
{
	return d->ether_type ? decode_by_type(d, d->ether_type) : decode_ip(d);
}

static enum decode_outcome decode_ethernet(struct decoding *d)
{
	const uint8_t *header = take(d, 14);

	if (!header)
		return DECODE_LINK_TRUNCATED;
	memcpy(d->packet->source_mac.bytes, header + 6,
	       sizeof(d->packet->source_mac.bytes));
	return decode_by_type(d, cursor_be16(header + 12));
}

static enum decode_outcome decode_sll(struct decoding *d)
{
	const uint8_t *header = take(d, 16);

	if (!header)
		return DECODE_LINK_TRUNCATED;
	if (cursor_be16(header + 4) == sizeof(struct mac))
		memcpy(d->packet->source_mac.bytes, header + 6,
		       sizeof(struct mac));
	return decode_by_type(d, cursor_be16(header + 14));
}

static enum decode_outcome decode_sll2(struct decoding *d)
{
	const uint8_t *header = take(d, 20);

	if (!header)
		return DECODE_LINK_TRUNCATED;
	if (header[11] == sizeof(struct mac))
		memcpy(d->packet->source_mac.bytes, header + 12,
		       sizeof(struct mac));
	return decode_by_type(d, cursor_be16(header));
}

/* Byte order and number of the protocol family are those of the capturing host. */
static enum decode_outcome decode_null(struct decoding *d)
{
	const uint8_t *header = take(d, 4);
	uint32_t family;

	if (!header)
		return DECODE_LINK_TRUNCATED;
	family = cursor_be32(header);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	switch (family) {
	case 2:
		return decode_ipv4(d);
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 28: /* FreeBSD */
	case 30: /* macOS */
		return decode_ipv6(d);
	default:
		return DECODE_NOT_IP;
	}
}

/* Address and control (0xff 0x03) are there or negotiated away. */
static enum decode_outcome decode_ppp(struct decoding *d)
{
	if (d->rest.left && d->rest.at[0] == 0xff) {
		const uint8_t *header = take(d, 2);

		if (!header)
			return DECODE_LINK_TRUNCATED;
		if (header[1] != 0x03)
			return DECODE_NOT_IP;
	}
	return decode_ppp_protocol(d);
}

/* Most frequent first: this list is searched for every frame. */
static const struct link {
	int type; /* DLT_ value */
	enum decode_outcome (*decode)(struct decoding *d);
} links[] = {
	{.type = DLT_EN10MB, .decode = decode_ethernet},
	{.type = DLT_RAW, .decode = decode_raw},
	{.type = DLT_LINUX_SLL, .decode = decode_sll},
	{.type = DLT_LINUX_SLL2, .decode = decode_sll2},
	{.type = DLT_NULL, .decode = decode_null},
	{.type = DLT_LOOP, .decode = decode_null},
	{.type = DLT_IPV4, .decode = decode_ipv4},
	{.type = DLT_IPV6, .decode = decode_ipv6},
	{.type = LINK_RAW_OPENBSD, .decode = decode_ip},
	{.type = DLT_PPP, .decode = decode_ppp},
	{.type = DLT_PPP_SERIAL, .decode = decode_ppp},
	{.type = DLT_PPP_ETHER, .decode = decode_pppoe},
};

static const struct link *find_link(int type)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (links[i].type == type)
			return &links[i];
	return NULL;
}

enum decode_outcome packet_decode(const struct frame *frame,
				  struct packet *packet)
{
	const struct link *link = find_link(frame->link_type);
	struct decoding d = {
		.rest = cursor_over(frame->data, frame->caplen),
		.announced = frame->len > frame->caplen ? frame->len
							: frame->caplen,
		.ether_type = frame->ether_type,
		.packet = packet,
	};

	memset(packet, 0, sizeof(*packet));
	packet->time_us = frame->time_us;
	packet->number = frame->number;
	packet->wire_bytes = frame->len;
	packet->vlan = frame->vlan;
	packet->inner_vlan = frame->inner_vlan;
	packet->source_mac = frame->source_mac;
	packet->interface_name = frame->interface_name;
	packet->gso = frame->gso;
	return link ? link->decode(&d) : DECODE_UNKNOWN_LINK;
}

bool packet_decode_knows(int link_type)
{
	return find_link(link_type);
}

const char *packet_decode_name(enum decode_outcome outcome)
{
	static const char *const names[DECODE_OUTCOMES] = {
		[DECODE_OK] = "ok",
		[DECODE_FRAGMENT] = "fragment",
		[DECODE_OTHER_TRANSPORT] = "other-transport",
		[DECODE_NOT_IP] = "not-ip",
		[DECODE_UNKNOWN_LINK] = "unknown-link",
		[DECODE_LINK_TRUNCATED] = "link-truncated",
		[DECODE_LINK_MALFORMED] = "link-malformed",
		[DECODE_TOO_MANY_TAGS] = "too-many-tags",
		[DECODE_IP_TRUNCATED] = "ip-truncated",
		[DECODE_IP_MALFORMED] = "ip-malformed",
		[DECODE_IPV6_EXTENSIONS] = "ipv6-extensions",
		[DECODE_TRANSPORT_TRUNCATED] = "transport-truncated",
		[DECODE_TCP_MALFORMED] = "tcp-malformed",
		[DECODE_UDP_MALFORMED] = "udp-malformed",
	};

	return outcome < DECODE_OUTCOMES ? names[outcome] : "unknown";
}
