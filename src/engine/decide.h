/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_DECIDE_H
#define ENGINE_DECIDE_H

#include "policy/policy.h"

struct flow;
struct ruleset;

/* Which ends of a new flow are local: in home_networks, or both when none is. */
void engine_decide_locality(const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_decide_policy - what the policy says of a flow as it stands
 *
 * Asked for each local end; of two answers the rule that stands first counts.
 */
struct policy_answer engine_decide_policy(const struct ruleset *ruleset,
					  const struct flow *flow);

/* Ask it, and write rule, action and epoch into the flow. */
void engine_decide(const struct ruleset *ruleset, struct flow *flow);

#endif
