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
 * Where addresses are attached: the MAC, the VLAN and the interface that their packets
 * come from. Bounded: when full it evicts in CLOCK order. Any number of threads.
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
 * identity_attachments_create - create a table for @hosts addresses
 * @key: copied; addresses are hashed with it
 *
 * Return: for identity_attachments_destroy(); NULL with errno ENOMEM.
 */
struct identity_attachments *
identity_attachments_create(size_t hosts, const struct hash_key *key);
void identity_attachments_destroy(struct identity_attachments *attachments);

/**
 * identity_attachments_clear - remove all entries, and reset the counts
 */
void identity_attachments_clear(struct identity_attachments *attachments);

/**
 * identity_attachments_learn - store where an address is attached now
 * @attachment: copied; compared as bytes
 *
 * Return: whether it had another attachment before.
 */
bool identity_attachments_learn(struct identity_attachments *attachments,
				const struct address *address,
				const struct identity_attachment *attachment);

/**
 * identity_attachments_look - look up where an address is attached
 * @attachment: out, only when true is returned
 *
 * Return: whether it is known.
 */
bool identity_attachments_look(struct identity_attachments *attachments,
			       const struct address *address,
			       struct identity_attachment *attachment);

/**
 * identity_attachments_count - read how many entries were created and evicted, and are active
 */
void identity_attachments_count(struct identity_attachments *attachments,
				struct host_cache_counts *counts);

#endif
