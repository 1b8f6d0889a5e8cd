/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/lru, which has the locks.
 */
#include "host/place.h"

#include <string.h>

#include "host/lru.h"

_Static_assert(sizeof(struct host_place) == 26, "no padding: it is compared");

/* With a mark that it was written: an entry starts zeroed. */
struct entry {
	struct host_place place;
	bool known;
};

static struct host_lru *lru_of(struct host_places *places)
{
	return (struct host_lru *)places;
}

struct host_places *host_places_create(size_t hosts, const struct hash_key *key)
{
	return (struct host_places *)host_lru_create(
		hosts, sizeof(struct address), sizeof(struct entry), key);
}

void host_places_destroy(struct host_places *places)
{
	host_lru_destroy(lru_of(places));
}

void host_places_clear(struct host_places *places)
{
	host_lru_clear(lru_of(places));
}

bool host_places_learn(struct host_places *places,
		       const struct address *address,
		       const struct host_place *place)
{
	unsigned stripe;
	struct entry *entry =
		host_lru_acquire(lru_of(places), address, true, &stripe);
	bool moved = entry->known &&
		     memcmp(&entry->place, place, sizeof(*place)) != 0;

	entry->place = *place;
	entry->known = true;
	host_lru_release(lru_of(places), stripe);
	return moved;
}

bool host_places_look(struct host_places *places, const struct address *address,
		      struct host_place *place)
{
	struct entry *entry;
	unsigned stripe;

	if (host_lru_is_empty(lru_of(places)))
		return false;
	entry = host_lru_acquire(lru_of(places), address, false, &stripe);
	if (!entry)
		return false;
	*place = entry->place;
	host_lru_release(lru_of(places), stripe);
	return true;
}

void host_places_count(struct host_places *places,
		       struct host_lru_counts *counts)
{
	host_lru_count(lru_of(places), counts);
}
