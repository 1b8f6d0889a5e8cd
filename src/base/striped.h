/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_STRIPED_H
#define BASE_STRIPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"

/*
 * The common parts of lock-striped tables: their size, their memory, and chained
 * hashing. Stripe s owns the buckets and the entries whose number is s modulo STRIPES,
 * so entries that were never used stay in one piece, untouched, and the used ones fill
 * large pages. A key is of stripe hash % STRIPES. A link is an entry's number + 1; 0 is
 * none.
 *
 * No locks here: the table holds the lock of a stripe while it calls for one of its
 * keys, links or pools.
 */

#define STRIPES 64 /* enough for 16 workers to rarely meet */

/**
 * striped_share - return the number of entries of one stripe, for @entries in all
 *
 * Keys spread over the stripes at random: six standard deviations above the mean, so
 * that no stripe is full before the whole table is.
 */
size_t striped_share(size_t entries);

/**
 * striped_bucket_count - return a power of 2, at least @entries and STRIPES
 */
size_t striped_bucket_count(size_t entries);

/**
 * striped_map - map zeroed pages; pages that are not used cost no memory
 * @dense: they will be used densely, so huge pages pay off
 *
 * Return: the pages, for striped_unmap(); NULL when there is no memory.
 */
void *striped_map(size_t bytes, bool dense);

/**
 * striped_unmap - return @pages of striped_map() to the kernel; NULL is none
 */
void striped_unmap(void *pages, size_t bytes);

/* Every entry begins with this; the key follows. */
struct striped_entry {
	uint32_t chain; /* next in the bucket, or of the free ones */
};

struct striped {
	struct hash_key key;
	size_t key_at, key_bytes; /* of a key in its entry */
	size_t entry_bytes, entry_count, bucket_count;
	uint8_t *entries;
	uint32_t *buckets;
};

/* The unused entries of a stripe. */
struct striped_pool {
	uint32_t free;	/* chain of entries given back */
	uint32_t fresh; /* number of the first one never used yet */
};

/**
 * striped_init - make an empty table
 * @striped: key, key_at, key_bytes and entry_bytes are set
 *
 * Return: 0; -ENOMEM. Call striped_fini() in both cases.
 */
int striped_init(struct striped *striped, size_t entries);
void striped_fini(struct striped *striped);

static inline void *striped_at(const struct striped *striped, uint32_t link)
{
	return striped->entries + (size_t)(link - 1) * striped->entry_bytes;
}

static inline void *striped_key_at(const struct striped *striped, uint32_t link)
{
	return (uint8_t *)striped_at(striped, link) + striped->key_at;
}

static inline uint64_t striped_hash(const struct striped *striped,
				    const void *key)
{
	return hash_bytes(&striped->key, key, striped->key_bytes);
}

static inline uint32_t *striped_bucket(const struct striped *striped,
				       uint64_t hash)
{
	return &striped->buckets[hash & (striped->bucket_count - 1)];
}

/**
 * striped_find - return the link of a key's entry, or 0
 */
static inline uint32_t striped_find(const struct striped *striped,
				    uint64_t hash, const void *key)
{
	uint32_t link = *striped_bucket(striped, hash);

	while (link && memcmp(striped_key_at(striped, link), key,
			      striped->key_bytes) != 0)
		link = ((struct striped_entry *)striped_at(striped, link))
			       ->chain;
	return link;
}

/**
 * striped_is_full - return whether a stripe has no unused entry
 */
static inline bool striped_is_full(const struct striped *striped,
				   const struct striped_pool *pool)
{
	return !pool->free && pool->fresh >= striped->entry_count;
}

/**
 * striped_add - put a key that is not in the table into it
 * @pool: of the key's stripe; not full
 *
 * Return: its link. All of the entry but the key and the chain is zero.
 */
uint32_t striped_add(struct striped *striped, struct striped_pool *pool,
		     uint64_t hash, const void *key);

/**
 * striped_remove - take an entry out of its bucket and give it back to the pool
 *
 * Its bytes stay until striped_add() uses it again.
 */
void striped_remove(struct striped *striped, struct striped_pool *pool,
		    uint32_t link);

#endif
