/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Learns what endpoints are known for, and gives flows evidence by it. The caller holds
 * the flow; hosts and endpoints are locked one at a time.
 */
#include "engine/learn.h"

#include <netinet/in.h>

#include "config/ruleset.h"
#include "engine/shared.h"
#include "engine/packet_context.h"
#include "engine/worker_state.h"
#include "flow/flow.h"
#include "host/endpoint.h"
#include "host/host.h"
#include "host/table.h"
#include "packet/packet.h"
#include "signature/match.h"

void engine_look_up_known(const struct engine *engine,
			  const struct ruleset *ruleset,
			  const struct endpoint *end, uint64_t now,
			  struct host_knowledge *known)
{
	host_endpoints_lookup(engine->endpoints, end, now, known);
	if (known->application &&
	    (revision_keeps(&ruleset->revision, known->revision) ==
		     REVISION_FORGET ||
	     !signature_set_is_alive(ruleset->signatures, known->signature)))
		known->application = 0;
}

/* ---- trust ---- */

/* Return whether both ends sent payload. Any stack answers with headers alone. */
static bool flow_is_exchange(const struct flow *flow)
{
	return flow->payloads[FLOW_ORIG] && flow->payloads[FLOW_REPLY];
}

/*
 * Return whether the end answered what the other one sent. The first packet of a flow can
 * be forged, and an answer to it makes the flow two-way. But an end that did not send the
 * first packet, or that repeats a value that was sent to it, did receive packets.
 */
static bool end_answers(const struct engine_packet_context *pkt,
			const struct signature_effect *effect)
{
	unsigned direction = pkt->direction ^ effect->learn_side;

	return flow_is_exchange(pkt->flow) &&
	       (direction == FLOW_REPLY ||
		(effect->learn_side == SIDE_THIS && effect->evidence &&
		 effect->kind == EVIDENCE_ECHO));
}

static bool host_is_decided(struct engine *engine,
			    const struct ruleset *ruleset,
			    const struct address *address, uint16_t application)
{
	unsigned stripe;
	struct host *host = host_table_find(engine->hosts, address, &stripe);
	bool decided = false;

	if (!host)
		return false;
	for (int i = 0; i < HOST_APPLICATIONS &&
			revision_is(&ruleset->revision, host->revision);
	     i++)
		decided |= host->applications[i].decided &&
			   host->applications[i].application == application;
	host_table_release(engine->hosts, stripe);
	return decided;
}

/*
 * Return whether the local end on that side is known by proofs of its own. A TCP client
 * uses another port for each connection, so its host counts for it: no other host can
 * complete a handshake with its address.
 */
static bool end_vouches(struct engine *engine,
			const struct engine_packet_context *pkt, unsigned side,
			uint16_t application)
{
	struct endpoint end = engine_packet_context_end(pkt, side);
	struct host_knowledge known;

	if (!engine_packet_context_is_followed(pkt, side))
		return false;
	engine_look_up_known(engine, pkt->ruleset, &end, pkt->time_us, &known);
	if (known.application == application && known.own)
		return true;
	return end.transport == IPPROTO_TCP &&
	       host_is_decided(engine, pkt->ruleset, &end.address, application);
}

static bool end_may_learn(struct engine *engine,
			  const struct engine_packet_context *pkt,
			  const struct signature_effect *effect)
{
	if (!effect->proof.proven_peer &&
	    engine_packet_context_is_followed(pkt, effect->learn_side))
		return true;
	return end_answers(pkt, effect) &&
	       end_vouches(engine, pkt, !effect->learn_side,
			   effect->proof.application);
}

void engine_learn(struct engine_worker *worker,
		  const struct engine_packet_context *pkt,
		  const struct signature_effect *effect)
{
	struct endpoint end;
	struct host_proof lesson = effect->proof;
	usec_t now = pkt->time_us;

	if (!effect->learns || !end_may_learn(worker->engine, pkt, effect))
		return;
	end = engine_packet_context_end(pkt, effect->learn_side);
	lesson.revision = pkt->ruleset->revision;
	lesson.answered = flow_is_exchange(pkt->flow);
	if (!engine_packet_context_is_followed(pkt, effect->learn_side))
		lesson.proven_peer = true;
	host_endpoints_learn(worker->engine->endpoints, &end, &lesson, now);
	if (!effect->learns_both)
		return;
	end.transport = end.transport == IPPROTO_TCP ? IPPROTO_UDP
						     : IPPROTO_TCP;
	host_endpoints_learn(worker->engine->endpoints, &end, &lesson, now);
}

/* ---- evidence for flows ---- */

bool engine_doubt(struct engine_worker *worker,
		  const struct engine_packet_context *pkt,
		  const struct signature_effect *effect)
{
	struct flow *flow = pkt->flow;

	if (!effect->evidence || !effect->of_flow ||
	    effect->application == flow->application ||
	    effect->bits <= HOST_ENDPOINT_HINT_BITS ||
	    flow->evidence.bits[EVIDENCE_ENDPOINT] <= HOST_ENDPOINT_HINT_BITS)
		return false;
	flow->evidence.bits[EVIDENCE_ENDPOINT] = HOST_ENDPOINT_HINT_BITS;
	flow->decided = evidence_decides(&flow->evidence);
	for (unsigned direction = 0; direction < 2; direction++) {
		struct endpoint end = flow_endpoint(flow, direction);

		/* a name is about its own flow, and easy to forge */
		if (flow_is_exchange(flow) && effect->kind != EVIDENCE_NAME)
			host_endpoints_doubt(worker->engine->endpoints, &end,
					     flow->application);
	}
	return true;
}

bool engine_ask_endpoints(struct engine_worker *worker,
			  const struct ruleset *ruleset, struct flow *flow,
			  uint64_t now)
{
	bool changed = false;

	flow->asked = host_endpoints_news(worker->engine->endpoints);
	for (unsigned direction = 0; direction < 2; direction++) {
		struct endpoint end = flow_endpoint(flow, direction);
		struct host_knowledge known;

		engine_look_up_known(worker->engine, ruleset, &end, now,
				     &known);
		if (known.application)
			changed |= flow_add_evidence(
				flow,
				&(struct flow_evidence){
					.application = known.application,
					.signature = known.signature,
					.kind = EVIDENCE_ENDPOINT,
					.bits = known.bits,
					.sets = signature_set_effect(
							ruleset->signatures,
							known.signature)
							->sets,
				});
	}
	return changed;
}
