/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_ANALYSIS_NODE_H
#define LANGUAGE_ANALYSIS_NODE_H

#include "signature/compiled.h"

/* What all surveys ask of a node. */

/**
 * analysis_node - a node by its index
 */
static inline const struct node *analysis_node(const struct signature_set *set,
					       uint32_t node)
{
	return &signature_set_pool(set)->nodes[node];
}

/**
 * analysis_is_binary - are its operands `a` and `b` nodes?
 */
static inline bool analysis_is_binary(const struct node *node)
{
	return (node->op >= NODE_ADD && node->op <= NODE_GREATER_EQUAL) ||
	       node->op == NODE_AND || node->op == NODE_OR;
}

/**
 * analysis_has_a - is its operand `a` a node?
 */
static inline bool analysis_has_a(const struct node *node)
{
	return analysis_is_binary(node) || node->op == NODE_NEXT ||
	       node->op == NODE_IN || node->op == NODE_FOLLOWS ||
	       node->op == NODE_ANY || node->op == NODE_NOT;
}

/**
 * analysis_reads_register - is it made of what a register keeps?
 */
static inline bool analysis_reads_register(const struct node *node)
{
	return node->op == NODE_REGISTER || node->op == NODE_SINCE ||
	       node->op == NODE_FOLLOWS || node->op == NODE_ANY;
}

/**
 * analysis_has - is @number in one of the ranges of NODE_IN?
 */
static inline bool analysis_has(const struct signature_set *set,
				const struct node *node, uint64_t number)
{
	for (uint32_t i = 0; i < node->list_count; i++) {
		const struct node_range *range =
			&signature_set_pool(set)->ranges[node->list + i];

		if (number >= range->low && number <= range->high)
			return true;
	}
	return false;
}

#endif
