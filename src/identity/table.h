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
 * What a feed says of addresses and MACs: who uses them, until when. Names are the
 * feed's; the numbers that a ruleset has for them are found when they are asked
 * for, and kept with its revision. Bounded: when it is full, the oldest that was not
 * asked for of late is forgotten. Any number of threads.
 */
struct identity_table;

#define IDENTITY_NAME 65  /* bytes, terminator included */
#define IDENTITY_GROUPS 8 /* at most; a feed says what it leaves out */

struct identity_entry {
	usec_t until_us;	  /* 0: for ever */
	char user[IDENTITY_NAME]; /* "": only groups are known */
	char groups[IDENTITY_GROUPS][IDENTITY_NAME];
	unsigned group_count;

	/* of the ruleset with this revision; written by the one who asks */
	uint32_t revision;
	uint16_t user_number; /* 0: the ruleset has none of that name */
	uint16_t group_numbers[IDENTITY_GROUPS];
};

/* Whom it is about: one of both. */
struct identity_key {
	struct address address; /* when !of_mac */
	struct mac mac;
	bool of_mac;
};

/**
 * identity_table_create - room for what is said of @hosts keys
 * @key: copied; they are hashed with it
 *
 * Return: for identity_table_destroy(); NULL with errno ENOMEM.
 */
struct identity_table *identity_table_create(size_t hosts,
					     const struct hash_key *key);
void identity_table_destroy(struct identity_table *identities);

/**
 * identity_table_set - what is said now takes the place of what was
 * @identity: copied; its numbers are found when it is asked for
 *
 * Return: whether it says something else than before.
 */
bool identity_table_set(struct identity_table *identities,
			const struct identity_key *key,
			const struct identity_entry *identity);

/**
 * identity_table_remove - forget one; nothing happens when it is not known
 */
void identity_table_remove(struct identity_table *identities,
			   const struct identity_key *key);

/**
 * identity_table_look - who is it?
 * @revision:    of the caller's ruleset
 * @resolve:  finds the numbers of names; called, under the lock, when those that
 *            are kept are of another revision
 * @identity: out, only when true is returned
 *
 * Return: whether it is known, and not over at @now.
 */
bool identity_table_look(struct identity_table *identities,
			 const struct identity_key *key, usec_t now,
			 uint32_t revision,
			 void (*resolve)(const void *context,
					 struct identity_entry *identity),
			 const void *context, struct identity_entry *identity);

/**
 * identity_table_are_empty - is nothing known of anybody?
 *
 * Lock-free; may be outdated at once.
 */
bool identity_table_are_empty(const struct identity_table *identities);

#endif
