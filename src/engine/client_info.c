/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/client_info.h"

#include "config/ruleset.h"
#include "engine/shared.h"
#include "engine/follow_host.h"
#include "engine/renew.h"
#include "engine/packet_context.h"
#include "engine/worker_state.h"
#include "host/host.h"
#include "host/table.h"
#include "packet/packet.h"
#include "signature/match.h"

void engine_client_info_report(struct engine_worker *worker,
			       const struct engine_packet_context *pkt,
			       enum engine_event_kind kind,
			       const struct address *address,
			       const struct host_application *host_application)
{
	struct engine_event event = {
		.kind = kind,
		.interface = pkt->packet ? pkt->packet->interface : 0,
		.time_us = pkt->time_us,
		.number = pkt->packet ? pkt->packet->number : 0,
		.ruleset = pkt->ruleset,
		.flow = *pkt->flow,
		.host = *address,
		.host_application = *host_application,
	};

	worker->event_sink->take(worker->event_sink, &event);
}

void engine_client_info(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			const struct signature_context *context,
			uint16_t signature)
{
	const struct signature_set *set = pkt->ruleset->signatures;
	const struct signature_effect *effect =
		signature_set_effect(set, signature);
	struct engine *engine = worker->engine;
	struct host_application *host_application, copy = {.decided = false};
	struct engine_host_news news = {.count = 0};
	struct host_departed departed;
	struct host_client_info info;
	struct endpoint self;
	struct host *host;
	unsigned stripe;

	if (!effect->client_info ||
	    !engine_packet_context_is_followed(pkt, effect->host) ||
	    !signature_client_info(set, context, signature, &info))
		return;
	self = engine_packet_context_end(pkt, effect->host);
	host = host_table_acquire(engine->hosts, &self.address, &departed,
				  &stripe);
	engine_renew_host(pkt->ruleset, host, &news);
	host_application =
		host_application_of(host, effect->application, pkt->time_us);
	if (host_application &&
	    host_application_set_client(host_application, &info) &&
	    host_application->client_info.times <= HOST_CLIENT_CHANGES_MOST)
		copy = *host_application;
	host_table_release(engine->hosts, stripe);
	engine_follow_host_departed(worker, pkt->ruleset, pkt->time_us,
				    &departed);
	engine_follow_host_report(worker, pkt->ruleset, &self.address,
				  pkt->time_us, &news);
	if (copy.decided)
		engine_client_info_report(worker, pkt, ENGINE_HOST_CLIENT_INFO,
					  &self.address, &copy);
}
