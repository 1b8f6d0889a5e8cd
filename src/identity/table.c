/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/cache, which holds the locks.
 */
#include "identity/table.h"

#include <string.h>

#include "host/cache.h"

/* Hashed as bytes, so without padding. */
struct packed_key {
	uint8_t of_mac;
	uint8_t bytes[16];
};
_Static_assert(sizeof(struct packed_key) == 17, "no padding: it is hashed");

static struct host_cache *cache_of(const struct identity_table *table)
{
	return (struct host_cache *)(uintptr_t)table;
}

static struct packed_key pack(const struct identity_key *key)
{
	struct packed_key packed = {.of_mac = key->of_mac};

	if (key->of_mac)
		memcpy(packed.bytes, key->mac.bytes, sizeof(key->mac.bytes));
	else
		memcpy(packed.bytes, key->address.bytes, sizeof(packed.bytes));
	return packed;
}

struct identity_table *identity_table_create(size_t hosts,
					     const struct hash_key *key)
{
	return (struct identity_table *)host_cache_create(
		hosts, sizeof(struct packed_key), sizeof(struct identity_entry),
		key);
}

void identity_table_destroy(struct identity_table *table)
{
	host_cache_destroy(cache_of(table));
}

static bool entry_is_same(const struct identity_entry *a,
			  const struct identity_entry *b)
{
	if (a->until_us != b->until_us || strcmp(a->user, b->user) != 0 ||
	    a->group_count != b->group_count)
		return false;
	for (unsigned i = 0; i < a->group_count; i++)
		if (strcmp(a->groups[i], b->groups[i]) != 0)
			return false;
	return true;
}

bool identity_table_set(struct identity_table *table,
			const struct identity_key *key,
			const struct identity_entry *identity)
{
	struct packed_key packed = pack(key);
	unsigned stripe;
	struct identity_entry *known =
		host_cache_acquire(cache_of(table), &packed, true, &stripe);
	bool changed = !entry_is_same(known, identity);

	*known = *identity;
	known->revision = 0;
	host_cache_release(cache_of(table), stripe);
	return changed;
}

void identity_table_remove(struct identity_table *table,
			   const struct identity_key *key)
{
	struct packed_key packed = pack(key);

	host_cache_remove(cache_of(table), &packed);
}

bool identity_table_look(struct identity_table *table,
			 const struct identity_key *key, usec_t now,
			 uint32_t revision,
			 void (*resolve)(const void *context,
					 struct identity_entry *identity),
			 const void *context, struct identity_entry *identity)
{
	struct packed_key packed = pack(key);
	struct identity_entry *known;
	unsigned stripe;
	bool valid;

	known = host_cache_acquire(cache_of(table), &packed, false, &stripe);
	if (!known)
		return false;
	valid = !known->until_us || now < known->until_us;
	if (valid && known->revision != revision) {
		resolve(context, known);
		known->revision = revision;
	}
	if (valid)
		*identity = *known;
	host_cache_release(cache_of(table), stripe);
	return valid;
}

bool identity_table_is_empty(const struct identity_table *table)
{
	return host_cache_is_empty(cache_of(table));
}
