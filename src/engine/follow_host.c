/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Episodes of hosts are kept for each application. They are examined when the next
 * proof comes, by the timer queue when none comes, and at the end.
 */
#include "engine/follow_host.h"

#include "config/ruleset.h"
#include "engine/timer_queue.h"
#include "engine/shared.h"
#include "engine/event.h"
#include "engine/packet_context.h"
#include "engine/worker_state.h"
#include "flow/meter.h"
#include "host/host.h"
#include "host/table.h"
#include "packet/packet.h"
#include "signature/match.h"

static struct episode_news *news_of(struct engine_host_news *news,
				    uint16_t application)
{
	unsigned i = 0;

	while (i < news->count &&
	       news->applications[i].application != application)
		i++;
	if (i == sizeof(news->applications) / sizeof(*news->applications))
		return NULL;
	if (i == news->count) {
		news->applications[i].application = application;
		news->applications[i].news.count = 0;
		news->count++;
	}
	return &news->applications[i].news;
}

static void settle_application(struct host_application *host_application,
			       const struct episode_traits *traits)
{
	uint8_t now =
		evidence_episodes_top(&host_application->episodes, traits);

	host_application->activity = now;
	if (now && (!host_application->top_activity ||
		    traits[now - 1].rank >=
			    traits[host_application->top_activity - 1].rank))
		host_application->top_activity = now;
}

static void schedule_host(struct engine_worker *worker,
			  const struct address *address, struct host *host,
			  const struct episode_traits *traits)
{
	struct engine_timer_queue_entry entry = {.of_host = true,
						 .host = *address};

	for (unsigned i = 0; i < HOST_APPLICATIONS; i++) {
		usec_t due = evidence_episodes_due(
			&host->applications[i].episodes, traits);

		if (due && (!entry.due_us || due < entry.due_us))
			entry.due_us = due;
	}
	if (!entry.due_us || (host->due_us && host->due_us <= entry.due_us))
		return;
	if (engine_timer_queue_add(worker->engine->timer_queue, &entry))
		host->due_us = entry.due_us;
}

/* Bytes that a window measured for this host; 0 for a packet or a host rule. */
static uint64_t measured_bytes(const struct engine_packet_context *pkt,
			       const struct address *address,
			       const struct signature_found *found,
			       uint8_t activity, usec_t lasts_us)
{
	unsigned window = signature_set_window(pkt->ruleset->signatures,
					       found->signature);
	struct endpoint orig = flow_endpoint(pkt->flow, FLOW_ORIG);
	bool is_orig = packet_address_compare(&orig.address, address) == 0;

	if (!pkt->window || !window)
		return 0;
	return flow_meter_share(pkt->window, is_orig ? FLOW_ORIG : FLOW_REPLY,
				activity, window, lasts_us);
}

void engine_follow_host_prove(struct engine_worker *worker,
			      const struct engine_packet_context *pkt,
			      const struct address *address, struct host *host,
			      const struct signature_found *found,
			      struct engine_host_news *news)
{
	const struct signature_set *set = pkt->ruleset->signatures;
	const struct episode_traits *traits =
		signature_set_activity_traits(set);
	const struct signature_effect *effect =
		signature_set_effect(set, found->signature);
	usec_t now = pkt->window ? pkt->window->last_us : pkt->time_us;
	struct episode_news *of_case = news_of(news, effect->application);
	struct host_application *host_application =
		host_application_of(host, effect->application, now);
	struct episode_proof proof;

	if (!host_application || !of_case)
		return;
	proof = engine_packet_context_proof(
		pkt, effect, found->since_us,
		engine_packet_context_confidence(pkt->flow, effect->application,
						 host_application));
	if (!proof.confidence)
		return; /* no evidence that it runs the application */
	proof.bytes = measured_bytes(pkt, address, found, effect->activity,
				     traits[effect->activity - 1].lasts_us);
	evidence_episodes_expire(&host_application->episodes, traits, now,
				 of_case);
	evidence_episodes_prove(&host_application->episodes, traits, &proof,
				of_case);
	settle_application(host_application, traits);
	schedule_host(worker, address, host, traits);
}

void engine_follow_host_withdraw(struct host_application *host_application,
				 struct engine_host_news *news)
{
	evidence_episodes_end(&host_application->episodes,
			      news_of(news, host_application->application));
}

void engine_follow_host_report(struct engine_worker *worker,
			       const struct ruleset *ruleset,
			       const struct address *address, usec_t time,
			       const struct engine_host_news *news)
{
	for (unsigned i = 0; i < news->count; i++) {
		for (unsigned k = 0; k < news->applications[i].news.count;
		     k++) {
			const struct episode *episode =
				&news->applications[i].news.all[k].episode;
			struct engine_event event = {
				.kind = news->applications[i].news.all[k].ended
						? ENGINE_EPISODE_ENDED
						: ENGINE_EPISODE_BEGAN,
				.time_us = time ? time : episode->last_us,
				.ruleset = ruleset,
				.host = *address,
				.application =
					news->applications[i].application,
				.episode = *episode,
			};

			worker->event_sink->take(worker->event_sink, &event);
		}
	}
}

void engine_follow_host_departed(struct engine_worker *worker,
				 const struct ruleset *ruleset, usec_t time,
				 struct host_departed *departed)
{
	struct engine_host_news news = {.count = 0};

	if (!departed->busy ||
	    revision_keeps(&ruleset->revision, departed->revision) ==
		    REVISION_FORGET)
		return;
	for (unsigned i = 0; i < HOST_APPLICATIONS; i++)
		if (departed->applications[i].application)
			evidence_episodes_end(
				&departed->applications[i].episodes,
				news_of(&news,
					departed->applications[i].application));
	engine_follow_host_report(worker, ruleset, &departed->address, time,
				  &news);
}

void engine_follow_host_sweep(struct engine_worker *worker,
			      const struct ruleset *ruleset,
			      const struct engine_timer_queue_entry *entry,
			      usec_t now, bool all)
{
	const struct episode_traits *traits =
		signature_set_activity_traits(ruleset->signatures);
	struct host_table *hosts = worker->engine->hosts;
	struct engine_host_news news;
	unsigned stripe;
	struct host *host = host_table_find(hosts, &entry->host, &stripe);

	if (!host)
		return;
	if (host->due_us != entry->due_us) {
		host_table_release(hosts, stripe);
		return;
	}
	host->due_us = 0; /* the next proof sets a timer again */
	if (revision_keeps(&ruleset->revision, host->revision) ==
	    REVISION_FORGET) {
		host_table_release(hosts, stripe);
		return;
	}
	news.count = 0;
	for (unsigned i = 0; i < HOST_APPLICATIONS; i++) {
		struct host_application *it = &host->applications[i];

		if (!it->application)
			continue;
		if (all)
			evidence_episodes_end(&it->episodes,
					      news_of(&news, it->application));
		else
			evidence_episodes_expire(
				&it->episodes, traits, now,
				news_of(&news, it->application));
		settle_application(it, traits);
	}
	schedule_host(worker, &entry->host, host, traits);
	host_table_release(hosts, stripe);
	engine_follow_host_report(worker, ruleset, &entry->host,
				  all ? worker->now_us : now, &news);
}
