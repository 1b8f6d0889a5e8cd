/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_LRU_H
#define HOST_LRU_H

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
struct host_lru;

struct host_lru_counts {
	uint64_t created, forgotten, active;
};

/**
 * host_lru_create - an empty map of at least @entries
 * @key_bytes:   no padding: keys are hashed and compared as bytes
 * @value_bytes: a new value is all zero
 * @key:         copied
 *
 * Return: the map, for host_lru_destroy(); NULL with errno ENOMEM.
 */
struct host_lru *host_lru_create(size_t entries, size_t key_bytes,
				 size_t value_bytes,
				 const struct hash_key *key);
void host_lru_destroy(struct host_lru *lru);

/**
 * host_lru_acquire - the value of a key, locked
 * @create: make one, zeroed, when there is none; the oldest may give way
 * @stripe: out: what host_lru_release() wants
 *
 * Never hold two at a time.
 *
 * Return: the value; NULL, and no lock, when there is none and !@create.
 */
void *host_lru_acquire(struct host_lru *lru, const void *key, bool create,
		       unsigned *stripe);

/**
 * host_lru_hash - the hash of a key, for host_lru_acquire_hashed()
 *
 * Good for every map that was created with the same hash key and size of keys.
 */
uint64_t host_lru_hash(const struct host_lru *lru, const void *key);

/**
 * host_lru_acquire_hashed - host_lru_acquire() of a key that was hashed before
 */
void *host_lru_acquire_hashed(struct host_lru *lru, const void *key,
			      uint64_t hash, bool create, unsigned *stripe);

/**
 * host_lru_release - unlock what was acquired: it is no longer the caller's
 */
void host_lru_release(struct host_lru *lru, unsigned stripe);

/* Who wants to know what gives way, in time: its stripe is locked. */
struct host_lru_heir {
	void (*inherit)(struct host_lru_heir *heir, const void *key,
			const void *value);
};

/**
 * host_lru_make - host_lru_acquire() with @create, for who looks after the old
 * @heir: told of what gives way, if anything does, before it is gone; or NULL
 *
 * Return: the value, never NULL.
 */
void *host_lru_make(struct host_lru *lru, const void *key,
		    struct host_lru_heir *heir, unsigned *stripe);

/**
 * host_lru_is_empty - is there no entry? Lock-free; may be outdated at once
 */
bool host_lru_is_empty(const struct host_lru *lru);

/**
 * host_lru_remove - forget one key; nothing happens when there is none
 */
void host_lru_remove(struct host_lru *lru, const void *key);

/**
 * host_lru_clear - forget everything, counts too, a stripe locked at a time
 */
void host_lru_clear(struct host_lru *lru);

/**
 * host_lru_each - call @visit for each entry, in no order
 *
 * A stripe is locked at a time: @visit must not ask the map.
 */
void host_lru_each(struct host_lru *lru,
		   void (*visit)(void *context, const void *key,
				 const void *value),
		   void *context);

/**
 * host_lru_count - sums over the stripes, each locked for its own moment
 */
void host_lru_count(struct host_lru *lru, struct host_lru_counts *counts);

#endif
