/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The evidence bound of conditions, by each rule of "What a weight may claim" in
 * skywarden-signatures(5). The numbers are written out or follow from log2.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "language/evidence_bound.h"
#include "language/lex.h"
#include "language/parse.h"
#include "language/scope.h"
#include "signature_bench.h"

static const char *const file =
	"applications = ( { name = \"a\"; } );\napplication = \"a\";\n"
	"activities = [ \"x\" ];\n"
	"generators = ( { name = \"pad\"; multiply = 205; add = 113; bits = 8; "
	"},\n"
	" { name = \"fix\"; multiply = 5; add = 4; bits = 8; },\n"
	" { name = \"wide\"; multiply = 5; add = 1; bits = 16; } );\n"
	"registers = ( { name = \"one\"; },\n"
	" { name = \"four\"; recent = 4; } );\n"
	"signatures = ( { name = \"s\"; about = \"\"; source = \"\";\n"
	" match = [ \"size > 0\" ]; then = { event = \"e\"; }; } );\n";

struct stand {
	struct bench bench;
	struct parse_scope scope;
};

static void open_stand(struct stand *stand)
{
	memset(stand, 0, sizeof(*stand));
	bench_load(&stand->bench, file);
	assert_non_null(stand->bench.set);
	stand->scope.registers = stand->bench.set->registers;
	stand->scope.register_count = stand->bench.set->register_count;
	stand->scope.generators = stand->bench.set->generators;
	stand->scope.generator_count = stand->bench.set->generator_count;
	stand->scope.set = stand->bench.set;
}

static uint32_t parse(struct stand *stand, const char *text)
{
	struct diagnostics diagnostics = {.say = bench_say,
					  .context = &stand->bench};
	struct parse_place place = {.diagnostics = &diagnostics, .file = "t"};
	uint32_t node;

	if (language_parse_condition(stand->bench.set->pool, &stand->scope,
				     &place, text, &node) < 0)
		fail_msg("%s: %s", text, stand->bench.said);
	return node;
}

static void is_worth(struct stand *stand, const char *first, const char *second,
		     double expected)
{
	uint32_t nodes[2] = {parse(stand, first)};
	double worth;

	if (second)
		nodes[1] = parse(stand, second);
	worth = language_evidence_bound(stand->bench.set, nodes,
					second ? 2 : 1);
	if (fabs(worth - expected) > 0.001)
		fail_msg("%s%s%s: %g bits, expected %g", first,
			 second ? ", " : "", second ? second : "", worth,
			 expected);
}

static void one_condition(void **state)
{
	const struct {
		const char *text;
		double worth;
	} cases[] = {
		/* fields */
		{"u8[0] == 1", 8},
		{"u16[0] == 1", 16},
		{"u32[0] == 1", 32},
		{"le16[0] == 1", 16},
		{"le32[0] == 1", 32},
		{"u8[0] & 0x8f == 5", 5},
		{"u8[0] | 0x0f == 15", 4},
		{"u8[0] >> 3 == 1", 5},
		{"u8[0] >> 64 == 0", 0},
		{"u8[0] << 3 == 8", 8},
		{"u8[0] << 31 == 8", 8},
		{"u8[0] << 32 == 8", 0},
		{"u8[0] * 2 == 4", 8},
		{"u8[0] * 0 == 0", 0},
		{"u8[0] + size == 9", 8},
		{"u8[0] - size == 9", 8},
		{"u8[0] ^ size == 9", 8},
		{"u8[0] & size == 9", 0},
		{"u8[0] | size == 9", 0},
		{"next(pad, u32[0]) == 5", 8},
		{"next(wide, u8[0]) == 5", 8},
		{"u8[0]", 0},
		/* with constants */
		{"u8[0] != 1", 0},
		{"u8[0] < 16", 4},
		{"u8[0] <= 15", 4},
		{"u8[0] > 239", 4},
		{"u8[0] >= 240", 4},
		{"u8[0] in 0..15", 4},
		{"u8[0] in {1, 7}", 7},
		{"u32[0] in 0..4294967295", 0},
		/* with other values */
		{"u16[0] == u16[2]", 16},
		{"u8[0] == u16[2]", 16},
		{"u16[0] == size", 16},
		{"u16[0] < u16[2]", 1},
		{"u16[0] != u16[2]", 0},
		/* sizes */
		{"size == 100", 6},
		{"size in 1..100", log2(15)},
		{"size < 100", log2(15)},
		{"size > 10", 0},
		{"sizes[1] == 5", 6},
		{"size.mean == 5", 6},
		{"size.deviation == 5", 6},
		/* times */
		{"age > 1s", 4},
		{"age > 0", 0},
		{"iat < 1s", 4},
		{"iats[1] < 1s", 4},
		{"iat.mean < 1s", 4},
		{"iat.deviation < 1s", 4},
		{"since(one) < 1s", 4},
		{"rate > 5", 4},
		{"window.bytes > 5", 4},
		{"window.payloads > 5", 4},
		{"window.forwarded > 5", 4},
		{"window.sizes(1..2) > 5", 4},
		{"second.bytes > 5", 4},
		{"second.payloads > 5", 4},
		{"window.forwarded * 5 >= window.payloads * 3", 4},
		/* counts and flags */
		{"position == 1", 3},
		{"position >= 1", 0},
		{"position > 1", 3},
		{"turn == 2", 3},
		{"tcp.flags == 2", 3},
		{"packets > 5", 3},
		{"payloads > 5", 3},
		{"flow.bytes > 5", 3},
		{"directions[1] == 1", 3},
		{"inbound == 1", 3},
		{"activity('x') == 1", 3},
		{"window.seconds == 2", 3},
		{"source.port == 80", 4},
		{"dest.port == 80", 4},
		{"source.address == 192.0.2.1", 4},
		{"dest.address == 192.0.2.1", 4},
		/* bytes, names, elements */
		{"bytes[0] == h'16 03 ?? c?'", 20},
		{"bytes[0] != 'ab'", 0},
		{"bytes contains 'abcd'", 24},
		{"bytes contains 'a'", 0},
		{"tls.name == 'example.org'", 55},
		{"tls.name ends { 'ab', 'abcd' }", 9},
		{"tls.name like '*.ab'", 15},
		{"tlv(0, 2, 2, 4, 7) == 1", 12},
		{"tlv(0, 2, 2, 4, 7) in 1..5", 12},
		{"tlv(0, 1, 1, 1, 7) == 1", 4},
		{"tlv.size(0, 2, 2, 4, 7) == 1", 12},
		/* registers and generators */
		{"u16[0] == any one", 16},
		{"u16[0] == any four", 14},
		{"u16[0] follows one by wide within 1..16", 12},
		{"u16[0] follows four by wide within 1..16", 10},
		{"u16[0] follows one by wide within 9..16", 13},
		{"run(pad, 0..5) >= 3", 24},
		{"run(pad, 0..5) > 2", 24},
		{"run(fix, 0..5) >= 3", 8},
		{"relations(pad, 0..5) >= 4", 32},
		{"relations(pad, 0..5) >= 2", 16 - log2(6)},
		{"relations(fix, 0..5) >= 2", 8},
		{"relations(pad, 0..end) >= 1", 0},
		/* knowledge */
		{"known >= 10", 10},
		{"known >= 60", 24},
		{"known in 7..9", 7},
		{"known != 0", 1},
		{"known != 1", 0},
		{"known < 5", 0},
		/* logic */
		{"u8[0] == 1 and u8[1] == 2", 16},
		{"u8[0] == 1 or u16[1] == 2", 7},
		{"u16[0] == 1 or u8[1] == 2", 7},
		{"bytes contains 'a' or u8[1] == 2", 0},
		{"not u8[0] == 1", 0},
		{"at least 2 of (u8[0] == 1; u8[1] == 1; u16[2] == 1)",
		 16 - log2(3)},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_worth(&stand, cases[i].text, NULL, cases[i].worth);
	bench_fini(&stand.bench);
}

/* A value by convention counts once, with the larger worth. */
static void two_conditions(void **state)
{
	const struct {
		const char *first, *second;
		double worth;
	} cases[] = {
		{"u8[0] == 1", "u8[1] == 1", 16},
		{"u8[0] == 1", "u8[0] == 1", 16}, /* bytes may count twice */
		{"size > 10", "size < 20", 6},
		{"size < 100", "size < 1000", log2(15)},
		{"size < 1000", "size < 100", log2(15)},
		{"position == 1", "position == 1", 3},
		{"position == 1 and position < 4", "position > 2", 3},
		{"position == 1", "turn == 1", 6},
		{"source.port == 1", "dest.port == 2", 8},
		{"packets > 5", "packets of reverse > 5", 6},
		{"sizes[1] == 5", "sizes[2] == 5", 12},
		{"since(one) < 1s", "since(four) < 1s", 8},
		{"size == 5", "u8[0] == 1", 14},
		{"b = bytes[0..64]", "b.relations(pad, 0..end) >= 2",
		 16 - log2(2016)},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_worth(&stand, cases[i].first, cases[i].second,
			 cases[i].worth);
	bench_fini(&stand.bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_condition),
		cmocka_unit_test(two_conditions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
