/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks signatures and applies their matches. The caller holds the flow; hosts,
 * endpoints and registers are locked one at a time, for as long as one table's
 * function runs or, for a host, while its rules are asked.
 */
#include "engine/inspect.h"

#include <string.h>

#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/shared.h"
#include "engine/event.h"
#include "engine/follow_host.h"
#include "engine/learn.h"
#include "engine/signature_hits.h"
#include "engine/renew.h"
#include "engine/packet_context.h"
#include "engine/client_info.h"
#include "engine/worker_state.h"
#include "flow/flow.h"
#include "flow/meter.h"
#include "host/host.h"
#include "host/memory.h"
#include "host/table.h"
#include "packet/name.h"
#include "packet/packet.h"
#include "signature/match.h"

/* ---- fetching and keeping what signatures remember ---- */

static void fetch_memory(const struct engine *engine,
			 const struct engine_packet_context *pkt, uint8_t needs,
			 struct signature_context *context)
{
	for (unsigned side = 0; needs;
	     side++, needs >>= SIGNATURE_NEEDS_SHIFT) {
		struct endpoint end = engine_packet_context_end(pkt, side);
		struct endpoint host = host_memory_of_host(&end.address);

		if (needs & SIGNATURE_NEEDS_ENDPOINT)
			host_memory_read(engine->memory, &end,
					 &context->endpoint[side]);
		if (needs & SIGNATURE_NEEDS_HOST)
			host_memory_read(engine->memory, &host,
					 &context->host[side]);
		if (needs & SIGNATURE_NEEDS_KNOWN)
			engine_look_up_known(engine, pkt->ruleset, &end,
					     pkt->time_us,
					     &context->known[side]);
	}
}

/* Write all registers of the endpoint at once, and all of the host. */
static void keep_writes(const struct engine *engine,
			const struct engine_packet_context *pkt,
			const struct signature_outcome *outcome)
{
	struct endpoint end = engine_packet_context_end(pkt, SIDE_THIS);
	struct endpoint host = host_memory_of_host(&end.address);

	struct host_write writes[2][SIGNATURE_WRITES_MOST];
	unsigned count[2] = {0, 0};

	for (unsigned i = 0; i < outcome->write_count; i++) {
		const struct signature_write *it = &outcome->writes[i];

		writes[it->of_host][count[it->of_host]++] = it->write;
	}
	if (count[0])
		host_memory_write(engine->memory, &end, writes[0], count[0],
				  pkt->time_us);
	if (count[1])
		host_memory_write(engine->memory, &host, writes[1], count[1],
				  pkt->time_us);
}

/* ---- matches ---- */

static bool flow_add_match(const struct engine_packet_context *pkt,
			   const struct signature_effect *effect,
			   uint16_t signature)
{
	struct flow *flow = pkt->flow;

	if (!effect->evidence || !effect->of_flow)
		return false;
	return flow_add_evidence(
		flow, &(struct flow_evidence){
			      .application = (uint8_t)effect->application,
			      .signature = signature,
			      .kind = effect->kind,
			      .bits = effect->bits,
			      .adds = effect->adds,
			      .sets = effect->sets,
		      });
}

static void application_add_signature(struct host_application *host_application,
				      uint16_t signature)
{
	for (int i = 0; i < HOST_SIGNATURES; i++) {
		if (host_application->signatures[i] == signature + 1)
			return;
		if (!host_application->signatures[i]) {
			host_application->signatures[i] =
				(uint16_t)(signature + 1);
			return;
		}
	}
}

/* Add evidence to a host, held by the caller. Return: whether this decided it. */
static bool application_add_match(struct host_application *host_application,
				  const struct signature_effect *effect,
				  uint16_t signature, uint32_t peer, usec_t now)
{
	if (effect->evidence && effect->of_host) {
		evidence_add(&host_application->evidence, effect->kind,
			     effect->bits, effect->adds);
		application_add_signature(host_application, signature);
		host_application->sets |= effect->sets;
		host_application_add_peer(host_application, peer);
		if (host_application->proofs < UINT32_MAX)
			host_application->proofs++;
		host_application->last_us = now;
	}
	if (host_application->decided ||
	    !evidence_decides(&host_application->evidence))
		return false;
	host_application->decided = true;
	host_application->since_us = now;
	host_application->decided_at = host_application->proofs;
	return true;
}

/* The update of a host by one match. */
struct update {
	struct engine_worker *worker;
	const struct engine_packet_context *pkt;
	struct host *host; /* held */
	struct host_application
		decided[HOST_APPLICATIONS]; /* copies, for alerts */
	unsigned decided_count;
	struct engine_host_news news;
	const struct address *address;
	uint32_t peer;
	uint16_t port; /* the host's own */
};

static void update_evidence(struct update *update,
			    const struct signature_effect *effect,
			    uint16_t signature)
{
	usec_t now = update->pkt->time_us;
	struct host_application *host_application =
		host_application_of(update->host, effect->application, now);

	if (host_application &&
	    application_add_match(host_application, effect, signature,
				  update->peer, now) &&
	    update->decided_count < HOST_APPLICATIONS)
		update->decided[update->decided_count++] = *host_application;
}

/* Apply evidence and activity of one signature or rule. */
static void update_effect(struct update *update,
			  const struct signature_found *found)
{
	const struct engine_packet_context *pkt = update->pkt;
	const struct signature_effect *effect = signature_set_effect(
		pkt->ruleset->signatures, found->signature);

	if (!effect->application)
		return;
	if (effect->evidence && effect->of_host)
		update_evidence(update, effect, found->signature);
	if (effect->activity && effect->activity_of_host)
		engine_follow_host_prove(update->worker, pkt, update->address,
					 update->host, found, &update->news);
}

/*
 * Apply the events and evidence of one signature. @rules: out: the host rules that
 * hold now.
 */
static void update_match(struct update *update,
			 const struct signature_found *found,
			 struct signature_outcome *rules)
{
	const struct engine_packet_context *pkt = update->pkt;
	const struct signature_set *set = pkt->ruleset->signatures;
	const struct signature_effect *effect =
		signature_set_effect(set, found->signature);
	struct host_event event = {
		.time_us = pkt->window ? pkt->window->last_us : pkt->time_us,
		.flow = pkt->flow_hash,
		.peer = update->peer,
		.key = found->key,
		.event = effect->event,
		.port = update->port,
	};

	rules->found_count = 0;
	update_effect(update, found);
	if (!effect->event)
		return;
	signature_rule_prove(set, update->host, &event, rules);
	for (unsigned i = 0; i < rules->found_count; i++)
		update_effect(update, &rules->found[i]);
}

static void report_host(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			const struct address *address,
			const struct host_application *host_application)
{
	worker->counters.alerts++;
	engine_client_info_report(worker, pkt, ENGINE_HOST_DECIDED, address,
				  host_application);
}

static void update_host(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			const struct signature_effect *effect,
			const struct signature_found *found,
			struct signature_outcome *rules)
{
	struct engine *engine = worker->engine;
	struct endpoint self = engine_packet_context_end(pkt, effect->host);
	struct endpoint peer = engine_packet_context_end(pkt, !effect->host);
	struct update update; /* mostly room: not zeroed for each match */
	struct host_departed departed; /* the same */
	unsigned stripe;

	rules->found_count = 0;
	if (!engine_packet_context_is_followed(pkt, effect->host) ||
	    (!effect->event && !effect->activity &&
	     !(effect->evidence && effect->of_host)))
		return;
	update.worker = worker;
	update.pkt = pkt;
	update.decided_count = update.news.count = 0;
	update.address = &self.address;
	update.port = self.port;
	update.peer = (uint32_t)hash_bytes(&engine->key, &peer.address,
					   sizeof(peer.address));
	update.host = host_table_acquire(engine->hosts, &self.address,
					 &departed, &stripe);
	engine_renew_host(pkt->ruleset, update.host, &update.news);
	update_match(&update, found, rules);
	host_table_release(engine->hosts, stripe);
	engine_follow_host_departed(worker, pkt->ruleset, pkt->time_us,
				    &departed);
	engine_follow_host_report(worker, pkt->ruleset, &self.address,
				  pkt->time_us, &update.news);
	for (unsigned i = 0; i < update.decided_count; i++)
		report_host(worker, pkt, &self.address, &update.decided[i]);
}

/* Add the activity that a host rule proves for the flow that completed it. */
static void add_activity(const struct signature_effect *effect,
			 const struct signature_found *found,
			 struct signature_outcome *outcome)
{
	if (effect->activity && effect->activity_of_flow &&
	    outcome->found_count < SIGNATURE_FOUND_MOST)
		outcome->found[outcome->found_count++] = *found;
}

/* Apply one match. @outcome: host rules that prove an activity of the flow are added. */
static bool apply_match(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			const struct signature_found *found,
			struct signature_outcome *outcome)
{
	const struct signature_set *set = pkt->ruleset->signatures;
	const struct signature_effect *effect =
		signature_set_effect(set, found->signature);
	struct signature_outcome rules;
	bool changed;

	engine_signature_hits_count(worker->hits, found->signature);
	changed = engine_doubt(worker, pkt, effect);
	changed |= flow_add_match(pkt, effect, found->signature);
	engine_learn(worker, pkt, effect);
	update_host(worker, pkt, effect, found, &rules);
	for (unsigned i = 0; i < rules.found_count; i++) {
		uint16_t rule = rules.found[i].signature;

		engine_signature_hits_count(worker->hits, rule);
		effect = signature_set_effect(set, rule);
		changed |= flow_add_match(pkt, effect, rule);
		engine_learn(worker, pkt, effect);
		add_activity(effect, &rules.found[i], outcome);
	}
	return changed;
}

/* When the activity in the window that ends now began: not before the last silence. */
static usec_t window_start(const struct engine_packet_context *pkt,
			   unsigned window)
{
	const struct flow_meter *meter = pkt->window;
	usec_t start = pkt->flow->first_us;
	unsigned seconds = flow_meter_onset(meter, window) + 1;

	if (meter->second + 1 > seconds)
		start += (meter->second + 1 - seconds) * USEC_PER_SEC;
	return start > meter->since_us ? start : meter->since_us;
}

bool engine_inspect_prove(struct engine_worker *worker,
			  const struct engine_packet_context *pkt,
			  struct signature_context *context,
			  const struct signature_selection *selection,
			  struct signature_outcome *outcome)
{
	const struct signature_set *set = pkt->ruleset->signatures;
	bool changed = false;
	unsigned count;

	worker->counters.selected++;
	if (selection->needs)
		fetch_memory(worker->engine, pkt, selection->needs, context);
	signature_match_prove(set, context, pkt->flow, selection, outcome);
	keep_writes(worker->engine, pkt, outcome);
	/* first, so that events of the host have it */
	count = outcome->found_count; /* of signatures; rules come behind them */
	for (unsigned i = 0; i < count; i++)
		engine_client_info(worker, pkt, context,
				   outcome->found[i].signature);
	for (unsigned i = 0; i < count; i++) {
		struct signature_found *it = &outcome->found[i];

		if (pkt->window)
			it->since_us = window_start(
				pkt, signature_set_window(set, it->signature));
		changed |= apply_match(worker, pkt, it, outcome);
	}
	return changed;
}

bool engine_inspect(struct engine_worker *worker,
		    const struct engine_packet_context *pkt,
		    struct engine_inspection *inspection)
{
	struct signature_context *context = &inspection->context;
	struct signature_selection selection;

	/* names are parsed, and all else is fetched, when a signature asks */
	packet_names_init(&inspection->names, pkt->packet->transport,
			  pkt->packet->payload, pkt->packet->payload_caplen,
			  pkt->packet->payload_size);
	engine_packet_context_ask(pkt, &inspection->names, NULL, context);
	signature_match_select(pkt->ruleset->signatures, context, pkt->created,
			       &selection);
	inspection->outcome.found_count = 0;
	/* nearly all packets: no signature is selected */
	return selection.count &&
	       engine_inspect_prove(worker, pkt, context, &selection,
				    &inspection->outcome);
}
