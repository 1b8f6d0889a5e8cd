/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_CACHE_H
#define HOST_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_key;

/*
 * A lock-striped map from a small key to an entry of fixed size. When full it evicts in
 * CLOCK order: an entry used since it was last examined gets a second chance. Made once,
 * at its full size; memory that no entry has used is not touched. Any number of threads.
 */
struct host_cache;

struct host_cache_counts {
	uint64_t created, evicted, active;
};

/**
 * host_cache_create - make an empty map with room for at least @entries
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
 * host_cache_acquire - find the value of a key, and lock it
 * @create: make one, zeroed, when there is none; this may evict another entry
 * @stripe: out: for host_cache_release()
 *
 * Never hold two at a time.
 *
 * Return: the value; NULL, and no lock, when there is none and !@create.
 */
void *host_cache_acquire(struct host_cache *cache, const void *key, bool create,
			 unsigned *stripe);

/**
 * host_cache_hash - return the hash of a key, for host_cache_acquire_hashed()
 *
 * Valid for each map that was created with the same hash key and size of keys.
 */
uint64_t host_cache_hash(const struct host_cache *cache, const void *key);

/**
 * host_cache_acquire_hashed - as host_cache_acquire(), of a key that was hashed before
 */
void *host_cache_acquire_hashed(struct host_cache *cache, const void *key,
				uint64_t hash, bool create, unsigned *stripe);

/**
 * host_cache_release - unlock the stripe of an acquired value
 */
void host_cache_release(struct host_cache *cache, unsigned stripe);

/* Called with an entry before it is evicted, its stripe locked. */
struct host_cache_evicted {
	void (*on_evict)(struct host_cache_evicted *evicted, const void *key,
			 const void *value);
};

/**
 * host_cache_make - as host_cache_acquire() with @create, and report the evicted entry
 * @evicted: called if an entry is evicted; or NULL
 *
 * Return: the value, never NULL.
 */
void *host_cache_make(struct host_cache *cache, const void *key,
		      struct host_cache_evicted *evicted, unsigned *stripe);

/**
 * host_cache_is_empty - return whether there is no entry; takes no lock, and the
 * answer may be outdated at once
 */
bool host_cache_is_empty(const struct host_cache *cache);

/**
 * host_cache_remove - remove the entry of a key, if there is one
 */
void host_cache_remove(struct host_cache *cache, const void *key);

/**
 * host_cache_clear - remove all entries and reset the counts, one stripe at a time
 */
void host_cache_clear(struct host_cache *cache);

/**
 * host_cache_each - call @visit for each entry, in no order
 *
 * Its stripe is locked: @visit must not call the map.
 */
void host_cache_each(struct host_cache *cache,
		     void (*visit)(void *context, const void *key,
				   const void *value),
		     void *context);

/**
 * host_cache_count - sum the counts of the stripes, each locked while it is read
 */
void host_cache_count(struct host_cache *cache,
		      struct host_cache_counts *counts);

#endif
