/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/cache, which has the locks.
 */
#include "host/table.h"

#include <string.h>

#include "host/cache.h"

static struct host_cache *table_cache(struct host_table *table)
{
	return (struct host_cache *)table;
}

struct host_table *host_table_create(size_t hosts, const struct hash_key *key)
{
	return (struct host_table *)host_cache_create(
		hosts, sizeof(struct address), sizeof(struct host), key);
}

void host_table_destroy(struct host_table *table)
{
	host_cache_destroy(table_cache(table));
}

void host_table_clear(struct host_table *table)
{
	host_cache_clear(table_cache(table));
}

struct evicted {
	struct host_cache_evicted evicted; /* first */
	struct host_departed *departed;
};

static bool is_busy(const struct host_application *host_application)
{
	bool busy = false;

	for (unsigned i = 0; i < EPISODES && host_application->application; i++)
		busy |= host_application->episodes.all[i].began;
	return busy;
}

static void on_evict(struct host_cache_evicted *evicted, const void *key,
		     const void *value)
{
	struct host_departed *departed = ((struct evicted *)evicted)->departed;
	const struct host *host = value;

	for (unsigned i = 0; i < HOST_APPLICATIONS; i++)
		departed->busy |= is_busy(&host->applications[i]);
	if (!departed->busy)
		return;
	memcpy(&departed->address, key, sizeof(departed->address));
	departed->revision = host->revision;
	for (unsigned i = 0; i < HOST_APPLICATIONS; i++) {
		departed->applications[i].application =
			host->applications[i].application;
		departed->applications[i].episodes =
			host->applications[i].episodes;
	}
}

struct host *host_table_acquire(struct host_table *table,
				const struct address *address,
				struct host_departed *departed,
				unsigned *stripe)
{
	struct evicted evicted = {.evicted = {.on_evict = on_evict},
				  .departed = departed};

	if (!departed)
		return host_cache_acquire(table_cache(table), address, true,
					  stripe);
	departed->busy = false;
	return host_cache_make(table_cache(table), address, &evicted.evicted,
			       stripe);
}

struct host *host_table_find(struct host_table *table,
			     const struct address *address, unsigned *stripe)
{
	return host_cache_acquire(table_cache(table), address, false, stripe);
}

void host_table_release(struct host_table *table, unsigned stripe)
{
	host_cache_release(table_cache(table), stripe);
}

struct visit {
	void (*visit)(void *context, const struct address *address,
		      const struct host *host);
	void *context;
};

static void visit_entry(void *context, const void *key, const void *value)
{
	struct visit *visit = context;

	visit->visit(visit->context, key, value);
}

void host_table_each(struct host_table *table,
		     void (*visit)(void *context, const struct address *address,
				   const struct host *host),
		     void *context)
{
	struct visit each = {.visit = visit, .context = context};

	host_cache_each(table_cache(table), visit_entry, &each);
}

void host_table_count(struct host_table *table,
		      struct host_cache_counts *counts)
{
	host_cache_count(table_cache(table), counts);
}
