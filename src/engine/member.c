/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is found stays with the worker: a flow has no room for it. It holds as long as
 * the flow's decision does, which asked the same.
 */
#include "engine/member.h"

#include "config/ruleset.h"
#include "engine/shaper.h"
#include "engine/sighting.h"
#include "engine/who.h"
#include "engine/worker.h"
#include "flow/flow.h"
#include "policy/policy.h"

static struct engine_member *member_of(struct engine_worker *worker,
				       const struct engine_sighting *sighting)
{
	return &worker->members[sighting->flow_hash % ENGINE_MEMBERS];
}

static void ask(const struct engine_worker *worker,
		const struct engine_sighting *sighting, usec_t now,
		struct engine_member *member)
{
	const struct policy *policy = sighting->ruleset->policy;
	struct policy_answer answer;
	struct policy_host host;

	engine_who_is(worker->engine, sighting->ruleset, &member->local,
		      sighting->flow, now, &host);
	answer = policy_identify(policy, &host);
	member->group = answer.group;
	member->user = member->local;
	if (answer.user) /* no host has a multicast address */
		member->user = (struct address){
			.words = {UINT32_MAX, 0, 0, answer.user}};
}

void engine_member_find(struct engine_worker *worker,
			const struct engine_sighting *sighting,
			struct engine_shaper_packet *packet)
{
	struct engine_member *member = member_of(worker, sighting);

	if (!member->known || member->flow_hash != sighting->flow_hash ||
	    member->stamp != sighting->flow->stamp ||
	    packet_address_compare(&member->local, &packet->user) != 0) {
		*member = (struct engine_member){
			.flow_hash = sighting->flow_hash,
			.stamp = sighting->flow->stamp,
			.known = true,
			.local = packet->user,
		};
		ask(worker, sighting, packet->now, member);
	}
	packet->user = member->user;
	packet->group = member->group;
}

void engine_member_forget(struct engine_worker *worker,
			  const struct engine_sighting *sighting)
{
	member_of(worker, sighting)->known = false;
}
