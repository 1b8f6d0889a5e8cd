/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_PLACE_H
#define HOST_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/address.h"
#include "packet/mac.h"

struct hash_key;
struct host_lru_counts;

/*
 * Where addresses are: which card and which interface their packets come from.
 * Bounded: when it is full, the oldest that was not asked for of late is forgotten.
 * Any number of threads.
 */
struct host_places;

#define HOST_PLACE_INTERFACE 16 /* bytes of a name, terminator included */

struct host_place {
	struct mac mac;			      /* all zero: not known */
	uint16_t vlan, inner_vlan;	      /* 0 untagged */
	char interface[HOST_PLACE_INTERFACE]; /* rest is 0; "" not known */
};

/**
 * host_places_create - the places of @hosts addresses
 * @key: copied; addresses are hashed with it
 *
 * Return: for host_places_destroy(); NULL with errno ENOMEM.
 */
struct host_places *host_places_create(size_t hosts,
				       const struct hash_key *key);
void host_places_destroy(struct host_places *places);

/**
 * host_places_clear - forget all places, and all counts
 */
void host_places_clear(struct host_places *places);

/**
 * host_places_learn - an address is here now
 * @place: copied; compared as bytes
 *
 * Return: whether another place was known for it.
 */
bool host_places_learn(struct host_places *places,
		       const struct address *address,
		       const struct host_place *place);

/**
 * host_places_look - where is it?
 * @place: out, only when true is returned
 *
 * Return: whether it is known.
 */
bool host_places_look(struct host_places *places, const struct address *address,
		      struct host_place *place);

/**
 * host_places_count - created, forgotten and active
 */
void host_places_count(struct host_places *places,
		       struct host_lru_counts *counts);

#endif
