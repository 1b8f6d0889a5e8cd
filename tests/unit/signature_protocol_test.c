/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The acceptance text of the language: the tests S-U1 to S-T3 of the protocol
 * notes, the fallback ladder and the relay rule, each written as a small file.
 */
#include "signature_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define DECLARED                                                              \
	"applications = ( { name = \"a\"; } );\napplication = \"a\";\n"       \
	"generators = ( { name = \"lcg\"; multiply = 69069; add = 17009; }, " \
	"{ name = \"pad\"; multiply = 0xCD; add = 0x71; bits = 8; } );\n"
#define HEAD(name) "{ name = \"" name "\"; about = \"-\"; source = \"-\"; "

static struct bench bench;

static void load(const char *text)
{
	bench_load(&bench, text);
	if (!bench.set)
		fail_msg("%s", bench.said);
}

/* ---- UDP ---- */

static uint32_t lcg(uint32_t value, unsigned steps)
{
	while (steps--)
		value = value * 0x10DCD + 0x4271;
	return value;
}

struct datagram {
	const char *from, *to;
	uint16_t from_port, to_port;
	double seconds;
};

static const struct datagram out = {"10.0.0.1", "192.0.2.7", 35990, 4000, 0};

static unsigned udp(const struct datagram *at, const void *payload, size_t size)
{
	return bench_send(&bench,
			  &(struct bench_packet){.from = at->from,
						 .to = at->to,
						 .from_port = at->from_port,
						 .to_port = at->to_port,
						 .seconds = at->seconds,
						 .payload = payload,
						 .size = size});
}

static struct datagram reply_to(struct datagram at)
{
	return (struct datagram){at.to, at.from, at.to_port, at.from_port,
				 at.seconds};
}

static void put(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* ID 2 IV CRC and a body. */
static unsigned request(const struct datagram *at, uint16_t id, uint32_t iv)
{
	uint8_t p[18] = {(uint8_t)(id >> 8), (uint8_t)id, 0x02};

	put(p + 3, iv);
	put(p + 7, 0xc0ffee00u + id);
	return udp(at, p, sizeof(p));
}

static const char chain[] = DECLARED
	"registers = ( { name = \"iv\"; scope = \"endpoint\"; } );\n"
	"signatures = (" HEAD(
		"chain") "transport = \"udp\"; match = [ \"size in 17..1400\", "
			 "\"u8[2] == 2\" ];"
			 "relation = [ \"u32[3] follows iv by lcg within "
			 "1..64\" ];"
			 "remember = [ \"iv = u32[3]\" ]; then = { evidence = "
			 "{ kind = "
			 "\"generator\"; weight = 26; adds = true; }; }; "
			 "}," HEAD(
				 "fragment") "transport = \"udp\"; match = [ "
					     "\"u8[2] & 0x8f == 0x0f\", "
					     "\"u8[6] == 2\" "
					     "]; relation = [ \"u32[7] follows "
					     "iv by lcg within 1..64\" ]; "
					     "remember = "
					     "[ \"iv = u32[7]\" ]; then = { "
					     "evidence = { kind = "
					     "\"generator\"; weight "
					     "= 26; adds = true; }; }; } );\n";

static void su1_initial_values_follow_each_other(void **state)
{
	struct datagram other = out;

	(void)state;
	load(chain);
	/* frames 176, 184, 185 and 186 of 2006, one step each */
	assert_int_equal(request(&out, 1, 0x2bb72fed), 0);
	assert_int_equal(request(&out, 3, 0x7f0dac3a), 1);
	other.to = "198.51.100.3"; /* any peer */
	assert_int_equal(request(&other, 5, 0x1bec1ee3), 1);
	assert_int_equal(request(&out, 7, 0x78898538), 1);
	other.from_port++; /* another process */
	assert_int_equal(request(&other, 9, lcg(0x78898538, 1)), 0);
	bench_fini(&bench);
	/* 214 and 220: two steps */
	load(chain);
	assert_int_equal(request(&out, 1, 0xe2b459e6), 0);
	assert_int_equal(request(&out, 3, 0xc5689dc4), 1);
	bench_fini(&bench);
}

static void su1_counts_its_steps(void **state)
{
	static const struct {
		unsigned steps, matches;
	} cases[] = {{0, 0}, {1, 1}, {2, 1}, {63, 1}, {64, 1}, {65, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		load(chain);
		assert_int_equal(request(&out, 1, 0x12345678), 0);
		assert_int_equal(
			request(&out, 3, lcg(0x12345678, cases[i].steps)),
			cases[i].matches);
		bench_fini(&bench);
	}
	load(chain);
	assert_int_equal(request(&out, 1, 0x12345678), 0);
	assert_int_equal(request(&out, 3, lcg(0x12345678, 5) ^ 1), 0);
	bench_fini(&bench);
}

static void su1_goes_on_in_fragments(void **state)
{
	uint8_t p[40] = {0, 1, 0x5f, 0, 9, 0x80, 0x02};

	(void)state;
	load(chain);
	assert_int_equal(request(&out, 1, 0xe2b459e6), 0);
	put(p + 7, lcg(0xe2b459e6, 2));
	assert_int_equal(udp(&out, p, sizeof(p)), 1);
	assert_true(bench_found(&bench, "a.fragment"));
	put(p + 7, lcg(0xe2b459e6, 2)); /* the same again: 0 steps */
	assert_int_equal(udp(&out, p, sizeof(p)), 0);
	assert_int_equal(request(&out, 3, lcg(0xe2b459e6, 4)), 1);
	bench_fini(&bench);
}

static void su2_answers_repeat_a_recent_id(void **state)
{
	static const char text[] = DECLARED
		"registers = ( { name = \"id\"; scope = \"direction\"; bits = "
		"16; "
		"recent = 3; } );\nsignatures = (" HEAD(
			"request") "match = [ \"size >= 17\", \"u8[2] == 2\" "
				   "]; remember = [ \"id = "
				   "u16[0]\" ]; }," HEAD(
					   "answer") "match = [ \"size == "
						     "11\", \"u8[2] & 0x8f in "
						     "{5, 7}\" ]; relation "
						     "= [ \"u16[0] == any id "
						     "of reverse\" ]; then = { "
						     "evidence = { kind "
						     "= \"echo\"; weight = 20; "
						     "}; }; } );\n";
	struct datagram in = reply_to(out);
	uint8_t p[12] = {0x10, 1, 0x75};

	(void)state;
	load(text);
	request(&out, 0x1001, 1);
	request(&out, 0x1003, 2);
	request(&out, 0x1005, 3);
	assert_int_equal(udp(&in, p, 11), 1); /* the third last */
	p[2] = 0x37;
	assert_int_equal(udp(&in, p, 11), 1); /* NAK */
	p[2] = 0x33;
	assert_int_equal(udp(&in, p, 11), 0); /* another type */
	p[2] = 0x75;
	assert_int_equal(udp(&in, p, 12), 0);
	assert_int_equal(udp(&out, p, 11), 0); /* the same direction */
	request(&out, 0x1007, 4);
	assert_int_equal(udp(&in, p, 11), 0); /* the fourth last */
	p[1] = 3;
	assert_int_equal(udp(&in, p, 11), 1);
	p[1] = 4;
	assert_int_equal(udp(&in, p, 11), 0);
	bench_fini(&bench);
}

static void su3_a_resend_is_the_request_and_five_bytes(void **state)
{
	static const char text[] = DECLARED
		"registers = ( { name = \"crc\"; scope = \"direction\"; }, { "
		"name "
		"= \"length\"; scope = \"direction\"; bits = 16; }, { name = "
		"\"nonce\"; scope = \"direction\"; } );\nsignatures = (" HEAD(
			"request") "match = [ \"size >= 17\", \"u8[2] == 2\" "
				   "]; remember = [ \"crc = "
				   "u32[7]\", \"length = size\" ]; }," HEAD(
					   "nak") "match = [ \"size == 11\", "
						  "\"u8[2] & 0x8f == 7\" ]; "
						  "remember = [ "
						  "\"nonce = u32[7]\" ]; "
						  "}," HEAD(
							  "resend") "match = [ "
								    "\"u8[2] & "
								    "0x8f == "
								    "3\", "
								    "\"u8[3] "
								    "== 1\" ]; "
								    "relation "
								    "= [ "
								    "\"size == "
								    "length + "
								    "5\", "
								    "\"u32[12] "
								    "== crc\", "
								    "\"u32[4] "
								    "== nonce "
								    "of "
								    "reverse\" "
								    "]; then = "
								    "{ "
								    "evidence "
								    "= { kind "
								    "= "
								    "\"echo\"; "
								    "weight = "
								    "60; "
								    "}; }; } "
								    ");\n";
	struct datagram in = reply_to(out);
	uint8_t nak[11] = {0, 9, 0x77, 1, 2, 3, 4, 0xaa, 0xbb, 0xcc, 0xdd};
	uint8_t p[24] = {0, 9, 0x03, 1, 0xaa, 0xbb, 0xcc, 0xdd, 192, 0, 2, 7};

	(void)state;
	load(text);
	put(p + 12, 0xc0ffee09);
	assert_int_equal(udp(&out, p, 23), 0); /* nothing was asked */
	request(&out, 9, 77);
	udp(&in, nak, sizeof(nak));
	assert_int_equal(udp(&out, p, 24), 0); /* six bytes longer */
	assert_int_equal(udp(&out, p, 23), 1);
	p[15] ^= 1; /* another CRC */
	assert_int_equal(udp(&out, p, 23), 0);
	p[15] ^= 1;
	p[4] ^= 1; /* another nonce */
	assert_int_equal(udp(&out, p, 23), 0);
	p[4] ^= 1;
	assert_int_equal(udp(&in, p, 23), 0); /* the other side */
	bench_fini(&bench);
}

static void su4_keepalives_ten_seconds_apart(void **state)
{
	static const char text[] = DECLARED
		"registers = ( { name = \"alive\"; scope = \"direction\"; bits "
		"= "
		"16; } );\nsignatures = (" HEAD(
			"keepalive") "match = [ \"size == 3\", \"u8[2] & 0x8f "
				     "== 0x0d\" ]; relation = [ "
				     "\"since(alive) in 9.5s..10.5s\" ]; "
				     "remember = [ \"alive = size\" "
				     "]; then = { evidence = { kind = "
				     "\"timing\"; weight = 10; }; }; } "
				     ");\n";
	static const struct {
		double seconds;
		unsigned matches;
	} packets[] = {{0, 0},	  {9.6, 1},  {20, 1},  {29.4, 0},
		       {39.9, 1}, {50.5, 0}, {60.9, 1}};
	struct datagram at = out;

	(void)state;
	load(text);
	for (size_t i = 0; i < sizeof(packets) / sizeof(*packets); i++) {
		at.seconds = packets[i].seconds;
		assert_int_equal(udp(&at, "ab\x6d", 3), packets[i].matches);
		assert_int_equal(udp(&at, "ab\x6e", 3), 0);
	}
	bench_fini(&bench);
}

/* ---- TCP ---- */

static unsigned tcp(const struct datagram *at, const void *payload, size_t size)
{
	return bench_send(&bench,
			  &(struct bench_packet){.from = at->from,
						 .to = at->to,
						 .from_port = at->from_port,
						 .to_port = at->to_port,
						 .tcp = true,
						 .seconds = at->seconds,
						 .payload = payload,
						 .size = size});
}

/* Each first payload is that of a new flow. */
static unsigned first_payload(const void *payload, size_t size)
{
	static uint16_t port;
	struct datagram at = out;

	at.from_port = ++port;
	return tcp(&at, payload, size);
}

static void bytes_draw(uint8_t *at, size_t size, uint32_t seed)
{
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		at[i] = (uint8_t)(seed >> 24);
	}
}

/* Padding: the bytes of [from, to) follow each other. */
static void bytes_pad(uint8_t *p, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++)
		p[i] = (uint8_t)(p[i - 1] * 0xcd + 0x71);
}

static void st1_padding_runs_to_the_end(void **state)
{
	static const char text[] = DECLARED "signatures = (" HEAD(
		"dh") "transport = \"tcp\"; match = [ \"turn == 1\", \"size in "
		      "49..130\" "
		      "]; relation = [ \"run(pad, 48..end) >= 3 or run(pad, "
		      "48..end-8) "
		      ">= 3\" ]; then = { evidence = { kind = \"generator\"; "
		      "weight = "
		      "24; }; }; } );\n";
	uint8_t p[131];

	(void)state;
	load(text);
	bytes_draw(p, sizeof(p), 1);
	bytes_pad(p, 48, 60);
	assert_int_equal(first_payload(p, 60), 1);  /* to the end */
	assert_int_equal(first_payload(p, 68), 1);  /* 8 before it */
	assert_int_equal(first_payload(p, 69), 0);  /* 9 before it */
	assert_int_equal(first_payload(p, 52), 1);  /* three relations */
	assert_int_equal(first_payload(p, 51), 0);  /* two */
	assert_int_equal(first_payload(p, 48), 0);  /* no padding */
	assert_int_equal(first_payload(p, 131), 0); /* too long */
	p[50] ^= 1;				    /* one byte is wrong */
	assert_int_equal(first_payload(p, 60), 0);
	assert_int_equal(first_payload(p, 68), 0);
	bench_fini(&bench);
}

static void st1_only_first_payloads(void **state)
{
	static const char text[] = DECLARED "signatures = (" HEAD(
		"dh") "transport = \"tcp\"; match = [ \"turn == 1\" ]; "
		      "relation = [ "
		      "\"run(pad, 48..end) >= 4\" ]; then = { evidence = { "
		      "kind = "
		      "\"generator\"; weight = 30; }; }; } );\n";
	struct datagram in = reply_to(out);
	uint8_t p[60];

	(void)state;
	load(text);
	bytes_draw(p, sizeof(p), 2);
	bytes_pad(p, 48, 60);
	assert_int_equal(tcp(&out, "x", 1), 0);
	assert_int_equal(tcp(&out, p, 60), 0); /* its second */
	assert_int_equal(tcp(&in, p, 60), 1);  /* the other's first */
	bench_fini(&bench);
}

static const char keystream[] = DECLARED "signatures = (" HEAD(
	"old") "transport = \"tcp\"; match = [ \"turn == 1\", \"size > 19\" ]; "
	       "relation "
	       "= [ \"x = bytes[4..14] xor bytes[14..24]\", \"x[5] ^= 1\", "
	       "\"at least 4 "
	       "of (x.u8[3] == next(pad, x.u8[2]); x.u8[4] == next(pad, "
	       "x.u8[3]); "
	       "x.u8[5] == next(pad, x.u8[4]); x.u8[6] == next(pad, x.u8[5]); "
	       "x.u8[7] == "
	       "next(pad, x.u8[6]); x.u8[8] == next(pad, x.u8[7]))\", "
	       "\"x.u8[9] ^ "
	       "next(pad, x.u8[8]) in {1, 3, 15}\" ]; then = { evidence = { "
	       "kind = "
	       "\"generator\"; weight = 28; }; }; } );\n";

/* A seed, a hello and a message under one key stream. */
static void old_style(uint8_t *p, size_t size, uint8_t kind)
{
	uint8_t hello[10] = {0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, kind};
	uint8_t message[10] = {15, 3, 0x77};
	uint8_t key[10];

	bytes_draw(p, size, 7);
	bytes_draw(key, sizeof(key), 8);
	bytes_pad(message, 2, 10);
	for (int i = 0; i < 10; i++) {
		p[4 + i] = key[i] ^ hello[i];
		p[14 + i] = key[i] ^ message[i];
	}
}

static void st2_the_keystream_starts_again(void **state)
{
	uint8_t p[40];

	(void)state;
	load(keystream);
	for (int kind = 0; kind < 16; kind++) {
		old_style(p, sizeof(p), (uint8_t)kind);
		assert_int_equal(first_payload(p, sizeof(p)),
				 kind == 1 || kind == 3 || kind == 15);
	}
	bench_fini(&bench);
}

static void st2_four_relations_of_six(void **state)
{
	uint8_t p[40];

	(void)state;
	load(keystream);
	old_style(p, sizeof(p), 3);
	p[14 + 2] ^= 0x40; /* one relation */
	assert_int_equal(first_payload(p, sizeof(p)), 1);
	old_style(p, sizeof(p), 3);
	p[14 + 4] ^= 0x40; /* two */
	assert_int_equal(first_payload(p, sizeof(p)), 1);
	p[14 + 2] ^= 0x40; /* three */
	assert_int_equal(first_payload(p, sizeof(p)), 0);
	old_style(p, sizeof(p), 3);
	p[4 + 5] ^= 1; /* a hello without its 01: the patch spoils two */
	p[14 + 2] ^= 0x40;
	assert_int_equal(first_payload(p, sizeof(p)), 0);
	old_style(p, sizeof(p), 3);
	assert_int_equal(first_payload(p, 23), 0); /* x[9] is not there */
	assert_int_equal(first_payload(p, 24), 1);
	bench_fini(&bench);
}

static const uint8_t hello[56] = {
	0x80, 0x46, 0x01, 0x03, 0x01, 0x00, 0x2d, 0x00, 0x00, 0x00, 0x10, 0x00,
	0x00, 0x05, 0x00, 0x00, 0x04, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x09, 0x00,
	0x00, 0x64, 0x00, 0x00, 0x62, 0x00, 0x00, 0x08, 0x00, 0x00, 0x03, 0x00,
	0x00, 0x06, 0x01, 0x00, 0x80, 0x07, 0x00, 0xc0, 0x03, 0x00, 0x80, 0x06,
	0x00, 0x40, 0x02, 0x00, 0x80, 0x04, 0x00, 0x80};

static void st3_a_fixed_hello_and_sixteen_bytes(void **state)
{
	static const char text[] = DECLARED "signatures = (" HEAD(
		"hello") "transport = \"tcp\"; from = \"orig\"; match = [ "
			 "\"turn == 1\", "
			 "\"size == 72\", \"bytes[0] == h'80 46 01 03 01 00 2d "
			 "00 00 00 10 "
			 "00 00 05 00 00 04 00 00 0a 00 00 09 00 00 64 00 00 "
			 "62 00 00 08 "
			 "00 00 03 00 00 06 01 00 80 07 00 c0 03 00 80 06 00 "
			 "40 02 00 80 04 "
			 "00 80'\" ]; relation = [ \"run(pad, 56..end) == 15\" "
			 "]; then = { "
			 "evidence = { kind = \"generator\"; weight = 64; }; "
			 "}; } );\n";
	uint8_t p[73];

	(void)state;
	load(text);
	memcpy(p, hello, sizeof(hello));
	p[56] = 0x99;
	bytes_pad(p, 56, 73);
	assert_int_equal(first_payload(p, 72), 1);
	assert_int_equal(first_payload(p, 73), 0);
	p[30] ^= 1;
	assert_int_equal(first_payload(p, 72), 0); /* another hello */
	p[30] ^= 1;
	p[71] ^= 1;
	assert_int_equal(first_payload(p, 72), 0); /* another challenge */
	bytes_draw(p + 56, 16, 3);
	assert_int_equal(first_payload(p, 72), 0);
	bench_fini(&bench);
}

/* ---- host rules ---- */

#define EVENTS                                                                 \
	"signatures = (" HEAD(                                                 \
		"one") "match = [ \"u8[0] == 1\" ]; then = { "                 \
		       "event = \"one\"; }; }," HEAD(                          \
			       "two") "match = [ \"u8[0] == "                  \
				      "2\" ]; then = { event = "               \
				      "\"two\"; }; }," HEAD(                   \
					      "th"                             \
					      "re"                             \
					      "e") "match = [ \"u8[0] == 3\" " \
						   "]; then = { event = "      \
						   "\"three\"; key = "         \
						   "\"u8[1]\"; }; } );\n"

static bool event(const char *peer, uint16_t port, double seconds, int what)
{
	struct datagram at = out;
	uint8_t p[2] = {(uint8_t)what, (uint8_t)(what >> 8)};

	at.to = peer;
	at.to_port = port;
	at.seconds = seconds;
	udp(&at, p, sizeof(p));
	return bench_found(&bench, "a.rule");
}

static const char ladder[] = DECLARED EVENTS "hosts = (" HEAD(
	"rule") "events = [ \"one\", \"two\" ]; same = [ \"peer\" ]; different "
		"= [ "
		"\"flow\" ]; after = \"1.5s..1.8s\"; within = \"2s\"; then = { "
		"evidence = "
		"{ kind = \"order\"; weight = 10; }; }; } );\n";

static void ladder_same_peer_after_a_time(void **state)
{
	(void)state;
	load(ladder);
	assert_false(event("192.0.2.7", 40001, 0, 1));
	assert_true(event("192.0.2.7", 443, 1.6, 2));
	assert_false(event("192.0.2.7", 443, 1.9, 2)); /* too late */
	assert_false(event("192.0.2.8", 40001, 10, 1));
	assert_false(event("192.0.2.9", 443, 11.6, 2));	  /* another peer */
	assert_false(event("192.0.2.8", 443, 11.4, 2));	  /* too early */
	assert_false(event("192.0.2.8", 40001, 11.6, 2)); /* the same flow */
	assert_true(event("192.0.2.8", 80, 11.6, 2));
	/* an earlier completion does not speak for another flow */
	assert_false(event("192.0.2.9", 443, 11.7, 2));
	/* the nearest "one" is too near; the one before it fits */
	assert_false(event("192.0.2.7", 40001, 20, 1));
	assert_false(event("192.0.2.7", 40002, 21, 1));
	assert_true(event("192.0.2.7", 443, 21.6, 2));
	bench_fini(&bench);
}

static void ladder_order_matters(void **state)
{
	(void)state;
	load(ladder);
	assert_false(event("192.0.2.7", 443, 0, 2));
	assert_false(event("192.0.2.7", 40001, 1.6, 1));
	bench_fini(&bench);
}

static const char relay[] = DECLARED "signatures = (" HEAD(
	"in") "from = \"reply\"; match = [ \"size >= 4\" ]; then = { event = "
	      "\"in\"; "
	      "host = \"dest\"; key = \"size\"; }; }," HEAD(
		      "out") "from = \"orig\"; match = [ \"size >= 4\" ]; then "
			     "= { event = \"out\"; "
			     "key = \"size\"; }; } );\nhosts = (" HEAD(
				     "rule") "events = [ \"in\", \"out\" ]; "
					     "same = [ \"key\" ]; different = "
					     "[ \"flow\" "
					     "]; after = \"2ms\"; at_least = "
					     "5; within = \"30s\"; then = { "
					     "evidence = "
					     "{ kind = \"order\"; weight = 12; "
					     "}; }; } );\n";

/* Something comes in from one peer, and goes out to another. */
static bool passes(double seconds, double later, size_t in, size_t to,
		   bool same_flow)
{
	static const uint8_t bytes[64];
	struct datagram from = out, other = out;

	other.to = "198.51.100.9";
	from.seconds = seconds;
	from = reply_to(from);
	udp(&from, bytes, in);
	if (same_flow)
		other = out;
	other.seconds = seconds + later;
	udp(&other, bytes, to);
	return bench_found(&bench, "a.rule");
}

/* Opens both flows from the host, with sizes that say nothing. */
static void relay_open(void)
{
	struct datagram other = out;

	load(relay);
	other.to = "198.51.100.9";
	udp(&out, "x", 1);
	udp(&other, "x", 1);
}

static void relay_same_size_within_two_milliseconds(void **state)
{
	(void)state;
	relay_open();
	for (int i = 1; i < 5; i++)
		assert_false(passes(i, 0.001, 20, 20, false));
	assert_true(passes(5, 0.001, 20, 20, false));	/* sustained */
	assert_false(passes(60, 0.001, 20, 20, false)); /* long after */
	bench_fini(&bench);
}

static void relay_needs_size_time_and_two_flows(void **state)
{
	(void)state;
	relay_open();
	for (int i = 1; i < 9; i++)
		assert_false(passes(i, 0.003, 20, 20, false));
	bench_fini(&bench);
	relay_open();
	for (int i = 1; i < 9; i++)
		assert_false(passes(i, 0.001, 20, 21, false));
	bench_fini(&bench);
	relay_open();
	for (int i = 1; i < 9; i++)
		assert_false(passes(i, 0.001, 20, 20, true));
	bench_fini(&bench);
}

static void distinct_peers_in_a_window(void **state)
{
	static const char text[] = DECLARED EVENTS
		"hosts = (" HEAD("rule") "events = [ \"one\" ]; at_least = 4; "
					 "peers = 3; within = \"10s\"; "
					 "then = { evidence = { kind = "
					 "\"fanout\"; weight = 8; }; }; } );\n";

	(void)state;
	load(text);
	assert_false(event("192.0.2.1", 1, 0, 1));
	assert_false(event("192.0.2.2", 1, 1, 1));
	assert_false(event("192.0.2.1", 2, 2, 1));
	assert_false(event("192.0.2.2", 2, 3, 1)); /* four, of two */
	assert_true(event("192.0.2.3", 1, 4, 1));
	assert_false(event("192.0.2.3", 1, 20, 1)); /* they are too old */
	assert_false(event("192.0.2.4", 1, 21, 1));
	assert_false(event("192.0.2.5", 1, 22, 1)); /* three, of three */
	assert_true(event("192.0.2.5", 1, 23, 1));
	bench_fini(&bench);
}

static void three_events_in_order_by_key(void **state)
{
	static const char text[] = DECLARED "signatures = (" HEAD(
		"one") "match = [ \"u8[0] == 1\" ]; then = { event = \"one\"; "
		       "key = "
		       "\"u8[1]\"; }; }," HEAD(
			       "two") "match = [ \"u8[0] == 2\" ]; then = { "
				      "event = \"two\"; key = "
				      "\"u8[1]\"; }; } );\nhosts = (" HEAD(
					      "rule") "events = [ \"one\", "
						      "\"two\", \"one\" ]; "
						      "same = [ \"key\" ]; "
						      "different = [ \"peer\" "
						      "]; within = \"1h\"; "
						      "then = { evidence = { "
						      "kind = \"order\"; "
						      "weight = 8; }; }; } "
						      ");\n";

	(void)state;
	load(text);
	assert_false(event("192.0.2.1", 1, 0, 0x501));
	assert_false(event("192.0.2.2", 1, 1, 0x502));
	assert_false(event("192.0.2.3", 1, 2, 0x601)); /* another key */
	assert_false(event("192.0.2.2", 2, 2, 0x501)); /* the same peer */
	assert_true(event("192.0.2.4", 1, 2, 0x501));
	bench_fini(&bench);
}

static void rules_raise_events_for_rules(void **state)
{
	static const char text[] = DECLARED EVENTS "hosts = (" HEAD(
		"pair") "events = [ \"one\", \"two\" ]; same = [ \"peer\" ]; "
			"within = "
			"\"1s\"; then = { event = \"pair\"; }; }," HEAD(
				"rule") "events = [ \"pair\" ]; at_least = 2; "
					"peers = 2; within = \"10s\"; "
					"then = { evidence = { kind = "
					"\"fanout\"; weight = 8; }; }; } );\n";

	(void)state;
	load(text);
	event("192.0.2.1", 1, 0, 1);
	assert_false(event("192.0.2.1", 1, 0.5, 2));
	assert_true(bench_found(&bench, "a.pair"));
	event("192.0.2.2", 1, 3, 1);
	assert_false(event("192.0.2.2", 1, 4.5, 2)); /* no pair: too late */
	event("192.0.2.2", 1, 5, 1);
	assert_true(event("192.0.2.2", 1, 5.5, 2));
	bench_fini(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(su1_initial_values_follow_each_other),
		cmocka_unit_test(su1_counts_its_steps),
		cmocka_unit_test(su1_goes_on_in_fragments),
		cmocka_unit_test(su2_answers_repeat_a_recent_id),
		cmocka_unit_test(su3_a_resend_is_the_request_and_five_bytes),
		cmocka_unit_test(su4_keepalives_ten_seconds_apart),
		cmocka_unit_test(st1_padding_runs_to_the_end),
		cmocka_unit_test(st1_only_first_payloads),
		cmocka_unit_test(st2_the_keystream_starts_again),
		cmocka_unit_test(st2_four_relations_of_six),
		cmocka_unit_test(st3_a_fixed_hello_and_sixteen_bytes),
		cmocka_unit_test(ladder_same_peer_after_a_time),
		cmocka_unit_test(ladder_order_matters),
		cmocka_unit_test(relay_same_size_within_two_milliseconds),
		cmocka_unit_test(relay_needs_size_time_and_two_flows),
		cmocka_unit_test(distinct_peers_in_a_window),
		cmocka_unit_test(three_events_in_order_by_key),
		cmocka_unit_test(rules_raise_events_for_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
