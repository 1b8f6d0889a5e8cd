/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_IDENTITY_H
#define HOST_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "packet/address.h"
#include "packet/mac.h"

struct hash_key;

/*
 * What a feed says of addresses and MACs: who uses them, until when. Names are the
 * feed's; the numbers that a ruleset has for them are found when they are asked
 * for, and kept with its epoch. Bounded: when it is full, the oldest that was not
 * asked for of late is forgotten. Any number of threads.
 */
struct host_identities;

#define HOST_IDENTITY_NAME 65  /* bytes, terminator included */
#define HOST_IDENTITY_GROUPS 8 /* at most; a feed says what it leaves out */

struct host_identity {
	usec_t until_us;	       /* 0: for ever */
	char user[HOST_IDENTITY_NAME]; /* "": only groups are known */
	char groups[HOST_IDENTITY_GROUPS][HOST_IDENTITY_NAME];
	unsigned group_count;

	/* of the ruleset with this epoch; written by the one who asks */
	uint32_t epoch;
	uint16_t user_number; /* 0: the ruleset has none of that name */
	uint16_t group_numbers[HOST_IDENTITY_GROUPS];
};

/* Whom it is about: one of both. */
struct host_identity_key {
	struct address address; /* when !of_mac */
	struct mac mac;
	bool of_mac;
};

/**
 * host_identities_create - room for what is said of @hosts keys
 * @key: copied; they are hashed with it
 *
 * Return: for host_identities_destroy(); NULL with errno ENOMEM.
 */
struct host_identities *host_identities_create(size_t hosts,
					       const struct hash_key *key);
void host_identities_destroy(struct host_identities *identities);

/**
 * host_identities_set - what is said now takes the place of what was
 * @identity: copied; its numbers are found when it is asked for
 *
 * Return: whether it says something else than before.
 */
bool host_identities_set(struct host_identities *identities,
			 const struct host_identity_key *key,
			 const struct host_identity *identity);

/**
 * host_identities_remove - forget one; nothing happens when it is not known
 */
void host_identities_remove(struct host_identities *identities,
			    const struct host_identity_key *key);

/**
 * host_identities_look - who is it?
 * @epoch:    of the caller's ruleset
 * @resolve:  finds the numbers of names; called, under the lock, when those that
 *            are kept are of another epoch
 * @identity: out, only when true is returned
 *
 * Return: whether it is known, and not over at @now.
 */
bool host_identities_look(struct host_identities *identities,
			  const struct host_identity_key *key, usec_t now,
			  uint32_t epoch,
			  void (*resolve)(const void *context,
					  struct host_identity *identity),
			  const void *context, struct host_identity *identity);

/**
 * host_identities_are_empty - is nothing known of anybody?
 *
 * Lock-free; may be outdated at once.
 */
bool host_identities_are_empty(const struct host_identities *identities);

#endif
