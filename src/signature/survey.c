/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks over nodes at load. Pure.
 */
#include "signature/survey.h"

#include <stdlib.h>
#include <string.h>

#include "packet/name.h"
#include "signature/compiled.h"
#include "signature/name.h"
#include "signature/tlv.h"

static const struct node *node_of(const struct signature_set *set,
				  uint32_t node)
{
	return &signature_set_pool(set)->nodes[node];
}

/* ---- walking ---- */

typedef void visitor(void *context, const struct node *node);

static bool node_is_binary(const struct node *node)
{
	return (node->op >= NODE_ADD && node->op <= NODE_GREATER_EQUAL) ||
	       node->op == NODE_AND || node->op == NODE_OR;
}

static bool node_has_a(const struct node *node)
{
	return node_is_binary(node) || node->op == NODE_NEXT ||
	       node->op == NODE_IN || node->op == NODE_FOLLOWS ||
	       node->op == NODE_ANY || node->op == NODE_NOT;
}

static void walk(const struct signature_set *set, uint32_t index,
		 visitor *visit, void *context)
{
	const struct node *node = node_of(set, index);

	visit(context, node);
	if (node_has_a(node))
		walk(set, node->a, visit, context);
	if (node_is_binary(node))
		walk(set, node->b, visit, context);
	for (uint32_t i = 0; node->op == NODE_AT_LEAST && i < node->list_count;
	     i++)
		walk(set, signature_set_pool(set)->lists[node->list + i], visit,
		     context);
}

static bool node_reads_register(const struct node *node)
{
	return node->op == NODE_REGISTER || node->op == NODE_SINCE ||
	       node->op == NODE_FOLLOWS || node->op == NODE_ANY;
}

/* ---- bounds ---- */

static bool ranges_have(const struct signature_set *set,
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

static void narrow(uint32_t *low, uint32_t *high, uint64_t from, uint64_t to)
{
	if (from > *low)
		*low = from < SURVEY_SIZE_MOST ? (uint32_t)from
					       : SURVEY_SIZE_MOST;
	if (to < *high)
		*high = (uint32_t)to;
}

/* The numbers that a condition allows its left side: false when not known. */
static bool allowed_range(const struct signature_set *set,
			  const struct node *node, struct node_range *range)
{
	const struct node_pool *pool = signature_set_pool(set);
	const struct node *right = node_of(set, node->b);

	*range = (struct node_range){0, UINT64_MAX};
	if (node->op == NODE_IN) {
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
	if (!node_is_binary(node) || right->op != NODE_CONSTANT)
		return false;
	switch (node->op) {
	case NODE_EQUAL:
		range->low = range->high = right->number;
		return true;
	case NODE_LESS:
		range->high = right->number ? right->number - 1 : 0;
		return true;
	case NODE_LESS_EQUAL:
		range->high = right->number;
		return true;
	case NODE_GREATER:
		range->low = right->number + 1;
		return true;
	case NODE_GREATER_EQUAL:
		range->low = right->number;
		return true;
	default:
		return false;
	}
}

static uint32_t lower(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t higher(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* What either of two allows. */
static void bounds_join(struct survey_bounds *to,
			const struct survey_bounds *other)
{
	to->size_low = lower(to->size_low, other->size_low);
	to->size_high = higher(to->size_high, other->size_high);
	to->turn_low = lower(to->turn_low, other->turn_low);
	to->turn_high = higher(to->turn_high, other->turn_high);
	to->position_low = lower(to->position_low, other->position_low);
	to->position_high = higher(to->position_high, other->position_high);
}

static void bounds_of(const struct signature_set *set, uint32_t index,
		      struct survey_bounds *bounds)
{
	const struct node *node = node_of(set, index);
	struct survey_bounds other = *bounds;
	struct node_range range;

	if (node->op == NODE_AND || node->op == NODE_OR) {
		bounds_of(set, node->a, bounds);
		bounds_of(set, node->b, node->op == NODE_AND ? bounds : &other);
		if (node->op == NODE_OR)
			bounds_join(bounds, &other);
		return;
	}
	if (!node_has_a(node) || !allowed_range(set, node, &range))
		return;
	if (node_of(set, node->a)->op == NODE_SIZE)
		narrow(&bounds->size_low, &bounds->size_high, range.low,
		       range.high);
	if (node_of(set, node->a)->op == NODE_TURN)
		narrow(&bounds->turn_low, &bounds->turn_high, range.low,
		       range.high);
	if (node_of(set, node->a)->op != NODE_POSITION)
		return;
	narrow(&bounds->position_low, &bounds->position_high, range.low,
	       range.high);
	/* a payload's turn is at most its position */
	narrow(&bounds->turn_low, &bounds->turn_high, 1, range.high);
}

void signature_survey_bounds(const struct signature_set *set,
			     const uint32_t *nodes, size_t count,
			     struct survey_bounds *bounds)
{
	*bounds = (struct survey_bounds){1, SURVEY_SIZE_MOST, 1, UINT32_MAX,
					 1, UINT32_MAX};
	for (size_t i = 0; i < count; i++)
		bounds_of(set, nodes[i], bounds);
}

static bool allows_size(const struct signature_set *set, uint32_t index,
			uint32_t size)
{
	const struct node *node = node_of(set, index);
	struct node_range range;

	if (node->op == NODE_AND)
		return allows_size(set, node->a, size) &&
		       allows_size(set, node->b, size);
	if (node->op == NODE_OR)
		return allows_size(set, node->a, size) ||
		       allows_size(set, node->b, size);
	if (!node_has_a(node) || node_of(set, node->a)->op != NODE_SIZE)
		return true;
	if (node->op == NODE_IN)
		return ranges_have(set, node, size);
	return !allowed_range(set, node, &range) ||
	       (size >= range.low && size <= range.high);
}

bool signature_survey_allows_size(const struct signature_set *set,
				  const uint32_t *nodes, size_t count,
				  uint32_t size)
{
	for (size_t i = 0; i < count; i++)
		if (!allows_size(set, nodes[i], size))
			return false;
	return true;
}

/* ---- registers that must be there ---- */

/* The first cell of a flow's register; none of a direction, which has two. */
static uint32_t cell_of(const struct signature_set *set,
			const struct node *node)
{
	const struct signature_register *reg;

	if (node->op != NODE_REGISTER && node->op != NODE_SINCE)
		return 0;
	reg = &set->registers[node->reg];
	return reg->scope == SCOPE_FLOW
		       ? UINT32_C(1) << signature_register_cell(reg, 0)
		       : 0;
}

/* A comparison with a value that is missing does not hold. */
static uint32_t cells_of(const struct signature_set *set, uint32_t index)
{
	const struct node *node = node_of(set, index);

	if (node->op == NODE_AND)
		return cells_of(set, node->a) | cells_of(set, node->b);
	if (node->op == NODE_IN)
		return cell_of(set, node_of(set, node->a));
	if (node->op >= NODE_EQUAL && node->op <= NODE_GREATER_EQUAL)
		return cell_of(set, node_of(set, node->a)) |
		       cell_of(set, node_of(set, node->b));
	return 0;
}

uint32_t signature_survey_cells(const struct signature_set *set,
				const uint32_t *nodes, size_t count)
{
	uint32_t cells = 0;

	for (size_t i = 0; i < count; i++)
		cells |= cells_of(set, nodes[i]);
	return cells;
}

/* ---- fixed bytes ---- */

struct bytes {
	struct survey_byte *bytes;
	size_t count;
	uint8_t transport;
};

static void bytes_add(struct bytes *bytes, int32_t offset, uint8_t value)
{
	if (offset < 0 || offset > UINT16_MAX)
		return;
	for (size_t i = 0; i < bytes->count; i++)
		if (bytes->bytes[i].offset == offset)
			return;
	if (bytes->count == SURVEY_BYTES_MOST)
		return;
	bytes->bytes[bytes->count++] =
		(struct survey_byte){(uint16_t)offset, value};
}

static void bytes_of_field(const struct node *field, uint64_t number,
			   struct bytes *bytes)
{
	for (unsigned i = 0; i < field->width; i++) {
		unsigned shift = field->little ? 8 * i
					       : 8 * (field->width - 1 - i);

		bytes_add(bytes, field->offset.value + (int32_t)i,
			  (uint8_t)(number >> shift));
	}
}

static void bytes_of_text(const uint8_t *text, size_t length,
			  struct bytes *bytes)
{
	for (size_t i = 0; i < length; i++)
		bytes_add(bytes, (int32_t)i, text[i]);
}

/* What a payload with this name begins with. */
static void bytes_of_name(const struct signature_set *set,
			  const struct node *node, struct bytes *bytes)
{
	const struct node_pattern *pattern =
		&signature_set_pool(set)->patterns[node->list];

	switch (node->width) {
	case PACKET_NAME_DNS: /* one question */
		bytes_add(bytes, bytes->transport == SIGNATURE_TCP ? 6 : 4, 0);
		bytes_add(bytes, bytes->transport == SIGNATURE_TCP ? 7 : 5, 1);
		break;
	case PACKET_NAME_TLS: /* a handshake record; a client's hello */
		bytes_of_text((const uint8_t *)"\x16\x03", 2, bytes);
		bytes_add(bytes, 5, 1);
		break;
	case PACKET_NAME_CERTIFICATE:
		bytes_of_text((const uint8_t *)"\x16\x03", 2, bytes);
		break;
	case PACKET_NAME_METHOD:
		if (node->list_count > 1)
			break;
		if (node->number == NAME_EQUALS || node->number == NAME_BEGINS)
			bytes_of_text(pattern->value, pattern->length, bytes);
		if (node->number == NAME_EQUALS)
			bytes_add(bytes, pattern->length, ' ');
		break;
	}
}

/* One of the names, when all that @index says is names of one kind or-ed. */
static const struct node *name_of_choices(const struct signature_set *set,
					  uint32_t index)
{
	const struct node *node = node_of(set, index), *a, *b;

	if (node->op == NODE_NAME)
		return node->width == PACKET_NAME_METHOD ? NULL : node;
	if (node->op != NODE_OR)
		return NULL;
	a = name_of_choices(set, node->a);
	b = name_of_choices(set, node->b);
	return a && b && a->width == b->width ? a : NULL;
}

static void bytes_of_condition(const struct signature_set *set, uint32_t index,
			       struct bytes *bytes)
{
	const struct node_pool *pool = signature_set_pool(set);
	const struct node *node = node_of(set, index);

	if (node->op == NODE_AND) {
		bytes_of_condition(set, node->a, bytes);
		bytes_of_condition(set, node->b, bytes);
	} else if (node->op == NODE_EQUAL) {
		const struct node *left = node_of(set, node->a);
		const struct node *right = node_of(set, node->b);

		if (left->op == NODE_FIELD && !left->buffer &&
		    !left->offset.from_end && right->op == NODE_CONSTANT)
			bytes_of_field(left, right->number, bytes);
	} else if (node->op == NODE_NAME) {
		bytes_of_name(set, node, bytes);
	} else if (node->op == NODE_OR && name_of_choices(set, index)) {
		bytes_of_name(set, name_of_choices(set, index), bytes);
	} else if (node->op == NODE_BYTES_MATCH && !node->buffer &&
		   !node->offset.from_end) {
		const struct node_pattern *pattern =
			&pool->patterns[node->list];

		for (unsigned i = 0; i < pattern->length; i++)
			if (pattern->mask[i] == 0xff)
				bytes_add(bytes,
					  node->offset.value + (int32_t)i,
					  pattern->value[i]);
	}
}

static int byte_compare(const void *a, const void *b)
{
	return ((const struct survey_byte *)a)->offset -
	       ((const struct survey_byte *)b)->offset;
}

size_t signature_survey_bytes(const struct signature_set *set,
			      const uint32_t *nodes, size_t count,
			      uint8_t transport, struct survey_byte *bytes)
{
	struct bytes found = {.bytes = bytes, .transport = transport};

	for (size_t i = 0; i < count; i++)
		bytes_of_condition(set, nodes[i], &found);
	qsort(bytes, found.count, sizeof(*bytes), byte_compare);
	return found.count;
}

/* ---- bytes of a few values ---- */

struct choices {
	struct survey_byte *choices;
	size_t count; /* 0: none yet */
};

/* Is it a byte at a fixed place, masked or not? */
static bool is_masked_byte(const struct signature_set *set,
			   const struct node *node, uint16_t *offset,
			   uint64_t *mask)
{
	*mask = 0xff;
	if (node->op == NODE_BIT_AND) {
		const struct node *right = node_of(set, node->b);

		if (right->op != NODE_CONSTANT)
			return false;
		*mask = right->number;
		node = node_of(set, node->a);
	}
	*offset = (uint16_t)node->offset.value;
	return node->op == NODE_FIELD && node->width == 1 && !node->buffer &&
	       !node->offset.from_end && node->offset.value >= 0 &&
	       node->offset.value <= UINT16_MAX;
}

static bool condition_allows(const struct signature_set *set,
			     const struct node *node, uint64_t number)
{
	if (node->op == NODE_EQUAL)
		return node_of(set, node->b)->number == number;
	return ranges_have(set, node, number);
}

static void choices_of_condition(const struct signature_set *set,
				 uint32_t index, struct choices *best)
{
	const struct node *node = node_of(set, index);
	struct survey_byte found[SURVEY_CHOICES_MOST];
	size_t count = 0;
	uint16_t offset;
	uint64_t mask;

	if (node->op == NODE_AND) {
		choices_of_condition(set, node->a, best);
		choices_of_condition(set, node->b, best);
		return;
	}
	if ((node->op != NODE_IN &&
	     (node->op != NODE_EQUAL ||
	      node_of(set, node->b)->op != NODE_CONSTANT)) ||
	    !is_masked_byte(set, node_of(set, node->a), &offset, &mask))
		return;
	for (unsigned value = 0; value < 256; value++) {
		if (!condition_allows(set, node, value & mask))
			continue;
		if (count == SURVEY_CHOICES_MOST)
			return;
		found[count++] = (struct survey_byte){offset, (uint8_t)value};
	}
	if (!count || (best->count && best->count <= count))
		return;
	best->count = count;
	memcpy(best->choices, found, count * sizeof(*found));
}

size_t signature_survey_choices(const struct signature_set *set,
				const uint32_t *nodes, size_t count,
				struct survey_byte *choices)
{
	struct choices best = {.choices = choices};

	for (size_t i = 0; i < count; i++)
		choices_of_condition(set, nodes[i], &best);
	return best.count;
}

/* ---- names ---- */

static void visit_names(void *context, const struct node *node)
{
	uint8_t *mask = context;

	if (node->op == NODE_NAME)
		*mask |= (uint8_t)(1 << node->width);
}

uint8_t signature_survey_names(const struct signature_set *set, uint32_t node)
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

bool signature_survey_like(const struct signature_set *set, uint32_t node,
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
	if (!node_reads_register(node))
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

uint8_t signature_survey_needs(const struct signature_set *set, uint32_t node)
{
	struct needs needs = {.set = set};

	walk(set, node, visit_needs, &needs);
	return needs.mask;
}

/* What is known without a payload byte; what is not listed here reads some. */
static bool node_spares_payload(const struct node *node)
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
		return node_is_binary(node);
	}
}

static void visit_payload(void *context, const struct node *node)
{
	bool *reads = context;

	*reads |= !node_spares_payload(node);
}

bool signature_survey_reads_payload(const struct signature_set *set,
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

uint8_t signature_survey_asks(const struct signature_set *set, uint32_t node)
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

	if (node_reads_register(node))
		use->set->registers[node->reg].used_by |= use->transports;
}

void signature_survey_use(struct signature_set *set, uint32_t node,
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

uint32_t signature_survey_look(const struct signature_set *set, uint32_t node,
			       uint32_t size_high)
{
	struct look look = {.set = set, .size_high = size_high};

	walk(set, node, visit_look, &look);
	return look.bytes;
}
