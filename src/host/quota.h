/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_QUOTA_H
#define HOST_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

struct hash_key;

/*
 * Usage of quotas by user, group or host: a lock-striped table of fixed size. It evicts
 * no count before its period is over, because a count must not shrink; without room a
 * new count is refused. Any number of threads; never hold two stripes.
 */
struct host_quotas;

#define HOST_QUOTA_SUBJECT 64 /* bytes of a name, or of an address */

/* A quota and the subject of a count. */
struct host_quota_key {
	uint32_t slot; /* of the quota */
	uint8_t kind;  /* of the subject: user, group, address */
	uint8_t zero[3];
	char subject
		[HOST_QUOTA_SUBJECT]; /* padded with 0; maybe not terminated */
};
_Static_assert(sizeof(struct host_quota_key) == 72, "it is hashed as bytes");

struct host_quota_count {
	uint64_t used;		  /* in the period; stops at INT64_MAX */
	usec_t from_us, until_us; /* the period; 0 and 0: the count is new */
	usec_t last_us; /* calls are counted up to this time; 0: never */
};

/**
 * host_quotas_create - make a table for at least @entries counts
 * @key: copied; their keys are hashed with it
 *
 * Return: for host_quotas_destroy(); NULL with errno ENOMEM.
 */
struct host_quotas *host_quotas_create(size_t entries,
				       const struct hash_key *key);
void host_quotas_destroy(struct host_quotas *quotas);

/**
 * host_quotas_acquire - find or make a count, and lock it
 * @now:    a count whose period is over by then may be evicted
 * @stripe: out, for host_quotas_release()
 *
 * The table counts as changed.
 *
 * Return: the count, all zero when it is new; NULL without a lock when there is no room,
 * which is counted as refused.
 */
struct host_quota_count *host_quotas_acquire(struct host_quotas *quotas,
					     const struct host_quota_key *key,
					     usec_t now, unsigned *stripe);
void host_quotas_release(struct host_quotas *quotas, unsigned stripe);

/**
 * host_quotas_look - copy a count if there is one
 *
 * Return: whether there is one; @count is set only then.
 */
bool host_quotas_look(struct host_quotas *quotas,
		      const struct host_quota_key *key,
		      struct host_quota_count *count);

/**
 * host_quotas_each - call @visit for each, in no order
 *
 * A count for which @visit returns false is removed, which counts as a change; changes
 * by @visit do not. The stripe is locked: @visit must not call the table.
 */
void host_quotas_each(struct host_quotas *quotas,
		      bool (*visit)(void *context,
				    const struct host_quota_key *key,
				    struct host_quota_count *count),
		      void *context);

/**
 * host_quotas_take_changes - return whether a count changed since the last call
 */
bool host_quotas_take_changes(struct host_quotas *quotas);

/**
 * host_quotas_clear - remove all counts and reset the number of refused ones
 */
void host_quotas_clear(struct host_quotas *quotas);

struct host_quotas_counts {
	uint64_t active, refused;
};

/**
 * host_quotas_count - return the numbers of counts and of refused ones
 */
void host_quotas_count(struct host_quotas *quotas,
		       struct host_quotas_counts *counts);

/**
 * host_quota_add - add to a count that is held; stops at INT64_MAX
 */
void host_quota_add(struct host_quota_count *count, uint64_t more);

#endif
