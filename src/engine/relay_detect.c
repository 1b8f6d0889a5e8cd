/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/relay_detect.h"

#include "engine/shared.h"
#include "engine/follow_host.h"
#include "engine/packet_context.h"
#include "engine/worker_state.h"
#include "flow/flow.h"
#include "host/table.h"
#include "packet/packet.h"
#include "signature/expression.h"

bool engine_relay_detect(struct engine_worker *worker,
			 const struct engine_packet_context *pkt)
{
	const struct packet *packet = pkt->packet;
	struct host_table *hosts = worker->engine->hosts;
	const struct host_arrival payload = {
		.time_us = packet->time_us,
		.flow = pkt->flow_hash,
		.size = packet->payload_size,
		.application = pkt->flow->application,
	};
	struct host_departed departed; /* mostly room */
	bool forwarded = false;
	struct host *host;
	unsigned stripe;

	if (engine_packet_context_is_followed(pkt, SIDE_THIS)) {
		host = host_table_find(hosts, &packet->source, &stripe);
		if (host) {
			forwarded = host_forwards(host, &payload);
			host_table_release(hosts, stripe);
		}
	}
	if (engine_packet_context_is_followed(pkt, SIDE_REVERSE)) {
		host = host_table_acquire(hosts, &packet->dest, &departed,
					  &stripe);
		host_note_received(host, &payload);
		host_table_release(hosts, stripe);
		engine_follow_host_departed(worker, pkt->ruleset,
					    packet->time_us, &departed);
	}
	return forwarded;
}
