/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proofs of activities by a packet, a window or an end. */
#include "engine/packet_context.h"

#include "flow/meter.h"
#include "host/host.h"
#include "signature/match.h"

uint8_t engine_packet_context_confidence(
	const struct flow *flow, uint16_t application,
	const struct host_application *host_application)
{
	unsigned most = 0, more;

	if (flow->decided && flow->application == application)
		most = evidence_confidence(&flow->evidence);
	if (host_application && host_application->decided) {
		more = evidence_confidence(&host_application->evidence);
		most = more > most ? more : most;
	}
	return (uint8_t)most;
}

struct episode_proof
engine_packet_context_proof(const struct engine_packet_context *pkt,
			    const struct signature_effect *effect, usec_t since,
			    uint8_t most)
{
	usec_t now = pkt->time_us;

	return (struct episode_proof){
		.start_us = since ? since : now,
		.last_us = pkt->window ? pkt->window->last_us : now,
		.activity = effect->activity,
		.bits = effect->activity_bits,
		.confidence = most,
		.adds = effect->activity_adds,
	};
}
