/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stages of one batch. Decode and prefetch go over the whole batch; the other stages
 * then run for one packet after another. Tables are larger than caches: to wait for the
 * memory of each flow in turn would cost more than all the rest.
 */
#include "engine/worker.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "config/ruleset.h"
#include "engine/decide.h"
#include "shaper/degrade.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/follow.h"
#include "engine/inspect.h"
#include "engine/learn.h"
#include "engine/rule_counters.h"
#include "engine/signature_hits.h"
#include "engine/quota.h"
#include "engine/renew.h"
#include "shaper/shaper.h"
#include "engine/packet_context.h"
#include "engine/subject.h"
#include "flow/fragment.h"
#include "host/endpoint.h"
#include "identity/table.h"
#include "packet/packet.h"
#include "policy/classes.h"
#include "policy/policy.h"

#define SWEEP_US USEC_PER_SEC
#define ASK_FIRST 8 /* payloads; most flows have no more */
#define ASK_EACH 8
#define ASK_SILENCE_US USEC_PER_SEC
#define CLOCK_BACK_MOST (10 * USEC_PER_SEC) /* further back: another capture */

/* One frame of a batch. */
struct slot {
	struct packet packet;
	struct flow_key key;
	uint64_t hash;
	enum decode_outcome outcome;
	bool from_low;
	bool has_flow; /* TCP or UDP, with ports */
};

/* ---- decode ---- */

/* Find the ports of a later fragment; remember those of a first one. */
static bool resolve_fragment(struct engine_worker *worker, struct slot *slot)
{
	struct packet *packet = &slot->packet;
	struct flow_fragments *fragments = worker->engine->fragments;

	if (slot->outcome == DECODE_OK) {
		if (packet->fragment == PACKET_FRAGMENT_FIRST)
			flow_fragments_remember(fragments, packet);
		return true;
	}
	if (flow_fragments_resolve(fragments, packet)) {
		worker->counters.fragments_followed++;
		return true;
	}
	worker->counters.fragments_unknown++;
	return false;
}

static void pass_decode(struct engine_worker *worker, const struct frame *frame,
			struct slot *slot)
{
	slot->outcome = packet_decode(frame, &slot->packet);
	slot->packet.interface = frame->interface;
	worker->counters.packets++;
	worker->counters.bytes += frame->len;
	worker->counters.outcomes[slot->outcome]++;
	slot->has_flow = (slot->outcome == DECODE_OK ||
			  slot->outcome == DECODE_FRAGMENT) &&
			 (slot->packet.fragment == PACKET_WHOLE ||
			  resolve_fragment(worker, slot));
	if (!slot->has_flow)
		return;
	packet_key_from(&slot->packet, &slot->key, &slot->from_low);
	slot->hash = flow_table_hash(worker->engine->flows, &slot->key);
	flow_table_prefetch_bucket(worker->engine->flows, slot->hash);
}

/* ---- clock ---- */

static void clock_advance(struct engine_worker *worker, usec_t now)
{
	if (!worker->first_us)
		worker->first_us = now;
	if (now < worker->now_us) {
		worker->counters.clock_back++;
		if (worker->now_us - now > CLOCK_BACK_MOST)
			worker->now_us = worker->swept_us = now;
	} else {
		worker->now_us = now;
	}
	worker->counters.last_us = worker->now_us;
	if (worker->leaves_sweep ||
	    usec_since(worker->now_us, worker->swept_us) < SWEEP_US)
		return;
	worker->swept_us = worker->now_us;
	engine_worker_sweep(worker, worker->now_us);
}

/* ---- what outdates decisions ---- */

/*
 * Flows were outdated in the middle of a batch: decide those to come in it anew, too.
 * When another ruleset is in force by now they wait for the next batch: with the newest
 * stamp they would look as if that ruleset had decided them. A ruleset is in force
 * before its stamp is, so load the stamp first.
 */
static void restamp(struct engine_worker *worker, const struct ruleset *ruleset)
{
	uint32_t stamp = atomic_load(&worker->engine->stamp);

	worker->outdated = false;
	if (atomic_load(&worker->engine->ruleset) == ruleset)
		worker->stamp = stamp;
}

/* The worker knows the span around now_us in which no schedule changes. */
static void schedules_follow_clock(struct engine_worker *worker,
				   const struct ruleset *ruleset)
{
	struct policy_active_schedules *schedules = &worker->schedules;
	bool same = revision_is(&ruleset->revision, worker->schedules_revision);
	uint64_t before[POLICY_TABLES_MOST / 64];

	if (same && worker->now_us >= schedules->from &&
	    worker->now_us < schedules->until)
		return;
	memcpy(before, schedules->tables, sizeof(before));
	policy_active_schedules_at(ruleset->policy, worker->now_us, schedules);
	worker->schedules_revision = ruleset->revision.number;
	if (!same || !memcmp(before, schedules->tables, sizeof(before)))
		return;
	engine_outdate(worker->engine);
	worker->outdated = true;
}

/* An identity entry expired: decide the flows of that host anew. */
static void identities_follow_clock(struct engine_worker *worker)
{
	struct identity_expiry *expiry = worker->engine->expiry;

	if (identity_expiry_is_around(expiry, &worker->identities,
				      worker->now_us))
		return;
	if (!identity_expiry_move(expiry, worker->now_us, &worker->identities))
		return;
	engine_outdate(worker->engine);
	worker->outdated = true;
}

/* ---- events ---- */

static void send_flow_event(struct engine_worker *worker,
			    const struct engine_packet_context *pkt,
			    enum engine_event_kind kind)
{
	struct engine_event event = {
		.kind = kind,
		.interface = pkt->packet->interface,
		.time_us = pkt->packet->time_us,
		.number = pkt->packet->number,
		.ruleset = pkt->ruleset,
		.flow = *pkt->flow,
	};

	worker->event_sink->take(worker->event_sink, &event);
}

/* ---- verdict ---- */

static void saturating_add(uint32_t *sum, uint32_t more)
{
	*sum = *sum + more < *sum ? UINT32_MAX : *sum + more;
}

static void verdict_drop(struct engine_worker *worker,
			 const struct engine_packet_context *pkt,
			 struct verdict *verdict)
{
	struct flow *flow = pkt->flow;

	if (!packet_action_drops(verdict->action))
		verdict->action = ACTION_DROP;
	saturating_add(&flow->dropped_packets, 1);
	saturating_add(&flow->dropped_bytes, pkt->packet->wire_bytes);
	engine_rule_counters_drop(worker->rule_counters, flow,
				  pkt->packet->wire_bytes);
	if (flow->flags & FLOW_DROP_LOGGED)
		return;
	flow->flags |= FLOW_DROP_LOGGED;
	send_flow_event(worker, pkt, ENGINE_FLOW_DROPPED);
}

/* Towards our hosts, or from them: the class is that of the local end. */
static struct shaper_packet
shaped_packet(const struct engine_packet_context *pkt, uint16_t class)
{
	const struct flow *flow = pkt->flow;
	unsigned from = pkt->observed->direction;
	bool up = flow_is_local(flow, from);

	return (struct shaper_packet){
		.class = class,
		.application = flow->application,
		.direction = up ? POLICY_CLASS_UP : POLICY_CLASS_DOWN,
		.user = flow_endpoint(flow, up ? from : !from).address,
		.bytes = pkt->packet->wire_bytes,
		.now = pkt->packet->time_us,
	};
}

static bool has_members(const struct ruleset *ruleset, uint16_t class)
{
	return policy_classes_get(ruleset->classes, class)->keys &
	       (POLICY_PER_USER | POLICY_PER_GROUP);
}

/*
 * All addresses of a user share his class; a host without one stands for itself. No
 * host has a multicast address, so one of them can stand for a user's number.
 */
static void set_member(const struct engine_worker *worker,
		       const struct engine_packet_context *pkt,
		       struct shaper_packet *packet)
{
	unsigned from = pkt->observed->direction;
	struct policy_answer answer;

	engine_subject_identify(worker->engine, pkt->ruleset, pkt->flow,
				flow_is_local(pkt->flow, from) ? from : !from,
				pkt->packet->time_us, &answer);
	packet->group = answer.group;
	if (answer.user)
		packet->user = (struct address){
			.words = {UINT32_MAX, 0, 0, answer.user}};
}

static void verdict_shape(struct engine_worker *worker,
			  const struct engine_packet_context *pkt,
			  struct verdict *verdict)
{
	const struct ruleset *ruleset = pkt->ruleset;
	const struct policy_action *action = policy_action_of(
		ruleset->policy, pkt->flow->rule, pkt->flow->level);
	struct shaper_packet packet = shaped_packet(pkt, action->class);
	struct shaper_outcome outcome;

	verdict->dscp = action->dscp;
	if (!action->class)
		return;
	if (has_members(ruleset, action->class))
		set_member(worker, pkt, &packet);
	shaper_pass(worker->engine->shaper, ruleset->classes, &packet,
		    &outcome);
	verdict->priority = outcome.classid;
	verdict->delay_us = outcome.delay_us;
	if (outcome.lost) {
		worker->counters.shape_full++;
		verdict_drop(worker, pkt, verdict);
	} else if (outcome.delay_us) {
		worker->counters.shape_late++;
		saturating_add(&pkt->flow->late_packets, 1);
		engine_rule_counters_late(worker->rule_counters, pkt->flow);
	}
}

/* Traffic without a class takes from what classes may borrow. */
static void verdict_accept(struct engine_worker *worker,
			   const struct engine_packet_context *pkt)
{
	struct shaper_packet packet;
	struct shaper_outcome ignored;

	if (!shaper_counts_rest(worker->engine->shaper))
		return;
	packet = shaped_packet(pkt, 0);
	shaper_pass(worker->engine->shaper, pkt->ruleset->classes, &packet,
		    &ignored);
}

static void verdict_degrade(struct engine_worker *worker,
			    const struct engine_packet_context *pkt,
			    struct verdict *verdict)
{
	const struct flow *flow = pkt->flow;
	const struct policy_action *action =
		policy_action_of(pkt->ruleset->policy, flow->rule, flow->level);

	switch (shaper_degrade(worker->engine->degrader, action, flow,
			       pkt->packet, pkt->observed->direction)) {
	case SHAPER_DEGRADE_EXEMPT:
		worker->counters.degrade_exempt++;
		break;
	case SHAPER_DEGRADE_PASSES:
		break;
	case SHAPER_DEGRADE_LOST:
		worker->counters.degrade_lost++;
		verdict_drop(worker, pkt, verdict);
		break;
	case SHAPER_DEGRADE_TOO_FAST:
		worker->counters.degrade_rate++;
		verdict_drop(worker, pkt, verdict);
		break;
	}
}

static void verdict_for_action(struct engine_worker *worker,
			       const struct engine_packet_context *pkt,
			       struct verdict *verdict)
{
	verdict->action = pkt->flow->action;
	verdict->rule = pkt->flow->rule;
	if (packet_action_drops(verdict->action))
		verdict_drop(worker, pkt, verdict);
	else if (verdict->action == ACTION_SHAPE ||
		 verdict->action == ACTION_PRIORITISE)
		verdict_shape(worker, pkt, verdict);
	else if (verdict->action == ACTION_DEGRADE)
		verdict_degrade(worker, pkt, verdict);
}

/* ---- one packet of a flow ---- */

/* Return the bytes of the flow that passed before this packet. */
static uint64_t passed_before(const struct engine_packet_context *pkt)
{
	const struct flow *flow = pkt->flow;
	uint64_t bytes =
		flow_wide_get(&flow->bytes[0]) + flow_wide_get(&flow->bytes[1]);
	uint64_t other =
		(uint64_t)flow->dropped_bytes + pkt->packet->wire_bytes;

	return bytes > other ? bytes - other : 0;
}

static void decide_flow_again(struct engine_worker *worker,
			      const struct engine_packet_context *pkt)
{
	struct flow *flow = pkt->flow;
	const struct engine_moment moment = {
		.engine = worker->engine,
		.ruleset = pkt->ruleset,
		.schedules = &worker->schedules,
		.now = worker->now_us,
		.stamp = worker->stamp,
	};

	engine_decide(&moment, flow);
	if (flow->decided && !(flow->flags & FLOW_ALERTED)) {
		if (pkt->ruleset->quotas)
			worker->outdated |= engine_quota_pass(
				worker->engine, pkt, passed_before(pkt),
				worker->now_us);
		flow->flags |= FLOW_ALERTED;
		worker->counters.alerts++;
		send_flow_event(worker, pkt, ENGINE_FLOW_DECIDED);
	} else if (flow->action == ACTION_LOG &&
		   !(flow->flags & FLOW_RULE_LOGGED)) {
		worker->counters.logged++;
		send_flow_event(worker, pkt, ENGINE_FLOW_LOGGED);
	}
	if (flow->action == ACTION_LOG)
		flow->flags |= FLOW_RULE_LOGGED;
}

/*
 * Return whether an undecided flow asks for its endpoints again at this payload. It must
 * not depend on the clock: the same packets, at another time of day or a little later,
 * ask at the same positions.
 */
static bool may_ask_again(const struct flow_observation *observed)
{
	return observed->payload && (observed->position <= ASK_FIRST ||
				     observed->position % ASK_EACH == 0 ||
				     observed->iat_us >= ASK_SILENCE_US);
}

/* Ask after a reload that dropped endpoint evidence, or when an endpoint became known. */
static bool flow_should_ask(const struct engine_worker *worker,
			    const struct engine_packet_context *pkt)
{
	struct flow *flow = pkt->flow;

	/* the worker's stamp is never older than its ruleset's: a flow that has it is not due */
	if (flow->stamp != worker->stamp &&
	    engine_renew_is_due(pkt->ruleset, flow))
		return engine_renew_flow(pkt->ruleset, flow);
	return !flow->decided && may_ask_again(pkt->observed) &&
	       host_endpoints_news(worker->engine->endpoints) != flow->asked;
}

/*
 * Learn where a local sender is, by its first packet in the flow; by a later one when
 * that was not needed before. Return whether the flow may be decided otherwise by it.
 */
static bool learn_attachment(struct engine_worker *worker,
			     const struct engine_packet_context *pkt)
{
	struct flow *flow = pkt->flow;
	unsigned direction = pkt->observed->direction;
	bool first = flow->packets[direction] == 1;

	if (!flow_is_local(flow, direction) ||
	    (!first && (flow->flags & FLOW_ATTACHED)) ||
	    !engine_subject_needs_attachment(worker->engine, pkt->ruleset))
		return false;
	flow->flags |= FLOW_ATTACHED;
	engine_subject_learn_attachment(worker->engine, pkt->ruleset,
					pkt->packet);
	return true;
}

static bool inspect_and_follow(struct engine_worker *worker,
			       const struct engine_packet_context *pkt)
{
	struct engine_inspection inspection; /* mostly room: not zeroed */
	bool changed = engine_inspect(worker, pkt, &inspection);

	/* nearly all flows: nothing was found, nothing is followed */
	if (pkt->flow->decided)
		changed |= engine_follow(worker, pkt, &inspection.context,
					 &inspection.outcome);
	return changed;
}

/*
 * One packet, while its flow's stripe is locked. The order matters:
 *
 * 1. Find or create the flow. It comes locked; flows that end on the way are reported.
 * 2. Count the packet. All that follows reads the flow with this packet in it.
 * 3. Find out which ends are local, once: evidence for a host, users, classes and
 *    directions of rules go by them.
 * 4. Ask what endpoints are known for: first, or evidence of this packet would look
 *    stronger than knowledge that is older. After a reload this step drops or rechecks
 *    what the flow keeps, so that no later step reads numbers of an older ruleset.
 * 5. Ask the signatures, and follow decided flows: evidence, activities, what hosts and
 *    endpoints learn.
 * 6. Decide anew when one of these steps, the sender's attachment, or anything outside
 *    of the flow changed. Alerts are sent here, before a verdict is counted or dropped.
 * 7. Count the packet for its rule and give the verdict: a class or a loss may drop it.
 * 8. Charge quotas for what passed, and let the flow go.
 */
static void pass_flow(struct engine_worker *worker,
		      const struct ruleset *ruleset, struct slot *slot,
		      struct verdict *verdict)
{
	struct flow_table *flows = worker->engine->flows;
	struct flow_observation observed;
	struct engine_packet_context pkt = {
		.ruleset = ruleset,
		.time_us = slot->packet.time_us,
		.packet = &slot->packet,
		.observed = &observed,
		.flow_hash = (uint32_t)(slot->hash >> 32),
	};
	bool changed = false;

	pkt.flow = flow_table_acquire(flows, &slot->key, slot->hash,
				      &slot->packet, slot->from_low,
				      &worker->sink, &pkt.created);
	if (!pkt.flow)
		return; /* the table is full, and counts it: the packet passes */
	flow_observe(pkt.flow, &slot->packet, slot->from_low, &observed);
	pkt.direction = observed.direction;
	if (pkt.created)
		engine_decide_locality(ruleset, pkt.flow);
	if (pkt.created || flow_should_ask(worker, &pkt))
		changed = engine_ask_endpoints(worker, ruleset, pkt.flow,
					       slot->packet.time_us);
	/* a repeated payload teaches only about flows that are decided */
	if (observed.payload || pkt.created ||
	    (pkt.flow->decided && slot->packet.payload_size))
		changed |= inspect_and_follow(worker, &pkt);
	changed |= learn_attachment(worker, &pkt);
	if (worker->outdated)
		restamp(worker, ruleset);
	if (changed || pkt.flow->stamp != worker->stamp)
		decide_flow_again(worker, &pkt);
	engine_rule_counters_count(worker->rule_counters, pkt.flow,
				   slot->packet.wire_bytes);
	if (pkt.flow->action != ACTION_ACCEPT)
		verdict_for_action(worker, &pkt, verdict);
	else
		verdict_accept(worker, &pkt);
	if (ruleset->quotas && pkt.flow->decided &&
	    !packet_action_drops(verdict->action))
		worker->outdated |= engine_quota_pass(worker->engine, &pkt,
						      slot->packet.wire_bytes,
						      worker->now_us);
	flow_table_release(flows, slot->hash, pkt.flow);
}

/* ---- flows that end ---- */

/* Endpoints that became known after the flow's last packet still count for it. */
static void worker_flow_ended(struct flow_sink *sink, struct flow *flow,
			      enum flow_end reason)
{
	struct engine_worker *worker = (struct engine_worker *)sink;
	struct engine_event event = {
		.kind = ENGINE_FLOW_ENDED,
		.end = reason,
		.ruleset = atomic_load(&worker->engine->ruleset),
	};

	engine_follow_end(worker, event.ruleset, flow);
	event.flow = *flow;
	engine_renew_flow(event.ruleset, &event.flow);
	/* numbers of an older ruleset end here; the writer of the event does the rest */
	if (engine_renew_is_due(event.ruleset, flow))
		engine_decide_describe(worker->engine, event.ruleset,
				       &event.flow);
	if (!event.flow.decided &&
	    engine_ask_endpoints(worker, event.ruleset, &event.flow,
				 flow_last(flow)))
		engine_follow_late(worker, event.ruleset, &event.flow);
	worker->event_sink->take(worker->event_sink, &event);
}

/* ---- the worker ---- */

struct engine_worker *engine_worker_create(struct engine *engine,
					   struct engine_event_sink *event_sink)
{
	struct engine_worker *worker = aligned_alloc(64, sizeof(*worker));

	if (!worker)
		return NULL;
	memset(worker, 0, sizeof(*worker));
	worker->sink.ended = worker_flow_ended;
	worker->engine = engine;
	worker->event_sink = event_sink;
	worker->hits = engine_signature_hits_create(engine);
	worker->rule_counters = engine_rule_counters_create(engine);
	if (worker->hits && worker->rule_counters)
		return worker;
	engine_worker_destroy(worker);
	return NULL;
}

void engine_worker_destroy(struct engine_worker *worker)
{
	if (!worker)
		return;
	engine_signature_hits_destroy(worker->engine, worker->hits);
	engine_rule_counters_destroy(worker->engine, worker->rule_counters);
	free(worker);
}

void engine_worker_batch(struct engine_worker *worker,
			 const struct frame *frames, unsigned count,
			 struct verdict *verdicts)
{
	uint32_t stamp = atomic_load(&worker->engine->stamp);
	const struct ruleset *ruleset = atomic_load(&worker->engine->ruleset);
	struct slot slots[ENGINE_BATCH];

	engine_signature_hits_follow(worker->hits, ruleset);
	engine_rule_counters_follow(worker->rule_counters, ruleset);
	/* a reload may come after the stamp was loaded and before the ruleset was */
	worker->stamp = revision_newer(stamp, ruleset->revision.stamp);
	for (unsigned i = 0; i < count; i++)
		pass_decode(worker, &frames[i], &slots[i]);
	for (unsigned i = 0; i < count; i++)
		if (slots[i].has_flow)
			flow_table_prefetch_flow(worker->engine->flows,
						 slots[i].hash);
	for (unsigned i = 0; i < count; i++) {
		verdicts[i] = (struct verdict){.action = ACTION_ACCEPT};
		clock_advance(worker, frames[i].time_us);
		schedules_follow_clock(worker, ruleset);
		identities_follow_clock(worker);
		if (ruleset->quotas)
			worker->outdated |= engine_quota_follow_clock(
				worker->engine, ruleset, &worker->quota_span,
				worker->now_us);
		if (slots[i].has_flow)
			pass_flow(worker, ruleset, &slots[i], &verdicts[i]);
		worker->counters.verdicts[verdicts[i].action]++;
		worker->counters.verdict_bytes[verdicts[i].action] +=
			frames[i].len;
	}
}

void engine_worker_sweep(struct engine_worker *worker, usec_t now)
{
	/* the thread that only sweeps counts hits, too */
	engine_signature_hits_follow(worker->hits,
				     atomic_load(&worker->engine->ruleset));
	flow_table_sweep(worker->engine->flows, now, &worker->sink);
	engine_follow_sweep(worker, now);
	engine_subject_sweep(worker->engine, now);
	shaper_sweep(worker->engine->shaper, now);
}

void engine_worker_finish(struct engine_worker *worker)
{
	engine_signature_hits_follow(worker->hits,
				     atomic_load(&worker->engine->ruleset));
	flow_table_flush(worker->engine->flows, &worker->sink);
	engine_follow_finish(worker);
}

void engine_worker_reset(struct engine_worker *worker)
{
	memset(&worker->counters, 0, sizeof(worker->counters));
	engine_signature_hits_clear(worker->hits);
	engine_rule_counters_clear(worker->rule_counters);
	worker->now_us = worker->first_us = worker->swept_us = 0;
	worker->schedules_revision = worker->quota_span.revision = 0;
	worker->identities = (struct identity_expiry_span){0};
}

void engine_counters_add(struct engine_counters *sum,
			 const struct engine_counters *more)
{
	uint64_t *to = (uint64_t *)sum;
	const uint64_t *from = (const uint64_t *)more;
	uint64_t newest;

	_Static_assert(sizeof(*sum) % sizeof(*to) == 0, "counters are 64 bits");
	newest = sum->last_us > more->last_us ? sum->last_us : more->last_us;
	for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
	sum->last_us = newest;
}
