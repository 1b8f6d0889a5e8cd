/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other operators on values: constants, generators, ranges, "not", "at least".
 * Pure.
 */
#include "signature/operator.h"

static bool evaluate_constant(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	(void)state;
	*value = node->number;
	return true;
}

static bool evaluate_next(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	uint64_t before;

	if (!signature_expression_evaluate(state, node->a, &before))
		return false;
	*value = signature_generator_next(&state->generators[node->generator],
					  (uint32_t)before);
	return true;
}

static bool evaluate_in(struct expression_state *state, const struct node *node,
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

static bool evaluate_not(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	*value = !signature_expression_holds(state, node->a);
	return true;
}

static bool evaluate_at_least(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	uint64_t held = 0;

	for (uint32_t i = 0; i < node->list_count; i++)
		held += signature_expression_holds(
			state, state->pool->lists[node->list + i]);
	*value = held >= node->number;
	return true;
}

const struct signature_operator signature_operator_value[] = {
	{.id = NODE_CONSTANT, .evaluate = evaluate_constant},
	{.word = "next",
	 .form = FORM_NEXT,
	 .evaluate = evaluate_next,
	 .operands = OPERAND_A,
	 .uses = USES_GENERATOR,
	 .bound = BOUND_GENERATED},
	{.word = "in",
	 .id = NODE_IN,
	 .form = FORM_BEHIND,
	 .evaluate = evaluate_in,
	 .operands = OPERAND_A,
	 .bound = BOUND_RANGES},
	{.word = "not",
	 .id = NODE_NOT,
	 .form = FORM_PREFIX,
	 .evaluate = evaluate_not,
	 .operands = OPERAND_A},
	{.word = "at",
	 .form = FORM_CONDITIONS,
	 .evaluate = evaluate_at_least,
	 .operands = OPERAND_LIST,
	 .bound = BOUND_COUNT},
	{0},
};
