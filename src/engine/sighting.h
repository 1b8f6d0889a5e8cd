/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_SIGHTING_H
#define ENGINE_SIGHTING_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/flow.h"
#include "packet/episode.h"
#include "packet/packet.h"
#include "signature/expression.h"

struct flow_meter;
struct host_case;
struct ruleset;
struct signature_effect;

/* One packet of one flow, which the caller holds. */
struct engine_sighting {
	const struct ruleset *ruleset;
	const struct packet *packet;
	const struct flow_sight *sight;
	struct flow *flow;
	uint32_t flow_hash;
	bool created; /* the flow's first packet */
	/* of a window: the packet is a made one; else NULL */
	struct flow_meter *window;
};

/**
 * engine_sighting_end - the packet's end on one side
 * @side: enum node_side
 */
static inline struct endpoint engine_sighting_end(const struct packet *packet,
						  unsigned side)
{
	bool source = side == SIDE_THIS;

	return (struct endpoint){
		.address = source ? packet->source : packet->dest,
		.port = source ? packet->source_port : packet->dest_port,
		.transport = packet->transport,
	};
}

/**
 * engine_sighting_is_followed - is this end a local one, which we follow?
 * @side: enum node_side
 */
static inline bool
engine_sighting_is_followed(const struct engine_sighting *sighting,
			    unsigned side)
{
	return flow_is_local(sighting->flow, sighting->sight->direction ^ side);
}

/**
 * engine_sighting_sure - how sure it is that the application runs, 0..100
 * @host_case: of the host, held or a copy; or NULL
 *
 * Return: the higher confidence of flow and host, of those that are decided for
 * it; 0: neither is.
 */
uint8_t engine_sighting_sure(const struct flow *flow, uint16_t application,
			     const struct host_case *host_case);

/**
 * engine_sighting_proof - what a match says of an activity
 * @since: when what matched began; 0: now
 * @most:  see engine_sighting_sure()
 */
struct episode_proof
engine_sighting_proof(const struct engine_sighting *sighting,
		      const struct signature_effect *effect, usec_t since,
		      uint8_t most);

#endif
