/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluates the nodes of signature expressions, by a table of operations. Here are
 * those on values; operation_*.c have what they are of. Pure.
 */
#include "signature/expression.h"

#include "signature/operation.h"

static const struct node *node_at(const struct expression_state *state,
				  uint32_t node)
{
	return &state->pool->nodes[node];
}

/* ---- arithmetic and logic ---- */

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

static signature_operation *const operations[] = {
	[NODE_CONSTANT] = do_constant,
	[NODE_SIZE] = operation_packet,
	[NODE_FIELD] = operation_field,
	[NODE_SOURCE_ADDRESS] = operation_end,
	[NODE_DEST_ADDRESS] = operation_end,
	[NODE_SOURCE_PORT] = operation_end,
	[NODE_DEST_PORT] = operation_end,
	[NODE_POSITION] = operation_sight,
	[NODE_TURN] = operation_sight,
	[NODE_IAT] = operation_sight,
	[NODE_AGE] = operation_sight,
	[NODE_TCP_FLAGS] = operation_packet,
	[NODE_PACKETS] = operation_direction,
	[NODE_PAYLOADS] = operation_direction,
	[NODE_BYTES] = operation_direction,
	[NODE_RATE] = operation_direction,
	[NODE_IAT_MEAN] = operation_direction,
	[NODE_IAT_DEVIATION] = operation_direction,
	[NODE_SIZE_MEAN] = operation_direction,
	[NODE_SIZE_DEVIATION] = operation_direction,
	[NODE_WINDOW_BYTES] = operation_window,
	[NODE_WINDOW_PAYLOADS] = operation_window,
	[NODE_WINDOW_SECONDS] = operation_window,
	[NODE_WINDOW_PASSED] = operation_window,
	[NODE_SECOND_BYTES] = operation_window,
	[NODE_SECOND_PAYLOADS] = operation_window,
	[NODE_WINDOW_SIZES] = operation_window,
	[NODE_DOING] = operation_doing,
	[NODE_INBOUND] = operation_inbound,
	[NODE_SIZE_AT] = operation_first,
	[NODE_IAT_AT] = operation_first,
	[NODE_DIRECTION_AT] = operation_first,
	[NODE_REGISTER] = operation_register,
	[NODE_SINCE] = operation_since,
	[NODE_KNOWN] = operation_known,
	[NODE_NEXT] = do_next,
	[NODE_RUN] = operation_run,
	[NODE_RELATIONS] = operation_relations,
	[NODE_BYTES_MATCH] = operation_bytes_match,
	[NODE_CONTAINS] = operation_contains,
	[NODE_NAME] = operation_name,
	[NODE_TLV] = operation_tlv,
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
	[NODE_FOLLOWS] = operation_follows,
	[NODE_ANY] = operation_any,
	[NODE_NOT] = do_logic,
	[NODE_AND] = do_logic,
	[NODE_OR] = do_logic,
	[NODE_AT_LEAST] = do_at_least,
	[NODE_COPY] = operation_copy,
	[NODE_PATCH] = operation_patch,
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
