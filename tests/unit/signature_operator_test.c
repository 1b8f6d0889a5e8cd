/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The value of each word and operator, in one context whose numbers all differ, seen
 * from both directions; and what is missing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "language/lex.h"
#include "language/parse.h"
#include "language/scope.h"
#include "signature_bench.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define START (1600000000 * USEC_PER_SEC)
#define MISSING UINT64_MAX

static const char *const file =
	"applications = ( { name = \"a\"; } );\napplication = \"a\";\n"
	"activities = [ \"x\", \"y\" ];\n"
	"generators = ( { name = \"g\"; multiply = 5; add = 1; bits = 8; } );\n"
	"signatures = ( { name = \"s\"; about = \"\"; source = \"\";\n"
	" match = [ \"size > 0\" ]; then = { event = \"e\"; }; } );\n";

/* A chain of "g" stands at 4: 1, 6, 31, 156. */
static const uint8_t payload[12] = {0x10, 0x20, 0x30, 0x40, 1,	  6,
				    31,	  156,	0x50, 0x60, 0x70, 0x80};

struct stand {
	struct bench bench;
	struct parse_scope scope;
	struct packet packet;
	struct flow flow;
	struct flow_observation observed;
	struct packet_names names;
	struct flow_meter meter;
	struct signature_context context;
	uint8_t window;
};

static void fill_flow(struct flow *flow)
{
	flow->first_us = START;
	flow->flags = FLOW_ORIG_IS_LOW | FLOW_ORIG_IS_LOCAL;
	flow->packets[FLOW_ORIG] = 11;
	flow->packets[FLOW_REPLY] = 12;
	flow->payloads[FLOW_ORIG] = 5;
	flow->payloads[FLOW_REPLY] = 6;
	flow_wide_set(&flow->bytes[FLOW_ORIG], 1001);
	flow_wide_set(&flow->bytes[FLOW_REPLY], 1002);
	flow->window = 1;
	flow->rate[FLOW_ORIG] = 3;
	flow->rate[FLOW_REPLY] = 4;
	flow->pace[FLOW_ORIG] = (struct flow_pace){21, 22, 23, 24};
	flow->pace[FLOW_REPLY] = (struct flow_pace){31, 32, 33, 34};
	for (unsigned i = 0; i < FLOW_SIZES; i++)
		flow->sizes[i] =
			(uint16_t)((100 + i) | (i % 3 ? FLOW_SIZE_REPLY : 0));
	for (unsigned i = 0; i < FLOW_IATS; i++)
		flow->iats[i] = (uint16_t)(200 + i);
}

static void open_stand(struct stand *stand)
{
	memset(stand, 0, sizeof(*stand));
	bench_load(&stand->bench, file);
	assert_non_null(stand->bench.set);
	stand->scope.generators = stand->bench.set->generators;
	stand->scope.generator_count = stand->bench.set->generator_count;
	stand->scope.set = stand->bench.set;
	stand->packet = (struct packet){
		.time_us = START,
		.tcp_flags = 18,
		.ip_version = 4,
		.transport = IPPROTO_TCP,
		.payload = payload,
		.payload_size = 14,
		.payload_caplen = sizeof(payload),
	};
	fill_flow(&stand->flow);
	packet_address_parse("10.0.0.1", &stand->flow.key.low);
	packet_address_parse("192.0.2.7", &stand->flow.key.high);
	stand->flow.key.low_port = 5000;
	stand->flow.key.high_port = 443;
	stand->flow.key.transport = IPPROTO_UDP;
	stand->observed = (struct flow_observation){
		.payload = true, .position = 7, .turn = 3, .iat_us = 12345};
	for (unsigned i = 0; i < 4; i++)
		for (unsigned side = 0; side < 2; side++)
			stand->meter.seconds[i][side] = (struct flow_measure){
				.bytes = 1000 + 10 * i + side,
				.payloads = (uint16_t)(50 + i + side),
				.forwarded = (uint16_t)(20 + i + 5 * side),
				.sizes = {(uint16_t)(2 + i + side)}};
	stand->context = (struct signature_context){
		.time_us = START + 5 * USEC_PER_SEC,
		.flow = &stand->flow,
		.direction = FLOW_ORIG,
		.packet = &stand->packet,
		.observed = &stand->observed,
		.names = &stand->names,
	};
	stand->window = 2;
	packet_names_init(&stand->names, IPPROTO_TCP, payload, sizeof(payload),
			  14);
}

static void close_stand(struct stand *stand)
{
	bench_fini(&stand->bench);
}

/* The value of an expression; MISSING. */
static uint64_t value_of(struct stand *stand, const char *text)
{
	struct diagnostics diagnostics = {.say = bench_say,
					  .context = &stand->bench};
	struct parse_place place = {.diagnostics = &diagnostics, .file = "t"};
	struct expression_state state = {
		.generators = stand->bench.set->generators,
		.registers = stand->bench.set->registers,
		.context = &stand->context,
		.application = 1,
		.window = stand->window,
	};
	uint64_t value;
	uint32_t node;

	if (language_parse_condition(stand->bench.set->pool, &stand->scope,
				     &place, text, &node) < 0)
		fail_msg("%s: %s", text, stand->bench.said);
	state.pool = signature_set_pool(stand->bench.set);
	return signature_expression_evaluate(&state, node, &value) ? value
								   : MISSING;
}

static void has(struct stand *stand, const char *text, uint64_t expected)
{
	uint64_t value = value_of(stand, text);

	if (value != expected)
		fail_msg("%s: %lld, expected %lld", text, (long long)value,
			 (long long)expected);
}

static void words_of_the_packet(void **state)
{
	static const struct {
		const char *text;
		uint64_t value;
	} cases[] = {
		{"size", 14},
		{"tcp.flags", 18},
		{"position", 7},
		{"turn", 3},
		{"iat", 12345},
		{"age", 5000000},
		{"source.address", 0x0a000001},
		{"dest.address", 0xc0000207},
		{"source.port", 5000},
		{"dest.port", 443},
		{"u8[0]", 0x10},
		{"u16[0]", 0x1020},
		{"u32[0]", 0x10203040},
		{"le16[0]", 0x2010},
		{"le32[0]", 0x40302010},
		{"u8[11]", 0x80},
		{"u8[12]", MISSING},
		{"u16[10]", 0x7080},
		{"u16[11]", MISSING},
		{"u32[8]", 0x50607080},
		{"u32[9]", MISSING},
		{"u8[end-14]", 0x10},
		{"u8[-3]", 0x80},
		{"u8[-2]", MISSING}, /* announced, not captured */
		{"u8[-15]", MISSING},
		{"bytes[10] == h'70 80'", 1},
		{"bytes[11] == h'80 00'", 0},
		{"bytes[0] == h'1? ?0'", 1},
		{"bytes[0] != h'10'", 0},
		{"bytes contains h'70 80'", 1},
		{"bytes contains h'80 00'", 0},
		{"bytes contains h'10 20'", 1},
		{"run(g, 4..8)", 3},
		{"run(g, 3..8)", 0},
		{"relations(g, 3..8)", 3},
		{"relations(g, 4..9)", 3},
		{"relations(g, 4..13)", MISSING},
		{"next(g, u8[4])", 6},
		{"tls.name == 'a'", 0},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand);
	for (size_t i = 0; i < COUNT(cases); i++)
		has(&stand, cases[i].text, cases[i].value);
	/* the same flow, seen by a packet of the other direction */
	stand.context.direction = FLOW_REPLY;
	has(&stand, "source.address", 0xc0000207);
	has(&stand, "dest.address", 0x0a000001);
	has(&stand, "source.port", 443);
	has(&stand, "dest.port", 5000);
	stand.observed.iat_us = 0;
	has(&stand, "iat", MISSING);
	packet_address_parse("2001:db8::1", &stand.flow.key.low);
	packet_address_parse("2001:db8::2", &stand.flow.key.high);
	has(&stand, "source.address", MISSING);
	has(&stand, "dest.address", MISSING);
	close_stand(&stand);
}

static void words_of_directions(void **state)
{
	static const struct {
		const char *word;
		uint64_t orig, reply;
	} cases[] = {
		{"packets", 11, 12},	    {"payloads", 5, 6},
		{"flow.bytes", 1001, 1002}, {"rate", 48, 64},
		{"size.mean", 21, 31},	    {"size.deviation", 22, 32},
		{"iat.mean", 2300, 3300},   {"iat.deviation", 2400, 3400},
	};
	struct stand stand;
	char text[40];

	(void)state;
	open_stand(&stand);
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (unsigned side = 0; side < 2; side++) {
			uint64_t here = side ? cases[i].reply : cases[i].orig;
			uint64_t there = side ? cases[i].orig : cases[i].reply;

			stand.context.direction = (uint8_t)side;
			snprintf(text, sizeof(text), "%s", cases[i].word);
			has(&stand, text, here);
			snprintf(text, sizeof(text), "%s of source",
				 cases[i].word);
			has(&stand, text, here);
			snprintf(text, sizeof(text), "%s of reverse",
				 cases[i].word);
			has(&stand, text, there);
			snprintf(text, sizeof(text), "%s of dest",
				 cases[i].word);
			has(&stand, text, there);
		}
	}
	close_stand(&stand);
}

/* Averages need payloads to be averages of; the rate, a whole window. */
static void early_values_are_missing(void **state)
{
	static const struct {
		const char *word;
		uint16_t payloads; /* from so many on */
		uint64_t value;
	} cases[] = {
		{"size.mean", 1, 21},
		{"size.deviation", 2, 22},
		{"iat.mean", 2, 2300},
		{"iat.deviation", 3, 2400},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand);
	for (size_t i = 0; i < COUNT(cases); i++) {
		stand.flow.payloads[FLOW_ORIG] = cases[i].payloads;
		has(&stand, cases[i].word, cases[i].value);
		stand.flow.payloads[FLOW_ORIG]--;
		has(&stand, cases[i].word, MISSING);
	}
	stand.flow.window = 0;
	has(&stand, "rate", MISSING);
	stand.flow.payloads[FLOW_ORIG] = 2;
	stand.flow.payloads[FLOW_REPLY] = 1;
	has(&stand, "sizes[1]", 100);
	has(&stand, "sizes[3]", 102);
	has(&stand, "sizes[4]", MISSING);
	has(&stand, "iats[3]", 20200);
	has(&stand, "iats[4]", MISSING);
	has(&stand, "directions[1]", 0);
	has(&stand, "directions[2]", 1);
	has(&stand, "directions[4]", MISSING);
	close_stand(&stand);
}

static void words_of_the_flow(void **state)
{
	struct stand stand;

	(void)state;
	open_stand(&stand);
	has(&stand, "inbound", 0);
	stand.flow.flags &= (uint16_t)~FLOW_ORIG_IS_LOCAL;
	has(&stand, "inbound", 1);
	stand.flow.key.transport = IPPROTO_TCP;
	has(&stand, "inbound", MISSING); /* joined in the middle */
	stand.flow.flags |= FLOW_SAW_SYN;
	has(&stand, "inbound", 1);
	has(&stand, "activity('x')", 0);
	stand.context.meter = &stand.meter;
	has(&stand, "activity('x')", 0);
	stand.meter.episodes.all[1] =
		(struct episode){.activity = 1, .bits = 12, .began = true};
	has(&stand, "activity('x')", 1);
	has(&stand, "activity('y')", 0);
	stand.context.known[SIDE_THIS] =
		(struct host_knowledge){.application = 1, .bits = 9};
	stand.context.known[SIDE_REVERSE] =
		(struct host_knowledge){.application = 2, .bits = 8};
	has(&stand, "known", 9);
	has(&stand, "known of dest", 0); /* of another application */
	stand.context.known[SIDE_REVERSE].application = 1;
	has(&stand, "known of dest", 8);
	close_stand(&stand);
}

static void words_of_windows(void **state)
{
	/* the newest second has index `second` modulo the ring, here 3 */
	static const struct {
		const char *word;
		uint64_t one[2], two[2]; /* windows of 1 and 2 s, by side */
	} cases[] = {
		{"window.bytes", {1030, 1031}, {2050, 2052}},
		{"window.payloads", {53, 54}, {105, 107}},
		{"window.forwarded", {23, 28}, {45, 55}},
		{"window.sizes(1..9)", {5, 6}, {9, 11}},
		{"window.seconds", {1, 1}, {2, 2}},
		{"second.bytes", {1030, 1031}, {1030, 1031}},
		{"second.payloads", {53, 54}, {53, 54}},
	};
	struct stand stand;
	char text[60];

	(void)state;
	open_stand(&stand);
	stand.meter.second = 3;
	stand.context.meter = &stand.meter;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (unsigned side = 0; side < 2; side++) {
			stand.context.direction = (uint8_t)side;
			for (stand.window = 1; stand.window <= 2;
			     stand.window++) {
				const uint64_t *values = stand.window == 1
								 ? cases[i].one
								 : cases[i].two;

				has(&stand, cases[i].word, values[side]);
				snprintf(text, sizeof(text), "%s of reverse",
					 cases[i].word);
				has(&stand, text, values[!side]);
			}
		}
	}
	close_stand(&stand);
}

static void operators(void **state)
{
	static const struct {
		const char *text;
		uint64_t value;
	} cases[] = {
		{"7 + 5", 12},
		{"7 - 5", 2},
		{"5 - 5", 0},
		{"5 - 6", MISSING},
		{"7 * 5", 35},
		{"7 ^ 5", 2},
		{"7 & 5", 5},
		{"6 | 1", 7},
		{"1 << 5", 32},
		{"1 << 63 >> 63", 1},
		{"1 << 64", 0},
		{"32 >> 5", 1},
		{"32 >> 64", 0},
		{"2 + 3 * 4", 14},
		{"(2 + 3) * 4", 20},
		{"10 - 3 - 2", 5},
		{"6 & 3 == 2", 1},
		{"1 | 2 ^ 2 & 3", 1},
		{"1 << 2 + 1", 8},
		{"5 == 5", 1},
		{"5 == 6", 0},
		{"5 != 5", 0},
		{"5 != 6", 1},
		{"6 != 5", 1},
		{"5 < 5", 0},
		{"4 < 5", 1},
		{"6 < 5", 0},
		{"5 <= 5", 1},
		{"6 <= 5", 0},
		{"4 <= 5", 1},
		{"5 > 5", 0},
		{"6 > 5", 1},
		{"4 > 5", 0},
		{"5 >= 5", 1},
		{"4 >= 5", 0},
		{"6 >= 5", 1},
		{"5 in 5..7", 1},
		{"7 in 5..7", 1},
		{"4 in 5..7", 0},
		{"8 in 5..7", 0},
		{"9 in {5, 9}", 1},
		{"8 in {5, 9}", 0},
		/* a comparison with a missing value does not hold */
		{"5 - 6 == 5 - 6", 0},
		{"5 - 6 != 1", 0},
		{"1 != 5 - 6", 0},
		{"5 - 6 in 0..9", 0},
		{"5 - 6 + 1", MISSING},
		{"1 + (5 - 6)", MISSING},
		{"not 5 - 6 == 1", 1},
		{"next(g, 5 - 6)", MISSING},
		{"1 and 1", 1},
		{"1 and 0", 0},
		{"0 and 1", 0},
		{"1 or 0", 1},
		{"0 or 1", 1},
		{"0 or 0", 0},
		{"5 - 6 or 1", 1},
		{"1 or 0 and 0", 1},
		{"not 0", 1},
		{"not 2", 0},
		{"at least 2 of (1; 0; 1)", 1},
		{"at least 2 of (1; 0; 0)", 0},
		{"at least 1 of (0; 0; 1)", 1},
		{"next(g, 1)", 6},
		{"next(g, 255)", 252},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand);
	for (size_t i = 0; i < COUNT(cases); i++)
		has(&stand, cases[i].text, cases[i].value);
	close_stand(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_packet),
		cmocka_unit_test(words_of_directions),
		cmocka_unit_test(early_values_are_missing),
		cmocka_unit_test(words_of_the_flow),
		cmocka_unit_test(words_of_windows),
		cmocka_unit_test(operators),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
