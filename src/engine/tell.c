/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/tell.h"

#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/follow_host.h"
#include "engine/renew.h"
#include "engine/sighting.h"
#include "engine/worker.h"
#include "host/host.h"
#include "host/table.h"
#include "packet/packet.h"
#include "signature/match.h"

void engine_tell_host(struct engine_worker *worker,
		      const struct engine_sighting *sighting,
		      enum engine_event_kind kind,
		      const struct address *address,
		      const struct host_case *host_case)
{
	struct engine_event event = {
		.kind = kind,
		.interface = sighting->packet->interface,
		.time_us = sighting->packet->time_us,
		.number = sighting->packet->number,
		.ruleset = sighting->ruleset,
		.flow = *sighting->flow,
		.host = *address,
		.host_case = *host_case,
	};

	worker->outlet->take(worker->outlet, &event);
}

void engine_tell(struct engine_worker *worker,
		 const struct engine_sighting *sighting,
		 const struct signature_context *context, uint16_t signature)
{
	const struct signature_set *set = sighting->ruleset->signatures;
	const struct signature_effect *effect =
		signature_effect_of(set, signature);
	struct engine *engine = worker->engine;
	struct host_case *host_case, copy = {.decided = false};
	struct engine_host_news news = {.count = 0};
	struct host_departed departed;
	struct host_told told;
	struct endpoint self;
	struct host *host;
	unsigned stripe;

	if (!effect->tell ||
	    !engine_sighting_is_followed(sighting, effect->host) ||
	    !signature_tell(set, context, signature, &told))
		return;
	self = engine_sighting_end(sighting->packet, effect->host);
	host = host_table_acquire(engine->hosts, &self.address, &departed,
				  &stripe);
	if (host->epoch != sighting->ruleset->epoch)
		engine_renew_host(sighting->ruleset, host, &news);
	host_case = host_case_of(host, effect->application,
				 sighting->packet->time_us);
	if (host_case && host_case_tell(host_case, &told) &&
	    host_case->told.times <= HOST_TOLD_MOST)
		copy = *host_case;
	host_table_release(engine->hosts, stripe);
	engine_follow_host_departed(worker, sighting->ruleset,
				    sighting->packet->time_us, &departed);
	engine_follow_host_tell(worker, sighting->ruleset, &self.address,
				sighting->packet->time_us, &news);
	if (copy.decided)
		engine_tell_host(worker, sighting, ENGINE_HOST_TOLD,
				 &self.address, &copy);
}
