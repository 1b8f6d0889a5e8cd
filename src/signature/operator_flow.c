/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words for the packet's headers and ends, for its place in the flow, and for what is known of
 * the flow and its ends. Pure.
 */
#include <netinet/in.h>

#include "flow/meter.h"
#include "packet/packet.h"
#include "signature/operator.h"

/* ---- the packet; missing where there is none ---- */

static bool evaluate_size(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	const struct packet *packet = state->context->packet;

	(void)node;
	if (!packet)
		return false;
	*value = packet->payload_size;
	return true;
}

static bool evaluate_tcp_flags(struct expression_state *state,
			       const struct node *node, uint64_t *value)
{
	const struct packet *packet = state->context->packet;

	(void)node;
	if (!packet)
		return false;
	*value = packet->tcp_flags;
	return true;
}

static bool evaluate_position(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	const struct flow_observation *observed = state->context->observed;

	(void)node;
	if (!observed)
		return false;
	*value = observed->position;
	return true;
}

static bool evaluate_turn(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	const struct flow_observation *observed = state->context->observed;

	(void)node;
	if (!observed)
		return false;
	*value = observed->turn;
	return true;
}

static bool evaluate_iat(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	const struct flow_observation *observed = state->context->observed;

	(void)node;
	if (!observed)
		return false;
	*value = observed->iat_us;
	return *value != 0;
}

/* ---- the ends, and the time ---- */

static bool address_of(const struct expression_state *state, unsigned side,
		       uint64_t *value)
{
	struct endpoint end = signature_context_end(state->context, side);

	*value = packet_address_ipv4(&end.address);
	return packet_address_is_ipv4(&end.address);
}

static bool evaluate_source_address(struct expression_state *state,
				    const struct node *node, uint64_t *value)
{
	(void)node;
	return address_of(state, SIDE_THIS, value);
}

static bool evaluate_dest_address(struct expression_state *state,
				  const struct node *node, uint64_t *value)
{
	(void)node;
	return address_of(state, SIDE_REVERSE, value);
}

static bool evaluate_source_port(struct expression_state *state,
				 const struct node *node, uint64_t *value)
{
	(void)node;
	*value = signature_context_end(state->context, SIDE_THIS).port;
	return true;
}

static bool evaluate_dest_port(struct expression_state *state,
			       const struct node *node, uint64_t *value)
{
	(void)node;
	*value = signature_context_end(state->context, SIDE_REVERSE).port;
	return true;
}

static bool evaluate_age(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	const struct signature_context *context = state->context;

	(void)node;
	*value = usec_since(context->time_us, context->flow->first_us);
	return true;
}

/* ---- one direction of the flow ---- */

static unsigned direction_of_side(const struct expression_state *state,
				  const struct node *node)
{
	return state->context->direction ^ node->side;
}

static bool evaluate_packets(struct expression_state *state,
			     const struct node *node, uint64_t *value)
{
	unsigned side = direction_of_side(state, node);

	*value = state->context->flow->packets[side];
	return true;
}

static bool evaluate_payloads(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	unsigned side = direction_of_side(state, node);

	*value = state->context->flow->payloads[side];
	return true;
}

static bool evaluate_bytes(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	unsigned side = direction_of_side(state, node);

	*value = flow_wide_get(&state->context->flow->bytes[side]);
	return true;
}

static bool evaluate_rate(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned side = direction_of_side(state, node);

	*value = flow_rate(flow, side);
	return flow->window > 0;
}

static bool evaluate_iat_mean(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned side = direction_of_side(state, node);

	*value = (uint64_t)flow->pace[side].iat_mean * FLOW_TICK_US;
	return flow->payloads[side] > 1;
}

static bool evaluate_iat_deviation(struct expression_state *state,
				   const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned side = direction_of_side(state, node);

	*value = (uint64_t)flow->pace[side].iat_deviation * FLOW_TICK_US;
	return flow->payloads[side] > 2;
}

static bool evaluate_size_mean(struct expression_state *state,
			       const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned side = direction_of_side(state, node);

	*value = flow->pace[side].size_mean;
	return flow->payloads[side] > 0;
}

static bool evaluate_size_deviation(struct expression_state *state,
				    const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned side = direction_of_side(state, node);

	*value = flow->pace[side].size_deviation;
	return flow->payloads[side] > 1;
}

/* ---- the flow ---- */

static bool evaluate_activity(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	const struct flow_meter *meter = state->context->meter;

	*value = meter &&
		 evidence_episodes_has(&meter->episodes, (uint8_t)node->number);
	return true;
}

static bool evaluate_inbound(struct expression_state *state,
			     const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;

	(void)node;
	/* unknown for a TCP flow that was joined in the middle */
	*value = !(flow->flags & FLOW_ORIG_IS_LOCAL);
	return flow->flags & FLOW_SAW_SYN || flow->key.transport != IPPROTO_TCP;
}

/* Return whether the flow has had the payload at position `number`, from 1. */
static bool first_index(const struct expression_state *state,
			const struct node *node, unsigned *index)
{
	const struct flow *flow = state->context->flow;

	*index = (unsigned)node->number - 1;
	return *index < flow->payloads[FLOW_ORIG] + flow->payloads[FLOW_REPLY];
}

static bool evaluate_sizes(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	unsigned index;

	if (!first_index(state, node, &index))
		return false;
	*value = state->context->flow->sizes[index] & ~FLOW_SIZE_REPLY;
	return true;
}

static bool evaluate_iats(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	unsigned index;

	if (!first_index(state, node, &index))
		return false;
	*value = (uint64_t)state->context->flow->iats[index] * FLOW_TICK_US;
	return true;
}

static bool evaluate_directions(struct expression_state *state,
				const struct node *node, uint64_t *value)
{
	unsigned index;

	if (!first_index(state, node, &index))
		return false;
	*value = !!(state->context->flow->sizes[index] & FLOW_SIZE_REPLY);
	return true;
}

static bool evaluate_known(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	const struct host_knowledge *known = &state->context->known[node->side];

	*value = 0;
	if (known->application && known->application == state->application)
		*value = known->bits;
	return true;
}

/* ---- the rows ---- */

#define PACKET .form = FORM_PLAIN, .uses = USES_PACKET

const struct signature_operator signature_operator_flow[] = {
	{.word = "size",
	 .id = NODE_SIZE,
	 PACKET,
	 .evaluate = evaluate_size,
	 .bits = BITS_SIZE},
	{.word = "position",
	 .id = NODE_POSITION,
	 PACKET,
	 .evaluate = evaluate_position,
	 .bits = BITS_COUNT},
	{.word = "turn",
	 .id = NODE_TURN,
	 PACKET,
	 .evaluate = evaluate_turn,
	 .bits = BITS_COUNT},
	{.word = "iat",
	 PACKET,
	 .evaluate = evaluate_iat,
	 .bits = BITS_TIME,
	 .is_time = true},
	{.word = "age",
	 .form = FORM_PLAIN,
	 .evaluate = evaluate_age,
	 .bits = BITS_TIME,
	 .is_time = true},
	{.word = "tcp.flags",
	 PACKET,
	 .evaluate = evaluate_tcp_flags,
	 .bits = BITS_COUNT},
	{.word = "source.address",
	 .form = FORM_PLAIN,
	 .evaluate = evaluate_source_address,
	 .bits = BITS_PORT},
	{.word = "dest.address",
	 .form = FORM_PLAIN,
	 .evaluate = evaluate_dest_address,
	 .bits = BITS_PORT},
	{.word = "source.port",
	 .form = FORM_PLAIN,
	 .evaluate = evaluate_source_port,
	 .bits = BITS_PORT},
	{.word = "dest.port",
	 .form = FORM_PLAIN,
	 .evaluate = evaluate_dest_port,
	 .bits = BITS_PORT},
	{.word = "known",
	 .form = FORM_SIDED,
	 .uses = USES_KNOWLEDGE,
	 .evaluate = evaluate_known,
	 .bound = BOUND_KNOWLEDGE},
	{.word = "packets",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_packets,
	 .bits = BITS_COUNT},
	{.word = "payloads",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_payloads,
	 .bits = BITS_COUNT},
	{.word = "flow.bytes",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_bytes,
	 .bits = BITS_COUNT},
	{.word = "rate",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_rate,
	 .bits = BITS_TIME},
	{.word = "iat.mean",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_iat_mean,
	 .bits = BITS_TIME,
	 .is_time = true},
	{.word = "iat.deviation",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_iat_deviation,
	 .bits = BITS_TIME,
	 .is_time = true},
	{.word = "size.mean",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_size_mean,
	 .bits = BITS_SIZE},
	{.word = "size.deviation",
	 .form = FORM_SIDED,
	 .evaluate = evaluate_size_deviation,
	 .bits = BITS_SIZE},
	{.word = "inbound",
	 .form = FORM_PLAIN,
	 .evaluate = evaluate_inbound,
	 .bits = BITS_COUNT},
	{.word = "activity",
	 .form = FORM_ACTIVITY,
	 .uses = USES_ACTIVITY,
	 .evaluate = evaluate_activity,
	 .bits = BITS_COUNT},
	{.word = "sizes",
	 .form = FORM_INDEXED,
	 .number = FLOW_SIZES,
	 .evaluate = evaluate_sizes,
	 .bits = BITS_SIZE},
	{.word = "iats",
	 .form = FORM_INDEXED,
	 .number = FLOW_IATS,
	 .evaluate = evaluate_iats,
	 .bits = BITS_TIME,
	 .is_time = true},
	{.word = "directions",
	 .form = FORM_INDEXED,
	 .number = FLOW_SIZES,
	 .evaluate = evaluate_directions,
	 .bits = BITS_COUNT},
	{0},
};
