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

/* Evidence that does not decide counts for rules that accept less, and only for them. */
static bool has_evidence(const struct ruleset *ruleset, const struct flow *flow)
{
	return flow->decided ||
	       (flow->application &&
		evidence_confidence(&flow->evidence) >=
			policy_least_confidence(ruleset->policy));
}

static struct policy_answer ask_policy(const struct engine_moment *moment,
				       const struct flow *flow,
				       unsigned direction)
{
	struct endpoint peer = flow_endpoint(flow, !direction);
	struct policy_question question = {
		.peer = peer.address,
		.peer_port = peer.port,
		.direction = direction == FLOW_ORIG ? POLICY_OUTGOING
						    : POLICY_INCOMING,
		.schedules = moment->schedules,
	};

	engine_subject_of_flow(moment->engine, moment->ruleset, flow, direction,
			       moment->now, &question.host);
	if (moment->ruleset->quotas)
		question.exceeded =
			engine_quota_exceeded(moment->engine, moment->ruleset,
					      &question.host, moment->now);
	if (has_evidence(moment->ruleset, flow)) {
		question.application = flow->application;
		question.activity = flow->activity;
		question.confidence =
			(uint8_t)evidence_confidence(&flow->evidence);
	}
	return policy_decide(moment->ruleset->policy, &question);
}

/* Ask for each end at home. The rule that stands first counts; without one, the beginner. */
static void decide_ends(const struct engine_moment *moment, struct flow *flow,
			struct policy_answer *answer)
{
	struct policy_answer other;

	flow->subject = flow->flags & FLOW_ORIG_IS_LOCAL ? FLOW_ORIG
							 : FLOW_REPLY;
	*answer = ask_policy(moment, flow, flow->subject);
	if (flow->subject == FLOW_REPLY || !(flow->flags & FLOW_REPLY_IS_LOCAL))
		return;
	other = ask_policy(moment, flow, FLOW_REPLY);
	if (!other.rule || (answer->rule && other.rule >= answer->rule))
		return;
	flow->subject = FLOW_REPLY;
	*answer = other;
}

void engine_decide(const struct engine_moment *moment, struct flow *flow)
{
	struct policy_answer answer = {0};

	/* nearly all flows: nothing was found, nothing is asked */
	flow->identified = has_evidence(moment->ruleset, flow);
	if (flow->identified)
		decide_ends(moment, flow, &answer);
	flow->rule = answer.rule;
	flow->level = answer.level & 7;
	flow->action = answer.action & 15;
	flow->user = answer.user;
	flow->group = answer.group;
	flow->stamp = moment->stamp;
}

void engine_decide_again(const struct engine *engine,
			 const struct ruleset *ruleset, struct flow *flow,
			 usec_t now)
{
	struct policy_active_schedules schedules;
	/* the flow belongs to the holder of its address at its last packet */
	const struct engine_moment moment = {.engine = engine,
					     .ruleset = ruleset,
					     .schedules = &schedules,
					     .now = flow_last(flow),
					     .stamp = flow->stamp};

	policy_active_schedules_at(ruleset->policy, now, &schedules);
	engine_decide(&moment, flow);
}

/* Rules have other numbers now: find the one that does what became of the flow. */
static void find_rule_again(const struct engine *engine,
			    const struct ruleset *ruleset, struct flow *flow)
{
	uint8_t action = flow->action;

	flow->identified = false;
	if (flow->rule || flow->application)
		engine_decide_again(engine, ruleset, flow, flow_last(flow));
	if (flow->action == action)
		return;
	flow->action = action & 15;
	flow->rule = 0;
	flow->level = 0;
	flow->identified = false;
}

void engine_decide_describe(const struct engine *engine,
			    const struct ruleset *ruleset, struct flow *flow)
{
	struct policy_answer answer;
	struct policy_host host;

	if (revision_keeps_decision(&ruleset->revision, flow->stamp) !=
	    REVISION_SAME)
		find_rule_again(engine, ruleset, flow);
	if (flow->identified)
		return;
	flow->subject = flow->flags & FLOW_ORIG_IS_LOCAL ? FLOW_ORIG
							 : FLOW_REPLY;
	engine_subject_of_flow(engine, ruleset, flow, flow->subject,
			       flow_last(flow), &host);
	answer = policy_identify(ruleset->policy, &host);
	flow->user = answer.user;
	flow->group = answer.group;
	flow->identified = true;
}

struct policy_answer
engine_decide_host(const struct engine *engine, const struct ruleset *ruleset,
		   const struct engine_host_question *about)
{
	struct policy_active_schedules schedules;
	struct policy_question question = {
		.application = about->application,
		.activity = about->activity,
		.confidence = about->confidence,
		.schedules = &schedules,
	};

	policy_active_schedules_at(ruleset->policy, about->time_us, &schedules);
	engine_subject_of_host(engine, ruleset, &about->host, about->time_us,
			       &question.host);
	if (ruleset->quotas)
		question.exceeded = engine_quota_exceeded(
			engine, ruleset, &question.host, about->time_us);
	return policy_decide(ruleset->policy, &question);
}
