/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_FOLLOW_H
#define ENGINE_FOLLOW_H

#include <stdbool.h>

#include "base/usec.h"

struct engine_packet_context;
struct engine_worker;
struct flow;
struct ruleset;
struct signature_context;
struct signature_outcome;

/*
 * Follows decided flows: measures them, asks the signatures about them, and keeps
 * their episodes. The caller holds the flow, if any.
 */

/**
 * engine_follow - follow one packet of a flow, after the ordinary signatures
 * @outcome: of those signatures, with the activities that they prove
 *
 * Return: whether evidence or activity changed, so that the flow has to be decided
 * again.
 */
bool engine_follow(struct engine_worker *worker,
		   const struct engine_packet_context *pkt,
		   struct signature_context *context,
		   const struct signature_outcome *outcome);

/**
 * engine_follow_end - end the episodes and the call of a flow that has ended
 *
 * Its activity becomes the highest it had. Asks patterns with on = "end".
 */
void engine_follow_end(struct engine_worker *worker,
		       const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_follow_late - follow a flow that was decided at its end
 *
 * Something learned since its last packet decided it. Asks patterns with on = "end".
 */
void engine_follow_late(struct engine_worker *worker,
			const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_follow_sweep - end activities of flows and hosts that are over by @now
 *
 * The caller holds nothing.
 */
void engine_follow_sweep(struct engine_worker *worker, usec_t now);

/**
 * engine_follow_finish - end the episodes of all hosts; call it after the flows ended
 */
void engine_follow_finish(struct engine_worker *worker);

#endif
