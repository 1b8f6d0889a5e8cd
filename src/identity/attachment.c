/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/cache, which holds the locks.
 */
#include "identity/attachment.h"

#include <string.h>

#include "host/cache.h"

_Static_assert(sizeof(struct identity_attachment) == 26,
	       "no padding: it is compared");

/* A new entry is zeroed: `known` tells it from an attachment of zeros. */
struct entry {
	struct identity_attachment attachment;
	bool known;
};

static struct host_cache *cache_of(struct identity_attachments *attachments)
{
	return (struct host_cache *)attachments;
}

struct identity_attachments *
identity_attachments_create(size_t hosts, const struct hash_key *key)
{
	return (struct identity_attachments *)host_cache_create(
		hosts, sizeof(struct address), sizeof(struct entry), key);
}

void identity_attachments_destroy(struct identity_attachments *attachments)
{
	host_cache_destroy(cache_of(attachments));
}

void identity_attachments_clear(struct identity_attachments *attachments)
{
	host_cache_clear(cache_of(attachments));
}

bool identity_attachments_learn(struct identity_attachments *attachments,
				const struct address *address,
				const struct identity_attachment *attachment)
{
	unsigned stripe;
	struct entry *entry = host_cache_acquire(cache_of(attachments), address,
						 true, &stripe);
	bool moved = entry->known && memcmp(&entry->attachment, attachment,
					    sizeof(*attachment)) != 0;

	entry->attachment = *attachment;
	entry->known = true;
	host_cache_release(cache_of(attachments), stripe);
	return moved;
}

bool identity_attachments_look(struct identity_attachments *attachments,
			       const struct address *address,
			       struct identity_attachment *attachment)
{
	struct entry *entry;
	unsigned stripe;

	if (host_cache_is_empty(cache_of(attachments)))
		return false;
	entry = host_cache_acquire(cache_of(attachments), address, false,
				   &stripe);
	if (!entry)
		return false;
	*attachment = entry->attachment;
	host_cache_release(cache_of(attachments), stripe);
	return true;
}

void identity_attachments_count(struct identity_attachments *attachments,
				struct host_cache_counts *counts)
{
	host_cache_count(cache_of(attachments), counts);
}
