/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds what conjunctions allow: sizes and positions of payloads, and registers
 * that must have been written. Pure.
 */
#include "language/analysis.h"
#include "language/analysis_node.h"

static void narrow(uint32_t *low, uint32_t *high, uint64_t from, uint64_t to)
{
	if (from > *low)
		*low = from < ANALYSIS_SIZE_MOST ? (uint32_t)from
						 : ANALYSIS_SIZE_MOST;
	if (to < *high)
		*high = (uint32_t)to;
}

/*
 * Compute the range of its left side for which a condition can hold; false when
 * unknown.
 */
static bool allowed_range(const struct signature_set *set,
			  const struct node *node, struct node_range *range)
{
	const struct node_pool *pool = signature_set_pool(set);

	if (node->op->id == NODE_IN) {
		*range = pool->ranges[node->list];
		for (uint32_t i = 1; i < node->list_count; i++) {
			const struct node_range *it =
				&pool->ranges[node->list + i];

			if (it->low < range->low)
				range->low = it->low;
			if (it->high > range->high)
				range->high = it->high;
		}
		return true;
	}
	return node->op->holds &&
	       language_analysis_node(set, node->b)->op->id == NODE_CONSTANT &&
	       language_analysis_node_range(
		       node, language_analysis_node(set, node->b)->number,
		       range);
}

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t higher(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Extend bounds to what either of two allows. */
static void bounds_join(struct analysis_bounds *to,
			const struct analysis_bounds *other)
{
	to->size_low = lower(to->size_low, other->size_low);
	to->size_high = higher(to->size_high, other->size_high);
	to->turn_low = lower(to->turn_low, other->turn_low);
	to->turn_high = higher(to->turn_high, other->turn_high);
	to->position_low = lower(to->position_low, other->position_low);
	to->position_high = higher(to->position_high, other->position_high);
}

static void bounds_of(const struct signature_set *set, uint32_t index,
		      struct analysis_bounds *bounds)
{
	const struct node *node = language_analysis_node(set, index);
	struct analysis_bounds other = *bounds;
	struct node_range range;

	if (node->op->id == NODE_AND || node->op->id == NODE_OR) {
		bounds_of(set, node->a, bounds);
		bounds_of(set, node->b,
			  node->op->id == NODE_AND ? bounds : &other);
		if (node->op->id == NODE_OR)
			bounds_join(bounds, &other);
		return;
	}
	if (!(node->op->operands & OPERAND_A) ||
	    !allowed_range(set, node, &range))
		return;
	if (language_analysis_node(set, node->a)->op->id == NODE_SIZE)
		narrow(&bounds->size_low, &bounds->size_high, range.low,
		       range.high);
	if (language_analysis_node(set, node->a)->op->id == NODE_TURN)
		narrow(&bounds->turn_low, &bounds->turn_high, range.low,
		       range.high);
	if (language_analysis_node(set, node->a)->op->id != NODE_POSITION)
		return;
	narrow(&bounds->position_low, &bounds->position_high, range.low,
	       range.high);
	/* a payload's turn is at most its position */
	narrow(&bounds->turn_low, &bounds->turn_high, 1, range.high);
}

void language_analysis_bounds(const struct signature_set *set,
			      const uint32_t *nodes, size_t count,
			      struct analysis_bounds *bounds)
{
	*bounds = (struct analysis_bounds){1, ANALYSIS_SIZE_MOST, 1, UINT32_MAX,
					   1, UINT32_MAX};
	for (size_t i = 0; i < count; i++)
		bounds_of(set, nodes[i], bounds);
}

bool language_analysis_bounds_cover(const struct signature_set *set,
				    uint32_t node)
{
	const struct node *it = language_analysis_node(set, node);
	struct node_range range;
	uint8_t of;

	if (!(it->op->operands & OPERAND_A) ||
	    !allowed_range(set, it, &range) ||
	    (it->op->id == NODE_IN && it->list_count != 1))
		return false;
	/* bounds have 16 bits: they do not cover larger numbers */
	if (range.low >= ANALYSIS_SIZE_MOST || !range.high)
		return false;
	of = language_analysis_node(set, it->a)->op->id;
	return of == NODE_SIZE || of == NODE_TURN || of == NODE_POSITION;
}

static bool allows_size(const struct signature_set *set, uint32_t index,
			uint32_t size)
{
	const struct node *node = language_analysis_node(set, index);
	struct node_range range;

	if (node->op->id == NODE_AND)
		return allows_size(set, node->a, size) &&
		       allows_size(set, node->b, size);
	if (node->op->id == NODE_OR)
		return allows_size(set, node->a, size) ||
		       allows_size(set, node->b, size);
	if (!(node->op->operands & OPERAND_A) ||
	    language_analysis_node(set, node->a)->op->id != NODE_SIZE)
		return true;
	if (node->op->id == NODE_IN)
		return language_analysis_node_has(set, node, size);
	return !allowed_range(set, node, &range) ||
	       (size >= range.low && size <= range.high);
}

bool language_analysis_bounds_allow_size(const struct signature_set *set,
					 const uint32_t *nodes, size_t count,
					 uint32_t size)
{
	for (size_t i = 0; i < count; i++)
		if (!allows_size(set, nodes[i], size))
			return false;
	return true;
}

/* ---- registers that must be there ---- */

/*
 * The first cell of a register of scope flow; a register of a direction has two and
 * counts as none.
 */
static uint32_t needed_cell(const struct signature_set *set,
			    const struct node *node)
{
	const struct signature_register *reg;

	if (node->op->id != NODE_REGISTER && node->op->id != NODE_SINCE)
		return 0;
	reg = &set->registers[node->reg];
	return reg->scope == SCOPE_FLOW
		       ? UINT32_C(1) << signature_register_cell(reg, 0)
		       : 0;
}

/*
 * Cells that a condition reads: a comparison with a missing value does not hold.
 */
static uint32_t needed_cells(const struct signature_set *set, uint32_t index)
{
	const struct node *node = language_analysis_node(set, index);

	if (node->op->id == NODE_AND)
		return needed_cells(set, node->a) | needed_cells(set, node->b);
	if (node->op->id == NODE_IN)
		return needed_cell(set, language_analysis_node(set, node->a));
	if (node->op->holds)
		return needed_cell(set, language_analysis_node(set, node->a)) |
		       needed_cell(set, language_analysis_node(set, node->b));
	return 0;
}

uint32_t language_analysis_bounds_cells(const struct signature_set *set,
					const uint32_t *nodes, size_t count)
{
	uint32_t cells = 0;

	for (size_t i = 0; i < count; i++)
		cells |= needed_cells(set, nodes[i]);
	return cells;
}
