/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What expressions ask of the packet's headers, of its place in the flow, and of
 * what is known of that.
 */
#include <netinet/in.h>

#include "flow/meter.h"
#include "packet/packet.h"
#include "signature/operation.h"

bool operation_packet(struct expression_state *state, const struct node *node,
		      uint64_t *value)
{
	const struct packet *packet = state->context->packet;

	if (!packet)
		return false;
	*value = node->op == NODE_SIZE ? packet->payload_size
				       : packet->tcp_flags;
	return true;
}

bool operation_end(struct expression_state *state, const struct node *node,
		   uint64_t *value)
{
	bool of_source = node->op == NODE_SOURCE_ADDRESS ||
			 node->op == NODE_SOURCE_PORT;
	struct endpoint end = signature_context_end(
		state->context, of_source ? SIDE_THIS : SIDE_REVERSE);

	if (node->op == NODE_SOURCE_PORT || node->op == NODE_DEST_PORT) {
		*value = end.port;
		return true;
	}
	*value = packet_address_ipv4(&end.address);
	return packet_address_is_ipv4(&end.address);
}

bool operation_sight(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	const struct signature_context *context = state->context;
	const struct flow_observation *observed = context->observed;

	if (node->op == NODE_AGE) {
		*value = usec_since(context->time_us, context->flow->first_us);
		return true;
	}
	if (!observed)
		return false;
	switch (node->op) {
	case NODE_POSITION:
		*value = observed->position;
		return true;
	case NODE_TURN:
		*value = observed->turn;
		return true;
	case NODE_IAT:
		*value = observed->iat_us;
		return observed->iat_us != 0;
	default:
		return false;
	}
}

bool operation_direction(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned side = state->context->direction ^ node->side;
	const struct flow_pace *pace = &flow->pace[side];

	switch (node->op) {
	case NODE_PACKETS:
		*value = flow->packets[side];
		return true;
	case NODE_PAYLOADS:
		*value = flow->payloads[side];
		return true;
	case NODE_BYTES:
		*value = flow->bytes[side];
		return true;
	case NODE_RATE:
		*value = flow_rate(flow, side);
		return flow->window > 0;
	case NODE_IAT_MEAN:
		*value = (uint64_t)pace->iat_mean * FLOW_TICK_US;
		return flow->payloads[side] > 1;
	case NODE_IAT_DEVIATION:
		*value = (uint64_t)pace->iat_deviation * FLOW_TICK_US;
		return flow->payloads[side] > 2;
	case NODE_SIZE_MEAN:
		*value = pace->size_mean;
		return flow->payloads[side] > 0;
	case NODE_SIZE_DEVIATION:
		*value = pace->size_deviation;
		return flow->payloads[side] > 1;
	default:
		return false;
	}
}

/* What was measured in the last seconds. */
bool operation_window(struct expression_state *state, const struct node *node,
		      uint64_t *value)
{
	const struct signature_context *context = state->context;
	unsigned direction = context->direction ^ node->side;
	struct flow_measure sum;

	if (!context->meter)
		return false;
	if (node->op == NODE_WINDOW_SECONDS) {
		*value = flow_meter_busy(context->meter, direction,
					 state->window);
		return true;
	}
	flow_meter_sum(context->meter, direction,
		       node->op == NODE_SECOND_BYTES ||
				       node->op == NODE_SECOND_PAYLOADS
			       ? 1
			       : state->window,
		       &sum);
	switch (node->op) {
	case NODE_SECOND_BYTES:
	case NODE_WINDOW_BYTES:
		*value = sum.bytes;
		return true;
	case NODE_SECOND_PAYLOADS:
	case NODE_WINDOW_PAYLOADS:
		*value = sum.payloads;
		return true;
	case NODE_WINDOW_PASSED:
		*value = sum.passed;
		return true;
	default:
		*value = sum.sizes[node->number];
		return true;
	}
}

bool operation_doing(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	const struct flow_meter *meter = state->context->meter;

	*value = meter &&
		 evidence_episodes_has(&meter->episodes, (uint8_t)node->number);
	return true;
}

bool operation_inbound(struct expression_state *state, const struct node *node,
		       uint64_t *value)
{
	const struct flow *flow = state->context->flow;

	(void)node;
	/* of TCP joined in the middle, nobody knows */
	*value = !(flow->flags & FLOW_ORIG_IS_LOCAL);
	return flow->flags & FLOW_SAW_SYN || flow->key.transport != IPPROTO_TCP;
}

/* What is remembered of the flow's first payloads, by position from 1. */
bool operation_first(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned seen = flow->payloads[FLOW_ORIG] + flow->payloads[FLOW_REPLY];
	unsigned index = (unsigned)node->number - 1;

	if (index >= seen)
		return false;
	if (node->op == NODE_IAT_AT)
		*value = (uint64_t)flow->iats[index] * FLOW_TICK_US;
	else if (node->op == NODE_SIZE_AT)
		*value = flow->sizes[index] & ~FLOW_SIZE_REPLY;
	else
		*value = !!(flow->sizes[index] & FLOW_SIZE_REPLY);
	return true;
}

bool operation_known(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	const struct host_knowledge *known = &state->context->known[node->side];

	*value = 0;
	if (known->application && known->application == state->application)
		*value = known->bits;
	return true;
}
