/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluates the nodes of signature expressions. Pure; reads nothing past what was
 * captured. A table of small functions, one per operation.
 */
#include "signature/expression.h"

#include <netinet/in.h>
#include <string.h>

#include "base/cursor.h"
#include "flow/meter.h"
#include "packet/name.h"
#include "packet/packet.h"
#include "signature/name.h"
#include "signature/tlv.h"

typedef bool evaluate(struct expression_state *state, const struct node *node,
		      uint64_t *value);

static const struct node *node_at(const struct expression_state *state,
				  uint32_t node)
{
	return &state->pool->nodes[node];
}

/* ---- bytes ---- */

struct bytes {
	const uint8_t *at;
	uint32_t size;	   /* as announced */
	uint32_t captured; /* <= size */
};

static struct bytes bytes_of(const struct expression_state *state,
			     unsigned buffer)
{
	const struct packet *packet = state->context->packet;

	if (buffer)
		return (struct bytes){state->buffers[buffer],
				      state->buffer_size[buffer],
				      state->buffer_size[buffer]};
	return (struct bytes){packet->payload, packet->payload_size,
			      packet->payload_caplen};
}

/* The offset from the front; -1 when it lies before it. */
static int64_t offset_in(const struct bytes *bytes, struct node_offset offset)
{
	return offset.from_end ? (int64_t)bytes->size + offset.value
			       : offset.value;
}

/* @length captured bytes at @offset; NULL when they are not all there. */
static const uint8_t *bytes_at(const struct bytes *bytes,
			       struct node_offset offset, uint32_t length)
{
	int64_t start = offset_in(bytes, offset);

	if (start < 0 || start + length > bytes->captured)
		return NULL;
	return bytes->at + start;
}

static bool do_field(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	struct bytes bytes = bytes_of(state, node->buffer);
	const uint8_t *at = bytes_at(&bytes, node->offset, node->width);

	if (!at)
		return false;
	switch (node->width) {
	case 1:
		*value = at[0];
		break;
	case 2:
		*value = node->little ? (uint64_t)(at[1] << 8 | at[0])
				      : cursor_be16(at);
		break;
	default:
		*value = node->little ? __builtin_bswap32(cursor_be32(at))
				      : cursor_be32(at);
	}
	return true;
}

static bool pattern_is_at(const struct node_pattern *pattern, const uint8_t *at)
{
	for (unsigned i = 0; i < pattern->length; i++)
		if ((at[i] & pattern->mask[i]) != pattern->value[i])
			return false;
	return true;
}

static bool do_bytes_match(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	const struct node_pattern *pattern = &state->pool->patterns[node->list];
	struct bytes bytes = bytes_of(state, node->buffer);
	const uint8_t *at = bytes_at(&bytes, node->offset, pattern->length);

	*value = at && pattern_is_at(pattern, at);
	return true;
}

static bool do_contains(struct expression_state *state, const struct node *node,
			uint64_t *value)
{
	const struct node_pattern *pattern = &state->pool->patterns[node->list];
	struct bytes bytes = bytes_of(state, node->buffer);
	uint32_t end = bytes.captured < SIGNATURE_SCAN_BYTES
			       ? bytes.captured
			       : SIGNATURE_SCAN_BYTES;

	*value = 0;
	for (uint32_t i = 0; i + pattern->length <= end && !*value; i++)
		*value = pattern_is_at(pattern, bytes.at + i);
	return true;
}

static bool do_name(struct expression_state *state, const struct node *node,
		    uint64_t *value)
{
	const struct signature_context *context = state->context;
	struct packet_name name =
		packet_name_of(context->packet, context->names, node->width);

	*value = signature_name_holds(node, &state->pool->patterns[node->list],
				      name, NULL);
	return true;
}

static bool do_tlv(struct expression_state *state, const struct node *node,
		   uint64_t *value)
{
	struct bytes bytes = bytes_of(state, 0);

	return signature_tlv_find(node, bytes.at, bytes.captured, bytes.size,
				  value);
}

/* ---- named buffers: always succeed, and leave an empty one where they cannot */

static bool do_copy(struct expression_state *state, const struct node *node,
		    uint64_t *value)
{
	struct bytes bytes = bytes_of(state, 0);
	int64_t from = offset_in(&bytes, node->from);
	int64_t to = offset_in(&bytes, node->to);
	int64_t other = node->set ? offset_in(&bytes, node->offset) : from;
	int64_t length;
	uint8_t *buffer = state->buffers[node->buffer];

	if (to > bytes.captured)
		to = bytes.captured;
	length = to - from;
	if (other + length > bytes.captured)
		length = bytes.captured - other;
	if (length > SIGNATURE_BUFFER_BYTES)
		length = SIGNATURE_BUFFER_BYTES;
	if (from < 0 || other < 0 || length < 0)
		length = 0;
	for (int64_t i = 0; i < length; i++)
		buffer[i] = node->set ? bytes.at[from + i] ^ bytes.at[other + i]
				      : bytes.at[from + i];
	state->buffer_size[node->buffer] = (uint8_t)length;
	*value = 1;
	return true;
}

static bool do_patch(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	struct bytes bytes = bytes_of(state, node->buffer);
	int64_t at = offset_in(&bytes, node->offset);
	uint8_t *buffer = state->buffers[node->buffer];

	if (at >= 0 && at < bytes.size)
		buffer[at] = node->set ? (uint8_t)node->number
				       : buffer[at] ^ (uint8_t)node->number;
	*value = 1;
	return true;
}

/* ---- generators ---- */

static bool do_next(struct expression_state *state, const struct node *node,
		    uint64_t *value)
{
	uint64_t before;

	if (!signature_expression_evaluate(state, node->a, &before))
		return false;
	*value = signature_generator_next(&state->generators[node->generator],
					  (uint32_t)before);
	return true;
}

/* The relations between neighbours in [from, to): *all of them, *held of them. */
static bool relations_count(struct expression_state *state,
			    const struct node *node, unsigned *all,
			    unsigned *held)
{
	const struct signature_generator *generator =
		&state->generators[node->generator];
	struct bytes bytes = bytes_of(state, node->buffer);
	int64_t from = offset_in(&bytes, node->from);
	int64_t to = offset_in(&bytes, node->to);

	*all = *held = 0;
	if (from < 0 || to > bytes.captured)
		return false;
	for (int64_t i = from; i + 1 < to; i++) {
		*held += signature_generator_next(generator, bytes.at[i]) ==
			 bytes.at[i + 1];
		++*all;
	}
	return true;
}

static bool do_run(struct expression_state *state, const struct node *node,
		   uint64_t *value)
{
	unsigned all, held;

	if (!relations_count(state, node, &all, &held))
		return false;
	*value = all == held ? held : 0;
	return true;
}

static bool do_relations(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	unsigned all, held;

	if (!relations_count(state, node, &all, &held))
		return false;
	*value = held;
	return true;
}

/* ---- registers ---- */

static uint32_t cell_read(const struct flow *flow, unsigned cell, unsigned bits)
{
	uint32_t value = flow->cells[cell];

	if (bits == 32)
		value |= (uint32_t)flow->cells[cell + 1] << 16;
	return value;
}

static bool flow_register_read(const struct flow *flow,
			       const struct signature_register *reg,
			       unsigned direction, unsigned age,
			       uint64_t *value, usec_t *when)
{
	unsigned first = signature_register_cell(reg, direction);
	unsigned size = reg->bits / 16;
	unsigned cell = first + age * size;
	uint32_t ticks = 0;

	if (!(flow->cells_valid & (1U << cell)))
		return false;
	*value = cell_read(flow, cell, reg->bits);
	if (reg->timed)
		ticks = cell_read(flow, first + reg->recent * size, 32);
	*when = flow->first_us + (usec_t)FLOW_TICK_US * ticks;
	return true;
}

/* The value that was written @age values ago, and when the newest one was. */
static bool register_read(const struct expression_state *state,
			  const struct node *node, unsigned age,
			  uint64_t *value, usec_t *when)
{
	const struct signature_context *context = state->context;
	const struct signature_register *reg = &state->registers[node->reg];
	const struct host_registers *memory = &context->endpoint[node->side];
	unsigned index = reg->first + age;

	if (age >= reg->recent)
		return false;
	if (reg->scope == SCOPE_FLOW || reg->scope == SCOPE_DIRECTION)
		return flow_register_read(context->flow, reg,
					  context->sight->direction ^
						  node->side,
					  age, value, when);
	if (reg->scope == SCOPE_HOST)
		memory = &context->host[node->side];
	if (!(memory->valid & (1U << index)))
		return false;
	*value = memory->value[index];
	*when = memory->time_us[index];
	return true;
}

static bool do_register(struct expression_state *state, const struct node *node,
			uint64_t *value)
{
	usec_t when;

	return register_read(state, node, 0, value, &when);
}

static bool do_since(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	uint64_t ignored;
	usec_t when;

	if (!register_read(state, node, 0, &ignored, &when))
		return false;
	*value = usec_since(state->context->packet->time_us, when);
	return true;
}

static bool do_any(struct expression_state *state, const struct node *node,
		   uint64_t *value)
{
	uint64_t wanted, recent;
	usec_t when;

	if (!signature_expression_evaluate(state, node->a, &wanted))
		return false;
	*value = 0;
	for (unsigned age = 0;
	     !*value && register_read(state, node, age, &recent, &when); age++)
		*value = recent == wanted;
	return true;
}

static bool do_follows(struct expression_state *state, const struct node *node,
		       uint64_t *value)
{
	const struct signature_generator *generator =
		&state->generators[node->generator];
	uint64_t wanted, earlier;
	usec_t when;

	if (!signature_expression_evaluate(state, node->a, &wanted))
		return false;
	*value = 0;
	for (unsigned age = 0;
	     !*value && register_read(state, node, age, &earlier, &when); age++)
		*value = signature_generator_reaches(
			generator, (uint32_t)earlier, (uint32_t)wanted,
			(uint32_t)node->from.value, (uint32_t)node->to.value);
	return true;
}

/* ---- what is known of the packet and its flow ---- */

static bool do_packet(struct expression_state *state, const struct node *node,
		      uint64_t *value)
{
	const struct signature_context *context = state->context;
	const struct packet *packet = context->packet;

	switch (node->op) {
	case NODE_SIZE:
		*value = packet->payload_size;
		return true;
	case NODE_SOURCE_ADDRESS:
		*value = packet_address_ipv4(&packet->source);
		return packet->ip_version == 4;
	case NODE_DEST_ADDRESS:
		*value = packet_address_ipv4(&packet->dest);
		return packet->ip_version == 4;
	case NODE_SOURCE_PORT:
		*value = packet->source_port;
		return true;
	case NODE_DEST_PORT:
		*value = packet->dest_port;
		return true;
	case NODE_TCP_FLAGS:
		*value = packet->tcp_flags;
		return true;
	default:
		return false;
	}
}

static bool do_sight(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	const struct signature_context *context = state->context;

	switch (node->op) {
	case NODE_POSITION:
		*value = context->sight->position;
		return true;
	case NODE_TURN:
		*value = context->sight->turn;
		return true;
	case NODE_IAT:
		*value = context->sight->iat_us;
		return context->sight->iat_us != 0;
	case NODE_AGE:
		*value = usec_since(context->packet->time_us,
				    context->flow->first_us);
		return true;
	default:
		return false;
	}
}

static bool do_direction(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	const struct flow *flow = state->context->flow;
	unsigned side = state->context->sight->direction ^ node->side;
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
static bool do_window(struct expression_state *state, const struct node *node,
		      uint64_t *value)
{
	const struct signature_context *context = state->context;
	unsigned direction = context->sight->direction ^ node->side;
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

static bool do_doing(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	const struct flow_meter *meter = state->context->meter;

	*value = meter &&
		 packet_episodes_has(&meter->episodes, (uint8_t)node->number);
	return true;
}

static bool do_inbound(struct expression_state *state, const struct node *node,
		       uint64_t *value)
{
	const struct flow *flow = state->context->flow;

	(void)node;
	/* of TCP joined in the middle, nobody knows */
	*value = !(flow->flags & FLOW_ORIG_IS_LOCAL);
	return flow->flags & FLOW_SAW_SYN ||
	       state->context->packet->transport != IPPROTO_TCP;
}

/* What is remembered of the flow's first payloads, by position from 1. */
static bool do_first(struct expression_state *state, const struct node *node,
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

static bool do_known(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	const struct host_knowledge *known = &state->context->known[node->side];

	*value = 0;
	if (known->application && known->application == state->application)
		*value = known->bits;
	return true;
}

/* ---- arithmetic and logic ---- */

static bool do_constant(struct expression_state *state, const struct node *node,
			uint64_t *value)
{
	(void)state;
	*value = node->number;
	return true;
}

static bool do_arithmetic(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!signature_expression_evaluate(state, node->a, &a) ||
	    !signature_expression_evaluate(state, node->b, &b))
		return false;
	switch (node->op) {
	case NODE_ADD:
		*value = a + b;
		return true;
	case NODE_SUBTRACT:
		*value = a - b;
		return a >= b;
	case NODE_MULTIPLY:
		*value = a * b;
		return true;
	case NODE_XOR:
		*value = a ^ b;
		return true;
	case NODE_BIT_AND:
		*value = a & b;
		return true;
	case NODE_BIT_OR:
		*value = a | b;
		return true;
	case NODE_SHIFT_LEFT:
		*value = b < 64 ? a << b : 0;
		return true;
	default:
		*value = b < 64 ? a >> b : 0;
		return true;
	}
}

static bool do_compare(struct expression_state *state, const struct node *node,
		       uint64_t *value)
{
	uint64_t a, b;

	*value = 0;
	if (!signature_expression_evaluate(state, node->a, &a) ||
	    !signature_expression_evaluate(state, node->b, &b))
		return true;
	switch (node->op) {
	case NODE_EQUAL:
		*value = a == b;
		break;
	case NODE_NOT_EQUAL:
		*value = a != b;
		break;
	case NODE_LESS:
		*value = a < b;
		break;
	case NODE_LESS_EQUAL:
		*value = a <= b;
		break;
	case NODE_GREATER:
		*value = a > b;
		break;
	default:
		*value = a >= b;
	}
	return true;
}

static bool do_in(struct expression_state *state, const struct node *node,
		  uint64_t *value)
{
	uint64_t a;

	*value = 0;
	if (!signature_expression_evaluate(state, node->a, &a))
		return true;
	for (uint32_t i = 0; i < node->list_count && !*value; i++) {
		const struct node_range *range =
			&state->pool->ranges[node->list + i];

		*value = a >= range->low && a <= range->high;
	}
	return true;
}

static bool do_logic(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	bool a = signature_expression_holds(state, node->a);

	if (node->op == NODE_NOT)
		*value = !a;
	else if (node->op == NODE_AND)
		*value = a && signature_expression_holds(state, node->b);
	else
		*value = a || signature_expression_holds(state, node->b);
	return true;
}

static bool do_at_least(struct expression_state *state, const struct node *node,
			uint64_t *value)
{
	uint64_t held = 0;

	for (uint32_t i = 0; i < node->list_count; i++)
		held += signature_expression_holds(
			state, state->pool->lists[node->list + i]);
	*value = held >= node->number;
	return true;
}

/* ---- the table ---- */

static evaluate *const operations[] = {
	[NODE_CONSTANT] = do_constant,
	[NODE_SIZE] = do_packet,
	[NODE_FIELD] = do_field,
	[NODE_SOURCE_ADDRESS] = do_packet,
	[NODE_DEST_ADDRESS] = do_packet,
	[NODE_SOURCE_PORT] = do_packet,
	[NODE_DEST_PORT] = do_packet,
	[NODE_POSITION] = do_sight,
	[NODE_TURN] = do_sight,
	[NODE_IAT] = do_sight,
	[NODE_AGE] = do_sight,
	[NODE_TCP_FLAGS] = do_packet,
	[NODE_PACKETS] = do_direction,
	[NODE_PAYLOADS] = do_direction,
	[NODE_BYTES] = do_direction,
	[NODE_RATE] = do_direction,
	[NODE_IAT_MEAN] = do_direction,
	[NODE_IAT_DEVIATION] = do_direction,
	[NODE_SIZE_MEAN] = do_direction,
	[NODE_SIZE_DEVIATION] = do_direction,
	[NODE_WINDOW_BYTES] = do_window,
	[NODE_WINDOW_PAYLOADS] = do_window,
	[NODE_WINDOW_SECONDS] = do_window,
	[NODE_WINDOW_PASSED] = do_window,
	[NODE_SECOND_BYTES] = do_window,
	[NODE_SECOND_PAYLOADS] = do_window,
	[NODE_WINDOW_SIZES] = do_window,
	[NODE_DOING] = do_doing,
	[NODE_INBOUND] = do_inbound,
	[NODE_SIZE_AT] = do_first,
	[NODE_IAT_AT] = do_first,
	[NODE_DIRECTION_AT] = do_first,
	[NODE_REGISTER] = do_register,
	[NODE_SINCE] = do_since,
	[NODE_KNOWN] = do_known,
	[NODE_NEXT] = do_next,
	[NODE_RUN] = do_run,
	[NODE_RELATIONS] = do_relations,
	[NODE_BYTES_MATCH] = do_bytes_match,
	[NODE_CONTAINS] = do_contains,
	[NODE_NAME] = do_name,
	[NODE_TLV] = do_tlv,
	[NODE_ADD] = do_arithmetic,
	[NODE_SUBTRACT] = do_arithmetic,
	[NODE_MULTIPLY] = do_arithmetic,
	[NODE_XOR] = do_arithmetic,
	[NODE_BIT_AND] = do_arithmetic,
	[NODE_BIT_OR] = do_arithmetic,
	[NODE_SHIFT_LEFT] = do_arithmetic,
	[NODE_SHIFT_RIGHT] = do_arithmetic,
	[NODE_EQUAL] = do_compare,
	[NODE_NOT_EQUAL] = do_compare,
	[NODE_LESS] = do_compare,
	[NODE_LESS_EQUAL] = do_compare,
	[NODE_GREATER] = do_compare,
	[NODE_GREATER_EQUAL] = do_compare,
	[NODE_IN] = do_in,
	[NODE_FOLLOWS] = do_follows,
	[NODE_ANY] = do_any,
	[NODE_NOT] = do_logic,
	[NODE_AND] = do_logic,
	[NODE_OR] = do_logic,
	[NODE_AT_LEAST] = do_at_least,
	[NODE_COPY] = do_copy,
	[NODE_PATCH] = do_patch,
};

bool signature_expression_evaluate(struct expression_state *state,
				   uint32_t node, uint64_t *value)
{
	const struct node *it = node_at(state, node);

	return operations[it->op](state, it, value);
}

bool signature_expression_holds(struct expression_state *state, uint32_t node)
{
	uint64_t value;

	return signature_expression_evaluate(state, node, &value) && value;
}

/* ---- registers of flows ---- */

unsigned signature_register_cells(const struct signature_register *reg)
{
	return reg->recent * reg->bits / 16U + (reg->timed ? 2U : 0U);
}

unsigned signature_register_cell(const struct signature_register *reg,
				 unsigned direction)
{
	unsigned bank = reg->scope == SCOPE_DIRECTION ? direction : 0;

	return reg->first + bank * signature_register_cells(reg);
}

uint32_t signature_flow_ticks(const struct flow *flow, usec_t now)
{
	usec_t ticks = usec_since(now, flow->first_us) / FLOW_TICK_US;

	return ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
}

static void cell_write(struct flow *flow, unsigned cell, uint32_t value,
		       unsigned bits)
{
	flow->cells[cell] = (uint16_t)value;
	if (bits == 32)
		flow->cells[cell + 1] = (uint16_t)(value >> 16);
	flow->cells_valid |= 1U << cell;
}

void signature_register_write(const struct signature_register *reg,
			      struct flow *flow, unsigned direction,
			      uint32_t value, usec_t now)
{
	unsigned first = signature_register_cell(reg, direction);
	unsigned size = reg->bits / 16;

	for (unsigned age = reg->recent - 1; age > 0; age--) {
		unsigned from = first + (age - 1) * size;

		if (flow->cells_valid & (1U << from))
			cell_write(flow, from + size,
				   cell_read(flow, from, reg->bits), reg->bits);
	}
	cell_write(flow, first, value, reg->bits);
	if (reg->timed)
		cell_write(flow, first + reg->recent * size,
			   signature_flow_ticks(flow, now), 32);
}
