/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks over nodes at load to find what their evaluation needs. analysis_bounds.c
 * and analysis_bytes.c find what conjunctions allow and want. Pure.
 */
#include "language/analysis.h"

#include "language/analysis_node.h"
#include "signature/name.h"

/* ---- walking ---- */

typedef void visitor(void *context, const struct node *node);

static void walk(const struct signature_set *set, uint32_t index,
		 visitor *visit, void *context)
{
	const struct node *node = language_analysis_node(set, index);

	visit(context, node);
	if (node->op->operands & OPERAND_A)
		walk(set, node->a, visit, context);
	if (node->op->operands & OPERAND_B)
		walk(set, node->b, visit, context);
	if (!(node->op->operands & OPERAND_LIST))
		return;
	for (uint32_t i = 0; i < node->list_count; i++)
		walk(set, signature_set_pool(set)->lists[node->list + i], visit,
		     context);
}

/* ---- names ---- */

static void visit_names(void *context, const struct node *node)
{
	uint8_t *mask = context;

	if (node->op->id == NODE_NAME)
		*mask |= (uint8_t)(1 << node->width);
}

uint8_t language_analysis_names(const struct signature_set *set, uint32_t node)
{
	uint8_t mask = 0;

	walk(set, node, visit_names, &mask);
	return mask;
}

static void visit_like(void *context, const struct node *node)
{
	const struct node **found = context;

	if (!*found && node->op->id == NODE_NAME && node->number == NAME_LIKE)
		*found = node;
}

bool language_analysis_like(const struct signature_set *set, uint32_t node,
			    uint32_t *like)
{
	const struct node *found = NULL;

	walk(set, node, visit_like, &found);
	if (found)
		*like = (uint32_t)(found - signature_set_pool(set)->nodes);
	return found != NULL;
}

/* ---- needs and uses ---- */

struct needs {
	const struct signature_set *set;
	uint8_t mask;
};

static void visit_needs(void *context, const struct node *node)
{
	struct needs *needs = context;

	if (node->op->uses & USES_KNOWLEDGE)
		needs->mask |=
			SIGNATURE_NEEDS_OF(node->side, SIGNATURE_NEEDS_KNOWN);
	if (!(node->op->uses & USES_REGISTER))
		return;
	switch (needs->set->registers[node->reg].scope) {
	case SCOPE_ENDPOINT:
		needs->mask |= SIGNATURE_NEEDS_OF(node->side,
						  SIGNATURE_NEEDS_ENDPOINT);
		break;
	case SCOPE_HOST:
		needs->mask |=
			SIGNATURE_NEEDS_OF(node->side, SIGNATURE_NEEDS_HOST);
		break;
	}
}

uint8_t language_analysis_needs(const struct signature_set *set, uint32_t node)
{
	struct needs needs = {.set = set};

	walk(set, node, visit_needs, &needs);
	return needs.mask;
}

static void visit_uses(void *context, const struct node *node)
{
	uint8_t *mask = context;

	*mask |= node->op->uses;
}

uint8_t language_analysis_uses(const struct signature_set *set, uint32_t node)
{
	uint8_t mask = 0;

	walk(set, node, visit_uses, &mask);
	return mask;
}

struct use {
	struct signature_set *set;
	uint8_t transports;
};

static void visit_registers(void *context, const struct node *node)
{
	struct use *use = context;

	if (node->op->uses & USES_REGISTER)
		use->set->registers[node->reg].used_by |= use->transports;
}

void language_analysis_use_registers(struct signature_set *set, uint32_t node,
				     uint8_t transports)
{
	struct use use = {.set = set, .transports = transports};

	walk(set, node, visit_registers, &use);
}

struct look {
	const struct signature_set *set;
	uint32_t bytes, size_high;
};

static void visit_look(void *context, const struct node *node)
{
	struct look *look = context;
	uint32_t end = 0;

	if (node->op->look)
		end = node->op->look(signature_set_pool(look->set), node,
				     look->size_high);
	if (end > look->bytes)
		look->bytes = end;
}

uint32_t language_analysis_look(const struct signature_set *set, uint32_t node,
				uint32_t size_high)
{
	struct look look = {.set = set, .size_high = size_high};

	walk(set, node, visit_look, &look);
	return look.bytes;
}
