/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From evidence to a verdict. The caller holds the flow.
 */
#include "engine/decide.h"

#include "config/ruleset.h"
#include "engine/quota.h"
#include "engine/subject.h"
#include "flow/flow.h"
#include "evidence/evidence.h"

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

/* Evidence that is not enough counts for rules that say so, and only for them. */
static bool is_asked(const struct ruleset *ruleset, const struct flow *flow)
{
	return flow->decided ||
	       (flow->application &&
		evidence_confidence(&flow->evidence) >=
			policy_least_confidence(ruleset->policy));
}

static struct policy_answer ask(const struct engine_moment *moment,
				const struct flow *flow, unsigned direction)
{
	struct endpoint self = flow_endpoint(flow, direction);
	struct endpoint peer = flow_endpoint(flow, !direction);
	struct policy_question question = {
		.peer = peer.address,
		.peer_port = peer.port,
		.direction = direction == FLOW_ORIG ? POLICY_OUTGOING
						    : POLICY_INCOMING,
		.open = moment->open,
	};

	engine_subject_resolve(moment->engine, moment->ruleset, &self.address,
			       flow, moment->now, &question.host);
	if (moment->ruleset->quotas)
		question.exceeded =
			engine_quota_exceeded(moment->engine, moment->ruleset,
					      &question.host, moment->now);
	if (is_asked(moment->ruleset, flow)) {
		question.application = flow->application;
		question.activity = flow->activity;
		question.confidence =
			(uint8_t)evidence_confidence(&flow->evidence);
	}
	return policy_decide(moment->ruleset->policy, &question);
}

/* The rule's answer; of two the one that stands first. */
static struct policy_answer ask_ends(const struct engine_moment *moment,
				     const struct flow *flow)
{
	bool orig = flow->flags & FLOW_ORIG_IS_LOCAL;
	struct policy_answer first, second;

	first = ask(moment, flow, orig ? FLOW_ORIG : FLOW_REPLY);
	if (!orig || !(flow->flags & FLOW_REPLY_IS_LOCAL))
		return first;
	second = ask(moment, flow, FLOW_REPLY);
	if (second.rule && (!first.rule || second.rule < first.rule))
		return second;
	return first;
}

void engine_decide(const struct engine_moment *moment, struct flow *flow)
{
	struct policy_answer answer = {0};

	/* nearly all flows: nothing was found, nothing is asked */
	if (is_asked(moment->ruleset, flow))
		answer = ask_ends(moment, flow);
	flow->rule = answer.rule;
	flow->level = answer.level & 7;
	flow->action = answer.action & 15;
	flow->stamp = moment->stamp;
}

void engine_decide_again(const struct engine *engine,
			 const struct ruleset *ruleset, struct flow *flow,
			 usec_t now)
{
	struct policy_active_schedules open;
	const struct engine_moment moment = {.engine = engine,
					     .ruleset = ruleset,
					     .open = &open,
					     .now = now,
					     .stamp = flow->stamp};

	policy_active_schedules_at(ruleset->policy, now, &open);
	engine_decide(&moment, flow);
}

struct policy_answer engine_decide_who(const struct engine *engine,
				       const struct ruleset *ruleset,
				       const struct flow *flow)
{
	bool orig = flow->flags & FLOW_ORIG_IS_LOCAL;
	struct endpoint end =
		flow_endpoint(flow, orig ? FLOW_ORIG : FLOW_REPLY);
	struct policy_active_schedules open;
	struct policy_host host;
	struct engine_moment moment = {.engine = engine,
				       .ruleset = ruleset,
				       .open = &open,
				       .now = flow_last(flow)};

	if (flow->rule) {
		policy_active_schedules_at(ruleset->policy, moment.now, &open);
		return ask_ends(&moment, flow);
	}
	engine_subject_resolve(engine, ruleset, &end.address, flow, moment.now,
			       &host);
	return policy_identify(ruleset->policy, &host);
}

struct policy_answer
engine_decide_host(const struct engine *engine, const struct ruleset *ruleset,
		   const struct engine_host_question *subject)
{
	struct policy_active_schedules open;
	struct policy_question question = {
		.application = subject->application,
		.activity = subject->activity,
		.confidence = subject->confidence,
		.open = &open,
	};

	policy_active_schedules_at(ruleset->policy, subject->time_us, &open);
	engine_subject_resolve(engine, ruleset, &subject->host, NULL,
			       subject->time_us, &question.host);
	if (ruleset->quotas)
		question.exceeded = engine_quota_exceeded(
			engine, ruleset, &question.host, subject->time_us);
	return policy_decide(ruleset->policy, &question);
}
