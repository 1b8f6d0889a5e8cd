/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_TABLE_H
#define IDENTITY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "packet/address.h"
#include "packet/mac.h"

struct hash_key;

/*
 * Identities by address or MAC, from the feed: the user and groups, and when the entry
 * expires. It stores the feed's names; the numbers that a ruleset gives them are
 * resolved at a lookup and cached with its revision. Bounded: when full it evicts in
 * CLOCK order. Any number of threads.
 */
struct identity_table;

#define IDENTITY_NAME 65  /* bytes, terminator included */
#define IDENTITY_GROUPS 8 /* at most; a line with more is an error */

struct identity_entry {
	usec_t until_us;	  /* 0: never expires */
	char user[IDENTITY_NAME]; /* "": only groups are known */
	char groups[IDENTITY_GROUPS][IDENTITY_NAME];
	unsigned group_count;

	/* of the ruleset with this revision; written by a lookup */
	uint32_t revision;
	uint16_t user_number; /* 0: the ruleset has none of that name */
	uint16_t group_numbers[IDENTITY_GROUPS];
};

/* An address or a MAC. */
struct identity_key {
	struct address address; /* when !of_mac */
	struct mac mac;
	bool of_mac;
};

/**
 * identity_table_create - create a table for @hosts keys
 * @key: copied; they are hashed with it
 *
 * Return: for identity_table_destroy(); NULL with errno ENOMEM.
 */
struct identity_table *identity_table_create(size_t hosts,
					     const struct hash_key *key);
void identity_table_destroy(struct identity_table *table);

/**
 * identity_table_set - add an entry or replace it
 * @identity: copied; a lookup resolves its numbers
 *
 * Return: whether it is new or differs from the one before.
 */
bool identity_table_set(struct identity_table *table,
			const struct identity_key *key,
			const struct identity_entry *identity);

/**
 * identity_table_remove - remove an entry if it exists
 */
void identity_table_remove(struct identity_table *table,
			   const struct identity_key *key);

/**
 * identity_table_look - look up an identity
 * @revision:    of the caller's ruleset
 * @resolve:  sets the numbers of the names; called, under the lock, when the cached
 *            ones are of another revision
 * @identity: out, only when true is returned
 *
 * Return: whether it exists, and has not expired at @now.
 */
bool identity_table_look(struct identity_table *table,
			 const struct identity_key *key, usec_t now,
			 uint32_t revision,
			 void (*resolve)(const void *context,
					 struct identity_entry *identity),
			 const void *context, struct identity_entry *identity);

/**
 * identity_table_is_empty - return whether there is no entry
 *
 * Lock-free; another thread may add one at any time.
 */
bool identity_table_is_empty(const struct identity_table *table);

#endif
