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

/* Return: the map; NULL with errno ENOMEM. */
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

/* The same, when the key was hashed before, for this map or one of the same key. */
uint64_t host_lru_hash(const struct host_lru *lru, const void *key);
void *host_lru_acquire_hashed(struct host_lru *lru, const void *key,
			      uint64_t hash, bool create, unsigned *stripe);
void host_lru_release(struct host_lru *lru, unsigned stripe);

/* Who wants to know what gives way, in time: its stripe is locked. */
struct host_lru_heir {
	void (*inherit)(struct host_lru_heir *heir, const void *key,
			const void *value);
};

/* As host_lru_acquire() with create; what gives way for it goes to the heir. */
void *host_lru_make(struct host_lru *lru, const void *key,
		    struct host_lru_heir *heir, unsigned *stripe);

/* Is there no entry at all? Lock-free; may be outdated at once. */
bool host_lru_is_empty(const struct host_lru *lru);

/* Forget one key; nothing happens when there is none. */
void host_lru_remove(struct host_lru *lru, const void *key);

/* Forget everything, counts too. */
void host_lru_clear(struct host_lru *lru);

/* Calls @visit for each entry, a stripe locked at a time, in no order. */
void host_lru_each(struct host_lru *lru,
		   void (*visit)(void *context, const void *key,
				 const void *value),
		   void *context);

void host_lru_count(struct host_lru *lru, struct host_lru_counts *counts);

#endif
