/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_QUOTA_H
#define HOST_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

struct hash_key;

/*
 * What was used of quotas, by whom: a lock-striped table of fixed size. Unlike what
 * hosts are remembered for, nobody gives way to another one: a count must not shrink
 * before its period is over. Any number of threads; never hold two stripes.
 */
struct host_quotas;

#define HOST_QUOTA_WHO 64 /* bytes of a name, or of an address */

/* Whose count of what. */
struct host_quota_key {
	uint32_t slot; /* of the quota */
	uint8_t kind;  /* of the name: user, group, address */
	uint8_t zero[3];
	char who[HOST_QUOTA_WHO]; /* the rest is 0; maybe no terminator */
};
_Static_assert(sizeof(struct host_quota_key) == 72, "it is hashed as bytes");

struct host_quota_count {
	uint64_t used;		  /* in the period; stops at INT64_MAX */
	usec_t from_us, until_us; /* the period; 0 and 0: it is a new one */
	usec_t last_us;		  /* until then calls were counted; 0: never */
};

/**
 * host_quotas_create - room for at least @entries counts
 * @key: copied; their keys are hashed with it
 *
 * Return: for host_quotas_destroy(); NULL with errno ENOMEM.
 */
struct host_quotas *host_quotas_create(size_t entries,
				       const struct hash_key *key);
void host_quotas_destroy(struct host_quotas *quotas);

/**
 * host_quotas_acquire - a count, locked until host_quotas_release()
 * @now:    counts whose period is over by then may give way to a new one
 * @stripe: out
 *
 * Return: the count, which is taken for changed, a new one all zero; NULL, counted
 * as refused and without a lock, when there is no room.
 */
struct host_quota_count *host_quotas_acquire(struct host_quotas *quotas,
					     const struct host_quota_key *key,
					     usec_t now, unsigned *stripe);
void host_quotas_release(struct host_quotas *quotas, unsigned stripe);

/**
 * host_quotas_look - a copy of a count, which is not made
 *
 * Return: whether there is one; @count is set only then.
 */
bool host_quotas_look(struct host_quotas *quotas,
		      const struct host_quota_key *key,
		      struct host_quota_count *count);

/**
 * host_quotas_each - call @visit for each, in no order
 *
 * A count that @visit says false of is forgotten. A stripe is locked at a time:
 * @visit must not ask the table. What it changes in a count is not taken for a
 * change; what goes is.
 */
void host_quotas_each(struct host_quotas *quotas,
		      bool (*visit)(void *context,
				    const struct host_quota_key *key,
				    struct host_quota_count *count),
		      void *context);

/**
 * host_quotas_take_changes - has any count changed since this was asked last?
 */
bool host_quotas_take_changes(struct host_quotas *quotas);

/**
 * host_quotas_clear - forget all counts, and how many were refused
 */
void host_quotas_clear(struct host_quotas *quotas);

struct host_quotas_counts {
	uint64_t active, refused;
};

/**
 * host_quotas_count - how many there are, and how many found no room
 */
void host_quotas_count(struct host_quotas *quotas,
		       struct host_quotas_counts *counts);

/**
 * host_quota_add - add to a count that is held; stops at INT64_MAX
 */
void host_quota_add(struct host_quota_count *count, uint64_t more);

#endif
