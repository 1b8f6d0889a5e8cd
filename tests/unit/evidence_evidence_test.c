/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arithmetic of evidence, at every border that the man page names. */
#include "evidence/evidence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void kinds_have_names(void **state)
{
	(void)state;
	for (int kind = 0; kind < EVIDENCE_KINDS; kind++) {
		const char *name = evidence_kind_name(kind);

		assert_non_null(name);
		assert_int_equal(evidence_kind_parse(name), kind);
		assert_in_range(evidence_kind_limit(kind), 1, EVIDENCE_MOST);
	}
	assert_int_equal(evidence_kind_parse("unknown"), -1);
	assert_int_equal(evidence_kind_parse(""), -1);
	assert_string_equal(evidence_kind_name(EVIDENCE_KINDS), "unknown");
	assert_int_equal(evidence_kind_limit(EVIDENCE_KINDS), 0);
}

/* The limits of the manual, written out: the table is what is tested. */
static void kinds_have_their_limits(void **state)
{
	static const struct {
		const char *name;
		unsigned limit;
	} kinds[] = {
		{"generator", 64}, {"echo", 64},     {"constant", 64},
		{"size", 20},	   {"timing", 20},   {"fanout", 20},
		{"order", 20},	   {"endpoint", 64}, {"name", 24},
		{"port", 4},
	};

	(void)state;
	assert_int_equal(sizeof(kinds) / sizeof(*kinds), EVIDENCE_KINDS);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct evidence evidence = {0};
		int kind = evidence_kind_parse(kinds[i].name);

		assert_int_not_equal(kind, -1);
		assert_int_equal(evidence_kind_limit(kind), kinds[i].limit);
		evidence_add(&evidence, kind, kinds[i].limit - 1, false);
		assert_int_equal(evidence.bits[kind], kinds[i].limit - 1);
		evidence_add(&evidence, kind, 1, true);
		assert_int_equal(evidence.bits[kind], kinds[i].limit);
		evidence_add(&evidence, kind, 1, true);
		assert_int_equal(evidence.bits[kind], kinds[i].limit);
		assert_int_equal(evidence_decides(&evidence),
				 kinds[i].limit >= 24);
	}
}

static void a_kind_holds_its_strongest(void **state)
{
	struct evidence evidence = {0};

	(void)state;
	evidence_add(&evidence, EVIDENCE_CONSTANT, 8, false);
	evidence_add(&evidence, EVIDENCE_CONSTANT, 5, false);
	assert_int_equal(evidence.bits[EVIDENCE_CONSTANT], 8);
	evidence_add(&evidence, EVIDENCE_CONSTANT, 12, false);
	assert_int_equal(evidence.bits[EVIDENCE_CONSTANT], 12);
	evidence_add(&evidence, EVIDENCE_CONSTANT, 5, true);
	assert_int_equal(evidence.bits[EVIDENCE_CONSTANT], 17);
	assert_int_equal(evidence_bits(&evidence), 17);
}

static void a_kind_stops_at_its_limit(void **state)
{
	(void)state;
	for (int kind = 0; kind < EVIDENCE_KINDS; kind++) {
		struct evidence evidence = {0};
		unsigned limit = evidence_kind_limit(kind);

		evidence_add(&evidence, kind, 1000000, false);
		assert_int_equal(evidence.bits[kind], limit);
		for (int i = 0; i < 100; i++)
			evidence_add(&evidence, kind, 60, true);
		assert_int_equal(evidence.bits[kind], limit);
		assert_int_equal(evidence_decides(&evidence),
				 limit >= EVIDENCE_DECIDES);
	}
}

static bool decides(unsigned constant, unsigned echo, unsigned size)
{
	struct evidence evidence = {0};

	evidence.bits[EVIDENCE_CONSTANT] = (uint8_t)constant;
	evidence.bits[EVIDENCE_ECHO] = (uint8_t)echo;
	evidence.bits[EVIDENCE_SIZE] = (uint8_t)size;
	return evidence_decides(&evidence);
}

static void one_decides_or_two_together(void **state)
{
	(void)state;
	assert_false(decides(0, 0, 0));
	assert_false(decides(23, 0, 0));
	assert_true(decides(24, 0, 0));
	assert_true(decides(12, 12, 0));
	assert_false(decides(12, 11, 0));
	assert_true(decides(18, 6, 0));
	assert_false(decides(19, 5, 0)); /* 5 is no voice */
	assert_false(decides(23, 5, 5));
	assert_true(decides(8, 8, 8));
	assert_true(decides(6, 6, 12));
	assert_false(decides(6, 6, 11));
	assert_false(decides(5, 5, 20));
}

static unsigned confidence(unsigned constant, unsigned echo, unsigned port)
{
	struct evidence evidence = {0};

	evidence.bits[EVIDENCE_CONSTANT] = (uint8_t)constant;
	evidence.bits[EVIDENCE_ECHO] = (uint8_t)echo;
	evidence.bits[EVIDENCE_PORT] = (uint8_t)port;
	return evidence_confidence(&evidence);
}

static void confidence_at_the_borders(void **state)
{
	(void)state;
	assert_int_equal(confidence(0, 0, 0), 0);
	assert_int_equal(confidence(12, 0, 0), 34);
	assert_int_equal(confidence(23, 0, 0), 66);
	assert_int_equal(confidence(23, 0, 4), 69); /* enough, undecided */
	assert_int_equal(confidence(24, 0, 0), 70);
	assert_int_equal(confidence(47, 0, 0), 93);
	assert_int_equal(confidence(48, 0, 0), 95);
	assert_int_equal(confidence(63, 0, 0), 98);
	assert_int_equal(confidence(25, 0, 0), 71);
	assert_int_equal(confidence(51, 0, 0), 95);
	assert_int_equal(confidence(52, 0, 0), 96);
	assert_int_equal(confidence(1, 0, 0), 2);
	assert_int_equal(confidence(64, 0, 0), 99);
	assert_int_equal(confidence(60, 5, 0), 99); /* one voice */
	assert_int_equal(confidence(59, 6, 0), 100);
	assert_int_equal(confidence(58, 6, 0), 99); /* not beyond 64 */
	assert_int_equal(confidence(64, 0, 4), 99); /* one voice */
	assert_int_equal(confidence(64, 6, 0), 100);
	assert_int_equal(confidence(32, 32, 0), 99);
	assert_int_equal(confidence(64, 64, 4), 100);
}

static void confidence_never_falls(void **state)
{
	(void)state;
	for (unsigned echo = 0; echo <= EVIDENCE_MOST; echo++)
		for (unsigned constant = 1; constant <= EVIDENCE_MOST;
		     constant++) {
			assert_true(confidence(constant, echo, 0) >=
				    confidence(constant - 1, echo, 0));
			assert_true(confidence(constant, echo, 0) <= 100);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(kinds_have_their_limits),
		cmocka_unit_test(a_kind_holds_its_strongest),
		cmocka_unit_test(a_kind_stops_at_its_limit),
		cmocka_unit_test(one_decides_or_two_together),
		cmocka_unit_test(confidence_at_the_borders),
		cmocka_unit_test(confidence_never_falls),
	};

	return cmocka_run_group_tests_name("evidence/evidence", tests, NULL,
					   NULL);
}
