/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries are of base/striped.h. Lock: all of a stripe by stripe->lock.
 */
#include "host/quota.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/striped.h"

struct entry {
	struct striped_entry entry; /* first */
	struct host_quota_key key;  /* slot 0: the entry is free */
	struct host_quota_count count;
};

struct stripe {
	pthread_mutex_t lock;
	struct striped_pool pool;
	uint32_t active;
	usec_t reclaimed_us; /* when expired counts were last removed */
	uint64_t refused;
	bool changed;
} __attribute__((aligned(64)));

struct host_quotas {
	struct striped striped;
	struct stripe stripes[STRIPES];
};

struct host_quotas *host_quotas_create(size_t entries,
				       const struct hash_key *key)
{
	struct host_quotas *quotas = aligned_alloc(64, sizeof(*quotas));

	if (!quotas)
		return NULL;
	memset(quotas, 0, sizeof(*quotas));
	quotas->striped = (struct striped){
		.key = *key,
		.key_at = offsetof(struct entry, key),
		.key_bytes = sizeof(struct host_quota_key),
		.entry_bytes = sizeof(struct entry),
	};
	for (uint32_t i = 0; i < STRIPES; i++) {
		pthread_mutex_init(&quotas->stripes[i].lock, NULL);
		quotas->stripes[i].pool.fresh = i;
	}
	if (striped_init(&quotas->striped, entries) < 0) {
		host_quotas_destroy(quotas);
		errno = ENOMEM;
		return NULL;
	}
	return quotas;
}

void host_quotas_destroy(struct host_quotas *quotas)
{
	if (!quotas)
		return;
	for (size_t i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&quotas->stripes[i].lock);
	striped_fini(&quotas->striped);
	free(quotas);
}

/* ---- the caller holds the stripe ---- */

static void count_remove(struct host_quotas *quotas, struct stripe *stripe,
			 uint32_t link)
{
	struct entry *entry = striped_at(&quotas->striped, link);

	striped_remove(&quotas->striped, &stripe->pool, link);
	entry->key.slot = 0;
	stripe->active--;
}

/* Its further ones are each STRIPES higher, and not above pool.fresh. */
static uint32_t first_link(const struct host_quotas *quotas,
			   const struct stripe *stripe)
{
	return (uint32_t)(stripe - quotas->stripes) + 1;
}

/* Remove counts whose period is over; once a second of packet time at most. */
static void expired_reclaim(struct host_quotas *quotas, struct stripe *stripe,
			    usec_t now)
{
	uint32_t link;

	if (usec_since(now, stripe->reclaimed_us) < USEC_PER_SEC)
		return;
	stripe->reclaimed_us = now;
	for (link = first_link(quotas, stripe); link <= stripe->pool.fresh;
	     link += STRIPES) {
		const struct entry *entry = striped_at(&quotas->striped, link);

		if (entry->key.slot && entry->count.until_us <= now)
			count_remove(quotas, stripe, link);
	}
}

static uint32_t count_add(struct host_quotas *quotas, struct stripe *stripe,
			  uint64_t hash, const struct host_quota_key *key,
			  usec_t now)
{
	if (striped_is_full(&quotas->striped, &stripe->pool))
		expired_reclaim(quotas, stripe, now);
	if (striped_is_full(&quotas->striped, &stripe->pool)) {
		stripe->refused++;
		return 0;
	}
	stripe->active++;
	return striped_add(&quotas->striped, &stripe->pool, hash, key);
}

/* ---- one count ---- */

struct host_quota_count *host_quotas_acquire(struct host_quotas *quotas,
					     const struct host_quota_key *key,
					     usec_t now, unsigned *number)
{
	uint64_t hash = striped_hash(&quotas->striped, key);
	struct stripe *stripe = &quotas->stripes[hash % STRIPES];
	uint32_t link;

	pthread_mutex_lock(&stripe->lock);
	link = striped_find(&quotas->striped, hash, key);
	if (!link)
		link = count_add(quotas, stripe, hash, key, now);
	if (!link) {
		pthread_mutex_unlock(&stripe->lock);
		return NULL;
	}
	stripe->changed = true;
	*number = hash % STRIPES;
	return &((struct entry *)striped_at(&quotas->striped, link))->count;
}

void host_quotas_release(struct host_quotas *quotas, unsigned stripe)
{
	pthread_mutex_unlock(&quotas->stripes[stripe].lock);
}

bool host_quotas_look(struct host_quotas *quotas,
		      const struct host_quota_key *key,
		      struct host_quota_count *count)
{
	uint64_t hash = striped_hash(&quotas->striped, key);
	struct stripe *stripe = &quotas->stripes[hash % STRIPES];
	uint32_t link;

	pthread_mutex_lock(&stripe->lock);
	link = striped_find(&quotas->striped, hash, key);
	if (link)
		*count = ((struct entry *)striped_at(&quotas->striped, link))
				 ->count;
	pthread_mutex_unlock(&stripe->lock);
	return link != 0;
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
		uint32_t link;

		pthread_mutex_lock(&stripe->lock);
		for (link = first_link(quotas, stripe);
		     link <= stripe->pool.fresh; link += STRIPES) {
			struct entry *entry =
				striped_at(&quotas->striped, link);

			if (!entry->key.slot ||
			    visit(context, &entry->key, &entry->count))
				continue;
			count_remove(quotas, stripe, link);
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

static bool keep_none(void *context, const struct host_quota_key *key,
		      struct host_quota_count *count)
{
	(void)context;
	(void)key;
	(void)count;
	return false;
}

void host_quotas_clear(struct host_quotas *quotas)
{
	host_quotas_each(quotas, keep_none, NULL);
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
