/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of the kernel built attribute by attribute, whole, cut at every length
 * and damaged; the kernel's table of queues; and the bytes of verdicts.
 */
#include "io/nfqueue_message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <libmnl/libmnl.h>

#include "io/nfqueue_verdicts.h"
#include "packet/decode.h"
#include "packet/packet.h"

#define ID 0x01020304U
#define SECOND UINT64_C(1700000000)

static _Alignas(8) uint8_t buffer[4096];

static struct nlmsghdr *start(int type, uint8_t family)
{
	struct nlmsghdr *header;
	struct nfgenmsg *general;

	memset(buffer, 0, sizeof(buffer));
	header = mnl_nlmsg_put_header(buffer);
	header->nlmsg_type = (uint16_t)type;
	general = mnl_nlmsg_put_extra_header(header, sizeof(*general));
	general->nfgen_family = family;
	return header;
}

static struct nlmsghdr *start_packet(uint8_t family, uint16_t protocol)
{
	struct nlmsghdr *header =
		start(NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET, family);
	struct nfqnl_msg_packet_hdr packet = {
		.packet_id = htonl(ID),
		.hw_protocol = htons(protocol),
		.hook = NF_INET_FORWARD,
	};

	mnl_attr_put(header, NFQA_PACKET_HDR, sizeof(packet), &packet);
	return header;
}

static void put_be32(struct nlmsghdr *header, uint16_t type, uint32_t value)
{
	mnl_attr_put_u32(header, type, htonl(value));
}

static void put_time(struct nlmsghdr *header)
{
	struct nfqnl_msg_packet_timestamp stamp = {
		.sec = htobe64(SECOND),
		.usec = htobe64(123456),
	};

	mnl_attr_put(header, NFQA_TIMESTAMP, sizeof(stamp), &stamp);
}

static void put_vlan(struct nlmsghdr *header, uint16_t tci)
{
	struct nlattr *nest = mnl_attr_nest_start(header, NFQA_VLAN);

	mnl_attr_put_u16(header, NFQA_VLAN_TCI, htons(tci));
	mnl_attr_put_u16(header, NFQA_VLAN_PROTO, htons(0x8100));
	mnl_attr_nest_end(header, nest);
}

/* Everything that a bridge-family packet can have. */
static struct nlmsghdr *start_full(const void *payload, size_t size)
{
	struct nfqnl_msg_packet_hw hardware = {
		.hw_addrlen = htons(6),
		.hw_addr = {2, 0, 0, 0, 0, 9},
	};
	struct nlmsghdr *header = start_packet(AF_BRIDGE, 0x0800);

	put_be32(header, NFQA_IFINDEX_PHYSINDEV, 11);
	put_be32(header, NFQA_IFINDEX_INDEV, 10);
	put_be32(header, NFQA_IFINDEX_PHYSOUTDEV, 13);
	put_be32(header, NFQA_IFINDEX_OUTDEV, 12);
	put_be32(header, NFQA_MARK, 0xdeadbeef);
	mnl_attr_put(header, NFQA_HWADDR, sizeof(hardware), &hardware);
	put_vlan(header, 0xe000 | 77);
	mnl_attr_put(header, NFQA_L2HDR, 14, "dddddd\2\0\0\0\0\11\10");
	put_time(header);
	put_be32(header, NFQA_PRIORITY, 5);
	put_be32(header, NFQA_CAP_LEN, 64000);
	put_be32(header, NFQA_SKB_INFO, NFQA_SKB_GSO | NFQA_SKB_CSUMNOTREADY);
	mnl_attr_put(header, NFQA_PAYLOAD, size, payload);
	return header;
}

/* The first message of these bytes; OTHER when not even a header is there. */
static enum io_nfqueue_kind parse_first(const void *bytes, size_t size,
					struct io_nfqueue_message *message)
{
	const uint8_t *at = bytes;
	enum io_nfqueue_kind kind;

	memset(message, 0, sizeof(*message));
	return io_nfqueue_message_next(&at, &size, &kind, message)
		       ? kind
		       : IO_NFQUEUE_OTHER;
}

static void test_full(void **state)
{
	const char payload[] = "payload";
	struct nlmsghdr *header = start_full(payload, sizeof(payload));
	struct io_nfqueue_message m;

	(void)state;
	assert_int_equal(parse_first(header, header->nlmsg_len, &m),
			 IO_NFQUEUE_PACKET);
	assert_int_equal(m.family, AF_BRIDGE);
	assert_int_equal(m.hook, NF_INET_FORWARD);
	assert_true(m.gso && m.unsummed && !m.cut);
	assert_int_equal(m.protocol, 0x0800);
	assert_int_equal(m.vlan, 77);
	assert_int_equal(m.id, ID);
	assert_int_equal(m.mark, 0xdeadbeef);
	assert_int_equal(m.in_port, 11);
	assert_int_equal(m.in_device, 10);
	assert_int_equal(m.out_port, 13);
	assert_int_equal(m.out_device, 12);
	assert_int_equal(m.hardware_bytes, 6);
	assert_int_equal(m.hardware[5], 9);
	assert_int_equal(m.link_header_bytes, 14);
	assert_int_equal(m.link_header[12], 8);
	assert_int_equal(m.time_us, SECOND * USEC_PER_SEC + 123456);
	assert_int_equal(m.caplen, sizeof(payload));
	assert_int_equal(m.len, 64000);
	assert_memory_equal(m.payload, payload, sizeof(payload));
}

/* The least that the kernel sends. */
static void test_bare(void **state)
{
	struct nlmsghdr *header = start_packet(AF_INET6, 0x86dd);
	struct io_nfqueue_message m;

	(void)state;
	assert_int_equal(parse_first(header, header->nlmsg_len, &m),
			 IO_NFQUEUE_PACKET);
	assert_int_equal(m.id, ID);
	assert_int_equal(m.protocol, 0x86dd);
	assert_int_equal(m.caplen, 0);
	assert_int_equal(m.len, 0);
	assert_int_equal(m.time_us, 0);
	assert_int_equal(m.vlan, 0);
	assert_null(m.payload);
	assert_null(m.hardware);
	assert_false(m.gso);
}

/*
 * Cut at every length, in a copy that ends there: no byte behind it is read, and
 * a packet whose id is there keeps it.
 */
static void test_cut(void **state)
{
	const char payload[100] = "payload";
	struct nlmsghdr *header = start_full(payload, sizeof(payload));
	size_t whole = header->nlmsg_len;
	size_t with_id = MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg) +
			 MNL_ATTR_HDRLEN + sizeof(struct nfqnl_msg_packet_hdr);

	(void)state;
	for (size_t size = 0; size < whole; size++) {
		uint8_t *copy = malloc(size ? size : 1);
		struct io_nfqueue_message m;
		enum io_nfqueue_kind kind;

		memcpy(copy, buffer, size);
		kind = parse_first(copy, size, &m);
		assert_int_equal(kind, size < with_id ? IO_NFQUEUE_OTHER
						      : IO_NFQUEUE_PACKET);
		if (kind == IO_NFQUEUE_PACKET) {
			assert_int_equal(m.id, ID);
			assert_true(m.cut);
			assert_int_equal(m.caplen, 0);
		}
		free(copy);
	}
}

/* Every length that an attribute can claim, one attribute at a time. */
static void test_lengths(void **state)
{
	const char payload[20] = "payload";
	size_t whole = start_full(payload, sizeof(payload))->nlmsg_len;
	size_t at = MNL_NLMSG_HDRLEN + sizeof(struct nfgenmsg);

	(void)state;
	while (at < whole) {
		struct nlattr *attribute = (void *)(buffer + at);
		uint16_t length = attribute->nla_len;

		for (unsigned wrong = 0; wrong < 300; wrong++) {
			struct io_nfqueue_message m;
			uint8_t *copy = malloc(whole);

			attribute->nla_len = (uint16_t)wrong;
			memcpy(copy, buffer, whole);
			parse_first(copy, whole, &m);
			if (m.caplen)
				assert_true(m.payload >= copy &&
					    m.payload + m.caplen <=
						    copy + whole);
			free(copy);
		}
		attribute->nla_len = length;
		at += MNL_ALIGN(length);
	}
}

static void test_answer(void **state)
{
	struct nlmsghdr *header;
	struct nlmsgerr *answer;
	struct io_nfqueue_message m;

	(void)state;
	memset(buffer, 0, sizeof(buffer));
	header = mnl_nlmsg_put_header(buffer);
	header->nlmsg_type = NLMSG_ERROR;
	answer = mnl_nlmsg_put_extra_header(header, sizeof(*answer) + 16);
	answer->error = -ENOENT;
	answer->msg.nlmsg_seq = 9;
	answer->msg.nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT;
	assert_int_equal(header->nlmsg_len, 52); /* as in trap 6 */
	assert_int_equal(parse_first(header, 52, &m), IO_NFQUEUE_ANSWER);
	assert_int_equal(m.error, -ENOENT);
	assert_int_equal(m.seq, 9);
	assert_int_equal(m.answered,
			 NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT);
	for (size_t size = 0; size < 36; size++)
		assert_int_equal(parse_first(header, size, &m),
				 IO_NFQUEUE_OTHER);
	assert_int_equal(parse_first(header, 36, &m), IO_NFQUEUE_ANSWER);
}

static void test_others(void **state)
{
	struct io_nfqueue_message m;
	struct nlmsghdr *header = start(NLMSG_NOOP, AF_UNSPEC);

	(void)state;
	assert_int_equal(parse_first(header, header->nlmsg_len, &m),
			 IO_NFQUEUE_OTHER);
	header = start_packet(AF_INET, 0x0800);
	header->nlmsg_len = 3; /* shorter than itself */
	assert_int_equal(parse_first(header, 100, &m), IO_NFQUEUE_OTHER);
}

/* Several in one datagram, a broken length among them. */
static void test_next(void **state)
{
	struct nlmsghdr *header = start_packet(AF_INET, 0x0800);
	size_t one = header->nlmsg_len;
	const uint8_t *bytes = buffer;
	size_t left = 3 * one + 5;
	struct io_nfqueue_message m;
	enum io_nfqueue_kind kind;

	(void)state;
	memcpy(buffer + one, buffer, one);
	memcpy(buffer + 2 * one, buffer, one);
	for (int i = 0; i < 3; i++) {
		assert_true(io_nfqueue_message_next(&bytes, &left, &kind, &m));
		assert_int_equal(kind, IO_NFQUEUE_PACKET);
	}
	assert_false(io_nfqueue_message_next(&bytes, &left, &kind, &m));

	header->nlmsg_len = 0;
	bytes = buffer;
	left = 3 * one;
	assert_true(io_nfqueue_message_next(&bytes, &left, &kind, &m));
	assert_int_equal(kind, IO_NFQUEUE_OTHER);
	assert_false(io_nfqueue_message_next(&bytes, &left, &kind, &m));
}

/* ---- each field, and each length it may have ---- */

static void vlan_bits(void **state)
{
	(void)state;
	for (unsigned bit = 0; bit < 16; bit++) {
		struct nlmsghdr *header = start_packet(AF_BRIDGE, 0x0800);
		struct io_nfqueue_message m;

		put_vlan(header, (uint16_t)(1U << bit));
		assert_int_equal(parse_first(header, header->nlmsg_len, &m),
				 IO_NFQUEUE_PACKET);
		assert_int_equal(m.vlan, bit < 12 ? 1U << bit : 0);
	}
}

/* A tag without its number has none. */
static void vlan_without_a_number(void **state)
{
	struct nlmsghdr *header = start_packet(AF_BRIDGE, 0x0800);
	struct nlattr *nest = mnl_attr_nest_start(header, NFQA_VLAN);
	struct io_nfqueue_message m;

	(void)state;
	mnl_attr_put_u16(header, NFQA_VLAN_PROTO, htons(0x8100));
	mnl_attr_nest_end(header, nest);
	parse_first(header, header->nlmsg_len, &m);
	assert_int_equal(m.vlan, 0);
}

/* The VLAN is the tag; else bits of the mark, but not of a bridged packet. */
static void vlan_of_a_mark(void **state)
{
	static const struct {
		uint8_t family;
		uint16_t tag;
		uint32_t mark, mask;
		uint16_t vlan;
	} cases[] = {
		{AF_INET, 0, 77, 0xfff, 77},
		{AF_INET6, 0, 0x4d0000, 0xfff0000, 77},
		{AF_INET, 0, 0xfffff04d, 0xfff, 77},
		{AF_INET, 0, 0xffffffff, 0xfff, 4095},
		{AF_INET, 0, 77, 0, 0},
		{AF_INET, 5, 77, 0xfff, 5},
		{AF_BRIDGE, 0, 77, 0xfff, 0},
		{AF_BRIDGE, 5, 77, 0xfff, 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct io_nfqueue_message message = {
			.family = cases[i].family,
			.vlan = cases[i].tag,
			.mark = cases[i].mark};

		assert_int_equal(
			io_nfqueue_message_vlan(&message, cases[i].mask),
			cases[i].vlan);
	}
}

/* Only lengths that fit are an address; the kernel has room for 8 bytes. */
static void lengths_of_an_address(void **state)
{
	(void)state;
	for (unsigned length = 0; length < 300; length++) {
		struct nfqnl_msg_packet_hw hardware = {
			.hw_addrlen = htons((uint16_t)length)};
		struct nlmsghdr *header = start_packet(AF_INET, 0x0800);
		struct io_nfqueue_message m;

		mnl_attr_put(header, NFQA_HWADDR, sizeof(hardware), &hardware);
		parse_first(header, header->nlmsg_len, &m);
		assert_int_equal(m.hardware_bytes, length <= 8 ? length : 0);
		assert_int_equal(m.hardware != NULL, length <= 8);
	}
}

/* Each flag alone: the others do not follow it. */
static void flags_of_a_packet(void **state)
{
	static const struct {
		uint32_t info;
		bool gso, unsummed;
	} cases[] = {{0, false, false},
		     {NFQA_SKB_GSO, true, false},
		     {NFQA_SKB_CSUMNOTREADY, false, true},
		     {NFQA_SKB_CSUM_NOTVERIFIED, false, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nlmsghdr *header = start_packet(AF_INET, 0x0800);
		struct io_nfqueue_message m;

		put_be32(header, NFQA_SKB_INFO, cases[i].info);
		parse_first(header, header->nlmsg_len, &m);
		assert_int_equal(m.gso, cases[i].gso);
		assert_int_equal(m.unsummed, cases[i].unsummed);
	}
}

/* The kernel's length counts when it is more than what was copied. */
static void length_of_a_packet(void **state)
{
	static const uint32_t lengths[] = {0,  1,    59,    60,
					   61, 1500, 65535, UINT32_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct nlmsghdr *header = start_packet(AF_INET, 0x0800);
		char payload[60] = "";
		struct io_nfqueue_message m;

		put_be32(header, NFQA_CAP_LEN, lengths[i]);
		mnl_attr_put(header, NFQA_PAYLOAD, sizeof(payload), payload);
		parse_first(header, header->nlmsg_len, &m);
		assert_int_equal(m.caplen, 60);
		assert_int_equal(m.len, lengths[i] > 60 ? lengths[i] : 60);
	}
}

/* Seconds are 64 bits: also those that a kernel of the far future has. */
static void time_of_a_packet(void **state)
{
	struct nfqnl_msg_packet_timestamp stamp = {
		.sec = htobe64(UINT64_C(0x300000001)), .usec = htobe64(5)};
	struct nlmsghdr *header = start_packet(AF_INET, 0x0800);
	struct io_nfqueue_message m;

	(void)state;
	mnl_attr_put(header, NFQA_TIMESTAMP, sizeof(stamp), &stamp);
	parse_first(header, header->nlmsg_len, &m);
	assert_true(m.time_us == UINT64_C(0x300000001) * USEC_PER_SEC + 5);
}

/* A message ends where it says; what follows belongs to the next one. */
static void message_ends_where_it_says(void **state)
{
	struct nlmsghdr *header = start_packet(AF_INET, 0x0800);
	uint32_t length = header->nlmsg_len;
	struct io_nfqueue_message m;

	(void)state;
	put_be32(header, NFQA_MARK, 7);
	parse_first(header, header->nlmsg_len, &m);
	assert_int_equal(m.mark, 7);
	assert_false(m.cut);
	header->nlmsg_len = length;
	parse_first(header, length + 8, &m);
	assert_int_equal(m.mark, 0);
	assert_false(m.cut);
	header->nlmsg_len = length + 9;
	parse_first(header, length + 8, &m);
	assert_true(m.cut);
	/* a header alone is a message, if of no kind; less is none */
	header->nlmsg_len = sizeof(*header);
	header->nlmsg_type = NLMSG_DONE;
	{
		const uint8_t *bytes = buffer;
		size_t left = sizeof(*header);
		enum io_nfqueue_kind kind;

		assert_true(io_nfqueue_message_next(&bytes, &left, &kind, &m));
		assert_int_equal(kind, IO_NFQUEUE_OTHER);
		assert_int_equal(left, 0);
		left = sizeof(*header) - 1;
		bytes = buffer;
		assert_false(io_nfqueue_message_next(&bytes, &left, &kind, &m));
	}
}

/* An attribute without bytes, and one that is the last, are attributes. */
static void empty_and_last_attributes(void **state)
{
	struct nlmsghdr *header = start_packet(AF_INET, 0x0800);
	struct io_nfqueue_message m;

	(void)state;
	mnl_attr_put(header, NFQA_PAYLOAD, 0, NULL);
	parse_first(header, header->nlmsg_len, &m);
	assert_non_null(m.payload);
	assert_int_equal(m.caplen, 0);
	put_be32(header, NFQA_MARK, 9);
	parse_first(header, header->nlmsg_len, &m);
	assert_int_equal(m.mark, 9);
	header = start_packet(AF_INET, 0x0800);
	mnl_attr_put(header, NFQA_PAYLOAD, 5, "abcde"); /* padded to 8 */
	header->nlmsg_len -= 3;				/* and not here */
	parse_first(header, header->nlmsg_len, &m);
	assert_int_equal(m.caplen, 5);
	assert_memory_equal(m.payload, "abcde", 5);
}

/* Nothing of the message before is left in the next one. */
static void messages_do_not_mix(void **state)
{
	const uint8_t *bytes = buffer;
	struct nlmsghdr *header = start_full("x", 1);
	size_t first = MNL_ALIGN(header->nlmsg_len), left;
	static _Alignas(8) uint8_t both[sizeof(buffer)];
	struct io_nfqueue_message m;
	enum io_nfqueue_kind kind;

	(void)state;
	memcpy(both, buffer, first);
	header = start_packet(AF_INET, 0x0800);
	memcpy(both + first, buffer, header->nlmsg_len);
	left = first + header->nlmsg_len;
	bytes = both;
	memset(&m, 0xa5, sizeof(m));
	assert_true(io_nfqueue_message_next(&bytes, &left, &kind, &m));
	assert_int_equal(m.vlan, 77);
	assert_true(io_nfqueue_message_next(&bytes, &left, &kind, &m));
	assert_int_equal(kind, IO_NFQUEUE_PACKET);
	assert_int_equal(m.vlan, 0);
	assert_int_equal(m.mark, 0);
	assert_false(m.gso);
	assert_null(m.payload);
	assert_null(m.hardware);
	assert_int_equal(left, 0);
}

/* In QinQ the kernel takes the outer tag; the inner one starts the payload. */
static void test_qinq(void **state)
{
	uint8_t bytes[4 + 20 + 8] = {0, 77, 0x08, 0x00, 0x45};
	struct frame frame = {
		.data = bytes,
		.caplen = sizeof(bytes),
		.len = sizeof(bytes),
		.link_type = 12, /* DLT_RAW */
		.ether_type = 0x8100,
		.vlan = 5,
		.gso = true,
	};
	struct packet packet;

	(void)state;
	bytes[7] = 28;	/* total length */
	bytes[13] = 17; /* UDP */
	bytes[29] = 8;	/* its length */
	assert_int_equal(packet_decode(&frame, &packet), DECODE_OK);
	assert_int_equal(packet.vlan, 5);
	assert_int_equal(packet.inner_vlan, 77);
	assert_true(packet.gso);
}

static const char table[] =
	"    0   4242     3 2  128     0     0        7  1\n"
	"   40  31337 60000 2 65531 4294967295  12 4294967290  1\n";

static void test_row(void **state)
{
	struct io_nfqueue_row row;
	char cut[sizeof(table)];

	(void)state;
	assert_true(io_nfqueue_message_find_row(table, 40, &row));
	assert_int_equal(row.owner, 31337);
	assert_int_equal(row.waiting, 60000);
	assert_int_equal(row.queue_dropped, UINT32_MAX);
	assert_int_equal(row.user_dropped, 12);
	assert_int_equal(row.last_id, UINT32_MAX - 5);
	assert_true(io_nfqueue_message_find_row(table, 0, &row));
	assert_int_equal(row.last_id, 7);
	assert_false(io_nfqueue_message_find_row(table, 4, &row));
	assert_false(io_nfqueue_message_find_row("", 0, &row));
	for (size_t size = 0; size < sizeof(table) - 1; size++) {
		memcpy(cut, table, size);
		cut[size] = '\0';
		assert_false(io_nfqueue_message_find_row(cut, 40, &row));
	}
}

/* One verdict message of those in @verdicts. */
static size_t check_verdict(const struct io_nfqueue_verdicts *verdicts,
			    size_t at, int type, uint32_t id, uint32_t fate)
{
	const struct nlmsghdr *header = (const void *)(verdicts->bytes + at);
	const struct nfgenmsg *general = mnl_nlmsg_get_payload(header);
	const struct nlattr *attribute =
		mnl_nlmsg_get_payload_offset(header, sizeof(*general));
	const struct nfqnl_msg_verdict_hdr *verdict =
		mnl_attr_get_payload(attribute);

	assert_int_equal(header->nlmsg_type, NFNL_SUBSYS_QUEUE << 8 | type);
	assert_int_equal(ntohs(general->res_id), 9);
	assert_int_equal(mnl_attr_get_type(attribute), NFQA_VERDICT_HDR);
	assert_int_equal(ntohl(verdict->id), id);
	assert_int_equal(ntohl(verdict->verdict), fate);
	return at + header->nlmsg_len;
}

/* A run ends at a fate of its own; one packet is no run. */
static void test_verdicts(void **state)
{
	static struct io_nfqueue_verdicts v = {.queue = 9};
	const struct io_nfqueue_outcome drop = {.drop = true};
	const struct io_nfqueue_outcome marked = {.set_mark = true, .mark = 7};
	size_t at = 0;

	(void)state;
	for (uint32_t id = 1; id <= 3; id++)
		io_nfqueue_verdicts_pass(&v, id);
	io_nfqueue_verdicts_put(&v, 4, &drop);
	io_nfqueue_verdicts_pass(&v, 5);
	io_nfqueue_verdicts_put(&v, 6, &marked);
	io_nfqueue_verdicts_pass_all(&v, 8);
	io_nfqueue_verdicts_end(&v);
	io_nfqueue_verdicts_end(&v); /* nothing more */
	assert_int_equal(v.messages, 5);
	at = check_verdict(&v, at, NFQNL_MSG_VERDICT_BATCH, 3, NF_ACCEPT);
	at = check_verdict(&v, at, NFQNL_MSG_VERDICT, 4, NF_DROP);
	at = check_verdict(&v, at, NFQNL_MSG_VERDICT, 5, NF_ACCEPT);
	at = check_verdict(&v, at, NFQNL_MSG_VERDICT, 6, NF_ACCEPT);
	at = check_verdict(&v, at, NFQNL_MSG_VERDICT_BATCH, 8, NF_ACCEPT);
	assert_int_equal(at, v.used);
	io_nfqueue_verdicts_clear(&v);
	assert_int_equal(v.used, 0);
}

/* A batch of the largest verdicts fits; then it says that it is full in time. */
static void test_verdicts_room(void **state)
{
	static struct io_nfqueue_verdicts v;
	const struct io_nfqueue_outcome most = {
		.set_mark = true, .mark = 1, .set_priority = true};
	unsigned count = 0;

	(void)state;
	while (io_nfqueue_verdicts_has_room(&v)) {
		io_nfqueue_verdicts_pass(&v, ++count);
		io_nfqueue_verdicts_put(&v, ++count, &most);
		assert_true(v.used <= sizeof(v.bytes));
	}
	assert_true(count >= 64);
}

/* The attribute of a verdict message; NULL: it has none. */
static const struct nlattr *
verdict_attribute(const struct io_nfqueue_verdicts *verdicts, size_t at,
		  uint16_t type)
{
	const struct nlmsghdr *header = (const void *)(verdicts->bytes + at);
	const struct nlattr *attribute;

	mnl_attr_for_each(
		attribute, header,
		sizeof(struct nfgenmsg)) if (mnl_attr_get_type(attribute) ==
					     type) return attribute;
	return NULL;
}

/* Mark, priority and the packet that passes instead, each alone and together. */
static void test_verdict_attributes(void **state)
{
	static const uint8_t reset[IO_NFQUEUE_INSTEAD_BYTES] = "a reset";

	(void)state;
	for (unsigned with = 0; with < 8; with++) {
		static struct io_nfqueue_verdicts v;
		const struct io_nfqueue_outcome outcome = {
			.set_mark = with & 1,
			.mark = 0x12345678,
			.set_priority = with & 2,
			.priority = 0x10007,
			.instead = with & 4 ? reset : NULL,
			.instead_bytes = sizeof(reset)};
		const struct nlattr *mark, *priority, *payload;

		io_nfqueue_verdicts_clear(&v);
		io_nfqueue_verdicts_put(&v, 3, &outcome);
		assert_int_equal(v.messages, 1);
		mark = verdict_attribute(&v, 0, NFQA_MARK);
		priority = verdict_attribute(&v, 0, NFQA_PRIORITY);
		payload = verdict_attribute(&v, 0, NFQA_PAYLOAD);
		assert_int_equal(mark != NULL, with & 1);
		assert_int_equal(priority != NULL, !!(with & 2));
		assert_int_equal(payload != NULL, !!(with & 4));
		if (mark)
			assert_int_equal(ntohl(mnl_attr_get_u32(mark)),
					 0x12345678);
		if (priority)
			assert_int_equal(ntohl(mnl_attr_get_u32(priority)),
					 0x10007);
		if (!payload)
			continue;
		assert_int_equal(mnl_attr_get_payload_len(payload),
				 sizeof(reset));
		assert_memory_equal(mnl_attr_get_payload(payload), reset,
				    sizeof(reset));
	}
}

/* A run is one message, whatever its length; a buffer that was sent is empty. */
static void test_runs(void **state)
{
	static struct io_nfqueue_verdicts v = {.queue = 9};

	(void)state;
	for (uint32_t length = 1; length <= 64; length++) {
		io_nfqueue_verdicts_clear(&v);
		io_nfqueue_verdicts_end(&v);
		assert_int_equal(v.messages, 0);
		assert_int_equal(v.used, 0);
		for (uint32_t id = 1; id <= length; id++)
			io_nfqueue_verdicts_pass(&v, id);
		assert_int_equal(v.run, length);
		io_nfqueue_verdicts_end(&v);
		assert_int_equal(v.messages, 1);
		check_verdict(&v, 0,
			      length == 1 ? NFQNL_MSG_VERDICT
					  : NFQNL_MSG_VERDICT_BATCH,
			      length, NF_ACCEPT);
	}
	io_nfqueue_verdicts_pass(&v, 99);
	io_nfqueue_verdicts_clear(&v);
	io_nfqueue_verdicts_end(&v);
	assert_int_equal(v.messages, 0);
}

/*
 * When "has room" is true, a run and the largest verdict fit, whatever is in the
 * buffer. And room is not denied long before the buffer is full.
 */
static void test_verdicts_border(void **state)
{
	static const uint8_t reset[IO_NFQUEUE_INSTEAD_BYTES];
	const struct io_nfqueue_outcome most = {.set_mark = true,
						.mark = 1,
						.set_priority = true,
						.priority = 1,
						.instead = reset,
						.instead_bytes = sizeof(reset)};
	const struct io_nfqueue_outcome least = {.drop = true};

	(void)state;
	for (unsigned small = 0; small <= 120; small++) {
		static struct io_nfqueue_verdicts v;
		uint32_t id = 0;

		io_nfqueue_verdicts_clear(&v);
		while (id < small && io_nfqueue_verdicts_has_room(&v))
			io_nfqueue_verdicts_put(&v, ++id, &least);
		while (io_nfqueue_verdicts_has_room(&v)) {
			io_nfqueue_verdicts_pass(&v, ++id);
			io_nfqueue_verdicts_put(&v, ++id, &most);
			assert_true(v.used <= sizeof(v.bytes));
		}
		assert_true(v.used + 256 > sizeof(v.bytes));
	}
}

/* Bit 6 says that there is a DSCP, the six below it are the DSCP. */
static void test_marks(void **state)
{
	static const struct {
		uint32_t mark, mask;
		uint8_t dscp; /* + 1 */
		uint32_t result;
	} cases[] = {
		{0, 0x7f, 1, 64},
		{0, 0x7f, 47, 64 + 46},
		{0, 0x7f, 64, 127},
		{0xabcdef12, 0x7f, 47, 0xabcdef6e},
		{0x0000001f, 0x7f00, 1, 0x0000401f},
		{0xffffffff, 0xfe000000, 1, 0x81ffffff},
		{0x01000000, 0xfe000000, 11, 0x95000000},
		{0x1234, 0x7f, 0, 0x1234},
		{0x1234, 0, 5, 0x1234},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(io_nfqueue_verdicts_mark(cases[i].mark,
							  cases[i].mask,
							  cases[i].dscp),
				 cases[i].result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_qinq),
		cmocka_unit_test(test_row),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_verdicts_room),
		cmocka_unit_test(vlan_bits),
		cmocka_unit_test(vlan_without_a_number),
		cmocka_unit_test(vlan_of_a_mark),
		cmocka_unit_test(lengths_of_an_address),
		cmocka_unit_test(flags_of_a_packet),
		cmocka_unit_test(length_of_a_packet),
		cmocka_unit_test(time_of_a_packet),
		cmocka_unit_test(message_ends_where_it_says),
		cmocka_unit_test(empty_and_last_attributes),
		cmocka_unit_test(messages_do_not_mix),
		cmocka_unit_test(test_verdict_attributes),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_verdicts_border),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests_name("io_nfqueue", tests, NULL, NULL);
}
