/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An entry is a header, the key and the value, in one piece; see base/striped.h.
 *
 * A use is noted in the entry alone: moving it in its stripe's order would write to
 * other entries. When the stripe is full, its oldest entry is evicted, unless it was
 * used since it came to its place (CLOCK): then it moves to the end, and the next one
 * is examined.
 *
 * Lock: all of a stripe and its entries, by stripe->lock; `active` is atomic.
 */
#include "host/cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/striped.h"

#define SECOND_CHANCES_MOST 32 /* given per insertion; bounds its cost */
#define PAGE_BYTES 4096 /* the usual; nothing breaks where it is another */

/* Links are of base/striped.h. */
struct header {
	struct striped_entry entry; /* first */
	uint32_t older, newer;	    /* in the stripe's order of eviction */
	uint32_t used;		    /* 1: since it was put into that order */
};

struct stripe {
	pthread_mutex_t lock;
	uint32_t oldest, newest;
	struct striped_pool pool;
	struct host_cache_counts counts;
} __attribute__((aligned(64)));

struct host_cache {
	struct striped striped;
	size_t value_at;
	atomic_size_t active;
	struct stripe stripes[STRIPES];
};

static size_t round_up(size_t bytes)
{
	return (bytes + 7) & ~(size_t)7;
}

/*
 * An entry larger than a page starts on one: where only the start of an entry is
 * used, it touches one page then, not two.
 */
static size_t entry_bytes_for(size_t bytes)
{
	if (bytes < PAGE_BYTES)
		return bytes;
	return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

struct host_cache *host_cache_create(size_t entries, size_t key_bytes,
				     size_t value_bytes,
				     const struct hash_key *key)
{
	struct host_cache *cache = aligned_alloc(64, sizeof(*cache));

	if (!cache)
		return NULL;
	memset(cache, 0, sizeof(*cache));
	cache->value_at = round_up(sizeof(struct header) + key_bytes);
	cache->striped = (struct striped){
		.key = *key,
		.key_at = sizeof(struct header),
		.key_bytes = key_bytes,
		.entry_bytes = entry_bytes_for(cache->value_at +
					       round_up(value_bytes)),
	};
	for (uint32_t i = 0; i < STRIPES; i++) {
		pthread_mutex_init(&cache->stripes[i].lock, NULL);
		cache->stripes[i].pool.fresh = i;
	}
	if (striped_init(&cache->striped, entries) < 0) {
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
	striped_fini(&cache->striped);
	free(cache);
}

static struct header *entry_at(const struct host_cache *cache, uint32_t link)
{
	return striped_at(&cache->striped, link);
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

static void entry_remove(struct host_cache *cache, struct stripe *stripe,
			 uint32_t link)
{
	age_remove(cache, stripe, entry_at(cache, link));
	striped_remove(&cache->striped, &stripe->pool, link);
	stripe->counts.active--;
	atomic_fetch_sub_explicit(&cache->active, 1, memory_order_relaxed);
}

/* The stripe is full: evict one of its entries. */
static void entry_evict(struct host_cache *cache, struct stripe *stripe,
			struct host_cache_evicted *evicted)
{
	struct header *oldest;

	for (unsigned chances = 0; chances < SECOND_CHANCES_MOST; chances++) {
		uint32_t link = stripe->oldest;
		struct header *entry = entry_at(cache, link);

		if (!entry->used)
			break;
		entry->used = 0;
		age_remove(cache, stripe, entry);
		age_append(cache, stripe, entry, link);
	}
	oldest = entry_at(cache, stripe->oldest);
	if (evicted)
		evicted->on_evict(evicted, key_of(oldest),
				  value_of(cache, oldest));
	stripe->counts.evicted++;
	entry_remove(cache, stripe, stripe->oldest);
}

static uint32_t entry_add(struct host_cache *cache, struct stripe *stripe,
			  uint64_t hash, const void *key,
			  struct host_cache_evicted *evicted)
{
	uint32_t link;

	if (striped_is_full(&cache->striped, &stripe->pool))
		entry_evict(cache, stripe, evicted);
	link = striped_add(&cache->striped, &stripe->pool, hash, key);
	age_append(cache, stripe, entry_at(cache, link), link);
	stripe->counts.created++;
	stripe->counts.active++;
	atomic_fetch_add_explicit(&cache->active, 1, memory_order_relaxed);
	return link;
}

uint64_t host_cache_hash(const struct host_cache *cache, const void *key)
{
	return striped_hash(&cache->striped, key);
}

static void *acquire_value(struct host_cache *cache, const void *key,
			   uint64_t hash, bool create,
			   struct host_cache_evicted *evicted, unsigned *number)
{
	struct stripe *stripe = &cache->stripes[hash % STRIPES];
	uint32_t link;

	pthread_mutex_lock(&stripe->lock);
	link = striped_find(&cache->striped, hash, key);
	if (link)
		entry_at(cache, link)->used = 1;
	else if (create)
		link = entry_add(cache, stripe, hash, key, evicted);
	if (!link) {
		pthread_mutex_unlock(&stripe->lock);
		return NULL;
	}
	*number = hash % STRIPES;
	return value_of(cache, entry_at(cache, link));
}

void *host_cache_acquire(struct host_cache *cache, const void *key, bool create,
			 unsigned *stripe)
{
	return acquire_value(cache, key, host_cache_hash(cache, key), create,
			     NULL, stripe);
}

void *host_cache_acquire_hashed(struct host_cache *cache, const void *key,
				uint64_t hash, bool create, unsigned *stripe)
{
	return acquire_value(cache, key, hash, create, NULL, stripe);
}

void *host_cache_make(struct host_cache *cache, const void *key,
		      struct host_cache_evicted *evicted, unsigned *stripe)
{
	return acquire_value(cache, key, host_cache_hash(cache, key), true,
			     evicted, stripe);
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
	uint64_t hash = host_cache_hash(cache, key);
	struct stripe *stripe = &cache->stripes[hash % STRIPES];
	uint32_t link;

	pthread_mutex_lock(&stripe->lock);
	link = striped_find(&cache->striped, hash, key);
	if (link)
		entry_remove(cache, stripe, link);
	pthread_mutex_unlock(&stripe->lock);
}

void host_cache_clear(struct host_cache *cache)
{
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &cache->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		while (stripe->oldest)
			entry_remove(cache, stripe, stripe->oldest);
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
		counts->evicted += stripe->counts.evicted;
		counts->active += stripe->counts.active;
		pthread_mutex_unlock(&stripe->lock);
	}
}
