/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries lie in one mapping, each a header, the key and the value. Stripe s owns
 * the buckets that are s modulo STRIPES, and the entries that are: so what was never
 * used stays in one piece, untouched, and what is used fills large pages.
 *
 * A use is noted in the entry alone: to move it in its stripe's order would touch
 * strangers in memory. What is first in that order gives way, unless it was used since
 * it came to its place: then it goes to the end, and the next one is asked.
 *
 * Lock: all of a stripe and its entries, by stripe->lock; `active` is atomic.
 */
#include "host/cache.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/hash.h"

#define STRIPES 64
#define SPARED_MOST 32	/* for one that comes: the bound of its time */
#define PAGE_BYTES 4096 /* the usual; nothing breaks where it is another */

/* Links are index + 1; 0 is none. */
struct header {
	uint32_t chain;	       /* next in the bucket */
	uint32_t older, newer; /* in the order of giving way, of the stripe */
	uint32_t bucket : 31;
	uint32_t used : 1; /* since it was put into that order */
};

struct stripe {
	pthread_mutex_t lock;
	uint32_t oldest, newest;
	uint32_t free;	/* chain of entries given back */
	uint32_t fresh; /* first index of the stripe's never used yet */
	struct host_cache_counts counts;
} __attribute__((aligned(64)));

struct host_cache {
	struct hash_key key;
	size_t key_bytes, value_bytes, value_at, entry_bytes;
	size_t entry_count, bucket_count;
	uint8_t *entries;
	uint32_t *buckets;
	atomic_size_t active;
	struct stripe stripes[STRIPES];
};

/* @large: it will be used densely, so that large pages are none too large. */
static void *pages_map(size_t bytes, bool large)
{
	void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (pages == MAP_FAILED)
		return NULL;
	if (large)
		madvise(pages, bytes, MADV_HUGEPAGE);
	return pages;
}

static size_t round_up(size_t bytes)
{
	return (bytes + 7) & ~(size_t)7;
}

/*
 * What is larger than a page starts on one: of an entry that is hardly used only the
 * start is touched, and that is one page then, not two.
 */
static size_t entry_bytes_for(size_t bytes)
{
	if (bytes < PAGE_BYTES)
		return bytes;
	return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

static void stripes_init(struct host_cache *cache)
{
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &cache->stripes[i];

		pthread_mutex_init(&stripe->lock, NULL);
		stripe->fresh = (uint32_t)i;
	}
}

struct host_cache *host_cache_create(size_t entries, size_t key_bytes,
				     size_t value_bytes,
				     const struct hash_key *key)
{
	size_t mean = (entries + STRIPES - 1) / STRIPES;
	size_t share = mean + (size_t)(6 * sqrt((double)mean)) + 1;
	struct host_cache *cache = aligned_alloc(64, sizeof(*cache));

	if (!cache)
		return NULL;
	memset(cache, 0, sizeof(*cache));
	cache->key = *key;
	cache->key_bytes = key_bytes;
	cache->value_bytes = value_bytes;
	cache->value_at = round_up(sizeof(struct header) + key_bytes);
	cache->entry_bytes =
		entry_bytes_for(cache->value_at + round_up(value_bytes));
	cache->entry_count = share * STRIPES;
	for (cache->bucket_count = STRIPES; cache->bucket_count < entries;)
		cache->bucket_count *= 2;
	stripes_init(cache);
	cache->entries = pages_map(cache->entry_count * cache->entry_bytes,
				   cache->entry_bytes < PAGE_BYTES);
	cache->buckets =
		pages_map(cache->bucket_count * sizeof(uint32_t), true);
	if (!cache->entries || !cache->buckets) {
		host_cache_destroy(cache);
		errno = ENOMEM;
		return NULL;
	}
	return cache;
}

void host_cache_destroy(struct host_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&cache->stripes[i].lock);
	if (cache->entries)
		munmap(cache->entries, cache->entry_count * cache->entry_bytes);
	if (cache->buckets)
		munmap(cache->buckets, cache->bucket_count * sizeof(uint32_t));
	free(cache);
}

static struct header *entry_at(const struct host_cache *cache, uint32_t link)
{
	return (struct header *)(void *)(cache->entries +
					 (link - 1) * cache->entry_bytes);
}

static uint8_t *key_of(struct header *entry)
{
	return (uint8_t *)(entry + 1);
}

static void *value_of(const struct host_cache *cache, struct header *entry)
{
	return (uint8_t *)entry + cache->value_at;
}

/* ---- the caller holds the stripe ---- */

static void age_remove(struct host_cache *cache, struct stripe *stripe,
		       struct header *entry)
{
	if (entry->older)
		entry_at(cache, entry->older)->newer = entry->newer;
	else
		stripe->oldest = entry->newer;
	if (entry->newer)
		entry_at(cache, entry->newer)->older = entry->older;
	else
		stripe->newest = entry->older;
}

static void age_append(struct host_cache *cache, struct stripe *stripe,
		       struct header *entry, uint32_t link)
{
	entry->older = stripe->newest;
	entry->newer = 0;
	if (stripe->newest)
		entry_at(cache, stripe->newest)->newer = link;
	else
		stripe->oldest = link;
	stripe->newest = link;
}

static uint32_t chain_find(const struct host_cache *cache, uint32_t bucket,
			   const void *key)
{
	uint32_t link = cache->buckets[bucket];

	while (link &&
	       memcmp(key_of(entry_at(cache, link)), key, cache->key_bytes))
		link = entry_at(cache, link)->chain;
	return link;
}

static void entry_forget(struct host_cache *cache, struct stripe *stripe,
			 uint32_t link)
{
	struct header *entry = entry_at(cache, link);
	uint32_t *at = &cache->buckets[entry->bucket];

	while (*at != link)
		at = &entry_at(cache, *at)->chain;
	*at = entry->chain;
	age_remove(cache, stripe, entry);
	entry->chain = stripe->free;
	stripe->free = link;
	stripe->counts.active--;
	atomic_fetch_sub_explicit(&cache->active, 1, memory_order_relaxed);
}

/* The stripe is full: one of its entries gives way. */
static void entry_make_room(struct host_cache *cache, struct stripe *stripe,
			    struct host_cache_evicted *evicted)
{
	struct header *oldest;

	for (unsigned spared = 0; spared < SPARED_MOST; spared++) {
		uint32_t link = stripe->oldest;
		struct header *entry = entry_at(cache, link);

		if (!entry->used)
			break;
		entry->used = false;
		age_remove(cache, stripe, entry);
		age_append(cache, stripe, entry, link);
	}
	oldest = entry_at(cache, stripe->oldest);
	if (evicted)
		evicted->inherit(evicted, key_of(oldest),
				 value_of(cache, oldest));
	stripe->counts.forgotten++;
	entry_forget(cache, stripe, stripe->oldest);
}

static uint32_t entry_make(struct host_cache *cache, struct stripe *stripe,
			   uint32_t bucket, const void *key,
			   struct host_cache_evicted *evicted)
{
	struct header *entry;
	uint32_t link;

	if (!stripe->free && stripe->fresh >= cache->entry_count)
		entry_make_room(cache, stripe, evicted);
	if (stripe->free) {
		link = stripe->free;
		entry = entry_at(cache, link);
		stripe->free = entry->chain;
		memset(value_of(cache, entry), 0, cache->value_bytes);
	} else {
		link = stripe->fresh +
		       1; /* its pages are zeroed, and untouched */
		stripe->fresh += STRIPES;
		entry = entry_at(cache, link);
	}
	entry->bucket = bucket & INT32_MAX;
	entry->used = false;
	entry->chain = cache->buckets[bucket];
	cache->buckets[bucket] = link;
	memcpy(key_of(entry), key, cache->key_bytes);
	age_append(cache, stripe, entry, link);
	stripe->counts.created++;
	stripe->counts.active++;
	atomic_fetch_add_explicit(&cache->active, 1, memory_order_relaxed);
	return link;
}

uint64_t host_cache_hash(const struct host_cache *cache, const void *key)
{
	return hash_bytes(&cache->key, key, cache->key_bytes);
}

static void *acquire(struct host_cache *cache, const void *key, uint64_t hash,
		     bool create, struct host_cache_evicted *evicted,
		     unsigned *stripe_out)
{
	uint32_t bucket = (uint32_t)(hash & (cache->bucket_count - 1));
	struct stripe *stripe = &cache->stripes[bucket % STRIPES];
	uint32_t link;

	pthread_mutex_lock(&stripe->lock);
	link = chain_find(cache, bucket, key);
	if (link)
		entry_at(cache, link)->used = true;
	else if (create)
		link = entry_make(cache, stripe, bucket, key, evicted);
	if (!link) {
		pthread_mutex_unlock(&stripe->lock);
		return NULL;
	}
	*stripe_out = bucket % STRIPES;
	return value_of(cache, entry_at(cache, link));
}

void *host_cache_acquire(struct host_cache *cache, const void *key, bool create,
			 unsigned *stripe)
{
	return acquire(cache, key, host_cache_hash(cache, key), create, NULL,
		       stripe);
}

void *host_cache_acquire_hashed(struct host_cache *cache, const void *key,
				uint64_t hash, bool create, unsigned *stripe)
{
	return acquire(cache, key, hash, create, NULL, stripe);
}

void *host_cache_make(struct host_cache *cache, const void *key,
		      struct host_cache_evicted *evicted, unsigned *stripe)
{
	return acquire(cache, key, host_cache_hash(cache, key), true, evicted,
		       stripe);
}

void host_cache_release(struct host_cache *cache, unsigned stripe)
{
	pthread_mutex_unlock(&cache->stripes[stripe].lock);
}

bool host_cache_is_empty(const struct host_cache *cache)
{
	return !atomic_load_explicit(&cache->active, memory_order_relaxed);
}

void host_cache_remove(struct host_cache *cache, const void *key)
{
	uint64_t hash = hash_bytes(&cache->key, key, cache->key_bytes);
	uint32_t bucket = (uint32_t)(hash & (cache->bucket_count - 1));
	struct stripe *stripe = &cache->stripes[bucket % STRIPES];
	uint32_t link;

	pthread_mutex_lock(&stripe->lock);
	link = chain_find(cache, bucket, key);
	if (link)
		entry_forget(cache, stripe, link);
	pthread_mutex_unlock(&stripe->lock);
}

void host_cache_clear(struct host_cache *cache)
{
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &cache->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		while (stripe->oldest)
			entry_forget(cache, stripe, stripe->oldest);
		memset(&stripe->counts, 0, sizeof(stripe->counts));
		pthread_mutex_unlock(&stripe->lock);
	}
}

void host_cache_each(struct host_cache *cache,
		     void (*visit)(void *context, const void *key,
				   const void *value),
		     void *context)
{
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &cache->stripes[i];
		uint32_t link;

		pthread_mutex_lock(&stripe->lock);
		for (link = stripe->oldest; link;) {
			struct header *entry = entry_at(cache, link);

			visit(context, key_of(entry), value_of(cache, entry));
			link = entry->newer;
		}
		pthread_mutex_unlock(&stripe->lock);
	}
}

void host_cache_count(struct host_cache *cache,
		      struct host_cache_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &cache->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		counts->created += stripe->counts.created;
		counts->forgotten += stripe->counts.forgotten;
		counts->active += stripe->counts.active;
		pthread_mutex_unlock(&stripe->lock);
	}
}
