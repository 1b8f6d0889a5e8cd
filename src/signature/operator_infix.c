/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operators between two operands. A result of a missing value is missing; a
 * comparison with a missing value does not hold. Pure.
 */
#include <math.h>

#include "signature/operator.h"

/* ---- arithmetic ---- */

static bool evaluate_both(struct expression_state *state,
			  const struct node *node, uint64_t *a, uint64_t *b)
{
	return signature_expression_evaluate(state, node->a, a) &&
	       signature_expression_evaluate(state, node->b, b);
}

static bool evaluate_add(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = a + b;
	return true;
}

static bool evaluate_subtract(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = a - b;
	return a >= b;
}

static bool evaluate_multiply(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = a * b;
	return true;
}

static bool evaluate_xor(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = a ^ b;
	return true;
}

static bool evaluate_bit_and(struct expression_state *state,
			     const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = a & b;
	return true;
}

static bool evaluate_bit_or(struct expression_state *state,
			    const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = a | b;
	return true;
}

static bool evaluate_shift_left(struct expression_state *state,
				const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = b < 64 ? a << b : 0;
	return true;
}

static bool evaluate_shift_right(struct expression_state *state,
				 const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	if (!evaluate_both(state, node, &a, &b))
		return false;
	*value = b < 64 ? a >> b : 0;
	return true;
}

/* Random bits that remain when the right operand is a constant. */
static double multiply_keeps(double left, uint64_t right)
{
	return right ? left : 0;
}

static double bit_and_keeps(double left, uint64_t right)
{
	return fmin(left, __builtin_popcountll(right));
}

static double bit_or_keeps(double left, uint64_t right)
{
	return fmax(0, left - __builtin_popcountll(right));
}

static double shift_left_keeps(double left, uint64_t right)
{
	return right < 32 ? left : 0;
}

static double shift_right_keeps(double left, uint64_t right)
{
	return right < 64 ? fmax(0, left - (double)right) : 0;
}

/* ---- comparisons and logic ---- */

static bool evaluate_comparison(struct expression_state *state,
				const struct node *node, uint64_t *value)
{
	uint64_t a, b;

	*value = evaluate_both(state, node, &a, &b) &&
		 (node->op->holds & (a < b   ? HOLDS_BELOW
				     : a > b ? HOLDS_ABOVE
					     : HOLDS_EQUAL));
	return true;
}

static bool evaluate_and(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	*value = signature_expression_holds(state, node->a) &&
		 signature_expression_holds(state, node->b);
	return true;
}

static bool evaluate_or(struct expression_state *state, const struct node *node,
			uint64_t *value)
{
	*value = signature_expression_holds(state, node->a) ||
		 signature_expression_holds(state, node->b);
	return true;
}

/* ---- the rows ---- */

#define INFIX .form = FORM_INFIX, .operands = OPERAND_A | OPERAND_B
#define ARITHMETIC INFIX, .bound = BOUND_ARITHMETIC
#define COMPARISON                                                   \
	INFIX, .level = LEVEL_COMPARISON, .bound = BOUND_COMPARISON, \
	       .evaluate = evaluate_comparison

const struct signature_operator signature_operator_infix[] = {
	{.word = "*",
	 .id = NODE_MULTIPLY,
	 ARITHMETIC,
	 .level = LEVEL_MULTIPLY,
	 .evaluate = evaluate_multiply,
	 .keeps = multiply_keeps},
	{.word = "+",
	 .id = NODE_ADD,
	 ARITHMETIC,
	 .level = LEVEL_ADD,
	 .evaluate = evaluate_add,
	 .mixes = true},
	{.word = "-",
	 ARITHMETIC,
	 .level = LEVEL_ADD,
	 .evaluate = evaluate_subtract,
	 .mixes = true},
	{.word = "<<",
	 ARITHMETIC,
	 .level = LEVEL_SHIFT,
	 .evaluate = evaluate_shift_left,
	 .keeps = shift_left_keeps},
	{.word = ">>",
	 ARITHMETIC,
	 .level = LEVEL_SHIFT,
	 .evaluate = evaluate_shift_right,
	 .keeps = shift_right_keeps},
	{.word = "&",
	 .id = NODE_BIT_AND,
	 ARITHMETIC,
	 .level = LEVEL_BIT_AND,
	 .evaluate = evaluate_bit_and,
	 .keeps = bit_and_keeps},
	{.word = "^",
	 ARITHMETIC,
	 .level = LEVEL_XOR,
	 .evaluate = evaluate_xor,
	 .mixes = true},
	{.word = "|",
	 ARITHMETIC,
	 .level = LEVEL_BIT_OR,
	 .evaluate = evaluate_bit_or,
	 .keeps = bit_or_keeps},
	{.word = "==", .id = NODE_EQUAL, COMPARISON, .holds = HOLDS_EQUAL},
	{.word = "!=", COMPARISON, .holds = HOLDS_BELOW | HOLDS_ABOVE},
	{.word = "<", COMPARISON, .holds = HOLDS_BELOW},
	{.word = "<=", COMPARISON, .holds = HOLDS_BELOW | HOLDS_EQUAL},
	{.word = ">", COMPARISON, .holds = HOLDS_ABOVE},
	{.word = ">=", COMPARISON, .holds = HOLDS_ABOVE | HOLDS_EQUAL},
	{.word = "and",
	 .id = NODE_AND,
	 INFIX,
	 .level = LEVEL_AND,
	 .evaluate = evaluate_and,
	 .bound = BOUND_BOTH},
	{.word = "or",
	 .id = NODE_OR,
	 INFIX,
	 .level = LEVEL_OR,
	 .evaluate = evaluate_or,
	 .bound = BOUND_EITHER},
	{0},
};
