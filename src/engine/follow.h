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
 * What flows do once they are decided: measures, the signatures that ask for them,
 * and their episodes. The caller holds the flow, if any.
 */

/**
 * engine_follow - one packet of a flow, after the ordinary signatures
 * @outcome: of these, with the activities that they prove
 *
 * Return: whether evidence or activity changed, so that it has to be decided anew.
 */
bool engine_follow(struct engine_worker *worker,
		   const struct engine_packet_context *pkt,
		   struct signature_context *context,
		   const struct signature_outcome *outcome);

/**
 * engine_follow_end - a flow has ended, and so have its episodes and its call
 *
 * Its activity becomes the most it had. Patterns about ends are asked.
 */
void engine_follow_end(struct engine_worker *worker,
		       const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_follow_late - a flow was decided at its end
 *
 * By what was learned since its last packet: patterns about ends are asked.
 */
void engine_follow_late(struct engine_worker *worker,
			const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_follow_sweep - end what flows and hosts did that is over by @now
 *
 * The caller holds nothing.
 */
void engine_follow_sweep(struct engine_worker *worker, usec_t now);

/**
 * engine_follow_finish - end the episodes of all hosts; flows ended before
 */
void engine_follow_finish(struct engine_worker *worker);

#endif
