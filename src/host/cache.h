/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_CACHE_H
#define HOST_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_key;

/*
 * A lock-striped map from a small key to an entry of fixed size. When it is full it
 * forgets the oldest that was not asked for of late: whoever was, since he was made or
 * spared last, is spared once. Made once, at its full size; memory that no entry has
 * used is not touched. Any number of threads.
 */
struct host_cache;

struct host_cache_counts {
	uint64_t created, forgotten, active;
};

/**
 * host_cache_create - an empty map of at least @entries
 * @key_bytes:   no padding: keys are hashed and compared as bytes
 * @value_bytes: a new value is all zero
 * @key:         copied
 *
 * Return: the map, for host_cache_destroy(); NULL with errno ENOMEM.
 */
struct host_cache *host_cache_create(size_t entries, size_t key_bytes,
				     size_t value_bytes,
				     const struct hash_key *key);
void host_cache_destroy(struct host_cache *cache);

/**
 * host_cache_acquire - the value of a key, locked
 * @create: make one, zeroed, when there is none; the oldest may give way
 * @stripe: out: what host_cache_release() wants
 *
 * Never hold two at a time.
 *
 * Return: the value; NULL, and no lock, when there is none and !@create.
 */
void *host_cache_acquire(struct host_cache *cache, const void *key, bool create,
			 unsigned *stripe);

/**
 * host_cache_hash - the hash of a key, for host_cache_acquire_hashed()
 *
 * Good for every map that was created with the same hash key and size of keys.
 */
uint64_t host_cache_hash(const struct host_cache *cache, const void *key);

/**
 * host_cache_acquire_hashed - host_cache_acquire() of a key that was hashed before
 */
void *host_cache_acquire_hashed(struct host_cache *cache, const void *key,
				uint64_t hash, bool create, unsigned *stripe);

/**
 * host_cache_release - unlock what was acquired: it is no longer the caller's
 */
void host_cache_release(struct host_cache *cache, unsigned stripe);

/* Who wants to know what gives way, in time: its stripe is locked. */
struct host_cache_evicted {
	void (*inherit)(struct host_cache_evicted *evicted, const void *key,
			const void *value);
};

/**
 * host_cache_make - host_cache_acquire() with @create, for who looks after the old
 * @evicted: told of what gives way, if anything does, before it is gone; or NULL
 *
 * Return: the value, never NULL.
 */
void *host_cache_make(struct host_cache *cache, const void *key,
		      struct host_cache_evicted *evicted, unsigned *stripe);

/**
 * host_cache_is_empty - is there no entry? Lock-free; may be outdated at once
 */
bool host_cache_is_empty(const struct host_cache *cache);

/**
 * host_cache_remove - forget one key; nothing happens when there is none
 */
void host_cache_remove(struct host_cache *cache, const void *key);

/**
 * host_cache_clear - forget everything, counts too, a stripe locked at a time
 */
void host_cache_clear(struct host_cache *cache);

/**
 * host_cache_each - call @visit for each entry, in no order
 *
 * A stripe is locked at a time: @visit must not ask the map.
 */
void host_cache_each(struct host_cache *cache,
		     void (*visit)(void *context, const void *key,
				   const void *value),
		     void *context);

/**
 * host_cache_count - sums over the stripes, each locked for its own moment
 */
void host_cache_count(struct host_cache *cache,
		      struct host_cache_counts *counts);

#endif
