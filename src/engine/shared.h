/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_SHARED_H
#define ENGINE_SHARED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/usec.h"
#include "report/totals.h"

struct engine_signature_hits;
struct engine_rule_counters;
struct engine_timer_queue;
struct shaper_degrader;
struct identity_expiry;
struct shaper;
struct flow_fragments;
struct flow_table;
struct host_endpoints;
struct identity_table;
struct host_memory;
struct identity_attachments;
struct host_quotas;
struct host_table;
struct ruleset;

/* Addresses whose attachment changed. */
struct engine_moves {
	_Atomic usec_t
		outdated_us; /* when flows were outdated for it; 0: never */
	_Atomic bool waits;  /* some wait for the sweep */
	_Atomic uint64_t count;
};

/* Counts of the identity feed in force. */
struct engine_identity_counts {
	_Atomic uint64_t hosts;
	_Atomic uint64_t
		unknown_names; /* of them, with names that the ruleset has not */
};

/*
 * The tables that all workers share, each with its own locks, and the published
 * ruleset. A worker loads the ruleset once a batch and is quiescent between batches.
 */
struct engine {
	struct hash_key key;
	struct flow_table *flows;
	struct flow_fragments *fragments;
	struct host_table *hosts;
	struct host_endpoints *endpoints;
	struct host_memory *memory;
	struct engine_signature_hits *hits;		/* of all workers */
	struct engine_rule_counters *rule_counters_all; /* of all workers */
	/* the publisher's: counters of rules of earlier rulesets, by name */
	struct report_totals past;
	const struct ruleset *leaving; /* same: workers move on from it; NULL */
	struct engine_timer_queue *timer_queue; /* of episodes */
	struct shaper *shaper;
	struct shaper_degrader *degrader;
	struct identity_attachments *attachments;
	struct engine_moves moves;
	struct identity_table *identities;
	struct identity_expiry *expiry; /* of identities */
	struct engine_identity_counts identity_counts;
	struct host_quotas *quotas;	 /* what was used of them */
	struct ruleset *_Atomic ruleset; /* in force; workers only read it */
	/*
	 * Advances whenever a flow might be decided otherwise: a new ruleset, a
	 * border of a schedule, another user at an address. A worker reads it
	 * before the ruleset. See base/revision.h.
	 */
	_Atomic uint32_t stamp;
	pthread_mutex_t stamp_lock; /* of advancing it */
};

#endif
