/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_TABLE_H
#define HOST_TABLE_H

#include <stddef.h>

#include "host/host.h"
#include "packet/address.h"

struct hash_key;
struct host_cache_counts;

/*
 * Hosts with evidence or events, by address. An address enters with its first
 * event; when the table is full the oldest that was quiet of late is forgotten.
 * Any number of threads.
 */
struct host_table;

/**
 * host_table_create - an empty table for @hosts addresses
 * @key: copied; addresses are hashed with it
 *
 * Return: for host_table_destroy(); NULL with errno ENOMEM.
 */
struct host_table *host_table_create(size_t hosts, const struct hash_key *key);
void host_table_destroy(struct host_table *table);

/**
 * host_table_clear - forget all hosts, and all counts
 */
void host_table_clear(struct host_table *table);

/* What a host was doing that is forgotten. */
struct host_departed {
	bool busy; /* it was doing something: else the rest is not set */
	struct address address;
	uint32_t revision; /* of the ruleset that spoke last */
	struct {
		uint16_t application; /* 0: free */
		struct episodes episodes;
	} cases[HOST_APPLICATIONS];
};

/**
 * host_table_acquire - the host of an address, made when new; locked
 * @departed: out: what the host did that gave way for it, if any; or NULL
 * @stripe:   out: what host_table_release() wants
 *
 * Never hold two at a time.
 *
 * Return: the host, never NULL: the oldest gives way. It is the caller's until
 * host_table_release().
 */
struct host *host_table_acquire(struct host_table *table,
				const struct address *address,
				struct host_departed *departed,
				unsigned *stripe);

/**
 * host_table_find - the host of an address, locked, if there is one
 *
 * Return: as host_table_acquire(); NULL, and no lock, when there is none.
 */
struct host *host_table_find(struct host_table *table,
			     const struct address *address, unsigned *stripe);
void host_table_release(struct host_table *table, unsigned stripe);

/**
 * host_table_each - call @visit for every host, locked, in no order
 *
 * A stripe is locked at a time: @visit must not ask the table.
 */
void host_table_each(struct host_table *table,
		     void (*visit)(void *context, const struct address *address,
				   const struct host *host),
		     void *context);

/**
 * host_table_count - created, evicted and active
 */
void host_table_count(struct host_table *table,
		      struct host_cache_counts *counts);

#endif
