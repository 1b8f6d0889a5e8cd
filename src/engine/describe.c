/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds the events of report/: numbers become names. Pure, but for the scratch memory
 * of the caller.
 */
#include "engine/describe.h"

#include <string.h>

#include "base/text.h"
#include "config/ruleset.h"
#include "engine/decide.h"
#include "engine/shared.h"
#include "evidence/evidence.h"
#include "policy/classes.h"
#include "policy/policy.h"
#include "signature/match.h"

#define ID_BITS 53 /* every reader of JSON keeps such a number exactly */

static void describe_signatures(const struct ruleset *ruleset,
				const uint16_t *signatures, size_t most,
				struct engine_description *description,
				struct report_finding *finding)
{
	size_t count = 0;

	for (size_t i = 0; i < most && signatures[i]; i++) {
		uint16_t number = (uint16_t)(signatures[i] - 1);
		struct text text;

		text_init(&text, description->texts[count],
			  sizeof(description->texts[count]));
		signature_set_explain(ruleset->signatures, number, &text);
		description->signatures[count] = signature_set_signature_name(
			ruleset->signatures, number);
		description->reasons[count] = description->texts[count];
		count++;
	}
	finding->signatures = description->signatures;
	finding->reasons = description->reasons;
	finding->signature_count = finding->reason_count = count;
}

static void describe_sets(const struct ruleset *ruleset, uint8_t sets,
			  struct engine_description *description,
			  struct report_finding *finding)
{
	for (unsigned bit = 0; bit < FLOW_SETS; bit++)
		if (sets & (1U << bit))
			description->sets[finding->set_count++] =
				signature_set_name_of_bit(ruleset->signatures,
							  bit);
	finding->sets = description->sets;
}

static void describe_application(const struct ruleset *ruleset,
				 uint16_t application, uint8_t activity,
				 const struct evidence *evidence,
				 struct report_finding *finding)
{
	const struct signature_set *set = ruleset->signatures;

	finding->application = signature_set_application_name(set, application);
	finding->family = signature_set_application_family(set, application);
	if (finding->family && !*finding->family)
		finding->family = NULL;
	finding->activity = signature_set_activity_name(set, activity);
	finding->confidence = evidence_confidence(evidence);
}

/* NULL when the answer has no class. */
static const char *class_name(const struct ruleset *ruleset,
			      const struct policy_answer *answer)
{
	const struct policy_action *action =
		policy_action_of(ruleset->policy, answer->rule, answer->level);
	const struct policy_class *class =
		policy_classes_get(ruleset->classes, action->class);

	return class ? class->name : NULL;
}

static void describe_policy(const struct ruleset *ruleset,
			    const struct policy_answer *answer,
			    struct report_finding *finding)
{
	finding->user = policy_user_name(ruleset->policy, answer->user);
	finding->group = policy_group_name(ruleset->policy, answer->group);
	finding->policy = policy_rule_name(ruleset->policy, answer->rule);
	finding->action = packet_action_name(answer->action);
	finding->class = class_name(ruleset, answer);
	finding->revision = ruleset->revision.number;
}

void engine_describe_flow(const struct ruleset *ruleset,
			  const struct flow *flow,
			  struct engine_description *description,
			  struct report_finding *finding)
{
	/* what became of the flow, not what would become of a new one */
	const struct policy_answer answer = {
		.rule = flow->rule,
		.user = flow->user,
		.group = flow->group,
		.level = flow->level,
		.action = flow->action,
	};

	memset(finding, 0, sizeof(*finding));
	describe_policy(ruleset, &answer, finding);
	if (!flow->decided && !flow->rule)
		return;
	describe_application(ruleset, flow->application, flow->activity,
			     &flow->evidence, finding);
	describe_signatures(ruleset, flow->signatures, FLOW_SIGNATURES,
			    description, finding);
	describe_sets(ruleset, flow->sets, description, finding);
}

void engine_describe_application(
	const struct engine *engine, const struct ruleset *ruleset,
	const struct address *address,
	const struct host_application *host_application,
	struct engine_description *description, struct report_finding *finding)
{
	const struct engine_host_question subject = {
		.host = *address,
		.application = host_application->application,
		.activity = host_application->activity,
		.confidence = (uint8_t)evidence_confidence(
			&host_application->evidence),
		.time_us = host_application->last_us,
	};
	struct policy_answer answer =
		engine_decide_host(engine, ruleset, &subject);

	memset(finding, 0, sizeof(*finding));
	describe_policy(ruleset, &answer, finding);
	describe_application(ruleset, host_application->application,
			     host_application->activity,
			     &host_application->evidence, finding);
	if (*host_application->client_info.version.text)
		finding->version = host_application->client_info.version.text;
	if (*host_application->client_info.platform.text)
		finding->platform = host_application->client_info.platform.text;
	describe_signatures(ruleset, host_application->signatures,
			    HOST_SIGNATURES, description, finding);
	describe_sets(ruleset, host_application->sets, description, finding);
}

void engine_describe_activity(const struct engine *engine,
			      const struct ruleset *ruleset, usec_t time_us,
			      const struct address *host, uint16_t application,
			      uint8_t activity, unsigned confidence,
			      struct report_finding *finding)
{
	const struct evidence none = {{0}};
	const struct engine_host_question subject = {
		.host = *host,
		.application = application,
		.activity = activity,
		.confidence = (uint8_t)confidence,
		.time_us = time_us,
	};
	struct policy_answer answer =
		engine_decide_host(engine, ruleset, &subject);

	memset(finding, 0, sizeof(*finding));
	describe_policy(ruleset, &answer, finding);
	describe_application(ruleset, application, activity, &none, finding);
	finding->confidence = confidence;
}

/* Includes the start: a later flow between the same ports is another flow. */
static uint64_t flow_id(const struct engine *engine, const struct flow *flow)
{
	struct {
		struct flow_key key;
		uint32_t zero;
		usec_t first_us;
	} identity;

	memset(&identity, 0, sizeof(identity));
	identity.key = flow->key;
	identity.first_us = flow->first_us;
	return hash_bytes(&engine->key, &identity, sizeof(identity)) >>
	       (64 - ID_BITS);
}

static const char *flow_end_name(enum flow_end reason)
{
	switch (reason) {
	case FLOW_END_TIMEOUT:
		return "timeout";
	case FLOW_END_SHUTDOWN:
		return "shutdown";
	default:
		return "forced";
	}
}

void engine_describe_tuple(const struct engine *engine, const struct flow *flow,
			   struct report_tuple *tuple)
{
	struct endpoint orig = flow_endpoint(flow, FLOW_ORIG);
	struct endpoint reply = flow_endpoint(flow, FLOW_REPLY);

	*tuple = (struct report_tuple){
		.source = orig.address,
		.dest = reply.address,
		.source_port = orig.port,
		.dest_port = reply.port,
		.vlan = flow->key.vlan,
		.inner_vlan = flow->key.inner_vlan,
		.transport = flow->key.transport,
		.flow_id = flow_id(engine, flow),
	};
}

void engine_describe_end(const struct engine *engine,
			 const struct ruleset *ruleset, const struct flow *flow,
			 enum flow_end reason,
			 struct engine_description *description,
			 struct report_flow *record)
{
	*record = (struct report_flow){
		.start_us = flow->first_us,
		.end_us = flow_last(flow),
		.packets = {flow->packets[0], flow->packets[1]},
		.bytes = {flow_wide_get(&flow->bytes[0]),
			  flow_wide_get(&flow->bytes[1])},
		.dropped_packets = flow->dropped_packets,
		.dropped_bytes = flow->dropped_bytes,
		.late_packets = flow->late_packets,
		.state = flow_state_name(flow),
		.reason = flow_end_name(reason),
		.alerted = flow->flags & FLOW_ALERTED,
	};
	engine_describe_tuple(engine, flow, &record->tuple);
	engine_describe_flow(ruleset, flow, description, &record->finding);
}
