/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is found stays with the worker: a flow has no room for it. It holds as long as
 * the flow's decision does, which asked the same.
 */
#include "engine/member.h"

#include "config/ruleset.h"
#include "shaper/shaper.h"
#include "engine/packet_context.h"
#include "engine/subject.h"
#include "engine/worker.h"
#include "flow/flow.h"
#include "policy/policy.h"

static struct engine_member *member_of(struct engine_worker *worker,
				       const struct engine_packet_context *pkt)
{
	return &worker->members[pkt->flow_hash % ENGINE_MEMBERS];
}

static void ask(const struct engine_worker *worker,
		const struct engine_packet_context *pkt, usec_t now,
		struct engine_member *member)
{
	const struct policy *policy = pkt->ruleset->policy;
	struct policy_answer answer;
	struct policy_host host;

	engine_subject_resolve(worker->engine, pkt->ruleset, &member->local,
			       pkt->flow, now, &host);
	answer = policy_identify(policy, &host);
	member->group = answer.group;
	member->user = member->local;
	if (answer.user) /* no host has a multicast address */
		member->user = (struct address){
			.words = {UINT32_MAX, 0, 0, answer.user}};
}

void engine_member_find(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			struct shaper_packet *packet)
{
	struct engine_member *member = member_of(worker, pkt);

	if (!member->known || member->flow_hash != pkt->flow_hash ||
	    member->stamp != pkt->flow->stamp ||
	    packet_address_compare(&member->local, &packet->user) != 0) {
		*member = (struct engine_member){
			.flow_hash = pkt->flow_hash,
			.stamp = pkt->flow->stamp,
			.known = true,
			.local = packet->user,
		};
		ask(worker, pkt, packet->now, member);
	}
	packet->user = member->user;
	packet->group = member->group;
}

void engine_member_forget(struct engine_worker *worker,
			  const struct engine_packet_context *pkt)
{
	member_of(worker, pkt)->known = false;
}
