/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_ANALYSIS_NODE_H
#define LANGUAGE_ANALYSIS_NODE_H

#include "signature/compiled.h"
#include "signature/operator.h"

/* Helpers for all analyses. */

/**
 * language_analysis_node - return a node by its index
 */
static inline const struct node *
language_analysis_node(const struct signature_set *set, uint32_t node)
{
	return &signature_set_pool(set)->nodes[node];
}

/**
 * language_analysis_node_range - find the values for which a comparison can hold
 * @right: the constant on its right side
 * @range: out
 *
 * Return: false when they are no range.
 */
static inline bool language_analysis_node_range(const struct node *node,
						uint64_t right,
						struct node_range *range)
{
	uint8_t holds = node->op->holds;

	*range = (struct node_range){0, UINT64_MAX};
	if (!holds || holds == (HOLDS_BELOW | HOLDS_ABOVE))
		return false;
	if (!(holds & HOLDS_BELOW))
		range->low =
			right + (!(holds & HOLDS_EQUAL) && right < UINT64_MAX);
	if (!(holds & HOLDS_ABOVE))
		range->high = right - (!(holds & HOLDS_EQUAL) && right > 0);
	return true;
}

/**
 * language_analysis_node_has - return whether @number is in one of the ranges of NODE_IN
 */
static inline bool language_analysis_node_has(const struct signature_set *set,
					      const struct node *node,
					      uint64_t number)
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
