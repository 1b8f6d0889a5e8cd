/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_WORKER_STATE_H
#define ENGINE_WORKER_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "engine/quota.h"
#include "identity/expiry.h"
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

/* Counters of one worker: it alone writes, readers sum up. */
struct engine_counters {
	uint64_t packets, bytes;
	uint64_t outcomes[DECODE_OUTCOMES];
	uint64_t fragments_followed, fragments_unknown;
	uint64_t clock_back; /* packets older than their predecessor */
	uint64_t verdicts[ACTION_COUNT];
	uint64_t verdict_bytes[ACTION_COUNT];
	uint64_t shape_late, shape_full; /* of the shaped */
	uint64_t degrade_lost, degrade_rate,
		degrade_exempt; /* of the degraded */
	uint64_t selected;	/* packets for which signatures were proven */
	uint64_t alerts;
	uint64_t logged;  /* flows logged by a rule */
	uint64_t last_us; /* newest packet time; a sum takes the newest */
};

/*
 * The pipeline of one thread: decode, flow, evidence, decision, verdict. It holds
 * one flow stripe at a time and, while it does, host and endpoint stripes one by
 * one; values are copied out of them.
 */
struct engine_worker {
	struct flow_sink sink; /* first: gets flows that end */
	struct engine *engine;
	struct engine_event_sink *event_sink; /* takes events */
	usec_t now_us;			      /* newest packet time */
	usec_t first_us; /* of the first packet; 0 before it */
	usec_t swept_us;
	struct policy_active_schedules
		schedules;		     /* time tables, as of now_us */
	uint32_t schedules_revision;	     /* of the ruleset that has them */
	struct engine_quota_span quota_span; /* around now_us */
	struct identity_expiry_span identities; /* none expires in it */
	uint32_t stamp;	   /* of the engine, as loaded for this batch */
	bool outdated;	   /* flows were, in this batch: engine->stamp moved */
	bool leaves_sweep; /* to another worker: live, where a clock runs */
	struct engine_counters counters;
	struct engine_signature_hits *hits;	    /* owned */
	struct engine_rule_counters *rule_counters; /* same */
} __attribute__((aligned(64)));

#endif
