/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From evidence to a verdict. The caller holds the flow.
 */
#include "engine/decide.h"

#include "config/ruleset.h"
#include "flow/flow.h"
#include "packet/evidence.h"

static bool end_is_home(const struct ruleset *ruleset, const struct flow *flow,
			unsigned direction)
{
	struct endpoint end = flow_endpoint(flow, direction);

	return config_ruleset_is_home(ruleset, &end.address);
}

void engine_decide_locality(const struct ruleset *ruleset, struct flow *flow)
{
	bool orig = end_is_home(ruleset, flow, FLOW_ORIG);
	bool reply = end_is_home(ruleset, flow, FLOW_REPLY);

	if (orig || !reply)
		flow->flags |= FLOW_ORIG_IS_LOCAL;
	if (reply || !orig)
		flow->flags |= FLOW_REPLY_IS_LOCAL;
}

static struct policy_answer ask(const struct ruleset *ruleset,
				const struct flow *flow, unsigned direction)
{
	struct policy_question question = {
		.host = flow_endpoint(flow, direction).address,
	};

	if (flow->decided) {
		question.application = flow->application;
		question.activity = flow->activity;
		question.confidence =
			packet_evidence_confidence(&flow->evidence);
	}
	return policy_decide(ruleset->policy, &question);
}

struct policy_answer engine_decide_policy(const struct ruleset *ruleset,
					  const struct flow *flow)
{
	bool orig = flow->flags & FLOW_ORIG_IS_LOCAL;
	struct policy_answer first, second;

	first = ask(ruleset, flow, orig ? FLOW_ORIG : FLOW_REPLY);
	if (!orig || !(flow->flags & FLOW_REPLY_IS_LOCAL))
		return first;
	second = ask(ruleset, flow, FLOW_REPLY);
	if (second.rule && (!first.rule || second.rule < first.rule))
		return second;
	return first;
}

void engine_decide(const struct ruleset *ruleset, struct flow *flow)
{
	struct policy_answer answer = {0};

	/* nearly all flows: nothing was found, nothing is asked */
	if (flow->decided)
		answer = engine_decide_policy(ruleset, flow);
	flow->rule = answer.rule;
	flow->action = answer.action;
	flow->epoch = ruleset->epoch;
}
