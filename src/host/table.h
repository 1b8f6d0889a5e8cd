/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_TABLE_H
#define HOST_TABLE_H

#include <stddef.h>

#include "host/host.h"
#include "packet/address.h"

struct hash_key;
struct host_cache_counts;

/*
 * Hosts with evidence or events, by address. An address is added with its first event;
 * a full table evicts a host that was not used recently. Any number of threads.
 */
struct host_table;

/**
 * host_table_create - make an empty table for @hosts addresses
 * @key: copied; addresses are hashed with it
 *
 * Return: for host_table_destroy(); NULL with errno ENOMEM.
 */
struct host_table *host_table_create(size_t hosts, const struct hash_key *key);
void host_table_destroy(struct host_table *table);

/**
 * host_table_clear - remove all hosts and reset the counts
 */
void host_table_clear(struct host_table *table);

/* Activities of an evicted host. */
struct host_departed {
	bool busy; /* it had one; else the rest is not set */
	struct address address;
	uint32_t revision; /* of the last ruleset that changed it */
	struct {
		uint16_t application; /* 0: free */
		struct episodes episodes;
	} applications[HOST_APPLICATIONS];
};

/**
 * host_table_acquire - find or make the host of an address, and lock it
 * @departed: out: activities of the host that was evicted for it, if any; or NULL
 * @stripe:   out, for host_table_release()
 *
 * Never hold two at a time.
 *
 * Return: the host, valid until host_table_release(); never NULL.
 */
struct host *host_table_acquire(struct host_table *table,
				const struct address *address,
				struct host_departed *departed,
				unsigned *stripe);

/**
 * host_table_find - find the host of an address, and lock it
 *
 * Return: as host_table_acquire(); NULL, and no lock, when there is none.
 */
struct host *host_table_find(struct host_table *table,
			     const struct address *address, unsigned *stripe);
void host_table_release(struct host_table *table, unsigned stripe);

/**
 * host_table_each - call @visit for every host, locked, in no order
 *
 * Its stripe is locked: @visit must not call the table.
 */
void host_table_each(struct host_table *table,
		     void (*visit)(void *context, const struct address *address,
				   const struct host *host),
		     void *context);

/**
 * host_table_count - count created, evicted and active
 */
void host_table_count(struct host_table *table,
		      struct host_cache_counts *counts);

#endif
