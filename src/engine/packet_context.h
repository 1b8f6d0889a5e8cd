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

/*
 * The subject of an inspection: a packet of a flow, a second of it that is complete,
 * or its end. The caller holds the flow.
 */
struct engine_packet_context {
	const struct ruleset *ruleset;
	struct flow *flow;
	usec_t time_us;
	uint32_t flow_hash;
	uint8_t direction; /* of the packet; else whose side is asked */
	bool created;	   /* the flow's first packet */
	/* the one at hand, which events name; NULL: a timer, or the flow's end */
	const struct packet *packet;
	/* of @packet; NULL: the subject is a second or an end */
	const struct flow_observation *observed;
	struct flow_meter *window; /* of a second that is complete; else NULL */
};

/**
 * engine_packet_context_end - return the end of the flow on one side
 * @side: enum node_side; SIDE_THIS sends in the context's direction
 */
static inline struct endpoint
engine_packet_context_end(const struct engine_packet_context *pkt,
			  unsigned side)
{
	return flow_endpoint(pkt->flow, pkt->direction ^ side);
}

/**
 * engine_packet_context_ask - prepare to ask signatures about the subject
 * @names:   of its packet; NULL without a packet
 * @meter:   of a decided flow; or NULL
 * @context: out, but for the memory that signature_match_select() asks for
 */
static inline void engine_packet_context_ask(
	const struct engine_packet_context *pkt, struct packet_names *names,
	const struct flow_meter *meter, struct signature_context *context)
{
	context->time_us = pkt->time_us;
	context->flow = pkt->flow;
	context->direction = pkt->direction;
	context->packet = pkt->observed ? pkt->packet : NULL;
	context->observed = pkt->observed;
	context->names = names;
	context->meter = meter;
}

/**
 * engine_packet_context_is_followed - return whether an end is local, so followed
 * @side: enum node_side
 */
static inline bool
engine_packet_context_is_followed(const struct engine_packet_context *pkt,
				  unsigned side)
{
	return flow_is_local(pkt->flow, pkt->direction ^ side);
}

/**
 * engine_packet_context_confidence - return the confidence that the application runs
 * @host_application: of the host, held or a copy; or NULL
 *
 * Return: 0..100: the higher one of flow and host, if decided for it; 0: neither is.
 */
uint8_t engine_packet_context_confidence(
	const struct flow *flow, uint16_t application,
	const struct host_application *host_application);

/**
 * engine_packet_context_proof - make the proof of an activity by a match
 * @since: when the activity began; 0: now
 * @most:  see engine_packet_context_confidence()
 */
struct episode_proof
engine_packet_context_proof(const struct engine_packet_context *pkt,
			    const struct signature_effect *effect, usec_t since,
			    uint8_t most);

#endif
