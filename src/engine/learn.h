/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_LEARN_H
#define ENGINE_LEARN_H

#include <stdbool.h>
#include <stdint.h>

#include "packet/key.h"

struct engine;
struct engine_packet_context;
struct engine_worker;
struct flow;
struct host_knowledge;
struct ruleset;
struct signature_effect;

/**
 * engine_look_up_known - what an end is known for, if the ruleset still says it
 * @known: out; application 0: nothing
 */
void engine_look_up_known(const struct engine *engine,
			  const struct ruleset *ruleset,
			  const struct endpoint *end, uint64_t now,
			  struct host_knowledge *known);

/**
 * engine_learn - what a match teaches about an end, if that end may learn it
 *
 * Anybody can write another's address on a packet. An end of ours is seen on our
 * own side; one outside is believed only what it answered to an end of ours that
 * is known by proofs of its own: skywarden-signatures(5) has the reasons.
 */
void engine_learn(struct engine_worker *worker,
		  const struct engine_packet_context *pkt,
		  const struct signature_effect *effect);

/**
 * engine_doubt - a flow shows another application than an end is known for
 *
 * The knowledge is a hint from now on, for this flow and for others. To be called
 * before the flow gets the evidence.
 *
 * Return: whether the flow has less evidence than before.
 */
bool engine_doubt(struct engine_worker *worker,
		  const struct engine_packet_context *pkt,
		  const struct signature_effect *effect);

/**
 * engine_ask_endpoints - does the knowledge of an end name the flow?
 * @now: knowledge that has expired by then does not count
 *
 * Return: whether the flow's evidence changed.
 */
bool engine_ask_endpoints(struct engine_worker *worker,
			  const struct ruleset *ruleset, struct flow *flow,
			  uint64_t now);

#endif
