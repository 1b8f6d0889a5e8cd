/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Episodes of flows are kept in their meters. They are examined when the next proof
 * comes, by the timer queue when none comes, and when the flow ends.
 */
#include "engine/follow.h"

#include <netinet/in.h>
#include <string.h>

#include "config/ruleset.h"
#include "engine/timer_queue.h"
#include "engine/decide.h"
#include "engine/shared.h"
#include "engine/event.h"
#include "engine/follow_host.h"
#include "engine/inspect.h"
#include "engine/quota.h"
#include "engine/relay_detect.h"
#include "engine/renew.h"
#include "engine/packet_context.h"
#include "engine/worker_state.h"
#include "flow/flow.h"
#include "flow/meter.h"
#include "flow/table.h"
#include "packet/packet.h"
#include "signature/match.h"

/* ---- calls ---- */

static void report_call(struct engine_worker *worker,
			const struct ruleset *ruleset, const struct flow *flow,
			const struct flow_call *call, usec_t time)
{
	struct engine_event event = {
		.kind = ENGINE_CALL_ENDED,
		.time_us = time,
		.ruleset = ruleset,
		.flow = *flow,
		.call = *call,
	};

	event.flow.activity = call->activity;
	engine_decide_describe(worker->engine, ruleset, &event.flow);
	worker->event_sink->take(worker->event_sink, &event);
}

static const struct episode *best_call(const struct flow_meter *meter,
				       const struct episode_traits *traits)
{
	const struct episode *best = NULL;

	for (unsigned i = 0; i < EPISODES; i++) {
		const struct episode *it = &meter->episodes.all[i];

		if (!it->activity || !it->began ||
		    !traits[it->activity - 1].call)
			continue;
		if (!best || traits[it->activity - 1].rank >
				     traits[best->activity - 1].rank)
			best = it;
	}
	return best;
}

/* Add what was measured since to the call; a new call starts with its first window. */
static void continue_call(struct flow_meter *meter,
			  const struct episode_traits *traits, unsigned window)
{
	const struct episode *it = best_call(meter, traits);
	struct flow_call *call = &meter->call;

	if (!it)
		return;
	for (unsigned d = 0; d < 2; d++) {
		struct flow_measure sum;

		flow_meter_sum(meter, d, window, &sum);
		call->bytes[d] = call->start_us
					 ? call->bytes[d] + call->since[d]
					 : sum.bytes;
		call->since[d] = 0;
	}
	if (!call->start_us || it->start_us < call->start_us)
		call->start_us = it->start_us;
	if (it->last_us > call->last_us)
		call->last_us = it->last_us;
	if (!call->activity ||
	    traits[it->activity - 1].rank >= traits[call->activity - 1].rank) {
		call->activity = it->activity;
		call->confidence = (uint8_t)evidence_episode_confidence(it);
	}
}

/* ---- flows ---- */

static void schedule_flow(struct engine_worker *worker, const struct flow *flow,
			  struct flow_meter *meter,
			  const struct episode_traits *traits)
{
	struct engine_timer_queue_entry entry = {
		.due_us = evidence_episodes_due(&meter->episodes, traits),
		.flow = flow->key,
	};

	if (!entry.due_us || (meter->due_us && meter->due_us <= entry.due_us))
		return; /* no episode lives, or an earlier turn is due */
	if (engine_timer_queue_add(worker->engine->timer_queue, &entry))
		meter->due_us = entry.due_us;
}

/* Update the activity; report a call that ended. Episodes are reported for hosts. */
static void settle_flow(struct engine_worker *worker,
			const struct ruleset *ruleset, struct flow *flow,
			struct flow_meter *meter, usec_t now)
{
	const struct episode_traits *traits =
		signature_set_flow_traits(ruleset->signatures);

	flow->activity = evidence_episodes_top(&meter->episodes, traits);
	if (flow->activity && (!meter->top_activity ||
			       traits[flow->activity - 1].rank >=
				       traits[meter->top_activity - 1].rank))
		meter->top_activity = flow->activity;
	if (meter->call.start_us && !best_call(meter, traits)) {
		report_call(worker, ruleset, flow, &meter->call, now);
		meter->call = (struct flow_call){0};
	}
	schedule_flow(worker, flow, meter, traits);
}

static void expire_flow(struct engine_worker *worker,
			const struct ruleset *ruleset, struct flow *flow,
			struct flow_meter *meter, usec_t now)
{
	evidence_episodes_expire(&meter->episodes,
				 signature_set_flow_traits(ruleset->signatures),
				 now, NULL);
	settle_flow(worker, ruleset, flow, meter, now);
}

static void prove_activity(struct engine_worker *worker,
			   const struct engine_packet_context *pkt,
			   struct flow_meter *meter,
			   const struct signature_found *found)
{
	const struct signature_set *set = pkt->ruleset->signatures;
	const struct episode_traits *traits = signature_set_flow_traits(set);
	const struct signature_effect *effect =
		signature_set_effect(set, found->signature);
	struct flow *flow = pkt->flow;
	struct episode_proof proof;

	if (!effect->activity || !effect->activity_of_flow ||
	    effect->application != flow->application)
		return;
	proof = engine_packet_context_proof(
		pkt, effect, found->since_us,
		engine_packet_context_confidence(flow, effect->application,
						 NULL));
	evidence_episodes_prove(&meter->episodes, traits, &proof, NULL);
	if (traits[effect->activity - 1].call)
		continue_call(meter, traits,
			      signature_set_window(set, found->signature));
	if (traits[effect->activity - 1].call && pkt->ruleset->quotas)
		worker->outdated |=
			engine_quota_call(worker->engine, pkt, &meter->call);
	settle_flow(worker, pkt->ruleset, flow, meter, pkt->time_us);
}

static void prove_activities(struct engine_worker *worker,
			     const struct engine_packet_context *pkt,
			     struct flow_meter *meter,
			     const struct signature_outcome *outcome)
{
	for (unsigned i = 0; meter && i < outcome->found_count; i++)
		prove_activity(worker, pkt, meter, &outcome->found[i]);
}

/* ---- signatures about decided flows ---- */

static bool ask_signatures(struct engine_worker *worker,
			   const struct engine_packet_context *pkt,
			   struct signature_context *context,
			   struct flow_meter *meter,
			   enum signature_occasion occasion)
{
	struct signature_selection selection;
	struct signature_outcome outcome;
	bool changed;

	context->meter = meter;
	selection.count = 0;
	selection.needs = 0;
	signature_match_select_decided(pkt->ruleset->signatures, context,
				       occasion, &selection);
	if (!selection.count)
		return false;
	changed = engine_inspect_prove(worker, pkt, context, &selection,
				       &outcome);
	prove_activities(worker, pkt, meter, &outcome);
	return changed;
}

/* A second is whole: ask about each direction. */
static bool ask_window(struct engine_worker *worker,
		       const struct engine_packet_context *pkt,
		       struct flow_meter *meter)
{
	struct engine_packet_context second = *pkt;
	struct signature_context context;
	bool changed = false;

	second.observed = NULL;
	second.window = meter;
	meter->second_pending = false;
	for (unsigned direction = 0; direction < 2; direction++) {
		second.direction = (uint8_t)direction;
		engine_packet_context_ask(&second, NULL, meter, &context);
		changed |= ask_signatures(worker, &second, &context, meter,
					  SIGNATURE_AT_WINDOW);
	}
	return changed;
}

/* ---- one packet ---- */

/* Forget what was measured or proven under an older ruleset or another application. */
static void renew_meter(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			struct flow_meter *meter)
{
	const struct ruleset *ruleset = pkt->ruleset;
	struct flow *flow = pkt->flow;
	enum revision_answer keeps =
		revision_keeps(&ruleset->revision, meter->revision);

	if (meter->application && keeps == REVISION_FORGET) {
		memset(&meter->episodes, 0, sizeof(meter->episodes));
		flow_meter_forget_shares(meter);
		meter->call = (struct flow_call){0};
		meter->application = meter->top_activity = 0;
	}
	if (meter->application && meter->application != flow->application) {
		memset(&meter->episodes, 0, sizeof(meter->episodes));
		flow_meter_forget_shares(meter);
		meter->top_activity = 0;
		settle_flow(worker, ruleset, flow, meter, pkt->time_us);
	}
	if (keeps != REVISION_SAME)
		flow_meter_forget(meter);
	meter->application = flow->application;
	meter->revision = ruleset->revision.number;
}

/* The flow lost its meter while idle; resume its activity if it has not expired. */
static void resume_activity(const struct engine_packet_context *pkt,
			    struct flow_meter *meter)
{
	const struct flow *flow = pkt->flow;
	const struct episode_traits *traits =
		signature_set_flow_traits(pkt->ruleset->signatures);
	const struct episode_proof proof = {
		.start_us = pkt->time_us,
		.last_us = pkt->time_us,
		.activity = flow->activity,
		.bits = EPISODE_BEGINS,
		.confidence = engine_packet_context_confidence(
			flow, flow->application, NULL),
	};

	meter->top_activity = flow->activity;
	if (pkt->observed->iat_us <= traits[flow->activity - 1].lasts_us)
		evidence_episodes_prove(&meter->episodes, traits, &proof, NULL);
}

static bool follow_payload(struct engine_worker *worker,
			   const struct engine_packet_context *pkt,
			   struct signature_context *context,
			   struct flow_meter *meter)
{
	const struct signature_set *set = pkt->ruleset->signatures;
	const struct packet *packet = pkt->packet;

	flow_meter_advance(meter, pkt->flow->first_us, packet->time_us);
	flow_meter_add(meter, signature_set_meter_sizes(set),
		       pkt->observed->direction, packet->payload_size,
		       !packet->gso, packet->time_us);
	if (signature_set_wants_forwarded(set) &&
	    engine_relay_detect(worker, pkt))
		flow_meter_forward(meter, pkt->observed->direction);
	return ask_signatures(worker, pkt, context, meter,
			      SIGNATURE_AT_PAYLOAD);
}

/* Return whether a packet without new payload carries payload seen before. */
static bool is_repeated_payload(const struct packet *packet)
{
	return packet->transport == IPPROTO_TCP && packet->payload_size &&
	       !packet->gso && !(packet->tcp_flags & PACKET_TCP_RST);
}

static bool proves_any_activity(const struct signature_set *set,
				const struct signature_outcome *outcome)
{
	for (unsigned i = 0; i < outcome->found_count; i++)
		if (signature_set_effect(set, outcome->found[i].signature)
			    ->activity)
			return true;
	return false;
}

/*
 * The meter of a decided flow that is worth following. @fresh: out: it was decided for
 * this application just now. Return: NULL: it is not followed, or no meter is free.
 */
static struct flow_meter *
meter_to_follow(struct engine_worker *worker,
		const struct engine_packet_context *pkt,
		const struct signature_outcome *outcome, bool *fresh)
{
	const struct signature_set *set = pkt->ruleset->signatures;
	struct flow *flow = pkt->flow;
	struct flow_meter *meter;

	if (!flow->decided ||
	    (!flow->meter &&
	     !signature_set_follows_decided(set, flow->application) &&
	     !proves_any_activity(set, outcome)))
		return NULL;
	meter = flow_table_add_meter(worker->engine->flows, flow, pkt->time_us);
	if (!meter)
		return NULL;
	*fresh =
		!(flow->flags & FLOW_FOLLOWED) ||
		(meter->application && meter->application != flow->application);
	flow->flags |= FLOW_FOLLOWED;
	if (!*fresh && !meter->application && flow->activity)
		resume_activity(pkt, meter);
	renew_meter(worker, pkt, meter);
	return meter;
}

bool engine_follow(struct engine_worker *worker,
		   const struct engine_packet_context *pkt,
		   struct signature_context *context,
		   const struct signature_outcome *outcome)
{
	struct flow *flow = pkt->flow;
	uint8_t activity = flow->activity;
	bool changed = false, fresh;
	struct flow_meter *meter =
		meter_to_follow(worker, pkt, outcome, &fresh);

	if (!meter)
		return false;
	/* the second before this packet may prove that an activity goes on, so it
	   comes before those that are over end */
	if (meter->second_pending &&
	    flow_meter_is_whole(meter, flow->first_us, pkt->time_us))
		changed = ask_window(worker, pkt, meter);
	if (meter->due_us && meter->due_us <= pkt->time_us)
		expire_flow(worker, pkt->ruleset, flow, meter, pkt->time_us);
	/* the packet itself */
	if (pkt->observed->payload)
		changed |= follow_payload(worker, pkt, context, meter);
	else if (is_repeated_payload(pkt->packet))
		changed |= ask_signatures(worker, pkt, context, meter,
					  SIGNATURE_AT_REPEAT);
	if (fresh)
		changed |= ask_signatures(worker, pkt, context, meter,
					  SIGNATURE_AT_DECISION);
	/* activities that ordinary signatures proved by it */
	prove_activities(worker, pkt, meter, outcome);
	return changed || flow->activity != activity;
}

/* The flow has ended: ask about the side that began it. */
static void ask_end(struct engine_worker *worker, const struct ruleset *ruleset,
		    struct flow *flow, struct flow_meter *meter)
{
	const struct engine_packet_context end = {
		.ruleset = ruleset,
		.flow = flow,
		.time_us = flow_last(flow),
		.direction = FLOW_ORIG,
		.flow_hash = (uint32_t)(flow_table_hash(worker->engine->flows,
							&flow->key) >>
					32),
	};
	struct signature_context context;

	engine_packet_context_ask(&end, NULL, meter, &context);
	if (meter ? revision_is(&ruleset->revision, meter->revision)
		  : !engine_renew_is_due(ruleset, flow))
		ask_signatures(worker, &end, &context, meter, SIGNATURE_AT_END);
}

void engine_follow_late(struct engine_worker *worker,
			const struct ruleset *ruleset, struct flow *flow)
{
	if (flow->decided)
		ask_end(worker, ruleset, flow, NULL);
}

void engine_follow_end(struct engine_worker *worker,
		       const struct ruleset *ruleset, struct flow *flow)
{
	struct flow_meter *meter =
		flow_table_meter(worker->engine->flows, flow);

	if (meter && (revision_keeps(&ruleset->revision, meter->revision) ==
			      REVISION_FORGET ||
		      meter->application != flow->application))
		return;
	if (flow->decided && flow->flags & FLOW_FOLLOWED)
		ask_end(worker, ruleset, flow, meter);
	if (!meter)
		return;
	if (meter->call.start_us)
		report_call(worker, ruleset, flow, &meter->call,
			    flow_last(flow));
	meter->call = (struct flow_call){0};
	flow->activity = meter->top_activity;
}

/* ---- the timer queue ---- */

/* Ask about the last second of a flow that fell silent: no packet did. */
static void ask_silent(struct engine_worker *worker,
		       const struct ruleset *ruleset, struct flow *flow,
		       uint64_t hash, struct flow_meter *meter, usec_t now)
{
	const struct engine_packet_context silence = {
		.ruleset = ruleset,
		.flow = flow,
		.time_us = now,
		.flow_hash = (uint32_t)(hash >> 32),
	};

	if (meter->second_pending &&
	    revision_is(&ruleset->revision, meter->revision))
		ask_window(worker, &silence, meter);
}

static void sweep_flow(struct engine_worker *worker,
		       const struct ruleset *ruleset,
		       const struct engine_timer_queue_entry *entry, usec_t now)
{
	struct flow_table *flows = worker->engine->flows;
	uint64_t hash = flow_table_hash(flows, &entry->flow);
	struct flow *flow = flow_table_find(flows, &entry->flow, hash);
	struct flow_meter *meter;
	uint8_t activity;

	if (!flow)
		return;
	activity = flow->activity;
	meter = flow_table_meter(flows, flow);
	if (meter && meter->due_us != entry->due_us)
		meter = NULL; /* another timer was set since */
	if (meter)
		meter->due_us = 0;
	if (meter && revision_keeps(&ruleset->revision, meter->revision) !=
			     REVISION_FORGET) {
		ask_silent(worker, ruleset, flow, hash, meter, now);
		expire_flow(worker, ruleset, flow, meter, now);
		if (flow->activity != activity &&
		    !engine_renew_is_due(ruleset, flow))
			engine_decide_again(worker->engine, ruleset, flow, now);
	}
	flow_table_release(flows, hash, flow);
}

void engine_follow_sweep(struct engine_worker *worker, usec_t now)
{
	const struct ruleset *ruleset = atomic_load(&worker->engine->ruleset);
	struct engine_timer_queue_entry entry;

	while (engine_timer_queue_pop(worker->engine->timer_queue, now,
				      &entry)) {
		if (entry.of_host)
			engine_follow_host_sweep(worker, ruleset, &entry, now,
						 false);
		else
			sweep_flow(worker, ruleset, &entry, now);
	}
}

void engine_follow_finish(struct engine_worker *worker)
{
	const struct ruleset *ruleset = atomic_load(&worker->engine->ruleset);
	struct engine_timer_queue_entry entry;

	while (engine_timer_queue_pop(worker->engine->timer_queue,
				      UINT64_MAX - 1, &entry))
		if (entry.of_host)
			engine_follow_host_sweep(worker, ruleset, &entry,
						 worker->now_us, true);
}
