/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/lru, which has the locks.
 */
#include "host/table.h"

#include "host/host.h"
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

struct host *host_table_acquire(struct host_table *table,
				const struct address *address, unsigned *stripe)
{
	return host_lru_acquire(lru_of(table), address, true, stripe);
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
