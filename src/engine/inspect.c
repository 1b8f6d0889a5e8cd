/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signatures and what follows from them. The caller holds the flow; hosts,
 * endpoints and registers are locked one at a time, for as long as one table's
 * function runs or, for a host, while its rules are asked.
 */
#include "engine/inspect.h"

#include <string.h>

#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/follow.h"
#include "engine/follow_host.h"
#include "engine/learn.h"
#include "engine/matches.h"
#include "engine/renew.h"
#include "engine/sighting.h"
#include "engine/tell.h"
#include "engine/worker.h"
#include "flow/flow.h"
#include "flow/meter.h"
#include "host/host.h"
#include "host/memory.h"
#include "host/table.h"
#include "packet/name.h"
#include "packet/packet.h"
#include "signature/match.h"

/* ---- fetching and keeping what signatures remember ---- */

static void fetch(const struct engine *engine,
		  const struct engine_sighting *sighting, uint8_t needs,
		  struct signature_context *context)
{
	for (unsigned side = 0; needs;
	     side++, needs >>= SIGNATURE_NEEDS_SHIFT) {
		struct endpoint end =
			engine_sighting_end(sighting->packet, side);
		struct endpoint host = host_memory_of_host(&end.address);

		if (needs & SIGNATURE_NEEDS_ENDPOINT)
			host_memory_read(engine->memory, &end,
					 &context->endpoint[side]);
		if (needs & SIGNATURE_NEEDS_HOST)
			host_memory_read(engine->memory, &host,
					 &context->host[side]);
		if (needs & SIGNATURE_NEEDS_KNOWN)
			engine_look_up_known(engine, sighting->ruleset, &end,
					     sighting->packet->time_us,
					     &context->known[side]);
	}
}

/* All of the endpoint, and all of the host, at once. */
static void keep_writes(const struct engine *engine,
			const struct packet *packet,
			const struct signature_outcome *outcome)
{
	struct endpoint end = engine_sighting_end(packet, SIDE_THIS);
	struct endpoint host = host_memory_of_host(&end.address);

	struct host_write writes[2][SIGNATURE_WRITES_MOST];
	unsigned count[2] = {0, 0};

	for (unsigned i = 0; i < outcome->write_count; i++) {
		const struct signature_write *it = &outcome->writes[i];

		writes[it->of_host][count[it->of_host]++] = it->write;
	}
	if (count[0])
		host_memory_write(engine->memory, &end, writes[0], count[0],
				  packet->time_us);
	if (count[1])
		host_memory_write(engine->memory, &host, writes[1], count[1],
				  packet->time_us);
}

/* ---- matches ---- */

static bool flow_gains(const struct engine_sighting *sighting,
		       const struct signature_effect *effect,
		       uint16_t signature)
{
	struct flow *flow = sighting->flow;

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

static void case_note_signature(struct host_case *host_case, uint16_t signature)
{
	for (int i = 0; i < HOST_SIGNATURES; i++) {
		if (host_case->signatures[i] == signature + 1)
			return;
		if (!host_case->signatures[i]) {
			host_case->signatures[i] = (uint16_t)(signature + 1);
			return;
		}
	}
}

/* Evidence for a host, held by the caller. Return: whether it was decided now. */
static bool case_gains(struct host_case *host_case,
		       const struct signature_effect *effect,
		       uint16_t signature, uint32_t peer, usec_t now)
{
	if (effect->evidence && effect->of_host) {
		packet_evidence_add(&host_case->evidence, effect->kind,
				    effect->bits, effect->adds);
		case_note_signature(host_case, signature);
		host_case->sets |= effect->sets;
		host_case_add_peer(host_case, peer);
		if (host_case->proofs < UINT32_MAX)
			host_case->proofs++;
		host_case->last_us = now;
	}
	if (host_case->decided ||
	    !packet_evidence_decides(&host_case->evidence))
		return false;
	host_case->decided = true;
	host_case->since_us = now;
	host_case->decided_at = host_case->proofs;
	return true;
}

/* A host while one packet's matches are told to it. */
struct hearing {
	struct engine_worker *worker;
	const struct engine_sighting *sighting;
	struct host *host;		      /* held */
	struct host_case decided[HOST_CASES]; /* copies, for alerts */
	unsigned decided_count;
	struct engine_host_news news;
	const struct address *address;
	uint32_t peer;
	uint16_t port; /* the host's own */
};

static void hearing_evidence(struct hearing *hearing,
			     const struct signature_effect *effect,
			     uint16_t signature)
{
	usec_t now = hearing->sighting->packet->time_us;
	struct host_case *host_case =
		host_case_of(hearing->host, effect->application, now);

	if (host_case &&
	    case_gains(host_case, effect, signature, hearing->peer, now) &&
	    hearing->decided_count < HOST_CASES)
		hearing->decided[hearing->decided_count++] = *host_case;
}

/* Evidence and activity of one signature or rule. */
static void hearing_effect(struct hearing *hearing,
			   const struct signature_found *found)
{
	const struct engine_sighting *sighting = hearing->sighting;
	const struct signature_effect *effect = signature_effect_of(
		sighting->ruleset->signatures, found->signature);

	if (!effect->application)
		return;
	if (effect->evidence && effect->of_host)
		hearing_evidence(hearing, effect, found->signature);
	if (effect->activity && effect->activity_of_host)
		engine_follow_host_prove(hearing->worker, sighting,
					 hearing->address, hearing->host, found,
					 &hearing->news);
}

/*
 * The events and evidence of one signature for one host; @rules: out, the host
 * rules that hold now.
 */
static void hearing_match(struct hearing *hearing,
			  const struct signature_found *found,
			  struct signature_outcome *rules)
{
	const struct engine_sighting *sighting = hearing->sighting;
	const struct signature_set *set = sighting->ruleset->signatures;
	const struct signature_effect *effect =
		signature_effect_of(set, found->signature);
	struct host_event event = {
		.time_us = sighting->window ? sighting->window->last_us
					    : sighting->packet->time_us,
		.flow = sighting->flow_hash,
		.peer = hearing->peer,
		.key = found->key,
		.event = effect->event,
		.port = hearing->port,
	};

	rules->found_count = 0;
	hearing_effect(hearing, found);
	if (!effect->event)
		return;
	signature_rules_prove(set, hearing->host, &event, rules);
	for (unsigned i = 0; i < rules->found_count; i++)
		hearing_effect(hearing, &rules->found[i]);
}

static void tell_host(struct engine_worker *worker,
		      const struct engine_sighting *sighting,
		      const struct address *address,
		      const struct host_case *host_case)
{
	worker->counters.alerts++;
	engine_tell_host(worker, sighting, ENGINE_HOST_DECIDED, address,
			 host_case);
}

static void host_hears(struct engine_worker *worker,
		       const struct engine_sighting *sighting,
		       const struct signature_effect *effect,
		       const struct signature_found *found,
		       struct signature_outcome *rules)
{
	struct engine *engine = worker->engine;
	struct endpoint self =
		engine_sighting_end(sighting->packet, effect->host);
	struct endpoint peer =
		engine_sighting_end(sighting->packet, !effect->host);
	struct hearing hearing; /* mostly room: not zeroed for each match */
	struct host_departed departed; /* the same */
	unsigned stripe;

	rules->found_count = 0;
	if (!engine_sighting_is_followed(sighting, effect->host) ||
	    (!effect->event && !effect->activity &&
	     !(effect->evidence && effect->of_host)))
		return;
	hearing.worker = worker;
	hearing.sighting = sighting;
	hearing.decided_count = hearing.news.count = 0;
	hearing.address = &self.address;
	hearing.port = self.port;
	hearing.peer = (uint32_t)hash_bytes(&engine->key, &peer.address,
					    sizeof(peer.address));
	hearing.host = host_table_acquire(engine->hosts, &self.address,
					  &departed, &stripe);
	if (hearing.host->epoch != sighting->ruleset->epoch)
		engine_renew_host(sighting->ruleset, hearing.host,
				  &hearing.news);
	hearing_match(&hearing, found, rules);
	host_table_release(engine->hosts, stripe);
	engine_follow_host_departed(worker, sighting->ruleset,
				    sighting->packet->time_us, &departed);
	engine_follow_host_tell(worker, sighting->ruleset, &self.address,
				sighting->packet->time_us, &hearing.news);
	for (unsigned i = 0; i < hearing.decided_count; i++)
		tell_host(worker, sighting, &self.address, &hearing.decided[i]);
}

/* Of a host rule: what the flow that completed it is seen doing. */
static void note_activity(const struct signature_effect *effect,
			  const struct signature_found *found,
			  struct signature_outcome *outcome)
{
	if (effect->activity && effect->activity_of_flow &&
	    outcome->found_count < SIGNATURE_FOUND_MOST)
		outcome->found[outcome->found_count++] = *found;
}

/* @outcome: rules that say something of the flow are added to it. */
static bool apply_match(struct engine_worker *worker,
			const struct engine_sighting *sighting,
			const struct signature_found *found,
			struct signature_outcome *outcome)
{
	const struct signature_set *set = sighting->ruleset->signatures;
	const struct signature_effect *effect =
		signature_effect_of(set, found->signature);
	struct signature_outcome rules;
	bool changed;

	engine_matches_count(worker->matches, found->signature);
	changed = engine_doubt(worker, sighting, effect);
	changed |= flow_gains(sighting, effect, found->signature);
	engine_learn(worker, sighting, effect);
	host_hears(worker, sighting, effect, found, &rules);
	for (unsigned i = 0; i < rules.found_count; i++) {
		uint16_t rule = rules.found[i].signature;

		engine_matches_count(worker->matches, rule);
		effect = signature_effect_of(set, rule);
		changed |= flow_gains(sighting, effect, rule);
		engine_learn(worker, sighting, effect);
		note_activity(effect, &rules.found[i], outcome);
	}
	return changed;
}

/* When what the window that ends now shows began: not before its flow fell silent. */
static usec_t window_start(const struct engine_sighting *sighting,
			   unsigned window)
{
	const struct flow_meter *meter = sighting->window;
	usec_t start = sighting->flow->first_us;
	unsigned seconds = flow_meter_onset(meter, window) + 1;

	if (meter->second + 1 > seconds)
		start += (meter->second + 1 - seconds) * USEC_PER_SEC;
	return start > meter->since_us ? start : meter->since_us;
}

bool engine_inspect_prove(struct engine_worker *worker,
			  const struct engine_sighting *sighting,
			  struct signature_context *context,
			  const struct signature_selection *selection,
			  struct signature_outcome *outcome)
{
	const struct signature_set *set = sighting->ruleset->signatures;
	bool changed = false;
	unsigned count;

	worker->counters.selected++;
	if (selection->needs)
		fetch(worker->engine, sighting, selection->needs, context);
	signature_prove(set, context, sighting->flow, selection, outcome);
	keep_writes(worker->engine, sighting->packet, outcome);
	/* first, so that what is said of a host says it, too */
	count = outcome->found_count; /* of signatures; rules come behind them */
	for (unsigned i = 0; i < count; i++)
		engine_tell(worker, sighting, context,
			    outcome->found[i].signature);
	for (unsigned i = 0; i < count; i++) {
		struct signature_found *it = &outcome->found[i];

		if (sighting->window)
			it->since_us = window_start(
				sighting, signature_window(set, it->signature));
		changed |= apply_match(worker, sighting, it, outcome);
	}
	return changed;
}

bool engine_inspect(struct engine_worker *worker,
		    const struct engine_sighting *sighting)
{
	const struct signature_set *set = sighting->ruleset->signatures;
	struct signature_context context;
	struct signature_selection selection;
	struct signature_outcome outcome;
	struct packet_names names;
	bool changed = false;

	names.asked = false; /* the rest is found when a signature asks */
	context.names = &names;
	context.packet = sighting->packet;
	context.flow = sighting->flow;
	context.sight = sighting->sight;
	context.meter = NULL;
	signature_select(set, &context, sighting->created, &selection);
	outcome.found_count = 0;
	if (selection.count)
		changed = engine_inspect_prove(worker, sighting, &context,
					       &selection, &outcome);
	/* nearly all flows: nothing was found, nothing is followed */
	if (sighting->flow->decided)
		changed |= engine_follow(worker, sighting, &context, &outcome);
	return changed;
}
