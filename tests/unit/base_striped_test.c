/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes of lock-striped tables, and their chains against a plain array. */
#include "base/striped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define ENTRIES 1000

static void sizes_are_shares_and_powers(void **state)
{
	(void)state;
	/* the mean and six standard deviations, rounded up */
	assert_int_equal(striped_share(1), 8);
	assert_int_equal(striped_share(64), 8);
	assert_int_equal(striped_share(65), 11);
	assert_int_equal(striped_share(6400), 161);
	assert_int_equal(striped_bucket_count(1), 64);
	assert_int_equal(striped_bucket_count(64), 64);
	assert_int_equal(striped_bucket_count(65), 128);
	assert_int_equal(striped_bucket_count(1000000), 1 << 20);
}

struct entry {
	struct striped_entry entry;
	uint32_t key, content;
};

static void keys_are_found_until_they_are_removed(void **state)
{
	struct striped striped = {
		.key = hash_key_fixed,
		.key_at = offsetof(struct entry, key),
		.key_bytes = sizeof(uint32_t),
		.entry_bytes = sizeof(struct entry),
	};
	struct striped_pool pools[STRIPES] = {{.free = 0}};
	uint32_t links[ENTRIES];

	(void)state;
	assert_int_equal(striped_init(&striped, ENTRIES), 0);
	for (uint32_t i = 0; i < STRIPES; i++)
		pools[i].fresh = i;
	for (unsigned round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < ENTRIES; i++) {
			uint64_t hash = striped_hash(&striped, &i);
			struct striped_pool *pool = &pools[hash % STRIPES];
			struct entry *entry;

			assert_int_equal(striped_find(&striped, hash, &i), 0);
			assert_false(striped_is_full(&striped, pool));
			links[i] = striped_add(&striped, pool, hash, &i);
			/* an entry is of the stripe of its key, and empty */
			assert_int_equal((links[i] - 1) % STRIPES,
					 hash % STRIPES);
			entry = striped_at(&striped, links[i]);
			assert_int_equal(entry->content, 0);
			entry->content = i + 1;
		}
		for (uint32_t i = 0; i < ENTRIES; i++) {
			const struct entry *entry =
				striped_at(&striped, links[i]);

			assert_int_equal(
				striped_find(&striped,
					     striped_hash(&striped, &i), &i),
				links[i]);
			assert_int_equal(entry->content, i + 1);
		}
		for (uint32_t n = 0; n < ENTRIES; n++) {
			uint32_t i = n * 7 % ENTRIES; /* in another order */
			uint64_t hash = striped_hash(&striped, &i);

			striped_remove(&striped, &pools[hash % STRIPES],
				       links[i]);
			assert_int_equal(striped_find(&striped, hash, &i), 0);
		}
	}
	striped_fini(&striped);
}

static void a_stripe_is_full_at_its_share(void **state)
{
	struct striped striped = {
		.key = hash_key_fixed,
		.key_at = offsetof(struct entry, key),
		.key_bytes = sizeof(uint32_t),
		.entry_bytes = sizeof(struct entry),
	};
	struct striped_pool pool = {.fresh = 5};
	uint32_t count = 0, first = 0;

	(void)state;
	assert_int_equal(striped_init(&striped, 64), 0);
	for (uint32_t i = 0; !striped_is_full(&striped, &pool); i++) {
		uint64_t hash = striped_hash(&striped, &i);

		if (hash % STRIPES != 5)
			continue;
		count++;
		if (first)
			striped_add(&striped, &pool, hash, &i);
		else
			first = striped_add(&striped, &pool, hash, &i);
	}
	assert_int_equal(count, striped_share(64));
	striped_remove(&striped, &pool, first);
	assert_false(striped_is_full(&striped, &pool));
	striped_fini(&striped);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_shares_and_powers),
		cmocka_unit_test(keys_are_found_until_they_are_removed),
		cmocka_unit_test(a_stripe_is_full_at_its_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
