/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/lru, which has the locks.
 */
#include "host/table.h"

#include <string.h>

#include "host/lru.h"

static struct host_lru *lru_of(struct host_table *table)
{
	return (struct host_lru *)table;
}

struct host_table *host_table_create(size_t hosts, const struct hash_key *key)
{
	return (struct host_table *)host_lru_create(
		hosts, sizeof(struct address), sizeof(struct host), key);
}

void host_table_destroy(struct host_table *table)
{
	host_lru_destroy(lru_of(table));
}

void host_table_clear(struct host_table *table)
{
	host_lru_clear(lru_of(table));
}

struct heir {
	struct host_lru_heir heir; /* first */
	struct host_departed *departed;
};

static bool is_busy(const struct host_case *host_case)
{
	bool busy = false;

	for (unsigned i = 0; i < EPISODES && host_case->application; i++)
		busy |= host_case->episodes.all[i].began;
	return busy;
}

static void inherit(struct host_lru_heir *heir, const void *key,
		    const void *value)
{
	struct host_departed *departed = ((struct heir *)heir)->departed;
	const struct host *host = value;

	for (unsigned i = 0; i < HOST_CASES; i++)
		departed->busy |= is_busy(&host->cases[i]);
	if (!departed->busy)
		return;
	memcpy(&departed->address, key, sizeof(departed->address));
	departed->epoch = host->epoch;
	for (unsigned i = 0; i < HOST_CASES; i++) {
		departed->cases[i].application = host->cases[i].application;
		departed->cases[i].episodes = host->cases[i].episodes;
	}
}

struct host *host_table_acquire(struct host_table *table,
				const struct address *address,
				struct host_departed *departed,
				unsigned *stripe)
{
	struct heir heir = {.heir = {.inherit = inherit}, .departed = departed};

	if (!departed)
		return host_lru_acquire(lru_of(table), address, true, stripe);
	departed->busy = false;
	return host_lru_make(lru_of(table), address, &heir.heir, stripe);
}

struct host *host_table_find(struct host_table *table,
			     const struct address *address, unsigned *stripe)
{
	return host_lru_acquire(lru_of(table), address, false, stripe);
}

void host_table_release(struct host_table *table, unsigned stripe)
{
	host_lru_release(lru_of(table), stripe);
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

	host_lru_each(lru_of(table), visit_entry, &each);
}

void host_table_count(struct host_table *table, struct host_lru_counts *counts)
{
	host_lru_count(lru_of(table), counts);
}
