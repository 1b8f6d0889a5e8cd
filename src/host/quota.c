/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stripe s owns the buckets that are s modulo STRIPES and an equal share of the
 * entries. Links are index + 1 within the stripe; 0 is none.
 *
 * Lock: all of a stripe by stripe->lock.
 */
#include "host/quota.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/hash.h"

#define STRIPES 64

struct entry {
	struct host_quota_key key;
	struct host_quota_count count;
	uint32_t chain; /* next in the bucket, or of the free ones */
	uint32_t bucket;
};

struct stripe {
	pthread_mutex_t lock;
	struct entry *entries;
	uint32_t *buckets;
	uint32_t free;	/* chain of entries given back */
	uint32_t fresh; /* entries that were ever used */
	uint32_t active;
	usec_t reclaimed_us; /* when old ones were last looked for */
	uint64_t refused;
	bool changed;
} __attribute__((aligned(64)));

struct host_quotas {
	struct hash_key key;
	size_t share;	     /* entries of a stripe */
	size_t bucket_count; /* of a stripe; a power of two */
	void *pages;
	size_t page_bytes;
	struct stripe stripes[STRIPES];
};

struct host_quotas *host_quotas_create(size_t entries,
				       const struct hash_key *key)
{
	size_t mean = (entries + STRIPES - 1) / STRIPES, each;
	struct host_quotas *quotas = aligned_alloc(64, sizeof(*quotas));
	char *at;

	if (!quotas)
		return NULL;
	memset(quotas, 0, sizeof(*quotas));
	quotas->key = *key;
	quotas->share = mean + (size_t)(6 * sqrt((double)mean)) + 1;
	for (quotas->bucket_count = 1; quotas->bucket_count < mean;)
		quotas->bucket_count *= 2;
	each = quotas->share * sizeof(struct entry) +
	       (quotas->bucket_count * sizeof(uint32_t) + 7) / 8 * 8;
	quotas->page_bytes = each * STRIPES;
	/* what nobody uses is never touched */
	at = mmap(NULL, quotas->page_bytes, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED) {
		free(quotas);
		errno = ENOMEM;
		return NULL;
	}
	quotas->pages = at;
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &quotas->stripes[i];

		pthread_mutex_init(&stripe->lock, NULL);
		stripe->entries = (struct entry *)(void *)(at + i * each);
		stripe->buckets =
			(uint32_t *)(void *)(stripe->entries + quotas->share);
	}
	return quotas;
}

void host_quotas_destroy(struct host_quotas *quotas)
{
	if (!quotas)
		return;
	for (size_t i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&quotas->stripes[i].lock);
	munmap(quotas->pages, quotas->page_bytes);
	free(quotas);
}

/* ---- the caller holds the stripe ---- */

static struct entry *find(const struct stripe *stripe, uint32_t bucket,
			  const struct host_quota_key *key)
{
	uint32_t link = stripe->buckets[bucket];

	while (link &&
	       memcmp(&stripe->entries[link - 1].key, key, sizeof(*key)) != 0)
		link = stripe->entries[link - 1].chain;
	return link ? &stripe->entries[link - 1] : NULL;
}

static void forget(struct stripe *stripe, uint32_t link)
{
	struct entry *entry = &stripe->entries[link - 1];
	uint32_t *at = &stripe->buckets[entry->bucket];

	while (*at != link)
		at = &stripe->entries[*at - 1].chain;
	*at = entry->chain;
	memset(entry, 0, sizeof(*entry));
	entry->chain = stripe->free;
	stripe->free = link;
	stripe->active--;
}

/* All of a period that is over; once a second of packet time at most. */
static void reclaim(struct stripe *stripe, usec_t now)
{
	if (usec_since(now, stripe->reclaimed_us) < USEC_PER_SEC)
		return;
	stripe->reclaimed_us = now;
	for (uint32_t link = 1; link <= stripe->fresh; link++) {
		const struct entry *entry = &stripe->entries[link - 1];

		/* a free one has no slot */
		if (entry->key.slot && entry->count.until_us <= now)
			forget(stripe, link);
	}
}

static struct entry *make(const struct host_quotas *quotas,
			  struct stripe *stripe, uint32_t bucket,
			  const struct host_quota_key *key, usec_t now)
{
	struct entry *entry;
	uint32_t link;

	if (!stripe->free && stripe->fresh == quotas->share)
		reclaim(stripe, now);
	if (stripe->free) {
		link = stripe->free;
		stripe->free = stripe->entries[link - 1].chain;
	} else if (stripe->fresh < quotas->share) {
		link = ++stripe->fresh;
	} else {
		stripe->refused++;
		return NULL;
	}
	entry = &stripe->entries[link - 1];
	memset(entry, 0, sizeof(*entry));
	entry->key = *key;
	entry->bucket = bucket;
	entry->chain = stripe->buckets[bucket];
	stripe->buckets[bucket] = link;
	stripe->active++;
	return entry;
}

/* ---- one count ---- */

/* Which stripe, locked, and which of its buckets. */
static struct stripe *lock_stripe(struct host_quotas *quotas,
				  const struct host_quota_key *key,
				  uint32_t *bucket)
{
	uint64_t hash = hash_bytes(&quotas->key, key, sizeof(*key));
	struct stripe *stripe = &quotas->stripes[hash % STRIPES];

	*bucket = (uint32_t)(hash / STRIPES & (quotas->bucket_count - 1));
	pthread_mutex_lock(&stripe->lock);
	return stripe;
}

struct host_quota_count *host_quotas_acquire(struct host_quotas *quotas,
					     const struct host_quota_key *key,
					     usec_t now, unsigned *number)
{
	uint32_t bucket;
	struct stripe *stripe = lock_stripe(quotas, key, &bucket);
	struct entry *entry = find(stripe, bucket, key);

	if (!entry)
		entry = make(quotas, stripe, bucket, key, now);
	if (!entry) {
		pthread_mutex_unlock(&stripe->lock);
		return NULL;
	}
	stripe->changed = true;
	*number = (unsigned)(stripe - quotas->stripes);
	return &entry->count;
}

void host_quotas_release(struct host_quotas *quotas, unsigned stripe)
{
	pthread_mutex_unlock(&quotas->stripes[stripe].lock);
}

bool host_quotas_look(struct host_quotas *quotas,
		      const struct host_quota_key *key,
		      struct host_quota_count *count)
{
	uint32_t bucket;
	struct stripe *stripe = lock_stripe(quotas, key, &bucket);
	const struct entry *entry = find(stripe, bucket, key);

	if (entry)
		*count = entry->count;
	pthread_mutex_unlock(&stripe->lock);
	return entry;
}

void host_quota_add(struct host_quota_count *count, uint64_t more)
{
	uint64_t room = INT64_MAX - count->used;

	count->used += more < room ? more : room;
}

/* ---- all of them ---- */

void host_quotas_each(struct host_quotas *quotas,
		      bool (*visit)(void *context,
				    const struct host_quota_key *key,
				    struct host_quota_count *count),
		      void *context)
{
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &quotas->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		for (uint32_t link = 1; link <= stripe->fresh; link++) {
			struct entry *entry = &stripe->entries[link - 1];

			if (!entry->key.slot ||
			    visit(context, &entry->key, &entry->count))
				continue;
			forget(stripe, link);
			stripe->changed = true;
		}
		pthread_mutex_unlock(&stripe->lock);
	}
}

bool host_quotas_take_changes(struct host_quotas *quotas)
{
	bool changed = false;

	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &quotas->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		changed |= stripe->changed;
		stripe->changed = false;
		pthread_mutex_unlock(&stripe->lock);
	}
	return changed;
}

static bool nobody(void *context, const struct host_quota_key *key,
		   struct host_quota_count *count)
{
	(void)context;
	(void)key;
	(void)count;
	return false;
}

void host_quotas_clear(struct host_quotas *quotas)
{
	host_quotas_each(quotas, nobody, NULL);
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &quotas->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		stripe->refused = 0;
		stripe->reclaimed_us = 0;
		pthread_mutex_unlock(&stripe->lock);
	}
}

void host_quotas_count(struct host_quotas *quotas,
		       struct host_quotas_counts *counts)
{
	*counts = (struct host_quotas_counts){0, 0};
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &quotas->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		counts->active += stripe->active;
		counts->refused += stripe->refused;
		pthread_mutex_unlock(&stripe->lock);
	}
}
