/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_TABLE_H
#define HOST_TABLE_H

#include <stddef.h>

#include "host/host.h"
#include "packet/address.h"

struct hash_key;
struct host_lru_counts;

/*
 * Hosts with evidence or events, by address. An address enters with its first
 * event; when the table is full the oldest that was quiet of late is forgotten.
 * Any number of threads.
 */
struct host_table;

/* Return: the table; NULL with errno ENOMEM. */
struct host_table *host_table_create(size_t hosts, const struct hash_key *key);
void host_table_destroy(struct host_table *table);
void host_table_clear(struct host_table *table);

/* What a host was doing that is forgotten. */
struct host_departed {
	bool busy; /* it was doing something: else the rest is not set */
	struct address address;
	uint32_t epoch; /* of the ruleset that spoke last */
	struct {
		uint16_t application; /* 0: free */
		struct episodes episodes;
	} cases[HOST_CASES];
};

/*
 * The host of an address, made when new; locked until host_table_release().
 * @departed: out: of the host that gave way for it; or NULL
 */
struct host *host_table_acquire(struct host_table *table,
				const struct address *address,
				struct host_departed *departed,
				unsigned *stripe);

/* The host of an address, locked; NULL, and no lock, when there is none. */
struct host *host_table_find(struct host_table *table,
			     const struct address *address, unsigned *stripe);
void host_table_release(struct host_table *table, unsigned stripe);

/* Calls @visit for every host, locked, in no order. */
void host_table_each(struct host_table *table,
		     void (*visit)(void *context, const struct address *address,
				   const struct host *host),
		     void *context);

void host_table_count(struct host_table *table, struct host_lru_counts *counts);

#endif
