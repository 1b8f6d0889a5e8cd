/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/cache, which has the locks.
 */
#include "host/memory.h"

#include "host/cache.h"

static struct host_cache *memory_cache(struct host_memory *memory)
{
	return (struct host_cache *)memory;
}

struct host_memory *host_memory_create(size_t entries,
				       const struct hash_key *key)
{
	return (struct host_memory *)host_cache_create(
		entries, sizeof(struct endpoint), sizeof(struct host_registers),
		key);
}

void host_memory_destroy(struct host_memory *memory)
{
	host_cache_destroy(memory_cache(memory));
}

void host_memory_clear(struct host_memory *memory)
{
	host_cache_clear(memory_cache(memory));
}

struct endpoint host_memory_of_host(const struct address *address)
{
	return (struct endpoint){.address = *address};
}

void host_memory_read(struct host_memory *memory,
		      const struct endpoint *endpoint,
		      struct host_registers *registers)
{
	unsigned stripe;
	const struct host_registers *found = host_cache_acquire(
		memory_cache(memory), endpoint, false, &stripe);

	if (!found) {
		registers->valid = 0;
		return;
	}
	*registers = *found;
	host_cache_release(memory_cache(memory), stripe);
}

static void registers_push(struct host_registers *registers,
			   const struct host_write *write, usec_t now)
{
	for (unsigned i = write->first + write->count - 1; i > write->first;
	     i--) {
		registers->value[i] = registers->value[i - 1];
		registers->time_us[i] = registers->time_us[i - 1];
		if (registers->valid & (1U << (i - 1)))
			registers->valid |= (uint8_t)(1U << i);
	}
	registers->value[write->first] = write->value;
	registers->time_us[write->first] = now;
	registers->valid |= (uint8_t)(1U << write->first);
}

void host_memory_write(struct host_memory *memory,
		       const struct endpoint *endpoint,
		       const struct host_write *writes, size_t count,
		       usec_t now)
{
	unsigned stripe;
	struct host_registers *registers = host_cache_acquire(
		memory_cache(memory), endpoint, true, &stripe);

	for (size_t i = 0; i < count; i++)
		registers_push(registers, &writes[i], now);
	host_cache_release(memory_cache(memory), stripe);
}

void host_memory_count(struct host_memory *memory,
		       struct host_cache_counts *counts)
{
	host_cache_count(memory_cache(memory), counts);
}
