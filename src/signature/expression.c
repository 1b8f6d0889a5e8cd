/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signature/expression.h"

#include "signature/operator.h"

bool signature_expression_evaluate(struct expression_state *state,
				   uint32_t node, uint64_t *value)
{
	const struct node *it = &state->pool->nodes[node];

	return it->op->evaluate(state, it, value);
}

bool signature_expression_holds(struct expression_state *state, uint32_t node)
{
	uint64_t value;

	return signature_expression_evaluate(state, node, &value) && value;
}
