/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_PACKET_CONTEXT_H
#define ENGINE_PACKET_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/flow.h"
#include "evidence/episode.h"
#include "packet/packet.h"
#include "signature/expression.h"

struct flow_meter;
struct host_application;
struct ruleset;
struct signature_effect;

/* One packet of one flow, which the caller holds. */
struct engine_packet_context {
	const struct ruleset *ruleset;
	const struct packet *packet;
	const struct flow_observation *observed;
	struct flow *flow;
	uint32_t flow_hash;
	bool created; /* the flow's first packet */
	/* of a window: the packet is a made one; else NULL */
	struct flow_meter *window;
};

/**
 * engine_packet_context_end - the packet's end on one side
 * @side: enum node_side
 */
static inline struct endpoint
engine_packet_context_end(const struct packet *packet, unsigned side)
{
	bool source = side == SIDE_THIS;

	return (struct endpoint){
		.address = source ? packet->source : packet->dest,
		.port = source ? packet->source_port : packet->dest_port,
		.transport = packet->transport,
	};
}

/**
 * engine_packet_context_is_followed - is this end a local one, which we follow?
 * @side: enum node_side
 */
static inline bool
engine_packet_context_is_followed(const struct engine_packet_context *pkt,
				  unsigned side)
{
	return flow_is_local(pkt->flow, pkt->observed->direction ^ side);
}

/**
 * engine_packet_context_confidence - how sure it is that the application runs, 0..100
 * @host_application: of the host, held or a copy; or NULL
 *
 * Return: the higher confidence of flow and host, of those that are decided for
 * it; 0: neither is.
 */
uint8_t engine_packet_context_confidence(
	const struct flow *flow, uint16_t application,
	const struct host_application *host_application);

/**
 * engine_packet_context_proof - what a match says of an activity
 * @since: when what matched began; 0: now
 * @most:  see engine_packet_context_confidence()
 */
struct episode_proof
engine_packet_context_proof(const struct engine_packet_context *pkt,
			    const struct signature_effect *effect, usec_t since,
			    uint8_t most);

#endif
