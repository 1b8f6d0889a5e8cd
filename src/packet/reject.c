/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Resets and ICMP errors after RFC 9293 3.10.7, RFC 1122 3.2.2 and RFC 4443 2.4. Pure.
 */
#include "packet/reject.h"

#include <netinet/in.h>
#include <string.h>

#include "packet/packet.h"

#define IPV4_BYTES 20
#define IPV6_BYTES 40
#define TCP_BYTES 20
#define ICMP_BYTES 8
#define HOPS 64

#define ICMPV4_UNREACHABLE 3
#define ICMPV4_PORT 3
#define ICMPV6_UNREACHABLE 1
#define ICMPV6_PORT 4
#define QUOTE_IPV4 576 /* bytes of the whole error: RFC 1812 4.3.2.3 */

static void put_be16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put_be32(uint8_t *at, uint32_t value)
{
	put_be16(at, value >> 16);
	put_be16(at + 2, value);
}

/* One's complement sum of 16-bit words, RFC 1071. */
static uint32_t sum_of(const uint8_t *bytes, size_t size, uint32_t sum)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	if (size & 1)
		sum += (uint32_t)bytes[size - 1] << 8;
	return sum;
}

static uint16_t fold_sum(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* The sum over both addresses, the protocol and the length. */
static uint32_t pseudo_header(const struct address *from,
			      const struct address *to, uint8_t protocol,
			      size_t size, bool ipv4)
{
	size_t skip = ipv4 ? 12 : 0; /* of a mapped address */
	uint32_t sum = protocol + (uint32_t)size;

	sum = sum_of(from->bytes + skip, 16 - skip, sum);
	return sum_of(to->bytes + skip, 16 - skip, sum);
}

/* Write the IP header of @size bytes of payload. Return: where they start. */
static uint8_t *put_ip(struct packet_reject *reject, const struct address *from,
		       const struct address *to, uint8_t protocol, size_t size,
		       bool ipv4)
{
	uint8_t *ip = reject->bytes;

	if (ipv4) {
		memset(ip, 0, IPV4_BYTES);
		ip[0] = 0x45;
		put_be16(ip + 2, (uint32_t)(IPV4_BYTES + size));
		ip[6] = 0x40; /* do not fragment: then the id may be 0 */
		ip[8] = HOPS;
		ip[9] = protocol;
		memcpy(ip + 12, from->bytes + 12, 4);
		memcpy(ip + 16, to->bytes + 12, 4);
		put_be16(ip + 10, fold_sum(sum_of(ip, IPV4_BYTES, 0)));
		reject->size = (uint16_t)(IPV4_BYTES + size);
		return ip + IPV4_BYTES;
	}
	memset(ip, 0, IPV6_BYTES);
	ip[0] = 0x60;
	put_be16(ip + 4, (uint32_t)size);
	ip[6] = protocol;
	ip[7] = HOPS;
	memcpy(ip + 8, from->bytes, 16);
	memcpy(ip + 24, to->bytes, 16);
	reject->size = (uint16_t)(IPV6_BYTES + size);
	return ip + IPV6_BYTES;
}

/* One end of a connection, as a reset names it. */
struct end {
	const struct address *address;
	uint16_t port;
};

static void put_reset(struct packet_reject *reject, bool ipv4,
		      const struct end *from, const struct end *to,
		      uint32_t seq, uint32_t ack, uint8_t flags)
{
	uint8_t *tcp = put_ip(reject, from->address, to->address, IPPROTO_TCP,
			      TCP_BYTES, ipv4);

	memset(tcp, 0, TCP_BYTES);
	put_be16(tcp, from->port);
	put_be16(tcp + 2, to->port);
	put_be32(tcp + 4, seq);
	put_be32(tcp + 8, flags & PACKET_TCP_ACK ? ack : 0);
	tcp[12] = TCP_BYTES / 4 << 4;
	tcp[13] = flags;
	put_be16(tcp + 16,
		 fold_sum(sum_of(tcp, TCP_BYTES,
				 pseudo_header(from->address, to->address,
					       IPPROTO_TCP, TCP_BYTES, ipv4))));
}

/* Return whether an address names one host, which may send and be answered. */
static bool is_one_host(const struct address *address)
{
	uint32_t ipv4 = packet_address_ipv4(address);

	if (packet_address_is_ipv4(
		    address)) /* 0/8; 224/4 and 255.255.255.255 */
		return ipv4 >> 24 && ipv4 >> 28 < 14;
	return address->bytes[0] != 0xff &&
	       memcmp(address->bytes, (const uint8_t[16]){0}, 16) != 0;
}

static bool may_answer(const struct packet *packet)
{
	return packet->network && packet->fragment != PACKET_FRAGMENT_LATER &&
	       is_one_host(&packet->source) && is_one_host(&packet->dest);
}

/* The error quotes as much of the packet as was captured and may be sent. */
static void put_unreachable(const struct packet *packet,
			    struct packet_reject *reject)
{
	bool ipv4 = packet->ip_version == 4;
	size_t most = ipv4 ? QUOTE_IPV4 - IPV4_BYTES - ICMP_BYTES
			   : PACKET_REJECT_MOST - IPV6_BYTES - ICMP_BYTES;
	size_t quoted = (size_t)(packet->payload + packet->payload_caplen -
				 packet->network);
	uint8_t protocol = ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	uint32_t sum = 0;
	uint8_t *icmp;

	if (quoted > most)
		quoted = most;
	icmp = put_ip(reject, &packet->dest, &packet->source, protocol,
		      ICMP_BYTES + quoted, ipv4);
	memset(icmp, 0, ICMP_BYTES);
	icmp[0] = ipv4 ? ICMPV4_UNREACHABLE : ICMPV6_UNREACHABLE;
	icmp[1] = ipv4 ? ICMPV4_PORT : ICMPV6_PORT;
	memcpy(icmp + ICMP_BYTES, packet->network, quoted);
	if (!ipv4)
		sum = pseudo_header(&packet->dest, &packet->source, protocol,
				    ICMP_BYTES + quoted, false);
	put_be16(icmp + 2, fold_sum(sum_of(icmp, ICMP_BYTES + quoted, sum)));
}

/* How many sequence numbers the segment takes. */
static uint32_t segment_length(const struct packet *packet)
{
	return packet->payload_size + !!(packet->tcp_flags & PACKET_TCP_SYN) +
	       !!(packet->tcp_flags & PACKET_TCP_FIN);
}

bool packet_reject_to_source(const struct packet *packet,
			     struct packet_reject *reject)
{
	const struct end from = {&packet->dest, packet->dest_port};
	const struct end to = {&packet->source, packet->source_port};

	if (!may_answer(packet))
		return false;
	if (packet->transport == IPPROTO_UDP) {
		put_unreachable(packet, reject);
		return true;
	}
	if (packet->transport != IPPROTO_TCP ||
	    (packet->tcp_flags & PACKET_TCP_RST))
		return false;
	if (packet->tcp_flags & PACKET_TCP_ACK)
		put_reset(reject, packet->ip_version == 4, &from, &to,
			  packet->tcp_ack, 0, PACKET_TCP_RST);
	else
		put_reset(reject, packet->ip_version == 4, &from, &to, 0,
			  packet->tcp_seq + segment_length(packet),
			  PACKET_TCP_RST | PACKET_TCP_ACK);
	return true;
}

bool packet_reject_to_dest(const struct packet *packet,
			   struct packet_reject *reject)
{
	const struct end from = {&packet->source, packet->source_port};
	const struct end to = {&packet->dest, packet->dest_port};

	if (packet->gso || !may_answer(packet) ||
	    packet->transport != IPPROTO_TCP ||
	    !(packet->tcp_flags & PACKET_TCP_ACK) ||
	    (packet->tcp_flags & (PACKET_TCP_RST | PACKET_TCP_SYN)))
		return false;
	put_reset(reject, packet->ip_version == 4, &from, &to, packet->tcp_seq,
		  packet->tcp_ack, PACKET_TCP_RST | PACKET_TCP_ACK);
	return true;
}
