/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks over nodes at load: what evaluating them takes. What conjunctions allow and
 * want is in analysis_bounds.c and analysis_bytes.c. Pure.
 */
#include "language/analysis.h"

#include "packet/name.h"
#include "signature/name.h"
#include "language/analysis_node.h"
#include "signature/tlv.h"

/* ---- walking ---- */

typedef void visitor(void *context, const struct node *node);

static void walk(const struct signature_set *set, uint32_t index,
		 visitor *visit, void *context)
{
	const struct node *node = analysis_node(set, index);

	visit(context, node);
	if (analysis_has_a(node))
		walk(set, node->a, visit, context);
	if (analysis_is_binary(node))
		walk(set, node->b, visit, context);
	for (uint32_t i = 0; node->op == NODE_AT_LEAST && i < node->list_count;
	     i++)
		walk(set, signature_set_pool(set)->lists[node->list + i], visit,
		     context);
}

/* ---- names ---- */

static void visit_names(void *context, const struct node *node)
{
	uint8_t *mask = context;

	if (node->op == NODE_NAME)
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

	if (!*found && node->op == NODE_NAME && node->number == NAME_LIKE)
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

	if (node->op == NODE_KNOWN)
		needs->mask |=
			SIGNATURE_NEEDS_OF(node->side, SIGNATURE_NEEDS_KNOWN);
	if (!analysis_reads_register(node))
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

/* What is known without a payload byte; what is not listed here reads some. */
static bool node_payload_forbidden(const struct node *node)
{
	switch (node->op) {
	case NODE_CONSTANT:
	case NODE_SIZE:
	case NODE_SOURCE_ADDRESS:
	case NODE_DEST_ADDRESS:
	case NODE_SOURCE_PORT:
	case NODE_DEST_PORT:
	case NODE_POSITION:
	case NODE_TURN:
	case NODE_IAT:
	case NODE_AGE:
	case NODE_TCP_FLAGS:
	case NODE_PACKETS:
	case NODE_PAYLOADS:
	case NODE_BYTES:
	case NODE_RATE:
	case NODE_IAT_MEAN:
	case NODE_IAT_DEVIATION:
	case NODE_SIZE_MEAN:
	case NODE_SIZE_DEVIATION:
	case NODE_SIZE_AT:
	case NODE_IAT_AT:
	case NODE_DIRECTION_AT:
	case NODE_REGISTER:
	case NODE_SINCE:
	case NODE_KNOWN:
	case NODE_WINDOW_BYTES:
	case NODE_WINDOW_PAYLOADS:
	case NODE_WINDOW_SECONDS:
	case NODE_WINDOW_PASSED:
	case NODE_WINDOW_SIZES:
	case NODE_SECOND_BYTES:
	case NODE_SECOND_PAYLOADS:
	case NODE_DOING:
	case NODE_INBOUND:
	case NODE_NEXT:
	case NODE_FOLLOWS:
	case NODE_ANY:
	case NODE_IN:
	case NODE_NOT:
	case NODE_AT_LEAST:
		return true;
	default:
		return analysis_is_binary(node);
	}
}

static void visit_payload(void *context, const struct node *node)
{
	bool *reads = context;

	*reads |= !node_payload_forbidden(node);
}

bool language_analysis_reads_payload(const struct signature_set *set,
				     uint32_t node)
{
	bool reads = false;

	walk(set, node, visit_payload, &reads);
	return reads;
}

static void visit_asks(void *context, const struct node *node)
{
	uint8_t *mask = context;

	switch (node->op) {
	case NODE_SIZE:
	case NODE_FIELD:
	case NODE_POSITION:
	case NODE_TURN:
	case NODE_IAT:
	case NODE_TCP_FLAGS:
	case NODE_RUN:
	case NODE_RELATIONS:
	case NODE_BYTES_MATCH:
	case NODE_CONTAINS:
	case NODE_COPY:
	case NODE_NAME:
	case NODE_TLV:
		*mask |= SURVEY_ASKS_PACKET;
		break;
	case NODE_WINDOW_PASSED:
		*mask |= SURVEY_ASKS_PASSED | SURVEY_ASKS_WINDOW;
		break;
	case NODE_WINDOW_BYTES:
	case NODE_WINDOW_PAYLOADS:
	case NODE_WINDOW_SECONDS:
	case NODE_WINDOW_SIZES:
	case NODE_SECOND_BYTES:
	case NODE_SECOND_PAYLOADS:
		*mask |= SURVEY_ASKS_WINDOW;
		break;
	}
}

uint8_t language_analysis_asks(const struct signature_set *set, uint32_t node)
{
	uint8_t mask = 0;

	walk(set, node, visit_asks, &mask);
	return mask;
}

struct use {
	struct signature_set *set;
	uint8_t transports;
};

static void visit_use(void *context, const struct node *node)
{
	struct use *use = context;

	if (analysis_reads_register(node))
		use->set->registers[node->reg].used_by |= use->transports;
}

void language_analysis_use(struct signature_set *set, uint32_t node,
			   uint8_t transports)
{
	struct use use = {.set = set, .transports = transports};

	walk(set, node, visit_use, &use);
}

struct look {
	const struct signature_set *set;
	uint32_t bytes, size_high;
};

static void look_at(struct look *look, struct node_offset offset,
		    uint32_t length)
{
	uint32_t end = (uint32_t)offset.value + length;

	if (offset.from_end || end > look->size_high)
		end = look->size_high;
	if (end > look->bytes)
		look->bytes = end;
}

static void visit_look(void *context, const struct node *node)
{
	struct look *look = context;
	const struct node_pool *pool = signature_set_pool(look->set);

	if (node->buffer && node->op != NODE_COPY)
		return;
	if (node->op == NODE_FIELD)
		look_at(look, node->offset, node->width);
	else if (node->op == NODE_BYTES_MATCH)
		look_at(look, node->offset, pool->patterns[node->list].length);
	else if (node->op == NODE_CONTAINS)
		look_at(look, (struct node_offset){0}, SIGNATURE_SCAN_BYTES);
	else if (node->op == NODE_NAME)
		look_at(look, (struct node_offset){0}, PACKET_NAME_LOOK);
	else if (node->op == NODE_TLV)
		look_at(look, (struct node_offset){0}, TLV_LOOK);
	else if (node->op == NODE_RUN || node->op == NODE_RELATIONS)
		look_at(look, node->to, 0);
	else if (node->op == NODE_COPY) {
		look_at(look, node->to, 0);
		if (node->set)
			look_at(look, node->offset, SIGNATURE_BUFFER_BYTES);
	}
}

uint32_t language_analysis_look(const struct signature_set *set, uint32_t node,
				uint32_t size_high)
{
	struct look look = {.set = set, .size_high = size_high};

	walk(set, node, visit_look, &look);
	return look.bytes;
}
