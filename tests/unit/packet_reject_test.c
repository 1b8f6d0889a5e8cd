/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers are decoded by our own decoder, and their checksums added up again.
 */
#include "packet/reject.h"

#include <netinet/in.h>
#include <pcap/dlt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet/decode.h"
#include "packet/packet.h"

#define SEQ 0xfffffff0U
#define ACK 0x01020304U

/* A segment of 10.0.0.1:1000 to 192.0.2.2:443 with "hi". */
static const uint8_t tcp4[] = {
	0x45, 0,    0,	  42,	0,    1,    0x40, 0,   64, 6,	 0,
	0,    10,   0,	  0,	1,    192,  0,	  2,   2,  0x03, 0xe8,
	0x01, 0xbb, 0xff, 0xff, 0xff, 0xf0, 1,	  2,   3,  4,	 0x50,
	0x18, 0xff, 0xff, 0,	0,    0,    0,	  'h', 'i'};

/* A datagram of 2001:db8::1 port 1000 to 2001:db8::2 port 443 with "hi". */
static const uint8_t udp6[] = {
	0x60, 0,    0,	  0,	0,    10, 17, 64, 0x20, 0x01, 0x0d, 0xb8, 0,
	0,    0,    0,	  0,	0,    0,  0,  0,  0,	0,    1,    0x20, 0x01,
	0x0d, 0xb8, 0,	  0,	0,    0,  0,  0,  0,	0,    0,    0,	  0,
	2,    0x03, 0xe8, 0x01, 0xbb, 0,  10, 0,  0,	'h',  'i'};

static void decode(const uint8_t *bytes, size_t size, struct packet *packet)
{
	const struct frame frame = {.data = bytes,
				    .caplen = (uint32_t)size,
				    .len = (uint32_t)size,
				    .link_type = DLT_RAW};

	packet_decode(&frame, packet);
}

/* As tcp4, with other flags and addresses' last bytes changed by the caller. */
static struct packet segment(uint8_t *bytes, uint8_t flags)
{
	struct packet packet;

	memcpy(bytes, tcp4, sizeof(tcp4));
	bytes[33] = flags;
	decode(bytes, sizeof(tcp4), &packet);
	return packet;
}

static uint32_t words(const uint8_t *bytes, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += i & 1 ? bytes[i] : (uint32_t)bytes[i] << 8;
	return sum;
}

static uint32_t folded(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* All ones, when a checksum and what it covers agree. */
static uint32_t sum4(const uint8_t *ip, size_t size)
{
	bool icmp = ip[9] == IPPROTO_ICMP;
	uint32_t sum = words(ip + 20, size - 20);

	assert_int_equal(folded(words(ip, 20)), 0xffff);
	if (!icmp)
		sum += words(ip + 12, 8) + ip[9] + (uint32_t)(size - 20);
	return folded(sum);
}

static uint32_t sum6(const uint8_t *ip, size_t size)
{
	return folded(words(ip + 40, size - 40) + words(ip + 8, 32) + ip[6] +
		      (uint32_t)(size - 40));
}

static void test_segment_with_ack(void **state)
{
	uint8_t bytes[sizeof(tcp4)];
	struct packet packet = segment(bytes, PACKET_TCP_ACK | PACKET_TCP_PSH);
	struct packet_reject reject;
	struct packet answer;

	(void)state;
	assert_true(packet_reject_to_source(&packet, &reject));
	assert_int_equal(reject.size, 40);
	assert_int_equal(sum4(reject.bytes, reject.size), 0xffff);
	decode(reject.bytes, reject.size, &answer);
	assert_memory_equal(&answer.source, &packet.dest, 16);
	assert_memory_equal(&answer.dest, &packet.source, 16);
	assert_int_equal(answer.source_port, 443);
	assert_int_equal(answer.dest_port, 1000);
	assert_int_equal(answer.tcp_flags, PACKET_TCP_RST);
	assert_int_equal(answer.tcp_seq, ACK);
	assert_int_equal(answer.tcp_ack, 0);

	assert_true(packet_reject_to_dest(&packet, &reject));
	assert_int_equal(sum4(reject.bytes, reject.size), 0xffff);
	decode(reject.bytes, reject.size, &answer);
	assert_memory_equal(&answer.source, &packet.source, 16);
	assert_int_equal(answer.source_port, 1000);
	assert_int_equal(answer.tcp_flags, PACKET_TCP_RST | PACKET_TCP_ACK);
	assert_int_equal(answer.tcp_seq, SEQ);
	assert_int_equal(answer.tcp_ack, ACK);
}

/* Several segments in one: the sender is answered, the packet becomes no reset. */
static void test_several_segments(void **state)
{
	uint8_t bytes[sizeof(tcp4)];
	struct packet packet = segment(bytes, PACKET_TCP_ACK | PACKET_TCP_PSH);
	struct packet_reject reject;

	(void)state;
	packet.gso = true;
	assert_true(packet_reject_to_source(&packet, &reject));
	assert_false(packet_reject_to_dest(&packet, &reject));
	packet.gso = false;
	assert_true(packet_reject_to_dest(&packet, &reject));
}

/* A SYN is answered with a reset that acknowledges it, payload included. */
static void test_syn(void **state)
{
	uint8_t bytes[sizeof(tcp4)];
	struct packet packet = segment(bytes, PACKET_TCP_SYN);
	struct packet_reject reject;
	struct packet answer;

	(void)state;
	assert_true(packet_reject_to_source(&packet, &reject));
	decode(reject.bytes, reject.size, &answer);
	assert_int_equal(answer.tcp_flags, PACKET_TCP_RST | PACKET_TCP_ACK);
	assert_int_equal(answer.tcp_seq, 0);
	assert_int_equal(answer.tcp_ack, (uint32_t)(SEQ + 3));
	assert_false(packet_reject_to_dest(&packet, &reject));
}

static void test_nobody_is_answered(void **state)
{
	uint8_t bytes[sizeof(tcp4)];
	struct packet_reject reject;
	struct packet packet;

	(void)state;
	packet = segment(bytes, PACKET_TCP_RST | PACKET_TCP_ACK);
	assert_false(packet_reject_to_source(&packet, &reject));
	assert_false(packet_reject_to_dest(&packet, &reject));
	packet = segment(bytes, PACKET_TCP_ACK);
	packet.fragment = PACKET_FRAGMENT_LATER;
	assert_false(packet_reject_to_source(&packet, &reject));
	packet = segment(bytes, PACKET_TCP_ACK);
	packet.dest.bytes[12] = 224; /* multicast */
	assert_false(packet_reject_to_source(&packet, &reject));
	packet.dest.bytes[12] = 255;
	assert_false(packet_reject_to_source(&packet, &reject));
	packet = segment(bytes, PACKET_TCP_ACK);
	packet.source.bytes[12] = 0; /* of no host */
	assert_false(packet_reject_to_source(&packet, &reject));
	packet = segment(bytes, PACKET_TCP_ACK);
	packet.transport = IPPROTO_SCTP;
	assert_false(packet_reject_to_source(&packet, &reject));
}

static void test_datagram_ipv6(void **state)
{
	struct packet_reject reject;
	struct packet packet;
	const uint8_t *icmp = reject.bytes + 40;

	(void)state;
	decode(udp6, sizeof(udp6), &packet);
	assert_true(packet_reject_to_source(&packet, &reject));
	assert_int_equal(reject.size, 40 + 8 + sizeof(udp6));
	assert_int_equal(reject.bytes[6], IPPROTO_ICMPV6);
	assert_int_equal(sum6(reject.bytes, reject.size), 0xffff);
	assert_int_equal(icmp[0], 1); /* unreachable */
	assert_int_equal(icmp[1], 4); /* port */
	assert_memory_equal(icmp + 8, udp6, sizeof(udp6));
	assert_memory_equal(reject.bytes + 8, udp6 + 24, 16);
	assert_memory_equal(reject.bytes + 24, udp6 + 8, 16);
	assert_false(packet_reject_to_dest(&packet, &reject));
}

/* The last byte of an odd quote is the high half of a word, and the next is not read. */
static void test_quote_of_odd_size(void **state)
{
	struct packet_reject reject;
	struct packet packet;
	uint8_t bytes[sizeof(udp6) + 1];

	(void)state;
	memcpy(bytes, udp6, sizeof(udp6));
	bytes[5] = bytes[45] = 11;
	bytes[sizeof(udp6)] = '!';
	memset(&reject, 0xff, sizeof(reject));
	decode(bytes, sizeof(bytes), &packet);
	assert_true(packet_reject_to_source(&packet, &reject));
	assert_int_equal(reject.size, 40 + 8 + sizeof(bytes));
	assert_int_equal(sum6(reject.bytes, reject.size), 0xffff);
}

/* However large the datagram, the error has 576 bytes, or 1280 of IPv6. */
static void test_quote_is_bounded(void **state)
{
	uint8_t bytes[2000] = {0x45, 0, 0x07, 0xd0, 0, 0, 0,	0,   64,
			       17,   0, 0,    10,   0, 0, 1,	192, 0,
			       2,    2, 0,    9,    0, 9, 0x07, 0xbc};
	struct packet_reject reject;
	struct packet packet;

	(void)state;
	decode(bytes, sizeof(bytes), &packet);
	assert_true(packet_reject_to_source(&packet, &reject));
	assert_int_equal(reject.size, 576);
	assert_int_equal(sum4(reject.bytes, reject.size), 0xffff);
	assert_int_equal(reject.bytes[20], 3);
	assert_int_equal(reject.bytes[21], 3);
	memcpy(bytes, udp6, 48);
	bytes[4] = 0x07, bytes[5] = 0xa8;
	bytes[44] = 0x07, bytes[45] = 0xa8;
	decode(bytes, sizeof(bytes), &packet);
	assert_true(packet_reject_to_source(&packet, &reject));
	assert_int_equal(reject.size, 1280);
	assert_int_equal(sum6(reject.bytes, reject.size), 0xffff);
}

/* The header in front of every answer, byte by byte, but for the checksum. */
static void test_headers(void **state)
{
	static const uint8_t ipv4[] = {0x45, 0, 0,   40, 0, 0, 0x40, 0, 64, 6,
				       0,    0, 192, 0,	 2, 2, 10,   0, 0,  1};
	uint8_t bytes[sizeof(tcp4)], ipv6[40] = {0x60};
	struct packet packet = segment(bytes, PACKET_TCP_ACK);
	struct packet_reject reject;

	(void)state;
	memset(&reject, 0xa5, sizeof(reject));
	assert_true(packet_reject_to_source(&packet, &reject));
	assert_memory_equal(reject.bytes, ipv4, 10);
	assert_memory_equal(reject.bytes + 12, ipv4 + 12, 8);
	decode(udp6, sizeof(udp6), &packet);
	memset(&reject, 0xa5, sizeof(reject));
	assert_true(packet_reject_to_source(&packet, &reject));
	ipv6[5] = 8 + sizeof(udp6);
	ipv6[6] = IPPROTO_ICMPV6;
	ipv6[7] = 64;
	memcpy(ipv6 + 8, udp6 + 24, 16);
	memcpy(ipv6 + 24, udp6 + 8, 16);
	assert_memory_equal(reject.bytes, ipv6, sizeof(ipv6));
	assert_int_equal(words(reject.bytes + 44, 4), 0); /* unused */
}

/* A segment over IPv6: with ACK, and one that begins a connection. */
static void test_segment_ipv6(void **state)
{
	static const struct {
		uint8_t flags, answer;
		uint32_t seq, ack;
	} cases[] = {
		{PACKET_TCP_ACK, PACKET_TCP_RST, ACK, 0},
		{PACKET_TCP_SYN, PACKET_TCP_RST | PACKET_TCP_ACK, 0, SEQ + 3},
		{PACKET_TCP_FIN, PACKET_TCP_RST | PACKET_TCP_ACK, 0, SEQ + 3},
		{PACKET_TCP_SYN | PACKET_TCP_FIN,
		 PACKET_TCP_RST | PACKET_TCP_ACK, 0, SEQ + 4},
		{0, PACKET_TCP_RST | PACKET_TCP_ACK, 0, SEQ + 2},
	};

	(void)state;
	for (unsigned version = 4; version <= 6; version += 2)
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			size_t header = version == 4 ? 20 : 40;
			uint8_t bytes[62];
			struct packet_reject reject;
			struct packet packet, answer;

			memcpy(bytes, version == 4 ? tcp4 : udp6, header);
			memcpy(bytes + header, tcp4 + 20, 22);
			bytes[header + 13] = cases[i].flags;
			if (version == 6) {
				bytes[5] = 22;
				bytes[6] = IPPROTO_TCP;
			}
			decode(bytes, header + 22, &packet);
			assert_true(packet_reject_to_source(&packet, &reject));
			assert_int_equal(reject.size, header + 20);
			assert_int_equal(reject.bytes[0] >> 4, version);
			assert_int_equal(
				version == 4 ? sum4(reject.bytes, reject.size)
					     : sum6(reject.bytes, reject.size),
				0xffff);
			decode(reject.bytes, reject.size, &answer);
			assert_int_equal(answer.ip_version, version);
			assert_int_equal(answer.tcp_flags, cases[i].answer);
			assert_int_equal(answer.tcp_seq, cases[i].seq);
			assert_int_equal(answer.tcp_ack, cases[i].ack);
			assert_int_equal(answer.source_port, 443);
			assert_int_equal(answer.payload_size, 0);
			assert_int_equal(
				packet_reject_to_dest(&packet, &reject),
				cases[i].flags == PACKET_TCP_ACK);
		}
}

/* Addresses of one host, at each border of those that are none. */
static void test_addresses(void **state)
{
	static const struct {
		uint8_t bytes[4];
		bool one;
	} v4[] = {{{0, 0, 0, 1}, false},	{{0, 255, 255, 255}, false},
		  {{1, 0, 0, 0}, true},		{{223, 255, 255, 255}, true},
		  {{224, 0, 0, 0}, false},	{{240, 0, 0, 1}, false},
		  {{255, 255, 255, 255}, false}};
	static const struct {
		uint8_t first, second, last;
		bool one;
	} v6[] = {{0xff, 0x02, 1, false}, {0xfe, 0x80, 1, true},
		  {0x20, 0xff, 0, true},  {0x7f, 0, 0, true},
		  {0, 0, 0, false},	  {0, 0, 1, true},
		  {1, 0, 0, true}};
	uint8_t bytes[sizeof(tcp4)];
	struct packet_reject reject;

	(void)state;
	for (unsigned side = 0; side < 2; side++) {
		for (size_t i = 0; i < sizeof(v4) / sizeof(v4[0]); i++) {
			struct packet packet = segment(bytes, PACKET_TCP_ACK);

			memcpy(side ? packet.dest.bytes + 12
				    : packet.source.bytes + 12,
			       v4[i].bytes, 4);
			assert_int_equal(
				packet_reject_to_source(&packet, &reject),
				v4[i].one);
			assert_int_equal(
				packet_reject_to_dest(&packet, &reject),
				v4[i].one);
		}
		for (size_t i = 0; i < sizeof(v6) / sizeof(v6[0]); i++) {
			struct packet packet;
			struct address *end;

			decode(udp6, sizeof(udp6), &packet);
			end = side ? &packet.dest : &packet.source;
			memset(end, 0, sizeof(*end));
			end->bytes[0] = v6[i].first;
			end->bytes[1] = v6[i].second;
			end->bytes[15] = v6[i].last;
			assert_int_equal(
				packet_reject_to_source(&packet, &reject),
				v6[i].one);
		}
	}
}

/* Quotes of every length, odd ones too, have a right checksum. */
static void test_quote_of_any_length(void **state)
{
	(void)state;
	for (unsigned size = 0; size < 40; size++) {
		uint8_t bytes[48 + 40];
		struct packet_reject reject;
		struct packet packet;

		memcpy(bytes, udp6, 48);
		memset(bytes + 48, 0xe7, size);
		bytes[5] = bytes[45] = (uint8_t)(8 + size);
		decode(bytes, 48 + size, &packet);
		assert_true(packet_reject_to_source(&packet, &reject));
		assert_int_equal(reject.size, 40 + 8 + 48 + size);
		assert_int_equal(sum6(reject.bytes, reject.size), 0xffff);
		assert_memory_equal(reject.bytes + 48, bytes, 48 + size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_segment_with_ack),
		cmocka_unit_test(test_several_segments),
		cmocka_unit_test(test_syn),
		cmocka_unit_test(test_nobody_is_answered),
		cmocka_unit_test(test_datagram_ipv6),
		cmocka_unit_test(test_quote_of_odd_size),
		cmocka_unit_test(test_quote_is_bounded),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_segment_ipv6),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_quote_of_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
