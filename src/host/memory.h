/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_MEMORY_H
#define HOST_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "packet/key.h"

struct hash_key;
struct host_cache_counts;

#define HOST_REGISTERS 8 /* of an endpoint, or of a host */

/* Values that signatures stored of the last packets of an endpoint. */
struct host_registers {
	uint32_t value[HOST_REGISTERS];
	usec_t time_us[HOST_REGISTERS]; /* when it was written */
	uint8_t valid;			/* bit n: register n was written */
};

/*
 * A value for the first of @count registers; older values move to the next one. @count
 * is at least 1, and all of them are below HOST_REGISTERS.
 */
struct host_write {
	uint8_t first, count;
	uint32_t value;
};

/*
 * Registers by endpoint; those of a whole host have port 0 and transport 0. Any sender
 * of packets makes entries here, so nothing here decides alone, and entries that were
 * not used recently are evicted. Any number of threads.
 */
struct host_memory;

/**
 * host_memory_create - make a table for the registers of @entries endpoints and hosts
 * @key: copied; they are hashed with it
 *
 * Return: for host_memory_destroy(); NULL with errno ENOMEM.
 */
struct host_memory *host_memory_create(size_t entries,
				       const struct hash_key *key);
void host_memory_destroy(struct host_memory *memory);

/**
 * host_memory_clear - remove all registers and reset the counts
 */
void host_memory_clear(struct host_memory *memory);

/**
 * host_memory_of_host - return the endpoint under which a host's registers are kept
 */
struct endpoint host_memory_of_host(const struct address *address);

/**
 * host_memory_read - copy the registers of an endpoint; none is valid when unknown
 */
void host_memory_read(struct host_memory *memory,
		      const struct endpoint *endpoint,
		      struct host_registers *registers);

/**
 * host_memory_write - write registers of one endpoint, in the order of @writes
 * @now: their time
 *
 * A new endpoint may evict an old one.
 */
void host_memory_write(struct host_memory *memory,
		       const struct endpoint *endpoint,
		       const struct host_write *writes, size_t count,
		       usec_t now);

/**
 * host_memory_count - count created, evicted and active
 */
void host_memory_count(struct host_memory *memory,
		       struct host_cache_counts *counts);

#endif
