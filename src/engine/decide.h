/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_DECIDE_H
#define ENGINE_DECIDE_H

#include <stdbool.h>

#include "base/usec.h"
#include "policy/policy.h"

struct engine;
struct flow;
struct ruleset;

/* The time and the ruleset of a decision. */
struct engine_moment {
	const struct engine *engine;
	const struct ruleset *ruleset;
	const struct policy_active_schedules
		*schedules; /* time tables, at this time */
	usec_t now;
	uint32_t stamp; /* of the engine, read before the ruleset */
};

/**
 * engine_decide_locality - mark the local ends of a new flow
 *
 * An end in home_networks is local; both ends are when neither is in them.
 */
void engine_decide_locality(const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_decide - ask the policy, and write its answer into the flow
 *
 * It is asked for each local end; of two answers the rule that stands first counts. A
 * flow without enough evidence for any rule is accepted without asking, and has no
 * user and group until engine_decide_describe().
 */
void engine_decide(const struct engine_moment *moment, struct flow *flow);

/**
 * engine_decide_again - call engine_decide() between packets
 *
 * The flow keeps its stamp, so that it is still outdated if it was before.
 */
void engine_decide_again(const struct engine *engine,
			 const struct ruleset *ruleset, struct flow *flow,
			 usec_t now);

/* A host that runs an application; the other end is not known. */
struct engine_host_question {
	struct address host;
	uint16_t application, activity;
	uint8_t confidence;
	usec_t time_us;
};

/**
 * engine_decide_host - ask the policy about a host's flows of an application
 */
struct policy_answer
engine_decide_host(const struct engine *engine, const struct ruleset *ruleset,
		   const struct engine_host_question *question);

/**
 * engine_decide_describe - prepare a copy of a flow for an event
 * @flow: a copy; its evidence is valid under @ruleset
 *
 * A flow that an older ruleset decided has rules, users and groups by that one's
 * numbers. Its action stays: by the rule of @ruleset that does the same, or by none. A
 * flow about which the policy was not asked gets its user and group.
 */
void engine_decide_describe(const struct engine *engine,
			    const struct ruleset *ruleset, struct flow *flow);

#endif
