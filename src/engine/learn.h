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
 * engine_look_up_known - look up what an end is known for, if its signature still exists
 * @known: out; application 0: nothing
 */
void engine_look_up_known(const struct engine *engine,
			  const struct ruleset *ruleset,
			  const struct endpoint *end, uint64_t now,
			  struct host_knowledge *known);

/**
 * engine_learn - learn from a match what an end runs, if the end can be trusted
 *
 * Any host can forge the source of a packet. A local end is seen on our own side of the
 * bridge. An outside end is believed only what it answered to a local end that is known
 * by proofs of its own: skywarden-signatures(5) gives the reasons.
 */
void engine_learn(struct engine_worker *worker,
		  const struct engine_packet_context *pkt,
		  const struct signature_effect *effect);

/**
 * engine_doubt - lower what ends are known for, when their flow shows another application
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
 * engine_ask_endpoints - add to a flow the evidence of what its ends are known for
 * @now: knowledge that has expired by then does not count
 *
 * Return: whether the flow's evidence changed.
 */
bool engine_ask_endpoints(struct engine_worker *worker,
			  const struct ruleset *ruleset, struct flow *flow,
			  uint64_t now);

#endif
