/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The language, one construct at a time: each with packets that match and packets
 * that nearly match.
 */
#include "signature_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* ---- helpers ---- */

/* One signature "t" with this inside; what is declared stands before it. */
static void load(struct bench *bench, const char *declared, const char *inside)
{
	char text[8192];

	snprintf(text, sizeof(text),
		 "applications = ( { name = \"a\"; } );\n"
		 "application = \"a\";\n"
		 "activities = [ \"talk\" ];\n%s"
		 "signatures = ( { name = \"t\"; about = \"-\"; source = "
		 "\"-\";\n"
		 "%s } );\n",
		 declared, inside);
	bench_load(bench, text);
	if (!bench->set)
		fail_msg("%s", bench->said);
}

/* Does `match` or, after "|", `relation` hold for one payload of a new flow? */
static bool holds(const char *condition, const void *payload, size_t size)
{
	static struct bench bench;
	char inside[4096];
	bool found;

	snprintf(inside, sizeof(inside),
		 "match = [ %s ]; then = { event = \"e\"; };", condition);
	load(&bench, "", inside);
	found = bench_send(&bench, &(struct bench_packet){.from = "10.0.0.1",
							  .to = "192.0.2.7",
							  .from_port = 5000,
							  .to_port = 6000,
							  .payload = payload,
							  .size = size}) > 0;
	bench_fini(&bench);
	return found;
}

/* A flow between two ends, its packets by direction. */
struct talk {
	struct bench bench;
	struct bench_packet packet;
};

static void talk_load(struct talk *talk, const char *declared,
		      const char *inside)
{
	load(&talk->bench, declared, inside);
	talk->packet = (struct bench_packet){.from = "10.0.0.1",
					     .to = "192.0.2.7",
					     .from_port = 5000,
					     .to_port = 6000};
}

static bool says(struct talk *talk, bool reply, double seconds,
		 const void *payload, size_t size)
{
	struct bench_packet it = talk->packet;

	if (reply) {
		it.from = talk->packet.to;
		it.from_port = talk->packet.to_port;
		it.to = talk->packet.from;
		it.to_port = talk->packet.from_port;
	}
	it.seconds = seconds;
	it.payload = payload;
	it.size = size;
	return bench_send(&talk->bench, &it) > 0;
}

static void talk_fini(struct talk *talk)
{
	bench_fini(&talk->bench);
}

static const uint8_t zeros[2000];

/* ---- sizes ---- */

static void sizes_exact_range_and_set(void **state)
{
	(void)state;
	assert_true(holds("\"size == 18\"", zeros, 18));
	assert_false(holds("\"size == 18\"", zeros, 19));
	assert_true(holds("\"size in 18..20\"", zeros, 20));
	assert_false(holds("\"size in 18..20\"", zeros, 21));
	assert_true(holds("\"size in {3, 11, 18..20}\"", zeros, 11));
	assert_false(holds("\"size in {3, 11, 18..20}\"", zeros, 12));
	assert_true(holds("\"size > 1999\"", zeros, 2000));
	assert_false(holds("\"size < 2000\"", zeros, 2000));
}

static void sizes_relative_to_earlier(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, "",
		  "match = [ \"position == 2\", \"size == sizes[1] + 5\" ]; "
		  "then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 30));
	assert_true(says(&talk, true, 0.1, zeros, 35));
	talk_fini(&talk);
	talk_load(&talk, "",
		  "match = [ \"position == 2\", \"size == sizes[1] + 5\" ]; "
		  "then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 30));
	assert_false(says(&talk, true, 0.1, zeros, 34));
	talk_fini(&talk);
}

/* ---- bytes ---- */

static void bytes_masked_and_wild(void **state)
{
	static const uint8_t p[] = {0x16, 3, 1, 0xcd, 0x41, 0x5f};

	(void)state;
	assert_true(holds("\"u8[5] & 0x8f == 0x0f\"", p, 6));
	assert_false(holds("\"u8[5] & 0x8f == 0x0d\"", p, 6));
	assert_true(holds("\"bytes[0] == h'16 03 ?? c? 41'\"", p, 6));
	assert_false(holds("\"bytes[0] == h'16 03 ?? d? 41'\"", p, 6));
	assert_true(holds("\"bytes[0] != h'17'\"", p, 6));
	assert_true(holds("\"bytes[4] == 'A_'\"", p, 6));
	assert_false(holds("\"bytes[4] == 'A-'\"", p, 6));
	assert_true(holds("\"bytes contains 'A'\"", p, 6));
	assert_false(holds("\"bytes contains 'B'\"", p, 6));
	assert_true(holds("\"u16[0] == 0x1603\", \"le16[0] == 0x0316\"", p, 6));
	assert_true(holds("\"le32[0] == 0xcd010316\"", p, 6));
	assert_true(holds("\"u32[2] == 0x01cd415f\"", p, 6));
}

static void bytes_from_the_end(void **state)
{
	static const uint8_t p[] = {1, 2, 3, 4, 5};

	(void)state;
	assert_true(holds("\"u8[-1] == 5\"", p, 5));
	assert_true(holds("\"u16[end-2] == 0x0405\"", p, 5));
	assert_false(holds("\"u16[end-1] == 5\"", p, 5)); /* past the end */
	assert_false(holds("\"u8[-6] == 1\"", p, 5));	  /* before it */
	assert_true(holds("\"u8[-5] == 1\"", p, 5));
	assert_true(holds("\"bytes[-2] == h'04 05'\"", p, 5));
	assert_false(holds("\"bytes[-1] == h'04 05'\"", p, 5));
}

static void bytes_that_were_not_captured_are_missing(void **state)
{
	static struct bench bench;
	struct bench_packet packet = {.from = "10.0.0.1",
				      .to = "192.0.2.7",
				      .from_port = 1,
				      .to_port = 2,
				      .payload = zeros,
				      .size = 100,
				      .caplen = 50};

	(void)state;
	load(&bench, "",
	     "match = [ \"size == 100\", \"u8[50] == 0 or u8[-1] == 0\" ]; "
	     "then = { event = \"e\"; };");
	assert_int_equal(bench_send(&bench, &packet), 0);
	packet.caplen = 51;
	assert_int_equal(bench_send(&bench, &packet), 1);
	bench_fini(&bench);
}

static void missing_values(void **state)
{
	(void)state;
	assert_false(holds("\"u8[9] == 0\"", zeros, 9));
	assert_false(holds("\"u8[9] != 0\"", zeros, 9));
	assert_true(holds("\"not u8[9] == 0\"", zeros, 9));
	assert_false(holds("\"u8[9] + 1 > 0\"", zeros, 9));
	assert_false(holds("\"u8[9] in 0..255\"", zeros, 9));
	assert_true(holds("\"size == 9 or u8[9] == 0\"", zeros, 9));
	assert_false(holds("\"size - 10 >= 0\"", zeros, 9)); /* below 0 */
}

static void arithmetic_and_precedence(void **state)
{
	static const uint8_t p[] = {0xf0, 0x0f, 7};

	(void)state;
	assert_true(holds("\"u8[0] | u8[1] == 255\"", p, 3));
	assert_true(holds("\"u8[0] ^ u8[1] & 0x0c == 0xfc\"", p, 3));
	assert_true(holds("\"2 + 3 * 4 == 14\"", p, 3));
	assert_true(holds("\"(2 + 3) * 4 == 20\"", p, 3));
	assert_true(holds("\"1 << 2 + 1 == 8\"", p, 3));
	assert_true(holds("\"u8[0] >> 4 == 15\"", p, 3));
	assert_true(holds("\"10 - 3 - 2 == 5\"", p, 3));
	assert_true(holds("\"not size == 3 or size == 3\"", p, 3));
	assert_true(holds("\"size == 9 and size == 3 or size == 3\"", p, 3));
	assert_true(holds("\"1 << 64 == 0\"", p, 3));
	assert_true(holds("\"u8[2] == 010 - 3\"", p, 3)); /* decimal */
}

/* ---- fields that repeat what is known ---- */

static void field_is_an_address_or_port(void **state)
{
	/* source and destination, as holds() sends them */
	static const uint8_t p[] = {10, 0, 0,	 1,    192,  0,
				    2,	7, 0x13, 0x88, 0x17, 0x70};

	(void)state;
	assert_true(holds("\"u32[0] == source.address\"", p, 12));
	assert_false(holds("\"u32[0] == dest.address\"", p, 12));
	assert_true(holds("\"u32[4] == dest.address\"", p, 12));
	assert_true(holds("\"u32[4] == 192.0.2.7\"", p, 12));
	assert_true(holds("\"u16[8] == source.port\"", p, 12));
	assert_true(holds("\"u16[10] == dest.port\"", p, 12));
	assert_false(holds("\"u16[10] == source.port\"", p, 12));
	assert_true(holds("\"dest.port in {53, 6000}\"", p, 12));
}

static void addresses_of_version_6_are_missing(void **state)
{
	static struct bench bench;

	(void)state;
	load(&bench, "",
	     "match = [ \"source.address == 0 or source.address > 0\" ]; "
	     "then = { event = \"e\"; };");
	assert_int_equal(
		bench_send(&bench, &(struct bench_packet){.from = "2001:db8::1",
							  .to = "2001:db8::2",
							  .payload = zeros,
							  .size = 5}),
		0);
	bench_fini(&bench);
}

#define REGISTER(scope) \
	"registers = ( { name = \"r\"; scope = \"" scope "\"; } );\n"

static void field_of_the_same_flow(void **state)
{
	static const uint8_t first[] = "AAAA", other[] = "BBBB";
	struct talk talk;

	(void)state;
	talk_load(&talk, REGISTER("flow"),
		  "relation = [ \"u32[0] == r\" ]; remember = [ \"r = u32[0]\" "
		  "]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, first, 4));
	assert_true(says(&talk, true, 1, first, 4));
	assert_false(says(&talk, true, 2, other, 4));
	assert_true(says(&talk, false, 3, other, 4));
	talk.packet.from_port++; /* another flow knows nothing */
	assert_false(says(&talk, false, 4, other, 4));
	talk_fini(&talk);
}

static void field_of_the_reverse_direction(void **state)
{
	static const uint8_t first[] = "AAAA", other[] = "BBBB";
	struct talk talk;

	(void)state;
	talk_load(&talk, REGISTER("direction"),
		  "relation = [ \"u32[0] == r of reverse\" ]; remember = [ \"r "
		  "= u32[0]\" ]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, first, 4));
	assert_false(says(&talk, false, 1, first, 4)); /* own direction */
	assert_false(says(&talk, true, 2, other, 4));
	assert_true(says(&talk, true, 3, first, 4));
	talk_fini(&talk);
}

static void field_of_the_endpoint_in_another_flow(void **state)
{
	static const uint8_t first[] = "AAAA";
	struct talk talk;

	(void)state;
	talk_load(&talk, REGISTER("endpoint"),
		  "relation = [ \"u32[0] == r\" ]; remember = [ \"r = u32[0]\" "
		  "]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, first, 4));
	talk.packet.to = "198.51.100.1";
	assert_true(says(&talk, false, 1, first, 4)); /* to any peer */
	talk.packet.from_port++;
	assert_false(says(&talk, false, 2, first, 4)); /* another port */
	talk_fini(&talk);
	talk_load(&talk, REGISTER("host"),
		  "relation = [ \"u32[0] == r\" ]; remember = [ \"r = u32[0]\" "
		  "]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, first, 4));
	talk.packet.from_port++;
	talk.packet.to = "198.51.100.1";
	assert_true(says(&talk, false, 1, first, 4));
	talk.packet.from = "10.0.0.9";
	assert_false(says(&talk, false, 2, first, 4));
	talk_fini(&talk);
}

static void several_recent_values(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk,
		  "registers = ( { name = \"r\"; scope = \"direction\"; bits = "
		  "16; recent = 3; } );\n",
		  "relation = [ \"u16[0] == any r of reverse\" ]; remember = [ "
		  "\"r = u16[0]\" ]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, "aa", 2));
	assert_false(says(&talk, false, 1, "bb", 2));
	assert_false(says(&talk, false, 2, "cc", 2));
	assert_true(says(&talk, true, 3, "aa", 2)); /* the third last */
	assert_false(says(&talk, false, 4, "dd", 2));
	assert_false(says(&talk, true, 5, "aa", 2)); /* the fourth last */
	assert_true(says(&talk, true, 6, "bb", 2));
	talk_fini(&talk);
}

/* Registers of one transport only must not share cells, nor those of both. */
static void registers_keep_apart(void **state)
{
	static const char *const transports[] = {"transport = \"tcp\"; ",
						 "transport = \"udp\"; ", ""};
	struct talk talk;
	char text[400];

	(void)state;
	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text),
			 "%srelation = [ \"u32[0] == a\", \"u32[4] == b\", "
			 "\"u32[8] == c\" ]; remember = [ \"a = u32[0]\", "
			 "\"b = u32[4]\", \"c = u32[8]\" ]; "
			 "then = { event = \"e\"; };",
			 transports[i]);
		talk_load(&talk,
			  "registers = ( { name = \"a\"; }, { name = \"b\"; }, "
			  "{ name = \"c\"; } );\n",
			  text);
		talk.packet.tcp = i == 0;
		assert_false(says(&talk, false, 0, "AAAABBBBCCCC", 12));
		assert_true(says(&talk, false, 1, "AAAABBBBCCCC", 12));
		talk_fini(&talk);
	}
}

static void everything_is_asked_before_anything_is_written(void **state)
{
	static struct bench bench;
	struct bench_packet packet = {.from = "10.0.0.1",
				      .to = "192.0.2.7",
				      .payload = "AAAA",
				      .size = 4};

	(void)state;
	load(&bench, REGISTER("flow"),
	     "remember = [ \"r = u32[0]\" ]; }, { name = \"u\"; about = \"\"; "
	     "source = \"\"; relation = [ \"r == u32[0]\" ]; then = { event = "
	     "\"e\"; };");
	assert_int_equal(bench_send(&bench, &packet), 1); /* t, not u */
	assert_false(bench_found(&bench, "a.u"));
	assert_int_equal(bench_send(&bench, &packet), 2);
	bench_fini(&bench);
}

static void what_is_remembered_does_not_wait_for_the_relation(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(
		&talk, REGISTER("flow"),
		"match = [ \"size == 4\" ]; relation = [ \"r == 0x41414141\" "
		"]; remember = [ \"r = u32[0]\" ]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, "AAAA", 4));
	assert_false(says(&talk, false, 0, "AAAAA", 5)); /* no match: no r */
	assert_true(says(&talk, false, 0, "BBBB", 4));
	assert_false(says(&talk, false, 0, "AAAA", 4));
	talk_fini(&talk);
}

static void registers_are_cut_to_their_bits(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(
		&talk,
		"registers = ( { name = \"f\"; bits = 16; }, { name = \"e\"; "
		"scope = \"endpoint\"; bits = 16; } );\n",
		"relation = [ \"f == 0x4242\", \"e == 0x4242\" ]; remember = [ "
		"\"f = u32[0]\", \"e = u32[0]\" ]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, "AABB", 4));
	assert_true(says(&talk, false, 0, "AAAA", 4));
	assert_false(says(&talk, false, 0, "AAAA", 4));
	talk_fini(&talk);
}

/* ---- where a packet stands ---- */

static void direction_position_and_turn(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(
		&talk, "",
		"from = \"reply\"; match = [ \"turn == 2\", \"position == 4\" "
		"]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 9));
	assert_false(says(&talk, true, 0, zeros, 9));
	assert_false(says(&talk, false, 0, zeros, 9));
	assert_true(says(&talk, true, 0, zeros, 9));
	assert_false(says(&talk, true, 0, zeros, 9));
	talk_fini(&talk);
	talk_load(&talk, "",
		  "from = \"local\"; match = [ \"turn == 1\", \"directions[1] "
		  "== 0\" ]; then = { event = \"e\"; };");
	assert_true(says(&talk, false, 0, zeros, 9)); /* 10.0.0.1 is */
	assert_false(says(&talk, true, 0, zeros, 9));
	talk_fini(&talk);
	talk_load(&talk, "", "from = \"remote\"; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 9));
	assert_true(says(&talk, true, 0, zeros, 9));
	talk_fini(&talk);
	talk_load(&talk, "", "from = \"orig\"; then = { event = \"e\"; };");
	assert_true(says(&talk, false, 0, zeros, 9));
	assert_false(says(&talk, true, 0, zeros, 9));
	talk_fini(&talk);
}

static void transport_and_first_packet(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, "", "transport = \"tcp\"; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 9));
	talk.packet.tcp = true;
	assert_true(says(&talk, false, 0, zeros, 9));
	talk_fini(&talk);
	talk_load(&talk, "",
		  "transport = \"tcp\"; on = \"start\"; match = [ \"tcp.flags "
		  "& 0x12 == 2\", \"size == 0\" ]; then = { event = \"e\"; };");
	talk.packet.tcp = true;
	talk.packet.flags = PACKET_TCP_SYN;
	assert_true(says(&talk, false, 0, NULL, 0));
	assert_false(says(&talk, false, 1, NULL, 0));
	talk.packet.from_port++;
	talk.packet.flags = PACKET_TCP_SYN | PACKET_TCP_ACK;
	assert_false(says(&talk, false, 1, NULL, 0));
	talk_fini(&talk);
}

/* ---- time ---- */

static void time_since_an_earlier_packet(void **state)
{
	const char *scopes[] = {REGISTER("direction"), REGISTER("endpoint")};
	struct talk talk;

	(void)state;
	for (int i = 0; i < 2; i++) {
		talk_load(&talk, scopes[i],
			  "match = [ \"size == 3\" ]; relation = [ \"since(r) "
			  "in 9.5s..10.5s\" ]; remember = [ \"r = size\" ]; "
			  "then = { event = \"e\"; };");
		assert_false(says(&talk, false, 0, zeros, 3));
		assert_false(says(&talk, false, 5, zeros, 4));
		assert_true(says(&talk, false, 10, zeros, 3));
		assert_true(says(&talk, false, 19.5, zeros, 3));
		assert_false(says(&talk, false, 28.9, zeros, 3));
		assert_false(says(&talk, false, 39.5, zeros, 3));
		assert_false(says(&talk, true, 49.5, zeros, 3));
		talk_fini(&talk);
	}
}

static void inter_arrival_times(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(
		&talk, "",
		"match = [ \"turn >= 5\", \"iat in 19ms..21ms\", \"iat.mean "
		"in 15ms..25ms\", \"iat.deviation < 5ms\", \"iats[2] in "
		"19ms..21ms\", \"age >= 80ms\" ]; then = { event = \"e\"; };");
	for (int i = 0; i < 4; i++)
		assert_false(says(&talk, false, i * 0.02, zeros, 60));
	assert_true(says(&talk, false, 0.08, zeros, 60));
	assert_false(says(&talk, false, 0.18, zeros, 60));
	talk_fini(&talk);
}

static void rates_in_windows(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, "",
		  "match = [ \"rate in 4000..6000\", \"size.mean == 100\", "
		  "\"size.deviation == 0\" ]; then = { event = \"e\"; };");
	for (int i = 0; i < 250; i++) /* 5000 bytes a second for 5 s */
		assert_false(says(&talk, false, i * 0.02, zeros, 100));
	assert_true(says(&talk, false, 5.01, zeros, 100));
	for (int i = 1; i < 50; i++) /* 1000 bytes a second */
		says(&talk, false, 5.01 + i * 0.1, zeros, 100);
	assert_false(says(&talk, false, 10.01, zeros, 100));
	talk_fini(&talk);
}

static void counters_of_the_flow(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, "",
		  "match = [ \"packets == 2\", \"payloads of reverse == 1\", "
		  "\"flow.bytes > 2 * 42\" ]; then = { event = \"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 9));
	assert_false(says(&talk, true, 0, zeros, 9));
	assert_true(says(&talk, false, 0, zeros, 9));
	assert_false(says(&talk, false, 0, zeros, 9));
	talk_fini(&talk);
}

/* ---- sequences ---- */

#define STEPS(second)                                                   \
	"steps = ( { from = \"orig\"; match = [ \"size == 5\" ]; }, "   \
	"{ from = \"reply\"; match = [ \"size == 6\" ]; " second " }, " \
	"{ match = [ \"size == 7\" ]; } ); then = { event = \"e\"; };"

static void sequences_step_by_step(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, "", STEPS(""));
	assert_false(says(&talk, false, 0, zeros, 5));
	assert_false(says(&talk, true, 0, zeros, 6));
	assert_true(says(&talk, false, 0, zeros, 7));
	assert_false(says(&talk, false, 0, zeros, 7)); /* it started over */
	assert_false(says(&talk, false, 0, zeros, 5));
	assert_false(says(&talk, false, 0, zeros, 9)); /* between */
	assert_false(says(&talk, true, 0, zeros, 6));
	assert_false(says(&talk, false, 0, zeros, 7));
	assert_false(says(&talk, false, 0, zeros, 5));
	assert_false(says(&talk, false, 0, zeros, 6)); /* wrong direction */
	assert_false(says(&talk, false, 0, zeros, 7));
	talk_fini(&talk);
}

static void sequences_with_gaps_and_time(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, "", STEPS("gap = true; after = \"1s..2s\";"));
	assert_false(says(&talk, false, 0, zeros, 5));
	assert_false(says(&talk, true, 0.5, zeros, 6)); /* too early */
	assert_false(says(&talk, false, 1, zeros, 9));
	assert_false(says(&talk, true, 1.5, zeros, 6));
	assert_true(says(&talk, true, 1.6, zeros, 7));
	assert_false(says(&talk, false, 10, zeros, 5));
	assert_false(says(&talk, true, 12.1, zeros, 6)); /* too late */
	assert_false(says(&talk, true, 12.2, zeros, 7));
	talk_fini(&talk);
}

static void one_packet_never_makes_two_steps(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(
		&talk, "",
		"steps = ( { match = [ \"size == 5\" ]; }, { match = [ "
		"\"size == 5\" ]; }, { match = [ \"size == 5\" ]; } ); then = "
		"{ event = \"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 5));
	assert_false(says(&talk, true, 0, zeros, 5));
	assert_true(says(&talk, true, 0, zeros, 5));
	talk_fini(&talk);
}

/* ---- k of n, XOR, patches, sets ---- */

static void k_of_n_conditions(void **state)
{
	static const char two[] =
		"\"at least 2 of (u8[0] == 1; u8[1] == 2; u8[2] == 3)\"";

	(void)state;
	assert_true(holds(two, (uint8_t[]){1, 9, 3}, 3));
	assert_true(holds(two, (uint8_t[]){1, 2, 3}, 3));
	assert_false(holds(two, (uint8_t[]){1, 9, 9}, 3));
	assert_true(holds(two, (uint8_t[]){1, 2}, 2)); /* one is missing */
}

static void value_in_a_set_after_xor(void **state)
{
	static const char set[] = "\"u8[0] ^ u8[1] in {1, 3, 15}\"";

	(void)state;
	assert_true(holds(set, (uint8_t[]){0x55, 0x56}, 2));
	assert_true(holds(set, (uint8_t[]){0x55, 0x5a}, 2));
	assert_false(holds(set, (uint8_t[]){0x55, 0x57}, 2));
}

static void named_buffers(void **state)
{
	static const uint8_t p[] = {1, 2, 3, 4, 0xff, 0xfe, 0xfd, 0xfc};

	(void)state;
	assert_true(
		holds("\"x = bytes[0..4] xor bytes[4..8]\", \"u8[0] == 1\", "
		      "\"x.u32[0] == 0xfefcfef8\"",
		      p, 8));
	assert_true(holds("\"x = bytes[0..4] xor bytes[4..8]\", \"x[0] ^= 1\", "
			  "\"x[-1] = 7\", \"x.bytes[0] == h'ff fc fe 07'\"",
			  p, 8));
	assert_false(
		holds("\"x = bytes[0..4] xor bytes[4..8]\", \"x[0] ^= 1\", "
		      "\"x.bytes[0] == h'fe fc fe f8'\"",
		      p, 8));
	assert_true(holds("\"x = bytes[-4..end]\", \"x.u8[3] == 0xfc\"", p, 8));
	/* a shorter payload makes a shorter buffer */
	assert_false(holds("\"x = bytes[4..8]\", \"x.u8[3] in 0..255\"", p, 7));
	assert_true(holds("\"x = bytes[4..8]\", \"x.u8[2] == 0xfd\"", p, 7));
	/* so does the other range */
	assert_false(holds("\"x = bytes[0..4] xor bytes[4..8]\", \"x.u8[3] in "
			   "0..255\"",
			   p, 7));
	assert_false(
		holds("\"x = bytes[-9..end]\", \"x.u8[0] in 0..255\"", p, 8));
}

/* ---- generators ---- */

#define GENERATORS                                                            \
	"generators = ( { name = \"g\"; multiply = 5; add = 3; bits = 8; }, " \
	"{ name = \"w\"; multiply = 1103515245; add = 12345; } );\n"

static void next_value(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, GENERATORS,
		  "match = [ \"u8[1] == next(g, u8[0])\", \"u32[2] == next(w, "
		  "1)\" ]; then = { event = \"e\"; };");
	/* 7 * 5 + 3 = 38; 1103515245 + 12345 = 0x41c67ea6 */
	assert_true(says(&talk, false, 0,
			 (uint8_t[]){7, 38, 0x41, 0xc6, 0x7e, 0xa6}, 6));
	assert_false(says(&talk, false, 0,
			  (uint8_t[]){7, 39, 0x41, 0xc6, 0x7e, 0xa6}, 6));
	assert_false(says(&talk, false, 0,
			  (uint8_t[]){7, 38, 0x41, 0xc6, 0x7e, 0xa7}, 6));
	talk_fini(&talk);
}

static void runs_and_relations(void **state)
{
	uint8_t p[12] = {0xaa, 0xaa, 1};
	struct talk talk;

	(void)state;
	for (int i = 3; i < 10; i++)
		p[i] = (uint8_t)(p[i - 1] * 5 + 3);
	p[10] = (uint8_t)(p[9] * 5 + 4);
	talk_load(&talk, GENERATORS,
		  "match = [ \"run(g, 2..-2) == 7\", \"run(g, 2..end) == 0\", "
		  "\"relations(g, 1..end-1) == 7\", \"run(g, 2..99) == 7 or "
		  "u8[0] == 0xaa\" ]; then = { event = \"e\"; };");
	assert_true(says(&talk, false, 0, p, 12));
	p[5] ^= 1;
	assert_false(says(&talk, false, 0, p, 12));
	talk_fini(&talk);
}

/* ---- what is known of ends ---- */

static void knowledge_of_an_end(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(&talk, "",
		  "relation = [ \"known of reverse >= 24\" ]; then = { event = "
		  "\"e\"; };");
	assert_false(says(&talk, false, 0, zeros, 9));
	talk.bench.known[1] =
		(struct host_knowledge){.application = 1, .bits = 30};
	assert_true(says(&talk, false, 0, zeros, 9));
	talk.bench.known[1].application = 2; /* another one */
	assert_false(says(&talk, false, 0, zeros, 9));
	talk.bench.known[1].application = 0;
	assert_false(says(&talk, false, 0, zeros, 9));
	talk_fini(&talk);
}

/* ---- what a match sets ---- */

static void effects_are_as_written(void **state)
{
	static struct bench bench;
	const struct signature_effect *effect;

	(void)state;
	load(&bench, "",
	     "match = [ \"u32[0] == 1\" ]; then = { evidence = { kind = "
	     "\"constant\"; weight = 30; adds = true; flow = false; }; event = "
	     "\"e\"; host = \"dest\"; activity = \"talk\"; learn = { endpoint "
	     "= "
	     "\"dest\"; weight = 25; needs = 2; lifetime = \"1.5h\"; }; };");
	effect = signature_set_effect(bench.set, 0);
	assert_true(effect->evidence && effect->adds && effect->of_host);
	assert_false(effect->of_flow);
	assert_int_equal(effect->kind, EVIDENCE_CONSTANT);
	assert_int_equal(effect->bits, 30);
	assert_int_equal(effect->host, SIDE_REVERSE);
	assert_int_equal(effect->activity, 1);
	assert_int_equal(effect->application, 1);
	assert_true(effect->learns);
	assert_int_equal(effect->learn_side, SIDE_REVERSE);
	assert_int_equal(effect->proof.needs, 2);
	assert_int_equal(effect->proof.bits, 25);
	assert_int_equal(effect->proof.lifetime_us,
			 UINT64_C(5400) * USEC_PER_SEC);
	bench_fini(&bench);
}

static void many_matches_are_all_heard(void **state)
{
	static struct bench bench;
	char text[32768];
	size_t used;

	(void)state;
	used = (size_t)snprintf(text, sizeof(text), "signatures = (");
	for (int i = 0; i < 40; i++)
		used += (size_t)snprintf(
			text + used, sizeof(text) - used,
			"%s{ name = \"s%d\"; about = \"\"; source = \"\"; "
			"match "
			"= [ \"u8[0] == 1\" ]; then = { event = \"e%d\"; }; }",
			i ? "," : "", i, i);
	snprintf(text + used, sizeof(text) - used, ");\n");
	bench_load(&bench, text);
	assert_non_null(bench.set);
	assert_int_equal(
		bench_send(&bench, &(struct bench_packet){.from = "10.0.0.1",
							  .to = "192.0.2.7",
							  .payload = "\1",
							  .size = 1}),
		40);
	for (int i = 0; i < 40; i++) /* in order of the file */
		assert_int_equal(bench.outcome.found[i].signature, i);
	bench_fini(&bench);
}

static void a_register_is_written_once_a_packet(void **state)
{
	struct talk talk;

	(void)state;
	talk_load(
		&talk,
		"registers = ( { name = \"r\"; scope = \"endpoint\"; recent "
		"= 2; } );\n",
		"remember = [ \"r = u8[0]\" ]; }, { name = \"u\"; about = "
		"\"\"; source = \"\"; remember = [ \"r = u8[1]\" ]; }, { name "
		"= \"v\"; about = \"\"; source = \"\"; relation = [ \"5 == any "
		"r\", \"7 == any r\" ]; then = { event = \"e\"; };");
	says(&talk, false, 0, (uint8_t[]){5, 6}, 2); /* the first wins: 5 */
	says(&talk, false, 0, (uint8_t[]){7, 8}, 2);
	says(&talk, false, 0, (uint8_t[]){9, 9}, 2);
	assert_true(bench_found(&talk.bench, "a.v"));
	talk_fini(&talk);
}

static void explanations_name_file_and_line(void **state)
{
	static struct bench bench;
	char buffer[200];
	struct text text;

	(void)state;
	load(&bench, "",
	     "match = [ \"u32[0] == 1\" ]; then = { evidence = { kind = "
	     "\"constant\"; weight = 30; }; };");
	text_init(&text, buffer, sizeof(buffer));
	signature_set_explain(bench.set, 0, &text);
	assert_non_null(strstr(buffer, "constant, 30 bits"));
	assert_non_null(strstr(buffer, ":4)"));
	assert_string_equal(signature_set_signature_name(bench.set, 0), "a.t");
	assert_null(signature_set_signature_name(bench.set, 1));
	bench_fini(&bench);
}

/* ---- what others learn of a set ---- */

static uint32_t look_bytes(const char *declared, const char *inside)
{
	static struct bench bench;
	uint32_t look;

	load(&bench, declared, inside);
	look = signature_set_look_bytes(bench.set);
	bench_fini(&bench);
	return look;
}

static void all_bytes_that_are_read_are_looked_at(void **state)
{
	const char *declared = REGISTER("flow");

	(void)state;
	assert_int_equal(look_bytes("", "then = { event = \"e\"; };"), 0);
	assert_int_equal(look_bytes("", "match = [ \"u16[8] == 1\" ]; then = { "
					"event = \"e\"; };"),
			 10);
	assert_int_equal(
		look_bytes(declared, "remember = [ \"r = u32[96]\" ];"), 100);
	assert_int_equal(look_bytes("", "then = { event = \"e\"; key = "
					"\"u8[19]\"; };"),
			 20);
	assert_int_equal(look_bytes("", "match = [ \"size < 70\", \"u8[-1] == "
					"0\" ]; then = { event = \"e\"; };"),
			 69);
}

static void diagnostics_of_others_do_not_count(void **state)
{
	static struct bench bench;
	struct diagnostics diagnostics = {.say = bench_say, .context = &bench};
	const char *none[] = {"/nonexistent.sig"};
	struct signature_set *set;

	(void)state;
	diagnostic_error(&diagnostics, "other.conf", 1, "wrong");
	set = language_load_set(none, 0, NULL, &diagnostics);
	assert_non_null(set);
	assert_int_equal(diagnostics.count, 1);
	signature_set_free(set);
	assert_null(language_load_set(none, 1, NULL, &diagnostics));
	assert_int_equal(diagnostics.count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_exact_range_and_set),
		cmocka_unit_test(sizes_relative_to_earlier),
		cmocka_unit_test(bytes_masked_and_wild),
		cmocka_unit_test(bytes_from_the_end),
		cmocka_unit_test(bytes_that_were_not_captured_are_missing),
		cmocka_unit_test(missing_values),
		cmocka_unit_test(arithmetic_and_precedence),
		cmocka_unit_test(field_is_an_address_or_port),
		cmocka_unit_test(addresses_of_version_6_are_missing),
		cmocka_unit_test(field_of_the_same_flow),
		cmocka_unit_test(field_of_the_reverse_direction),
		cmocka_unit_test(field_of_the_endpoint_in_another_flow),
		cmocka_unit_test(several_recent_values),
		cmocka_unit_test(registers_keep_apart),
		cmocka_unit_test(
			everything_is_asked_before_anything_is_written),
		cmocka_unit_test(
			what_is_remembered_does_not_wait_for_the_relation),
		cmocka_unit_test(registers_are_cut_to_their_bits),
		cmocka_unit_test(direction_position_and_turn),
		cmocka_unit_test(transport_and_first_packet),
		cmocka_unit_test(time_since_an_earlier_packet),
		cmocka_unit_test(inter_arrival_times),
		cmocka_unit_test(rates_in_windows),
		cmocka_unit_test(counters_of_the_flow),
		cmocka_unit_test(sequences_step_by_step),
		cmocka_unit_test(sequences_with_gaps_and_time),
		cmocka_unit_test(one_packet_never_makes_two_steps),
		cmocka_unit_test(k_of_n_conditions),
		cmocka_unit_test(value_in_a_set_after_xor),
		cmocka_unit_test(named_buffers),
		cmocka_unit_test(next_value),
		cmocka_unit_test(runs_and_relations),
		cmocka_unit_test(knowledge_of_an_end),
		cmocka_unit_test(effects_are_as_written),
		cmocka_unit_test(many_matches_are_all_heard),
		cmocka_unit_test(a_register_is_written_once_a_packet),
		cmocka_unit_test(explanations_name_file_and_line),
		cmocka_unit_test(all_bytes_that_are_read_are_looked_at),
		cmocka_unit_test(diagnostics_of_others_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
