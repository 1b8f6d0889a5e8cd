/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares the answers to what a reload leaves valid with a complete history, also where
 * numbers and stamps wrap around.
 */
#include "base/revision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

/* A first ruleset at @number, in force from @stamp on. */
static struct revision first_at(uint32_t number, uint32_t stamp)
{
	return (struct revision){.number = number, .stamp = stamp};
}

/* A reload that comes @after stamps later. */
static struct revision reload(const struct revision *old, uint32_t after,
			      bool withdrew, bool renumbered)
{
	struct revision revision;
	uint32_t stamp = old->stamp;

	for (uint32_t i = 0; i < after; i++)
		stamp = revision_next(stamp);
	memset(&revision, 0xff, sizeof(revision));
	revision_follow(&revision, old, stamp, withdrew, renumbered);
	return revision;
}

static void a_first_ruleset_keeps_all(void **state)
{
	const struct revision one = first_at(1, 0);

	(void)state;
	assert_int_equal(revision_keeps(&one, 0), REVISION_SAME);
	assert_int_equal(revision_keeps(&one, 1), REVISION_SAME);
	assert_int_equal(revision_keeps_decision(&one, 0), REVISION_SAME);
	assert_int_equal(revision_keeps_decision(&one, 1), REVISION_SAME);
	assert_int_equal(revision_keeps_decision(&one, 77), REVISION_SAME);
}

static void a_plain_reload_keeps_evidence(void **state)
{
	const struct revision one = first_at(1, 1);
	const struct revision two = reload(&one, 5, false, false);

	(void)state;
	assert_int_equal(two.number, 2);
	assert_int_equal(two.stamp, 6);
	assert_int_equal(revision_keeps(&two, 1), REVISION_KEEP);
	assert_int_equal(revision_keeps(&two, 2), REVISION_SAME);
	assert_int_equal(revision_keeps_decision(&two, 5), REVISION_KEEP);
	assert_int_equal(revision_keeps_decision(&two, 6), REVISION_SAME);
	assert_int_equal(revision_keeps_decision(&two, 7), REVISION_SAME);
	/* nothing was written: nothing is outdated */
	assert_int_equal(revision_keeps(&two, 0), REVISION_SAME);
	assert_int_equal(revision_keeps_decision(&two, 0), REVISION_SAME);
}

/* Five rulesets: the second withdraws, the fourth renumbers. */
static void check_history(uint32_t number, uint32_t stamp)
{
	static const enum revision_answer of_third[] = {
		REVISION_RECHECK, REVISION_KEEP, REVISION_SAME};
	static const enum revision_answer of_fifth[] = {
		REVISION_FORGET, REVISION_FORGET, REVISION_FORGET,
		REVISION_KEEP, REVISION_SAME};
	struct revision all[5] = {first_at(number, stamp)};

	all[1] = reload(&all[0], 3, true, false);
	all[2] = reload(&all[1], 3, false, false);
	all[3] = reload(&all[2], 3, false, true);
	all[4] = reload(&all[3], 3, false, false);
	for (unsigned i = 0; i < 5; i++) {
		uint32_t last = revision_next(revision_next(all[i].stamp));

		assert_int_equal(revision_keeps(&all[4], all[i].number),
				 of_fifth[i]);
		assert_int_equal(revision_keeps_decision(&all[4], all[i].stamp),
				 of_fifth[i]);
		assert_int_equal(revision_keeps_decision(&all[4], last),
				 of_fifth[i]);
		assert_int_equal(revision_is(&all[4], all[i].number), i == 4);
		if (i > 2)
			continue;
		assert_int_equal(revision_keeps(&all[2], all[i].number),
				 of_third[i]);
		assert_int_equal(revision_keeps_decision(&all[2], all[i].stamp),
				 of_third[i]);
		assert_int_equal(revision_keeps_decision(&all[2], last),
				 of_third[i]);
	}
	/* a worker that still has the third meets what the fifth wrote */
	assert_int_equal(revision_keeps(&all[2], all[4].number), REVISION_KEEP);
	assert_false(revision_is(&all[2], all[4].number));
	assert_int_equal(revision_keeps_decision(&all[2], all[4].stamp),
			 REVISION_SAME);
}

static void each_answer_ends_where_its_reload_was(void **state)
{
	(void)state;
	check_history(1, 1);
}

static void numbers_wrap_around(void **state)
{
	(void)state;
	for (uint32_t back = 0; back < 6; back++)
		check_history(UINT32_MAX - back, 1000);
	for (uint32_t back = 0; back < 16; back++)
		check_history(1000, UINT32_MAX - back);
	check_history(INT32_MAX - UINT32_C(2), INT32_MAX - UINT32_C(4));
}

/* 0 is "never", and pages of counters go by even and odd numbers. */
static void next_skips_0_and_alternates(void **state)
{
	uint32_t number = UINT32_MAX - 3;

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		uint32_t next = revision_next(number);

		assert_int_not_equal(next, 0);
		assert_int_not_equal(next & 1, number & 1);
		number = next;
	}
	assert_in_range(number, 1, 16);
	assert_int_equal(revision_next(1), 2);
}

/* A mark half the numbers ago would be in the future: it is dropped before. */
static void an_old_mark_is_dropped(void **state)
{
	const struct revision one = first_at(1, 1);
	struct revision two = reload(&one, 1, false, true), later;

	(void)state;
	two.number += 1U << 31;
	two.stamp += 1U << 31;
	later = reload(&two, 1, false, false);
	assert_int_equal(revision_keeps(&later, two.number), REVISION_KEEP);
	assert_int_equal(revision_keeps_decision(&later, two.stamp),
			 REVISION_KEEP);
}

static void renumbering_withdraws(void **state)
{
	const struct revision one = first_at(1, 1);
	const struct revision two = reload(&one, 1, false, true);

	(void)state;
	assert_int_equal(two.withdrawn, two.number);
	assert_int_equal(two.withdrawn_stamp, two.stamp);
}

static void the_newer_stamp_is_found(void **state)
{
	(void)state;
	assert_int_equal(revision_newer(5, 6), 6);
	assert_int_equal(revision_newer(6, 5), 6);
	assert_int_equal(revision_newer(6, 6), 6);
	assert_int_equal(revision_newer(UINT32_MAX, 2), 2);
	assert_int_equal(revision_newer(2, UINT32_MAX), 2);
	assert_int_equal(revision_newer(3, 0), 3); /* 0: no stamp */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_first_ruleset_keeps_all),
		cmocka_unit_test(a_plain_reload_keeps_evidence),
		cmocka_unit_test(each_answer_ends_where_its_reload_was),
		cmocka_unit_test(numbers_wrap_around),
		cmocka_unit_test(next_skips_0_and_alternates),
		cmocka_unit_test(an_old_mark_is_dropped),
		cmocka_unit_test(renumbering_withdraws),
		cmocka_unit_test(the_newer_stamp_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
