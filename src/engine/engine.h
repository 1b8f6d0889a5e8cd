/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

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
struct report;
struct ruleset;

/* Addresses that came from elsewhere than before. */
struct engine_moves {
	_Atomic usec_t outdated_us; /* when flows were, for it; 0: never */
	_Atomic bool waits;	    /* some came too soon after that */
	_Atomic uint64_t count;
};

/* What the identity feed says, in force. */
struct engine_identity_counts {
	_Atomic uint64_t hosts;
	_Atomic uint64_t unknown_names; /* of them, with a name of nobody */
};

/*
 * What all workers share: the tables, each with its own locks, and the published
 * ruleset. A worker reads the ruleset once a batch, and is quiescent between
 * batches.
 */
struct engine {
	struct hash_key key;
	struct flow_table *flows;
	struct flow_fragments *fragments;
	struct host_table *hosts;
	struct host_endpoints *endpoints;
	struct host_memory *memory;
	struct engine_signature_hits *matches;		/* of all workers */
	struct engine_rule_counters *rule_counters_all; /* of all workers */
	/* the publisher's: what rules did whose ruleset is gone, by their names */
	struct report_totals past;
	const struct ruleset *leaving; /* same: workers move on from it; NULL */
	struct engine_timer_queue *timer_queue; /* episodes that may be over */
	struct shaper *shaper;
	struct shaper_degrader *degrader;
	struct identity_attachments *places;
	struct engine_moves moves;
	struct identity_table *identities;
	struct identity_expiry *expiry; /* of identities */
	struct engine_identity_counts fed;
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

/**
 * engine_create - tables of the sizes that @ruleset says
 * @key: of all hashes; copied
 *
 * @ruleset is published: it is the caller's again when engine_publish() returns it, or
 * after engine_destroy().
 *
 * Return: the engine; NULL with errno ENOMEM.
 */
struct engine *engine_create(struct ruleset *ruleset,
			     const struct hash_key *key);
void engine_destroy(struct engine *engine);

/**
 * engine_publish - put another ruleset in force
 * @ruleset: gets its revision here; loaded with the one in force as its `previous`
 *
 * One publisher at a time, who has given the shaper its classes: first those, then
 * the kernel's tree, then packets. Flows are decided anew by their next packet. No
 * worker uses a ruleset any more that was replaced before.
 *
 * Return: the one that was in force, the caller's again. Workers that are in a batch
 * may still read it; events that they made point to it.
 */
struct ruleset *engine_publish(struct engine *engine, struct ruleset *ruleset);

/**
 * engine_outdate - have every flow decided anew by its next packet. Any thread
 */
void engine_outdate(struct engine *engine);

/**
 * engine_retire - no worker uses @old any more
 *
 * What its last batches wrote and nobody may read goes, and what its rules did
 * is kept by their names. For the publisher.
 */
void engine_retire(struct engine *engine, const struct ruleset *old);

/**
 * engine_forget - forget all but flows, identities and the ruleset; counts, too
 *
 * A worker flushes the flows before. For replay, between captures.
 */
void engine_forget(struct engine *engine);

/**
 * engine_report_hosts - tell the report of every host that runs an application
 *
 * In the order of decisions, then of addresses.
 */
void engine_report_hosts(struct engine *engine, struct report *report);

#endif
