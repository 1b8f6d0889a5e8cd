/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one packet of one flow says of activities.
 */
#include "engine/sighting.h"

#include "flow/meter.h"
#include "host/host.h"
#include "signature/match.h"

uint8_t engine_sighting_sure(const struct flow *flow, uint16_t application,
			     const struct host_case *host_case)
{
	unsigned most = 0, more;

	if (flow->decided && flow->application == application)
		most = packet_evidence_confidence(&flow->evidence);
	if (host_case && host_case->decided) {
		more = packet_evidence_confidence(&host_case->evidence);
		most = more > most ? more : most;
	}
	return (uint8_t)most;
}

struct episode_proof
engine_sighting_proof(const struct engine_sighting *sighting,
		      const struct signature_effect *effect, usec_t since,
		      uint8_t most)
{
	usec_t now = sighting->packet->time_us;

	return (struct episode_proof){
		.start_us = since ? since : now,
		.last_us = sighting->window ? sighting->window->last_us : now,
		.activity = effect->activity,
		.bits = effect->activity_bits,
		.most = most,
		.adds = effect->activity_adds,
	};
}
