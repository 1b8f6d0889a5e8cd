/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "identity/expiry.h"
#include "engine/member.h"
#include "flow/table.h"
#include "packet/decode.h"
#include "packet/verdict.h"
#include "policy/calendar.h"
#include "policy/period.h"

struct engine;
struct engine_rule_counters;
struct engine_signature_hits;
struct engine_event_sink;
struct frame;
struct ruleset;

#define ENGINE_BATCH 64 /* frames that are in flight at once */

/* What a worker counts; only it writes, readers sum. */
struct engine_counters {
	uint64_t packets, bytes;
	uint64_t outcomes[DECODE_OUTCOMES];
	uint64_t fragments_followed, fragments_unknown;
	uint64_t clock_back; /* packets older than one before them */
	uint64_t verdicts[ACTION_COUNT];
	uint64_t verdict_bytes[ACTION_COUNT];
	uint64_t shape_late, shape_full; /* of the shaped */
	uint64_t degrade_lost, degrade_rate,
		degrade_spared; /* of the degraded */
	uint64_t selected; /* packets that some signature looked at closer */
	uint64_t alerts;
	uint64_t logged;  /* flows that a rule wants to be said */
	uint64_t last_us; /* newest packet time; a sum takes the newest */
};

/*
 * The pipeline of one thread: decode, flow, evidence, decision, verdict. It holds
 * one flow stripe at a time and, while it does, host and endpoint stripes one by
 * one; values are copied out of them.
 */
struct engine_worker {
	struct flow_sink sink; /* first: flows that end come here */
	struct engine *engine;
	struct engine_event_sink *event_sink; /* takes events */
	usec_t now_us;			      /* newest packet time */
	usec_t first_us; /* of the first packet; 0 before it */
	usec_t swept_us;
	struct policy_active_schedules open; /* time tables, as of now_us */
	uint32_t schedules_revision;	     /* of the ruleset that has them */
	struct policy_span quota_span;	     /* no quota's period ends in it */
	uint32_t quota_revision;	     /* of the ruleset that has them */
	struct identity_expiry_span identities; /* nobody's is over in it */
	uint32_t stamp;	   /* of the engine, as this batch knows it */
	bool leaves_sweep; /* to another worker: live, where a clock runs */
	struct engine_counters counters;
	struct engine_signature_hits *matches;	    /* owned */
	struct engine_rule_counters *rule_counters; /* same */
	struct engine_member members[ENGINE_MEMBERS];
} __attribute__((aligned(64)));

/**
 * engine_worker_create - a worker with its own counters
 * @event_sink: borrowed
 *
 * Return: for engine_worker_destroy(), which comes before that of @engine; NULL
 * with errno ENOMEM.
 */
struct engine_worker *
engine_worker_create(struct engine *engine,
		     struct engine_event_sink *event_sink);
void engine_worker_destroy(struct engine_worker *worker);

/**
 * engine_worker_batch - what becomes of a batch of frames
 * @frames:   at most ENGINE_BATCH, in order of arrival
 * @verdicts: out: one for each
 */
void engine_worker_batch(struct engine_worker *worker,
			 const struct frame *frames, unsigned count,
			 struct verdict *verdicts);

/**
 * engine_worker_restamp - flows were outdated in the middle of a batch
 * @ruleset: of the batch
 *
 * Those to come in this batch are decided anew, too. When another ruleset is in
 * force by now they wait for the next one: with the newest stamp they would look as
 * if that ruleset had decided them.
 */
void engine_worker_restamp(struct engine_worker *worker,
			   const struct ruleset *ruleset);

/**
 * engine_worker_sweep - end what timed out by @now, into this worker's event_sink
 *
 * Flows, episodes, members of classes; moves that wait are followed.
 */
void engine_worker_sweep(struct engine_worker *worker, usec_t now);

/**
 * engine_worker_finish - end all flows, and then the episodes of all hosts
 */
void engine_worker_finish(struct engine_worker *worker);

/**
 * engine_worker_reset - start over with counters and clock
 */
void engine_worker_reset(struct engine_worker *worker);

/**
 * engine_counters_add - @sum grows by @more; last_us is the newer one
 */
void engine_counters_add(struct engine_counters *sum,
			 const struct engine_counters *more);

#endif
