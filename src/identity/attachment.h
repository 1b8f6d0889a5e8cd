/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_ATTACHMENT_H
#define IDENTITY_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/address.h"
#include "packet/mac.h"

struct hash_key;
struct host_cache_counts;

/*
 * Where addresses are: which card and which interface their packets come from.
 * Bounded: when it is full, the oldest that was not asked for of late is forgotten.
 * Any number of threads.
 */
struct identity_attachments;

#define IDENTITY_ATTACHMENT_INTERFACE \
	16 /* bytes of a name, terminator included */

struct identity_attachment {
	struct mac mac;				       /* all zero: not known */
	uint16_t vlan, inner_vlan;		       /* 0 untagged */
	char interface[IDENTITY_ATTACHMENT_INTERFACE]; /* rest is 0; "" not known */
};

/**
 * identity_attachments_create - the places of @hosts addresses
 * @key: copied; addresses are hashed with it
 *
 * Return: for identity_attachments_destroy(); NULL with errno ENOMEM.
 */
struct identity_attachments *
identity_attachments_create(size_t hosts, const struct hash_key *key);
void identity_attachments_destroy(struct identity_attachments *places);

/**
 * identity_attachments_clear - forget all places, and all counts
 */
void identity_attachments_clear(struct identity_attachments *places);

/**
 * identity_attachments_learn - an address is here now
 * @place: copied; compared as bytes
 *
 * Return: whether another place was known for it.
 */
bool identity_attachments_learn(struct identity_attachments *places,
				const struct address *address,
				const struct identity_attachment *place);

/**
 * identity_attachments_look - where is it?
 * @place: out, only when true is returned
 *
 * Return: whether it is known.
 */
bool identity_attachments_look(struct identity_attachments *places,
			       const struct address *address,
			       struct identity_attachment *place);

/**
 * identity_attachments_count - created, evicted and active
 */
void identity_attachments_count(struct identity_attachments *places,
				struct host_cache_counts *counts);

#endif
