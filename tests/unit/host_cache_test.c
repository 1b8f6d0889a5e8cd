/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The map against a twin: a plain array with the order of eviction. The twin gets the
 * stripe of a key from the map and computes all the rest itself.
 */
#include "host/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "flow_sample.h"

#define STRIPES_MOST 1024

struct key {
	uint32_t number, zero;
};

struct value {
	uint64_t content; /* 0 in a fresh one */
	uint8_t tail[13]; /* odd on purpose */
};

/* ---- the twin ---- */

#define TWIN_MOST 8192

struct twin_entry {
	uint32_t number;
	unsigned stripe;
	uint64_t content, turn; /* the lowest is evicted first */
	bool used, visited;
};

struct twin {
	struct twin_entry entries[TWIN_MOST];
	size_t count, share; /* entries of a stripe */
	uint64_t clock;
	struct twin_entry left; /* evicted last */
	struct host_cache_counts counts;
};

static struct twin_entry *twin_find(struct twin *twin, uint32_t number)
{
	for (size_t i = 0; i < twin->count; i++)
		if (twin->entries[i].number == number)
			return &twin->entries[i];
	return NULL;
}

static void twin_remove(struct twin *twin, struct twin_entry *entry)
{
	*entry = twin->entries[--twin->count];
	twin->counts.active--;
}

/* The next entry to evict; @count: entries of the stripe. */
static struct twin_entry *twin_first(struct twin *twin, unsigned stripe,
				     size_t *count)
{
	struct twin_entry *first = NULL;

	*count = 0;
	for (size_t i = 0; i < twin->count; i++) {
		struct twin_entry *it = &twin->entries[i];

		if (it->stripe != stripe)
			continue;
		++*count;
		if (!first || it->turn < first->turn)
			first = it;
	}
	return first;
}

/* The most used entries that get a second chance before one entry is evicted. */
#define CHANCES_MOST 32

static void twin_make_room(struct twin *twin, unsigned stripe)
{
	size_t count;
	struct twin_entry *first = twin_first(twin, stripe, &count);

	assert_true(count <= twin->share);
	if (count < twin->share)
		return;
	for (int kept = 0; kept < CHANCES_MOST && first->used; kept++) {
		first->used = false;
		first->turn = ++twin->clock;
		first = twin_first(twin, stripe, &count);
	}
	twin->left = *first;
	twin_remove(twin, first);
	twin->counts.evicted++;
}

static struct twin_entry *twin_make(struct twin *twin, uint32_t number,
				    unsigned stripe)
{
	struct twin_entry *entry;

	twin_make_room(twin, stripe);
	assert_true(twin->count < TWIN_MOST);
	entry = &twin->entries[twin->count++];
	*entry = (struct twin_entry){
		.number = number, .stripe = stripe, .turn = ++twin->clock};
	twin->counts.created++;
	twin->counts.active++;
	return entry;
}

/* ---- both side by side ---- */

static struct host_cache *make_cache(size_t entries, const struct hash_key *key)
{
	struct host_cache *cache = host_cache_create(
		entries, sizeof(struct key), sizeof(struct value), key);

	assert_non_null(cache);
	return cache;
}

/* How many entries a stripe of the map holds. */
static size_t share_of(size_t entries)
{
	struct host_cache *cache = make_cache(entries, &hash_key_fixed);
	size_t counts[STRIPES_MOST] = {0};
	struct host_cache_counts sum = {0};
	size_t most = 0;

	for (uint32_t i = 0; !sum.evicted; i++) {
		struct key key = {.number = i};
		unsigned stripe;

		assert_non_null(host_cache_acquire(cache, &key, true, &stripe));
		host_cache_release(cache, stripe);
		host_cache_count(cache, &sum);
		assert_true(stripe < STRIPES_MOST);
		if (!sum.evicted && ++counts[stripe] > most)
			most = counts[stripe];
	}
	host_cache_destroy(cache);
	return most;
}

/* A copy of the evicted entry. */
struct evicted {
	struct host_cache_evicted evicted; /* first */
	struct twin_entry got;
	unsigned count;
};

static void on_evict(struct host_cache_evicted *to, const void *key,
		     const void *value)
{
	struct evicted *evicted = (struct evicted *)to;

	evicted->got.number = ((const struct key *)key)->number;
	evicted->got.content = ((const struct value *)value)->content;
	evicted->count++;
}

static void both_acquire(struct host_cache *cache, struct twin *twin,
			 uint32_t number, bool create)
{
	struct key key = {.number = number};
	struct evicted evicted = {.evicted = {on_evict}};
	unsigned stripe = 0;
	struct value *value =
		create ? host_cache_make(cache, &key, &evicted.evicted, &stripe)
		       : host_cache_acquire(cache, &key, false, &stripe);
	struct twin_entry *entry = twin_find(twin, number);
	uint64_t forgotten = twin->counts.evicted;

	if (entry)
		entry->used = true;
	else if (create)
		entry = twin_make(twin, number, stripe);
	assert_int_equal(evicted.count, twin->counts.evicted - forgotten);
	if (evicted.count) {
		assert_int_equal(evicted.got.number, twin->left.number);
		assert_int_equal(evicted.got.content, twin->left.content);
	}
	assert_int_equal(!value, !entry);
	if (!value)
		return;
	assert_int_equal(stripe, entry->stripe);
	assert_int_equal(value->content, entry->content);
	assert_int_equal(value->tail[12], (uint8_t)entry->content);
	value->content = entry->content = ++twin->clock;
	value->tail[12] = (uint8_t)twin->clock;
	host_cache_release(cache, stripe);
}

static void both_remove(struct host_cache *cache, struct twin *twin,
			uint32_t number)
{
	struct key key = {.number = number};
	struct twin_entry *entry = twin_find(twin, number);

	host_cache_remove(cache, &key);
	if (entry)
		twin_remove(twin, entry);
}

static void visit(void *context, const void *key, const void *value)
{
	const struct key *it = key;
	const struct value *content = value;
	struct twin_entry *entry = twin_find(context, it->number);

	assert_non_null(entry);
	assert_false(entry->visited);
	assert_int_equal(entry->content, content->content);
	entry->visited = true;
}

static void both_check(struct host_cache *cache, struct twin *twin)
{
	struct host_cache_counts counts;

	host_cache_count(cache, &counts);
	assert_int_equal(counts.created, twin->counts.created);
	assert_int_equal(counts.evicted, twin->counts.evicted);
	assert_int_equal(counts.active, twin->counts.active);
	assert_int_equal(host_cache_is_empty(cache), twin->count == 0);
	host_cache_each(cache, visit, twin);
	for (size_t i = 0; i < twin->count; i++) {
		assert_true(twin->entries[i].visited);
		twin->entries[i].visited = false;
	}
}

static void both_clear(struct host_cache *cache, struct twin *twin)
{
	host_cache_clear(cache);
	twin->count = 0;
	twin->counts = (struct host_cache_counts){0};
}

static void walk(uint64_t seed, size_t entries, uint32_t keys, int steps)
{
	struct hash_key hash_key = {{seed, seed}};
	struct host_cache *cache = make_cache(entries, &hash_key);
	struct twin *twin = calloc(1, sizeof(*twin));
	uint64_t dice = seed;

	assert_non_null(twin);
	twin->share = share_of(entries);
	assert_true(host_cache_is_empty(cache));
	for (int i = 0; i < steps; i++) {
		uint64_t roll = sample_below(&dice, 10000);
		uint32_t number = (uint32_t)sample_below(&dice, keys);

		if (roll == 0)
			both_clear(cache, twin);
		else if (roll < 1000)
			both_remove(cache, twin, number);
		else
			both_acquire(cache, twin, number, roll % 3);
		if (i % 500 == 0)
			both_check(cache, twin);
	}
	both_check(cache, twin);
	both_clear(cache, twin);
	both_check(cache, twin);
	host_cache_destroy(cache);
	free(twin);
}

static void twin_agrees(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		walk(seed, 1, 3000, 30000); /* full all the time */
		walk(seed, 200, 1500, 30000);
		walk(seed, 2000, 1000, 10000); /* never full */
	}
	walk(4, 1500, 6000, 30000); /* more are used than get a second chance */
	walk(9, 0, 100, 5000);
}

/* ---- single promises ---- */

static void entries_fit(void **state)
{
	const uint32_t entries = 100000;
	struct hash_key hash_key;
	struct host_cache *cache;
	struct host_cache_counts counts;

	(void)state;
	assert_int_equal(hash_key_draw(&hash_key), 0);
	cache = make_cache(entries, &hash_key);
	for (uint32_t i = 0; i < entries; i++) {
		struct key key = {.number = i};
		unsigned stripe;

		assert_non_null(host_cache_acquire(cache, &key, true, &stripe));
		host_cache_release(cache, stripe);
	}
	host_cache_count(cache, &counts);
	assert_int_equal(counts.evicted, 0);
	assert_int_equal(counts.active, entries);
	host_cache_destroy(cache);
	host_cache_destroy(NULL);
}

/* One that is asked for stays, however many strangers come by. */
static void used_stays(void **state)
{
	struct host_cache *cache = make_cache(1, &hash_key_fixed);
	struct key mine = {.number = UINT32_MAX};
	unsigned stripe;
	struct value *value = host_cache_acquire(cache, &mine, true, &stripe);

	(void)state;
	value->content = 77;
	host_cache_release(cache, stripe);
	for (uint32_t i = 0; i < 100000; i++) {
		struct key key = {.number = i};

		assert_non_null(host_cache_acquire(cache, &key, true, &stripe));
		host_cache_release(cache, stripe);
		value = host_cache_acquire(cache, &mine, false, &stripe);
		assert_non_null(value);
		assert_int_equal(value->content, 77);
		host_cache_release(cache, stripe);
	}
	host_cache_destroy(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twin_agrees),
		cmocka_unit_test(entries_fit),
		cmocka_unit_test(used_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
