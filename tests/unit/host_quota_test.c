/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts: none is evicted before its period is over, and none overflows.
 */
#include "host/quota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

#define ENTRIES 1000
#define PERIOD (100 * USEC_PER_SEC)

static struct host_quota_key key_of(unsigned number)
{
	struct host_quota_key key = {.slot = 1};

	snprintf(key.subject, sizeof(key.subject), "%u", number);
	return key;
}

/* Return: whether there was room. */
static bool use(struct host_quotas *quotas, unsigned number, usec_t now)
{
	struct host_quota_key key = key_of(number);
	struct host_quota_count *count;
	unsigned stripe;

	count = host_quotas_acquire(quotas, &key, now, &stripe);
	if (!count)
		return false;
	if (!count->until_us)
		count->until_us = now + PERIOD;
	host_quota_add(count, number);
	host_quotas_release(quotas, stripe);
	return true;
}

static void a_full_table_evicts_none(void **state)
{
	struct host_quotas *quotas =
		host_quotas_create(ENTRIES, &hash_key_fixed);
	struct host_quotas_counts counts;
	struct host_quota_count count;
	unsigned got = 0, refused = 0;
	usec_t now = PERIOD;

	(void)state;
	for (unsigned i = 1; i <= 4 * ENTRIES; i++)
		*(use(quotas, i, now) ? &got : &refused) += 1;
	assert_true(got >= ENTRIES && refused > 0);
	host_quotas_count(quotas, &counts);
	assert_int_equal(counts.active, got);
	assert_int_equal(counts.refused, refused);
	/* the first ones are there, and go on */
	for (unsigned i = 1; i <= ENTRIES; i++) {
		struct host_quota_key key = key_of(i);

		assert_true(use(quotas, i, now + 1));
		assert_true(host_quotas_look(quotas, &key, &count));
		assert_int_equal(count.used, 2 * i);
	}
	/* when their period is over they make room */
	now += PERIOD;
	for (unsigned i = 1; i <= ENTRIES; i++)
		assert_true(use(quotas, 10 * ENTRIES + i, now));
	host_quotas_clear(quotas);
	host_quotas_count(quotas, &counts);
	assert_int_equal(counts.active + counts.refused, 0);
	host_quotas_destroy(quotas);
}

/* A count makes room when its period is over, not a microsecond before. */
static void a_period_lasts_to_its_end(void **state)
{
	struct host_quotas *quotas = host_quotas_create(1, &hash_key_fixed);
	unsigned number = 1;
	usec_t start = PERIOD;

	(void)state;
	while (use(quotas, number, start)) /* until one stripe is full */
		number++;
	assert_false(use(quotas, number, start + PERIOD - 1));
	/* old counts are looked for once a second */
	assert_false(use(quotas, number, start + PERIOD));
	assert_false(use(quotas, number, start + PERIOD + USEC_PER_SEC - 2));
	assert_true(use(quotas, number, start + PERIOD + USEC_PER_SEC - 1));
	host_quotas_destroy(quotas);

	quotas = host_quotas_create(1, &hash_key_fixed);
	for (number = 1; use(quotas, number, start);)
		number++;
	assert_true(use(quotas, number, start + PERIOD));
	host_quotas_destroy(quotas);
}

static void counts_stop_at_the_most(void **state)
{
	struct host_quota_count count = {.used = 5};

	(void)state;
	host_quota_add(&count, INT64_MAX - 7);
	assert_true(count.used == INT64_MAX - 2);
	host_quota_add(&count, 3);
	assert_true(count.used == INT64_MAX);
	host_quota_add(&count, UINT64_MAX);
	assert_true(count.used == INT64_MAX);
}

static bool keep_even(void *context, const struct host_quota_key *key,
		      struct host_quota_count *count)
{
	unsigned *seen = context;

	(void)key;
	++*seen;
	return count->used % 2 == 0;
}

static void changes_are_reported_once(void **state)
{
	struct host_quotas *quotas =
		host_quotas_create(ENTRIES, &hash_key_fixed);
	struct host_quota_key odd = key_of(3), even = key_of(4);
	struct host_quota_count count;
	unsigned seen = 0;

	(void)state;
	assert_false(host_quotas_take_changes(quotas));
	for (unsigned i = 1; i <= 100; i++)
		use(quotas, i, 1);
	assert_true(host_quotas_take_changes(quotas));
	assert_false(host_quotas_take_changes(quotas));
	/* a lookup is no change; a removal is one */
	host_quotas_look(quotas, &odd, &count);
	assert_false(host_quotas_take_changes(quotas));
	host_quotas_each(quotas, keep_even, &seen);
	assert_int_equal(seen, 100);
	assert_true(host_quotas_take_changes(quotas));
	assert_false(host_quotas_look(quotas, &odd, &count));
	assert_true(host_quotas_look(quotas, &even, &count));
	seen = 0;
	host_quotas_each(quotas, keep_even, &seen);
	assert_int_equal(seen, 50);
	host_quotas_destroy(quotas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_table_evicts_none),
		cmocka_unit_test(a_period_lasts_to_its_end),
		cmocka_unit_test(counts_stop_at_the_most),
		cmocka_unit_test(changes_are_reported_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
