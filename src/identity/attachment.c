/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/cache, which has the locks.
 */
#include "identity/attachment.h"

#include <string.h>

#include "host/cache.h"

_Static_assert(sizeof(struct identity_attachment) == 26,
	       "no padding: it is compared");

/* With a mark that it was written: an entry starts zeroed. */
struct entry {
	struct identity_attachment place;
	bool known;
};

static struct host_cache *lru_of(struct identity_attachments *places)
{
	return (struct host_cache *)places;
}

struct identity_attachments *
identity_attachments_create(size_t hosts, const struct hash_key *key)
{
	return (struct identity_attachments *)host_cache_create(
		hosts, sizeof(struct address), sizeof(struct entry), key);
}

void identity_attachments_destroy(struct identity_attachments *places)
{
	host_cache_destroy(lru_of(places));
}

void identity_attachments_clear(struct identity_attachments *places)
{
	host_cache_clear(lru_of(places));
}

bool identity_attachments_learn(struct identity_attachments *places,
				const struct address *address,
				const struct identity_attachment *place)
{
	unsigned stripe;
	struct entry *entry =
		host_cache_acquire(lru_of(places), address, true, &stripe);
	bool moved = entry->known &&
		     memcmp(&entry->place, place, sizeof(*place)) != 0;

	entry->place = *place;
	entry->known = true;
	host_cache_release(lru_of(places), stripe);
	return moved;
}

bool identity_attachments_look(struct identity_attachments *places,
			       const struct address *address,
			       struct identity_attachment *place)
{
	struct entry *entry;
	unsigned stripe;

	if (host_cache_is_empty(lru_of(places)))
		return false;
	entry = host_cache_acquire(lru_of(places), address, false, &stripe);
	if (!entry)
		return false;
	*place = entry->place;
	host_cache_release(lru_of(places), stripe);
	return true;
}

void identity_attachments_count(struct identity_attachments *places,
				struct host_cache_counts *counts)
{
	host_cache_count(lru_of(places), counts);
}
