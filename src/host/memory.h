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

/* Fields that signatures remember of what an endpoint sent last. */
struct host_registers {
	uint32_t value[HOST_REGISTERS];
	usec_t time_us[HOST_REGISTERS]; /* when it was written */
	uint8_t valid;			/* bit n: register n was written */
};

/*
 * A value for the first of @count registers; the older ones move down. At least
 * one, and all of them below HOST_REGISTERS.
 */
struct host_write {
	uint8_t first, count;
	uint32_t value;
};

/*
 * Registers by endpoint; those of a whole host stand under port 0 and transport
 * 0. Anybody who sends packets makes entries here, so it knows nothing that
 * decides, and the oldest not used of late is forgotten. Any number of threads.
 */
struct host_memory;

/**
 * host_memory_create - room for the registers of @entries endpoints and hosts
 * @key: copied; they are hashed with it
 *
 * Return: for host_memory_destroy(); NULL with errno ENOMEM.
 */
struct host_memory *host_memory_create(size_t entries,
				       const struct hash_key *key);
void host_memory_destroy(struct host_memory *memory);

/**
 * host_memory_clear - forget all registers, and all counts
 */
void host_memory_clear(struct host_memory *memory);

/**
 * host_memory_of_host - where an address's own registers stand, of no port
 */
struct endpoint host_memory_of_host(const struct address *address);

/**
 * host_memory_read - a copy of what is remembered; none valid when nothing is
 */
void host_memory_read(struct host_memory *memory, const struct endpoint *who,
		      struct host_registers *registers);

/**
 * host_memory_write - write registers of one endpoint, in the order of @writes
 * @now: their time
 *
 * An endpoint that is new may push out the oldest.
 */
void host_memory_write(struct host_memory *memory, const struct endpoint *who,
		       const struct host_write *writes, size_t count,
		       usec_t now);

/**
 * host_memory_count - created, evicted and active
 */
void host_memory_count(struct host_memory *memory,
		       struct host_cache_counts *counts);

#endif
