/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/lru, which has the locks.
 */
#include "host/identity.h"

#include <string.h>

#include "host/lru.h"

/* What is hashed: no padding. */
struct packed_key {
	uint8_t of_mac;
	uint8_t bytes[16];
};
_Static_assert(sizeof(struct packed_key) == 17, "no padding: it is hashed");

static struct host_lru *lru_of(const struct host_identities *identities)
{
	return (struct host_lru *)(uintptr_t)identities;
}

static struct packed_key pack(const struct host_identity_key *key)
{
	struct packed_key packed = {.of_mac = key->of_mac};

	if (key->of_mac)
		memcpy(packed.bytes, key->mac.bytes, sizeof(key->mac.bytes));
	else
		memcpy(packed.bytes, key->address.bytes, sizeof(packed.bytes));
	return packed;
}

struct host_identities *host_identities_create(size_t hosts,
					       const struct hash_key *key)
{
	return (struct host_identities *)host_lru_create(
		hosts, sizeof(struct packed_key), sizeof(struct host_identity),
		key);
}

void host_identities_destroy(struct host_identities *identities)
{
	host_lru_destroy(lru_of(identities));
}

static bool same(const struct host_identity *a, const struct host_identity *b)
{
	if (a->until_us != b->until_us || strcmp(a->user, b->user) != 0 ||
	    a->group_count != b->group_count)
		return false;
	for (unsigned i = 0; i < a->group_count; i++)
		if (strcmp(a->groups[i], b->groups[i]) != 0)
			return false;
	return true;
}

bool host_identities_set(struct host_identities *identities,
			 const struct host_identity_key *key,
			 const struct host_identity *identity)
{
	struct packed_key packed = pack(key);
	unsigned stripe;
	struct host_identity *known =
		host_lru_acquire(lru_of(identities), &packed, true, &stripe);
	bool news = !same(known, identity);

	*known = *identity;
	known->epoch = 0;
	host_lru_release(lru_of(identities), stripe);
	return news;
}

void host_identities_remove(struct host_identities *identities,
			    const struct host_identity_key *key)
{
	struct packed_key packed = pack(key);

	host_lru_remove(lru_of(identities), &packed);
}

bool host_identities_look(struct host_identities *identities,
			  const struct host_identity_key *key, usec_t now,
			  uint32_t epoch,
			  void (*resolve)(const void *context,
					  struct host_identity *identity),
			  const void *context, struct host_identity *identity)
{
	struct packed_key packed = pack(key);
	struct host_identity *known;
	unsigned stripe;
	bool valid;

	known = host_lru_acquire(lru_of(identities), &packed, false, &stripe);
	if (!known)
		return false;
	valid = !known->until_us || now < known->until_us;
	if (valid && known->epoch != epoch) {
		resolve(context, known);
		known->epoch = epoch;
	}
	if (valid)
		*identity = *known;
	host_lru_release(lru_of(identities), stripe);
	return valid;
}

bool host_identities_are_empty(const struct host_identities *identities)
{
	return host_lru_is_empty(lru_of(identities));
}
