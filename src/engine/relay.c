/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/relay.h"

#include "engine/engine.h"
#include "engine/follow_host.h"
#include "engine/sighting.h"
#include "engine/worker.h"
#include "flow/flow.h"
#include "host/table.h"
#include "packet/packet.h"
#include "signature/expression.h"

bool engine_relay_hands_on(struct engine_worker *worker,
			   const struct engine_sighting *sighting)
{
	const struct packet *packet = sighting->packet;
	struct host_table *hosts = worker->engine->hosts;
	const struct host_arrival payload = {
		.time_us = packet->time_us,
		.flow = sighting->flow_hash,
		.size = packet->payload_size,
		.application = sighting->flow->application,
	};
	struct host_departed departed; /* mostly room */
	bool passes = false;
	struct host *host;
	unsigned stripe;

	if (engine_sighting_is_followed(sighting, SIDE_THIS)) {
		host = host_table_find(hosts, &packet->source, &stripe);
		if (host) {
			passes = host_passes(host, &payload);
			host_table_release(hosts, stripe);
		}
	}
	if (engine_sighting_is_followed(sighting, SIDE_REVERSE)) {
		host = host_table_acquire(hosts, &packet->dest, &departed,
					  &stripe);
		host_receives(host, &payload);
		host_table_release(hosts, stripe);
		engine_follow_host_departed(worker, sighting->ruleset,
					    packet->time_us, &departed);
	}
	return passes;
}
