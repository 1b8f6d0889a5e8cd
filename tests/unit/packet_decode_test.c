/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames built header by header. Every one is also decoded cut at every length
 * and must keep within it.
 */
#include "packet/decode.h"

#include <netinet/in.h>
#include <pcap/dlt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packet/packet.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define HELLO "hello, world"
#define HELLO_SIZE 12

struct build {
	uint8_t bytes[2048];
	size_t size;
	uint16_t link_type;
};

static void put(struct build *b, const void *bytes, size_t size)
{
	assert_true(b->size + size <= sizeof(b->bytes));
	memcpy(b->bytes + b->size, bytes, size);
	b->size += size;
}

static void put8(struct build *b, unsigned value)
{
	uint8_t byte = (uint8_t)value;

	put(b, &byte, 1);
}

static void put16(struct build *b, unsigned value)
{
	put8(b, value >> 8);
	put8(b, value);
}

static void put32(struct build *b, uint32_t value)
{
	put16(b, value >> 16);
	put16(b, value);
}

static void put_zeros(struct build *b, size_t size)
{
	while (size--)
		put8(b, 0);
}

static void set16(struct build *b, size_t at, size_t value)
{
	b->bytes[at] = (uint8_t)(value >> 8);
	b->bytes[at + 1] = (uint8_t)value;
}

static void start(struct build *b, int link_type)
{
	b->size = 0;
	b->link_type = (uint16_t)link_type;
}

static void put_ethernet(struct build *b, unsigned type)
{
	start(b, DLT_EN10MB);
	put(b, "\x02\0\0\0\0\x01\x02\0\0\0\0\x02", 12);
	put16(b, type);
}

static void put_ipv4(struct build *b, unsigned transport, size_t payload)
{
	put8(b, 0x45);
	put8(b, 0);
	put16(b, (unsigned)(20 + payload));
	put16(b, 0xbeef);
	put16(b, 0x4000);
	put8(b, 64);
	put8(b, transport);
	put16(b, 0);
	put(b, "\xc0\0\x02\x01\xc0\0\x02\x02", 8);
}

static void put_ipv6(struct build *b, unsigned next, size_t payload)
{
	put32(b, 0x60000000);
	put16(b, (unsigned)payload);
	put8(b, next);
	put8(b, 64);
	put(b, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
	put(b, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
}

static void put_udp(struct build *b)
{
	put16(b, 5000);
	put16(b, 3478);
	put16(b, 8 + HELLO_SIZE);
	put16(b, 0);
	put(b, HELLO, HELLO_SIZE);
}

static void put_tcp(struct build *b, unsigned words)
{
	put16(b, 40000);
	put16(b, 443);
	put32(b, 0x01020304);
	put32(b, 0);
	put8(b, words << 4);
	put8(b, PACKET_TCP_PSH | PACKET_TCP_ACK);
	put_zeros(b, 6);
	for (unsigned i = 5; i < words; i++)
		put32(b, 0x01010101);
	put(b, HELLO, HELLO_SIZE);
}

static void put_udp4(struct build *b)
{
	put_ipv4(b, IPPROTO_UDP, 8 + HELLO_SIZE);
	put_udp(b);
}

static void put_udp6(struct build *b)
{
	put_ipv6(b, IPPROTO_UDP, 8 + HELLO_SIZE);
	put_udp(b);
}

/* Decodes from a heap copy of @caplen bytes, so that ASan sees any excess. */
static enum decode_outcome decode_cut(const struct build *b, size_t caplen,
				      size_t len, struct packet *packet)
{
	uint8_t *copy = malloc(caplen ? caplen : 1);
	struct frame frame = {.time_us = 77,
			      .data = copy,
			      .caplen = (uint32_t)caplen,
			      .len = (uint32_t)len,
			      .link_type = b->link_type,
			      .number = 5};
	enum decode_outcome outcome;

	assert_non_null(copy);
	memcpy(copy, b->bytes, caplen);
	memset(packet, 0xa5, sizeof(*packet));
	outcome = packet_decode(&frame, packet);
	assert_in_range(outcome, 0, DECODE_OUTCOMES - 1);
	assert_true(packet->payload_caplen <= packet->payload_size);
	if (outcome == DECODE_OK) {
		size_t offset = (size_t)(packet->payload - copy);

		assert_true(offset + packet->payload_caplen <= caplen);
		packet->payload = b->bytes + offset; /* outlives the copy */
	}
	free(copy);
	return outcome;
}

static enum decode_outcome decode(const struct build *b, struct packet *packet)
{
	return decode_cut(b, b->size, b->size, packet);
}

static void assert_outcome(const struct build *b, enum decode_outcome wanted)
{
	struct packet packet;

	assert_string_equal(packet_decode_name(decode(b, &packet)),
			    packet_decode_name(wanted));
}

static bool is_truncation(enum decode_outcome outcome)
{
	return outcome == DECODE_LINK_TRUNCATED ||
	       outcome == DECODE_IP_TRUNCATED ||
	       outcome == DECODE_TRANSPORT_TRUNCATED;
}

/* Cut by the capture: truncated, in rising order, then OK with less payload. */
static void assert_cuts(const struct build *b)
{
	struct packet whole, packet;
	enum decode_outcome before = DECODE_LINK_TRUNCATED;

	assert_int_equal(decode(b, &whole), DECODE_OK);
	for (size_t caplen = 0; caplen < b->size; caplen++) {
		enum decode_outcome outcome =
			decode_cut(b, caplen, b->size, &packet);
		size_t header = (size_t)(whole.payload - b->bytes);

		if (caplen < header) {
			assert_true(is_truncation(outcome));
			assert_true(outcome >= before);
			before = outcome;
			continue;
		}
		assert_int_equal(outcome, DECODE_OK);
		assert_int_equal(packet.payload_size, whole.payload_size);
		assert_true(packet.payload_caplen <= caplen - header);
		assert_true(packet.payload_caplen == whole.payload_caplen ||
			    packet.payload_caplen == caplen - header);
		assert_int_equal(packet.source_port, whole.source_port);
		assert_int_equal(packet.wire_bytes, b->size);
	}
	/* Shorter on the wire too: any outcome, but no step outside. */
	for (size_t len = 0; len < b->size; len++)
		decode_cut(b, len, len, &packet);
}

/* The frame carries HELLO by UDP in @version; VLANs as given. */
static void assert_hello(const struct build *b, unsigned version, unsigned vlan,
			 unsigned inner_vlan)
{
	char text[PACKET_ADDRESS_TEXT];
	struct packet packet;

	assert_int_equal(decode(b, &packet), DECODE_OK);
	assert_int_equal(packet.time_us, 77);
	assert_int_equal(packet.number, 5);
	assert_int_equal(packet.wire_bytes, b->size);
	assert_int_equal(packet.ip_version, version);
	assert_int_equal(packet.transport, IPPROTO_UDP);
	assert_int_equal(packet.source_port, 5000);
	assert_int_equal(packet.dest_port, 3478);
	assert_int_equal(packet.vlan, vlan);
	assert_int_equal(packet.inner_vlan, inner_vlan);
	assert_int_equal(packet.fragment, PACKET_WHOLE);
	assert_int_equal(packet.fragment_id, 0);
	assert_int_equal(packet.tcp_flags, 0);
	assert_int_equal(packet.payload_size, HELLO_SIZE);
	assert_int_equal(packet.payload_caplen, HELLO_SIZE);
	assert_memory_equal(packet.payload, HELLO, HELLO_SIZE);
	assert_string_equal(packet_address_print(&packet.source, text),
			    version == 4 ? "192.0.2.1" : "2001:db8::1");
	assert_string_equal(packet_address_print(&packet.dest, text),
			    version == 4 ? "192.0.2.2" : "2001:db8::2");
	assert_cuts(b);
}

static void ethernet(void **state)
{
	struct build b;

	(void)state;
	put_ethernet(&b, 0x0800);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	put_zeros(&b, 6); /* padding and a trailer are no payload */
	assert_hello(&b, 4, 0, 0);
	put_ethernet(&b, 0x86dd);
	put_udp6(&b);
	put_zeros(&b, 4);
	assert_hello(&b, 6, 0, 0);
	put_ethernet(&b, 0x0806);
	put_zeros(&b, 46);
	assert_outcome(&b, DECODE_NOT_IP);
}

/* The address in the bytes, else the one that the source of the frame gives. */
static void source_mac(void **state)
{
	static const struct mac said = {{2, 0, 0, 0, 0, 9}};
	static const struct mac written = {{2, 0, 0, 0, 0, 2}};
	struct build b;
	struct packet packet;
	struct frame frame;

	(void)state;
	put_ethernet(&b, 0x0800);
	put_udp4(&b);
	frame = (struct frame){.data = b.bytes,
			       .caplen = (uint32_t)b.size,
			       .len = (uint32_t)b.size,
			       .link_type = DLT_EN10MB,
			       .source_mac = said};
	assert_int_equal(packet_decode(&frame, &packet), DECODE_OK);
	assert_memory_equal(&packet.source_mac, &written, sizeof(written));
	frame.data += 14;
	frame.caplen = frame.len -= 14;
	frame.link_type = DLT_RAW;
	assert_int_equal(packet_decode(&frame, &packet), DECODE_OK);
	assert_memory_equal(&packet.source_mac, &said, sizeof(said));
}

static void ethernet_vlan(void **state)
{
	static const unsigned types[] = {0x8100, 0x88a8, 0x9100, 0x9200};
	struct build b;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		put_ethernet(&b, types[i]);
		put16(&b, 0xe000 | 42); /* priority bits are not the VLAN's */
		put16(&b, 0x0800);
		put_udp4(&b);
		assert_hello(&b, 4, 42, 0);
	}
}

/* The outer two are remembered; priority tags take no place. */
static void ethernet_vlans(void **state)
{
	static const struct {
		unsigned tags[5], count, vlan, inner;
	} stacks[] = {
		{{4095, 1}, 2, 4095, 1},  {{7, 8, 9}, 3, 7, 8},
		{{7, 8, 9, 10}, 4, 7, 8}, {{0, 8}, 2, 8, 0},
		{{0, 8, 0, 9}, 4, 8, 9},
	};
	struct build b;

	(void)state;
	for (size_t i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		put_ethernet(&b, 0x88a8);
		for (unsigned tag = 0; tag < stacks[i].count; tag++) {
			put16(&b, stacks[i].tags[tag]);
			put16(&b, tag + 1 < stacks[i].count ? 0x8100 : 0x86dd);
		}
		put_udp6(&b);
		assert_hello(&b, 6, stacks[i].vlan, stacks[i].inner);
	}
	put_ethernet(&b, 0x8100);
	for (unsigned tag = 1; tag <= 5; tag++) {
		put16(&b, tag);
		put16(&b, tag < 5 ? 0x8100 : 0x0800);
	}
	put_udp4(&b);
	assert_outcome(&b, DECODE_TOO_MANY_TAGS);
}

static void put_pppoe(struct build *b, size_t length)
{
	put_ethernet(b, 0x8864);
	put16(b, 0x1100);
	put16(b, 0x1234);
	put16(b, (unsigned)length);
}

static void pppoe(void **state)
{
	struct build b;

	(void)state;
	put_pppoe(&b, 2 + 20 + 8 + HELLO_SIZE);
	put16(&b, 0x0021);
	put_udp4(&b);
	put_zeros(&b, 3);
	assert_hello(&b, 4, 0, 0);
	put_pppoe(&b, 2 + 40 + 8 + HELLO_SIZE);
	put16(&b, 0x0057);
	put_udp6(&b);
	assert_hello(&b, 6, 0, 0);
	put_pppoe(&b, 1 + 20 + 8 + HELLO_SIZE);
	put8(&b, 0x21); /* compressed */
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	put_pppoe(&b, 6);
	put16(&b, 0xc021); /* LCP */
	put32(&b, 0);
	assert_outcome(&b, DECODE_NOT_IP);
	put_ethernet(&b, 0x8863); /* discovery */
	put_zeros(&b, 20);
	assert_outcome(&b, DECODE_NOT_IP);
}

static void pppoe_malformed(void **state)
{
	struct build b;

	(void)state;
	put_pppoe(&b, 2 + 20 + 8 + HELLO_SIZE);
	put16(&b, 0x0021);
	put_udp4(&b);
	b.bytes[14] = 0x21;
	assert_outcome(&b, DECODE_LINK_MALFORMED);
	b.bytes[14] = 0x11;
	b.bytes[15] = 9;
	assert_outcome(&b, DECODE_LINK_MALFORMED);
	b.bytes[15] = 0;
	set16(&b, 18, 0);
	assert_outcome(&b, DECODE_LINK_MALFORMED);
	set16(&b, 18, 60000); /* more than there is: believed */
	assert_outcome(&b, DECODE_OK);
}

static void put_label(struct build *b, uint32_t label, unsigned bottom)
{
	put32(b, label << 12 | bottom << 8 | 64);
}

static void mpls(void **state)
{
	struct build b;

	(void)state;
	put_ethernet(&b, 0x8847);
	put_label(&b, 100, 0);
	put_label(&b, 1000000, 1);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	put_ethernet(&b, 0x8848);
	put_label(&b, 2, 1);
	put_udp6(&b);
	assert_hello(&b, 6, 0, 0);
	set16(&b, 14, 0); /* explicit null of IPv4 over IPv6 */
	b.bytes[16] = 1;
	assert_outcome(&b, DECODE_LINK_MALFORMED);
	put_ethernet(&b, 0x8847);
	put_label(&b, 100, 1);
	put_zeros(&b, 60); /* a pseudowire's control word */
	assert_outcome(&b, DECODE_NOT_IP);
	put_ethernet(&b, 0x8847);
	for (unsigned i = 0; i < 9; i++)
		put_label(&b, 100, i == 8);
	put_udp4(&b);
	assert_outcome(&b, DECODE_TOO_MANY_TAGS);
}

static void vlan_pppoe_mpls_in_one(void **state)
{
	struct build b;

	(void)state;
	put_ethernet(&b, 0x8100);
	put16(&b, 7);
	put16(&b, 0x8864);
	put16(&b, 0x1100);
	put16(&b, 1);
	put16(&b, 2 + 4 + 20 + 8 + HELLO_SIZE);
	put16(&b, 0x0281);
	put_label(&b, 16, 1);
	put_udp4(&b);
	assert_hello(&b, 4, 7, 0);
}

static void llc(void **state)
{
	struct build b;

	(void)state;
	put_ethernet(&b, 8 + 20 + 8 + HELLO_SIZE);
	put(&b, "\xaa\xaa\x03\0\0\0", 6);
	put16(&b, 0x0800);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	set16(&b, 20, 0x86dd);
	assert_outcome(&b, DECODE_IP_MALFORMED);
	set16(&b, 20, 0x2000); /* CDP */
	assert_outcome(&b, DECODE_NOT_IP);
	put_ethernet(&b, 38);
	put(&b, "\x42\x42\x03", 3); /* STP */
	put_zeros(&b, 43);
	assert_outcome(&b, DECODE_NOT_IP);
	put_ethernet(&b, 3);
	put(&b, "\x42\x42\x03", 3); /* not padded: sent by the capturer */
	assert_outcome(&b, DECODE_NOT_IP);
}

static void linux_cooked(void **state)
{
	struct build b;

	(void)state;
	start(&b, DLT_LINUX_SLL);
	put_zeros(&b, 14);
	put16(&b, 0x0800);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	start(&b, DLT_LINUX_SLL);
	put_zeros(&b, 14);
	put16(&b, 0x8100);
	put16(&b, 12);
	put16(&b, 0x86dd);
	put_udp6(&b);
	assert_hello(&b, 6, 12, 0);
	start(&b, DLT_LINUX_SLL2);
	put16(&b, 0x86dd);
	put_zeros(&b, 18);
	put_udp6(&b);
	assert_hello(&b, 6, 0, 0);
}

static void raw(void **state)
{
	static const int types[] = {12, 14};
	struct build b;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		start(&b, types[i]);
		put_udp4(&b);
		assert_hello(&b, 4, 0, 0);
		start(&b, types[i]);
		put_udp6(&b);
		assert_hello(&b, 6, 0, 0);
		b.bytes[0] = 0x50;
		assert_outcome(&b, DECODE_IP_MALFORMED);
	}
	start(&b, DLT_IPV4);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	b.link_type = DLT_IPV6;
	assert_outcome(&b, DECODE_IP_MALFORMED);
	start(&b, DLT_IPV6);
	put_udp6(&b);
	assert_hello(&b, 6, 0, 0);
	b.link_type = DLT_IPV4;
	assert_outcome(&b, DECODE_IP_MALFORMED);
}

static void null_and_loopback(void **state)
{
	static const uint8_t families[] = {10, 23, 24, 28, 30};
	static const int types[] = {DLT_NULL, DLT_LOOP};
	struct build b;

	(void)state;
	for (size_t type = 0; type < 2; type++) {
		for (size_t i = 0; i < sizeof(families); i++) {
			start(&b, types[type]);
			put32(&b, families[i]);
			put_udp6(&b);
			assert_hello(&b, 6, 0, 0);
			start(&b, types[type]);
			put32(&b, (uint32_t)families[i] << 24);
			put_udp6(&b);
			assert_hello(&b, 6, 0, 0);
		}
		start(&b, types[type]);
		put32(&b, UINT32_C(2) << 24);
		put_udp4(&b);
		assert_hello(&b, 4, 0, 0);
		b.bytes[0] = 7;
		assert_outcome(&b, DECODE_NOT_IP);
	}
}

static void ppp(void **state)
{
	struct build b;

	(void)state;
	start(&b, DLT_PPP);
	put16(&b, 0xff03);
	put16(&b, 0x0021);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	start(&b, DLT_PPP_SERIAL);
	put8(&b, 0x57);
	put_udp6(&b);
	assert_hello(&b, 6, 0, 0);
	start(&b, DLT_PPP_ETHER);
	put16(&b, 0x1100);
	put16(&b, 1);
	put16(&b, 2 + 20 + 8 + HELLO_SIZE);
	put16(&b, 0x0021);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
}

static void unknown_link(void **state)
{
	struct build b;

	(void)state;
	put_ethernet(&b, 0x0800);
	put_udp4(&b);
	b.link_type = DLT_IEEE802_11;
	assert_outcome(&b, DECODE_UNKNOWN_LINK);
	assert_false(packet_decode_knows(DLT_IEEE802_11));
	assert_false(packet_decode_knows(-1));
	assert_false(packet_decode_knows(65536 + DLT_EN10MB));
	assert_true(packet_decode_knows(DLT_EN10MB));
	assert_true(packet_decode_knows(DLT_LINUX_SLL2));
}

static void tcp(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	for (unsigned words = 5; words <= 15; words++) {
		start(&b, DLT_RAW);
		put_ipv4(&b, IPPROTO_TCP, words * 4 + HELLO_SIZE);
		put_tcp(&b, words);
		assert_int_equal(decode(&b, &packet), DECODE_OK);
		assert_int_equal(packet.transport, IPPROTO_TCP);
		assert_int_equal(packet.source_port, 40000);
		assert_int_equal(packet.dest_port, 443);
		assert_int_equal(packet.tcp_seq, 0x01020304);
		assert_int_equal(packet.tcp_flags,
				 PACKET_TCP_PSH | PACKET_TCP_ACK);
		assert_int_equal(packet.payload_size, HELLO_SIZE);
		assert_memory_equal(packet.payload, HELLO, HELLO_SIZE);
		assert_cuts(&b);
	}
	b.bytes[32] = 0x40; /* data offset below the header */
	assert_outcome(&b, DECODE_TCP_MALFORMED);
	b.bytes[32] = 0xf0;
	set16(&b, 2, 20 + 59); /* above the IP payload */
	assert_outcome(&b, DECODE_TCP_MALFORMED);
	set16(&b, 2, 20 + 19);
	assert_outcome(&b, DECODE_TCP_MALFORMED);
	set16(&b, 2, 20 + 60); /* no payload */
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, 0);
	assert_int_equal(packet.payload_caplen, 0);
}

static void udp_lengths(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	start(&b, DLT_RAW);
	put_udp4(&b);
	set16(&b, 24, 8 + HELLO_SIZE + 1);
	assert_outcome(&b, DECODE_UDP_MALFORMED);
	set16(&b, 24, 7);
	assert_outcome(&b, DECODE_UDP_MALFORMED);
	set16(&b, 24, 0);
	assert_outcome(&b, DECODE_UDP_MALFORMED);
	set16(&b, 24, 8);
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, 0);
	set16(&b, 24, 8 + 5); /* the rest of the IP payload is not UDP's */
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, 5);
	assert_int_equal(packet.payload_caplen, 5);
	set16(&b, 2, 20 + 7); /* IP ends inside the UDP header */
	assert_outcome(&b, DECODE_UDP_MALFORMED);
}

static void ipv4_options(void **state)
{
	struct build b;

	(void)state;
	for (unsigned words = 6; words <= 15; words++) {
		start(&b, DLT_RAW);
		put_ipv4(&b, IPPROTO_UDP, words * 4 - 20 + 8 + HELLO_SIZE);
		b.bytes[0] = (uint8_t)(0x40 | words);
		put_zeros(&b, words * 4 - 20);
		put_udp(&b);
		assert_hello(&b, 4, 0, 0);
	}
}

static void ipv4_malformed(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	put_ethernet(&b, 0x0800);
	put_udp4(&b);
	b.bytes[14] = 0x44;
	assert_outcome(&b, DECODE_IP_MALFORMED);
	b.bytes[14] = 0x65;
	assert_outcome(&b, DECODE_IP_MALFORMED);
	b.bytes[14] = 0x45;
	set16(&b, 16, 19);
	assert_outcome(&b, DECODE_IP_MALFORMED);
	b.bytes[14] = 0x46;
	set16(&b, 16, 23);
	assert_outcome(&b, DECODE_IP_MALFORMED);
	b.bytes[14] = 0x45;
	set16(&b, 16, 1000); /* a tool cut the frame and its length: believed */
	set16(&b, 38, 980);
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, 972);
	assert_int_equal(packet.payload_caplen, HELLO_SIZE);
}

/* Total length 0: the frame's length is all there is to go by. */
static void ipv4_before_segmentation(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	put_ethernet(&b, 0x0800);
	put_ipv4(&b, IPPROTO_TCP, 0);
	put_tcp(&b, 5);
	set16(&b, 16, 0);
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, HELLO_SIZE);
	assert_cuts(&b);
	assert_int_equal(decode_cut(&b, b.size, 100000, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, UINT16_MAX);
	assert_int_equal(packet.payload_caplen, HELLO_SIZE);
	put_ethernet(&b, 0x0800);
	put_udp4(&b);
	set16(&b, 16, 0);
	set16(&b, 38, 0);
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, HELLO_SIZE);
}

static void ipv4_fragments(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	start(&b, DLT_RAW);
	put_udp4(&b);
	set16(&b, 6, 0x2000);
	set16(&b, 24, 1000); /* the datagram's */
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.fragment, PACKET_FRAGMENT_FIRST);
	assert_int_equal(packet.fragment_id, 0xbeef);
	assert_int_equal(packet.source_port, 5000);
	assert_int_equal(packet.payload_size, 992);
	assert_int_equal(packet.payload_caplen, HELLO_SIZE);
	assert_cuts(&b);
	set16(&b, 2, 20 + 4); /* tiny: its header is in the next one */
	assert_outcome(&b, DECODE_TRANSPORT_TRUNCATED);
	set16(&b, 2, 20);
	for (unsigned more = 0; more < 2; more++) {
		set16(&b, 6, more << 13 | 1);
		assert_int_equal(decode(&b, &packet), DECODE_FRAGMENT);
		assert_int_equal(packet.fragment, PACKET_FRAGMENT_LATER);
		assert_int_equal(packet.fragment_id, 0xbeef);
		assert_int_equal(packet.transport, IPPROTO_UDP);
		assert_int_equal(packet.source_port | packet.dest_port, 0);
		assert_int_equal(packet.payload_size, 0);
		assert_int_equal(packet.source.bytes[15], 1);
	}
}

static void other_transports(void **state)
{
	static const uint8_t others[] = {IPPROTO_ICMP, IPPROTO_IGMP,
					 IPPROTO_IPIP, IPPROTO_ESP,
					 IPPROTO_AH,   255};
	struct build b;

	(void)state;
	for (size_t i = 0; i < sizeof(others); i++) {
		start(&b, DLT_RAW);
		put_ipv4(&b, others[i], 0);
		assert_outcome(&b, DECODE_OTHER_TRANSPORT);
	}
	start(&b, DLT_RAW);
	put_ipv6(&b, IPPROTO_ICMPV6, 0);
	assert_outcome(&b, DECODE_OTHER_TRANSPORT);
	start(&b, DLT_RAW);
	put_ipv6(&b, IPPROTO_NONE, 0);
	put_zeros(&b, 20);
	assert_outcome(&b, DECODE_OTHER_TRANSPORT);
}

/* @words: in the header's own unit. */
static void put_extension(struct build *b, unsigned next, unsigned words,
			  size_t bytes)
{
	put8(b, next);
	put8(b, words);
	put_zeros(b, bytes - 2);
}

static void ipv6_extensions(void **state)
{
	struct build b;

	(void)state;
	start(&b, DLT_RAW);
	put_ipv6(&b, IPPROTO_HOPOPTS,
		 8 + 24 + 16 + 8 + 24 + 8 + 8 + HELLO_SIZE);
	put_extension(&b, IPPROTO_ROUTING, 0, 8);
	put_extension(&b, IPPROTO_DSTOPTS, 2, 24);
	put_extension(&b, IPPROTO_FRAGMENT, 1, 16);
	put_extension(&b, IPPROTO_AH, 99, 8); /* atomic; no length field */
	put_extension(&b, IPPROTO_MH, 4, 24);
	put_extension(&b, IPPROTO_UDP, 0, 8);
	put_udp(&b);
	assert_hello(&b, 6, 0, 0);
}

static void ipv6_chains(void **state)
{
	struct build b;

	(void)state;
	for (unsigned count = 8; count <= 9; count++) {
		start(&b, DLT_RAW);
		put_ipv6(&b, IPPROTO_DSTOPTS, count * 8 + 8 + HELLO_SIZE);
		for (unsigned i = 0; i < count; i++)
			put_extension(&b,
				      i + 1 < count ? IPPROTO_DSTOPTS
						    : IPPROTO_UDP,
				      0, 8);
		put_udp(&b);
		if (count == 8)
			assert_hello(&b, 6, 0, 0);
		else
			assert_outcome(&b, DECODE_IPV6_EXTENSIONS);
	}
	start(&b, DLT_RAW);
	put_ipv6(&b, IPPROTO_DSTOPTS, 16 + 8 + HELLO_SIZE);
	put_extension(&b, IPPROTO_HOPOPTS, 0, 8); /* may only be first */
	put_extension(&b, IPPROTO_UDP, 0, 8);
	put_udp(&b);
	assert_outcome(&b, DECODE_IPV6_EXTENSIONS);
	start(&b, DLT_RAW);
	put_ipv6(&b, IPPROTO_ROUTING, 8);
	put_extension(&b, IPPROTO_UDP, 1, 16); /* leaves the IP payload */
	assert_outcome(&b, DECODE_IPV6_EXTENSIONS);
	set16(&b, 4, 7);
	assert_outcome(&b, DECODE_IPV6_EXTENSIONS);
}

static void put_fragment6(struct build *b, unsigned offset, unsigned more)
{
	start(b, DLT_RAW);
	put_ipv6(b, IPPROTO_FRAGMENT, 8 + 8 + HELLO_SIZE);
	put8(b, IPPROTO_UDP);
	put8(b, 0);
	put16(b, offset | more);
	put32(b, 0xfeedbeef);
	put_udp(b);
}

static void ipv6_fragments(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	put_fragment6(&b, 0, 0);
	assert_hello(&b, 6, 0, 0);
	put_fragment6(&b, 6, 0); /* reserved bits are no offset */
	assert_hello(&b, 6, 0, 0);
	put_fragment6(&b, 0, 1);
	set16(&b, 52, 1400);
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.fragment, PACKET_FRAGMENT_FIRST);
	assert_true(packet.fragment_id == 0xfeedbeef);
	assert_int_equal(packet.payload_size, 1392);
	assert_int_equal(packet.payload_caplen, HELLO_SIZE);
	assert_cuts(&b);
	put_fragment6(&b, 8, 1);
	assert_int_equal(decode(&b, &packet), DECODE_FRAGMENT);
	assert_int_equal(packet.fragment, PACKET_FRAGMENT_LATER);
	assert_true(packet.fragment_id == 0xfeedbeef);
	assert_int_equal(packet.transport, IPPROTO_UDP);
	assert_int_equal(packet.source_port, 0);
}

/* Payload length 0: a jumbogram, whose UDP length may be 0 too. */
static void ipv6_jumbo(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	start(&b, DLT_RAW);
	put_ipv6(&b, IPPROTO_HOPOPTS, 0);
	put(&b, "\x11\0\xc2\x04\0\x01\x11\x70", 8);
	put_udp(&b);
	set16(&b, 52, 0);
	assert_int_equal(decode(&b, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, HELLO_SIZE);
	assert_int_equal(decode_cut(&b, b.size, 70048, &packet), DECODE_OK);
	assert_int_equal(packet.payload_size, UINT16_MAX);
	assert_cuts(&b);
	set16(&b, 4, 8 + 8 + HELLO_SIZE); /* not a jumbogram */
	assert_outcome(&b, DECODE_UDP_MALFORMED);
}

/* ---- every bit of the fields that are masked ---- */

/* The 12 bits of the VLAN count; priority and DEI do not, in any combination. */
static void vlan_bits(void **state)
{
	static const unsigned vlans[] = {1,  2,	  4,   8,   16,	  32,	64,
					 77, 128, 256, 512, 1024, 2048, 4095};
	struct build b;
	struct packet packet;

	(void)state;
	for (size_t i = 0; i < COUNT(vlans); i++)
		for (unsigned high = 0; high < 16; high++) {
			put_ethernet(&b, 0x88a8);
			put16(&b, high << 12 | vlans[i]);
			put16(&b, 0x8100);
			put16(&b, (15 - high) << 12 | vlans[i]);
			put16(&b, 0x0800);
			put_udp4(&b);
			assert_int_equal(decode(&b, &packet), DECODE_OK);
			assert_int_equal(packet.vlan, vlans[i]);
			assert_int_equal(packet.inner_vlan, vlans[i]);
		}
	put_ethernet(&b, 0x8100);
	put16(&b, 0xf000); /* priority and DEI, and no VLAN */
	put16(&b, 0x0800);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
}

static void offsets_of_fragments(void **state)
{
	struct build b;

	(void)state;
	for (unsigned bit = 0; bit < 16; bit++) {
		start(&b, DLT_RAW);
		put_udp4(&b);
		set16(&b, 6, 1U << bit);
		/* 13 is More, 14 Do not, 15 is reserved */
		assert_outcome(&b, bit < 13 ? DECODE_FRAGMENT : DECODE_OK);
		put_fragment6(&b, 1U << bit, 0);
		assert_outcome(&b, bit < 3 ? DECODE_OK : DECODE_FRAGMENT);
	}
}

static void tcp_fields(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	for (unsigned bit = 0; bit < 8; bit++) {
		start(&b, DLT_RAW);
		put_ipv4(&b, IPPROTO_TCP, 20 + HELLO_SIZE);
		put_tcp(&b, 5);
		set16(&b, 28, 0xa1b2);
		set16(&b, 30, 0xc3d4);
		b.bytes[32] |= 0x0f; /* reserved bits are no length */
		b.bytes[33] = (uint8_t)(1 << bit);
		assert_int_equal(decode(&b, &packet), DECODE_OK);
		assert_int_equal(packet.tcp_flags, 1 << bit);
		assert_int_equal(packet.tcp_seq, 0x01020304);
		assert_int_equal(packet.tcp_ack, 0xa1b2c3d4);
		assert_int_equal(packet.payload_size, HELLO_SIZE);
	}
	for (unsigned words = 0; words < 5; words++) {
		b.bytes[32] = (uint8_t)(words << 4);
		assert_outcome(&b, DECODE_TCP_MALFORMED);
	}
}

/* A header alone, cut by the capture: it is not the packet's fault. */
static void headers_without_payload(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	start(&b, DLT_RAW);
	put_ipv4(&b, IPPROTO_UDP, 8);
	put(&b, "\x13\x88\x0d\x96\0\x08\0\0", 8);
	assert_outcome(&b, DECODE_OK);
	for (size_t caplen = 20; caplen < 28; caplen++)
		assert_int_equal(decode_cut(&b, caplen, 28, &packet),
				 DECODE_TRANSPORT_TRUNCATED);
	set16(&b, 2, 27); /* the packet ends inside */
	assert_outcome(&b, DECODE_UDP_MALFORMED);
	start(&b, DLT_RAW);
	put_ipv4(&b, IPPROTO_TCP, 20);
	put_tcp(&b, 5);
	b.size = 40;
	assert_outcome(&b, DECODE_OK);
	for (size_t caplen = 20; caplen < 40; caplen++)
		assert_int_equal(decode_cut(&b, caplen, 40, &packet),
				 DECODE_TRANSPORT_TRUNCATED);
	set16(&b, 2, 39);
	assert_outcome(&b, DECODE_TCP_MALFORMED);
}

static void network_header(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	for (unsigned version = 4; version <= 6; version += 2) {
		struct frame frame = {.link_type = DLT_EN10MB, .data = b.bytes};

		put_ethernet(&b, 0x8100);
		put16(&b, 1);
		put16(&b, version == 4 ? 0x0800 : 0x86dd);
		if (version == 4)
			put_udp4(&b);
		else
			put_udp6(&b);
		frame.caplen = frame.len = (uint32_t)b.size;
		assert_int_equal(packet_decode(&frame, &packet), DECODE_OK);
		assert_ptr_equal(packet.network, b.bytes + 18);
	}
}

/* Each kind alone; AH counts its length in words. */
static void each_extension(void **state)
{
	static const uint8_t kinds[] = {IPPROTO_HOPOPTS,
					IPPROTO_ROUTING,
					IPPROTO_FRAGMENT,
					IPPROTO_AH,
					IPPROTO_DSTOPTS,
					IPPROTO_MH,
					139,
					140};
	struct build b;

	(void)state;
	for (unsigned kind = 0; kind < 256; kind++) {
		bool known = memchr(kinds, (int)kind, sizeof(kinds));

		if (kind == IPPROTO_UDP || kind == IPPROTO_TCP)
			continue;
		start(&b, DLT_RAW);
		put_ipv6(&b, kind, 8 + 8 + HELLO_SIZE);
		put_extension(&b, IPPROTO_UDP, 0, 8);
		put_udp(&b);
		if (known)
			assert_hello(&b, 6, 0, 0);
		else
			assert_outcome(&b, DECODE_OTHER_TRANSPORT);
		/* and nothing behind it */
		start(&b, DLT_RAW);
		put_ipv6(&b, kind, 8);
		put_extension(&b, IPPROTO_NONE, 0, 8);
		assert_outcome(&b, DECODE_OTHER_TRANSPORT);
	}
}

/* Only "no next header" tells an empty packet from a jumbogram. */
static void jumbo_of_any_hop_limit(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	for (unsigned hops = 0; hops < 256; hops++) {
		start(&b, DLT_RAW);
		put_ipv6(&b, IPPROTO_UDP, 0);
		put_udp(&b);
		b.bytes[7] = (uint8_t)hops;
		assert_int_equal(decode(&b, &packet), DECODE_OK);
		assert_int_equal(packet.payload_size, HELLO_SIZE);
	}
}

/* Explicit null names the version; the other labels do not. */
static void mpls_labels(void **state)
{
	struct build b;

	(void)state;
	for (unsigned label = 0; label < 20; label++)
		for (unsigned version = 4; version <= 6; version += 2) {
			put_ethernet(&b, 0x8847);
			put_label(&b, label, 1);
			if (version == 4)
				put_udp4(&b);
			else
				put_udp6(&b);
			if ((label == 0 && version == 6) ||
			    (label == 2 && version == 4))
				assert_outcome(&b, DECODE_LINK_MALFORMED);
			else
				assert_hello(&b, version, 0, 0);
		}
	for (unsigned count = 1; count <= 9; count++) {
		put_ethernet(&b, 0x8847);
		for (unsigned i = 1; i <= count; i++)
			put_label(&b, 100, i == count);
		put_udp4(&b);
		if (count <= 8)
			assert_hello(&b, 4, 0, 0);
		else
			assert_outcome(&b, DECODE_TOO_MANY_TAGS);
	}
}

/* IP does not know its length here: PPPoE's keeps the trailer out. */
static void pppoe_length(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	for (unsigned trailer = 0; trailer < 20; trailer++) {
		put_pppoe(&b, 2 + 20 + 8 + HELLO_SIZE);
		put16(&b, 0x0021);
		put_udp4(&b);
		set16(&b, 22 + 2, 0);
		set16(&b, 22 + 20 + 4, 0);
		put_zeros(&b, trailer);
		assert_int_equal(decode(&b, &packet), DECODE_OK);
		assert_int_equal(packet.payload_size, HELLO_SIZE);
	}
	put_pppoe(&b, 2 + 4 + 20 + 8 + HELLO_SIZE);
	put16(&b, 0x0283); /* MPLS, multicast */
	put_label(&b, 16, 1);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
}

/* The field is a length up to 1500; a frame may end inside its LLC header. */
static void lengths_and_types(void **state)
{
	struct build b;
	struct packet packet;

	(void)state;
	for (unsigned type = 1499; type <= 1502; type++) {
		put_ethernet(&b, type);
		put(&b, "\xaa\xaa\x03\0\0\0\x08\0", 8);
		put_udp4(&b);
		if (type <= 1500)
			assert_hello(&b, 4, 0, 0);
		else
			assert_outcome(&b, DECODE_NOT_IP);
	}
	for (size_t byte = 0; byte < 6; byte++) {
		put_ethernet(&b, 100);
		put(&b, "\xaa\xaa\x03\0\0\0\x08\0", 8);
		put_udp4(&b);
		b.bytes[14 + byte] ^= 1;
		assert_outcome(&b, DECODE_NOT_IP);
	}
	for (size_t len = 0; len < 8; len++)
		assert_int_equal(decode_cut(&b, 14 + len, 14 + len, &packet),
				 DECODE_NOT_IP);
	for (size_t caplen = 0; caplen < 8; caplen++)
		assert_int_equal(decode_cut(&b, 14 + caplen, 14 + 8, &packet),
				 DECODE_LINK_TRUNCATED);
}

/* In cooked captures only an address of six bytes is an Ethernet address. */
static void source_mac_of_cooked(void **state)
{
	static const uint8_t address[] = {2, 3, 4, 5, 6, 7};
	static const uint8_t none[6];
	struct build b;
	struct packet packet;

	(void)state;
	for (unsigned length = 0; length < 300; length++) {
		start(&b, DLT_LINUX_SLL);
		put32(&b, 1);
		put16(&b, length);
		put(&b, "\2\3\4\5\6\7\x08\x09", 8);
		put16(&b, 0x0800);
		put_udp4(&b);
		assert_int_equal(decode(&b, &packet), DECODE_OK);
		assert_memory_equal(packet.source_mac.bytes,
				    length == 6 ? address : none, 6);
		start(&b, DLT_LINUX_SLL2);
		put16(&b, 0x0800);
		put_zeros(&b, 9);
		put8(&b, length);
		put(&b, "\2\3\4\5\6\7\x08\x09", 8);
		put_udp4(&b);
		assert_int_equal(decode(&b, &packet), DECODE_OK);
		assert_memory_equal(packet.source_mac.bytes,
				    (length & 255) == 6 ? address : none, 6);
	}
}

static void ppp_header_and_compressed_protocol(void **state)
{
	struct build b;

	(void)state;
	start(&b, DLT_PPP);
	put16(&b, 0xff03);
	put8(&b, 0x21);
	put_udp4(&b);
	assert_hello(&b, 4, 0, 0);
	b.bytes[1] = 0x04;
	assert_outcome(&b, DECODE_NOT_IP);
}

/* A live source knows more than the bytes; all of it reaches the packet. */
static void facts_of_a_live_source(void **state)
{
	struct build b;
	struct frame frame = {.time_us = 3,
			      .link_type = DLT_RAW,
			      .vlan = 7,
			      .inner_vlan = 8,
			      .source_mac = {{2, 0, 0, 0, 0, 5}},
			      .interface_name = "eth7",
			      .gso = true,
			      .number = 9};
	struct packet packet;

	(void)state;
	start(&b, DLT_RAW);
	put_udp4(&b);
	frame.data = b.bytes;
	frame.caplen = frame.len = (uint32_t)b.size;
	assert_int_equal(packet_decode(&frame, &packet), DECODE_OK);
	assert_int_equal(packet.time_us, 3);
	assert_int_equal(packet.number, 9);
	assert_int_equal(packet.vlan, 7);
	assert_int_equal(packet.inner_vlan, 8);
	assert_memory_equal(&packet.source_mac, &frame.source_mac, 6);
	assert_ptr_equal(packet.interface_name, frame.interface_name);
	assert_true(packet.gso);
	frame.gso = false;
	assert_int_equal(packet_decode(&frame, &packet), DECODE_OK);
	assert_false(packet.gso);
}

static void outcomes_have_names(void **state)
{
	(void)state;
	for (int a = 0; a < DECODE_OUTCOMES; a++) {
		assert_non_null(packet_decode_name(a));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(packet_decode_name(a),
						packet_decode_name(b));
	}
	assert_string_equal(packet_decode_name(DECODE_OK), "ok");
	assert_string_equal(packet_decode_name(DECODE_OUTCOMES), "unknown");
}

static void no_bytes_at_all(void **state)
{
	static const int types[] = {0,	1,   9,	  12,  14,  50,
				    51, 108, 113, 228, 229, 276};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct frame frame = {.link_type = (uint16_t)types[i]};
		struct packet packet;

		assert_true(packet_decode_knows(types[i]));
		assert_true(is_truncation(packet_decode(&frame, &packet)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ethernet),
		cmocka_unit_test(source_mac),
		cmocka_unit_test(ethernet_vlan),
		cmocka_unit_test(ethernet_vlans),
		cmocka_unit_test(pppoe),
		cmocka_unit_test(pppoe_malformed),
		cmocka_unit_test(mpls),
		cmocka_unit_test(vlan_pppoe_mpls_in_one),
		cmocka_unit_test(llc),
		cmocka_unit_test(linux_cooked),
		cmocka_unit_test(raw),
		cmocka_unit_test(null_and_loopback),
		cmocka_unit_test(ppp),
		cmocka_unit_test(unknown_link),
		cmocka_unit_test(tcp),
		cmocka_unit_test(udp_lengths),
		cmocka_unit_test(ipv4_options),
		cmocka_unit_test(ipv4_malformed),
		cmocka_unit_test(ipv4_before_segmentation),
		cmocka_unit_test(ipv4_fragments),
		cmocka_unit_test(other_transports),
		cmocka_unit_test(ipv6_extensions),
		cmocka_unit_test(ipv6_chains),
		cmocka_unit_test(ipv6_fragments),
		cmocka_unit_test(ipv6_jumbo),
		cmocka_unit_test(vlan_bits),
		cmocka_unit_test(offsets_of_fragments),
		cmocka_unit_test(tcp_fields),
		cmocka_unit_test(headers_without_payload),
		cmocka_unit_test(network_header),
		cmocka_unit_test(each_extension),
		cmocka_unit_test(jumbo_of_any_hop_limit),
		cmocka_unit_test(mpls_labels),
		cmocka_unit_test(pppoe_length),
		cmocka_unit_test(lengths_and_types),
		cmocka_unit_test(source_mac_of_cooked),
		cmocka_unit_test(ppp_header_and_compressed_protocol),
		cmocka_unit_test(facts_of_a_live_source),
		cmocka_unit_test(outcomes_have_names),
		cmocka_unit_test(no_bytes_at_all),
	};

	return cmocka_run_group_tests_name("packet/decode", tests, NULL, NULL);
}
