/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds prefilters from a pattern's conditions on size, turn, position, direction
 * and registers. Pure.
 */
#include "language/prefilter.h"

#include "language/analysis.h"
#include "signature/compiled.h"
#include "signature/pool.h"

/* Turns, positions and sizes saturate at the top of 16 bits. */
static uint16_t saturated(uint32_t number)
{
	return number < UINT16_MAX ? (uint16_t)number : UINT16_MAX;
}

static uint32_t direction_wanted(enum signature_from from)
{
	if (from == FROM_ORIG)
		return UINT32_C(1) << (FLOW_CELLS + FLOW_ORIG);
	if (from == FROM_REPLY)
		return UINT32_C(1) << (FLOW_CELLS + FLOW_REPLY);
	return 0;
}

struct signature_prefilter
language_prefilter_of(const struct signature_set *set,
		      const struct signature_pattern *pattern)
{
	const uint32_t *nodes = signature_set_pool(set)->lists + pattern->match;
	struct analysis_bounds bounds;
	struct signature_prefilter filter;

	language_analysis_bounds(set, nodes, pattern->match_count, &bounds);
	filter = (struct signature_prefilter){
		.size_low = saturated(bounds.size_low),
		.size_high = saturated(bounds.size_high),
		.turn_low = saturated(bounds.turn_low),
		.turn_high = saturated(bounds.turn_high),
		.position_low = saturated(bounds.position_low),
		.position_high = saturated(bounds.position_high),
		.wants = language_analysis_bounds_cells(set, nodes,
							pattern->match_count) |
			 direction_wanted(pattern->from),
	};
	if (pattern->step)
		filter.wants |= UINT32_C(1)
				<< set->signatures[pattern->signature].progress;
	return filter;
}

uint32_t language_prefilter_sort(struct signature_set *set,
				 const struct signature_pattern *pattern)
{
	uint32_t *nodes = set->pool->pool.lists + pattern->match;
	uint32_t left = 0;

	for (uint32_t i = 0; i < pattern->match_count; i++) {
		uint32_t node = nodes[i];

		if (language_analysis_bounds_cover(set, node))
			continue;
		for (uint32_t k = i; k > left; k--)
			nodes[k] = nodes[k - 1];
		nodes[left++] = node;
	}
	return left;
}
