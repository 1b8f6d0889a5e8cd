/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds bytes of the payload that conjunctions want at fixed places. Pure. */
#include <stdlib.h>
#include <string.h>

#include "packet/name.h"
#include "signature/name.h"
#include "language/analysis.h"
#include "language/analysis_node.h"

/* ---- fixed bytes ---- */

struct bytes {
	struct analysis_byte *bytes;
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
	if (bytes->count == ANALYSIS_BYTES_MOST)
		return;
	bytes->bytes[bytes->count++] =
		(struct analysis_byte){(uint16_t)offset, value};
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

/* Add the bytes at the start of a payload with this name. */
static void bytes_of_name(const struct signature_set *set,
			  const struct node *node, struct bytes *bytes)
{
	const struct node_pattern *pattern =
		&signature_set_pool(set)->patterns[node->list];

	switch (node->width) {
	case PACKET_NAME_DNS: /* exactly one question */
		bytes_add(bytes, bytes->transport == SIGNATURE_TCP ? 6 : 4, 0);
		bytes_add(bytes, bytes->transport == SIGNATURE_TCP ? 7 : 5, 1);
		break;
	case PACKET_NAME_TLS: /* a handshake record with a ClientHello */
		bytes_of_text((const uint8_t *)"\x16\x03", 2, bytes);
		bytes_add(bytes, 5, 1);
		break;
	case PACKET_NAME_CERTIFICATE:
		bytes_of_text((const uint8_t *)"\x16\x03", 2, bytes);
		break;
	case PACKET_NAME_METHOD:
		if (node->list_count > 1)
			break;
		if (node->number == NAME_EQUALS || node->number == NAME_STARTS)
			bytes_of_text(pattern->value, pattern->length, bytes);
		if (node->number == NAME_EQUALS)
			bytes_add(bytes, pattern->length, ' ');
		break;
	}
}

/* Return one of the names when @index only joins names of one kind by "or". */
static const struct node *name_of_choices(const struct signature_set *set,
					  uint32_t index)
{
	const struct node *node = language_analysis_node(set, index), *a, *b;

	if (node->op->id == NODE_NAME)
		return node->width == PACKET_NAME_METHOD ? NULL : node;
	if (node->op->id != NODE_OR)
		return NULL;
	a = name_of_choices(set, node->a);
	b = name_of_choices(set, node->b);
	return a && b && a->width == b->width ? a : NULL;
}

static void bytes_of_condition(const struct signature_set *set, uint32_t index,
			       struct bytes *bytes)
{
	const struct node_pool *pool = signature_set_pool(set);
	const struct node *node = language_analysis_node(set, index);

	if (node->op->id == NODE_AND) {
		bytes_of_condition(set, node->a, bytes);
		bytes_of_condition(set, node->b, bytes);
	} else if (node->op->id == NODE_EQUAL) {
		const struct node *left = language_analysis_node(set, node->a);
		const struct node *right = language_analysis_node(set, node->b);

		if (left->op->id == NODE_FIELD && !left->buffer &&
		    !left->offset.from_end && right->op->id == NODE_CONSTANT)
			bytes_of_field(left, right->number, bytes);
	} else if (node->op->id == NODE_NAME) {
		bytes_of_name(set, node, bytes);
	} else if (node->op->id == NODE_OR && name_of_choices(set, index)) {
		bytes_of_name(set, name_of_choices(set, index), bytes);
	} else if (node->op->id == NODE_BYTES_MATCH && !node->buffer &&
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
	return ((const struct analysis_byte *)a)->offset -
	       ((const struct analysis_byte *)b)->offset;
}

size_t language_analysis_bytes(const struct signature_set *set,
			       const uint32_t *nodes, size_t count,
			       uint8_t transport, struct analysis_byte *bytes)
{
	struct bytes found = {.bytes = bytes, .transport = transport};

	for (size_t i = 0; i < count; i++)
		bytes_of_condition(set, nodes[i], &found);
	qsort(bytes, found.count, sizeof(*bytes), byte_compare);
	return found.count;
}

/* ---- bytes of a few values ---- */

struct choices {
	struct analysis_byte *choices;
	size_t count; /* 0: none yet */
};

/* Return whether the node is a byte at a fixed place, masked or not. */
static bool is_masked_byte(const struct signature_set *set,
			   const struct node *node, uint16_t *offset,
			   uint64_t *mask)
{
	*mask = 0xff;
	if (node->op->id == NODE_BIT_AND) {
		const struct node *right = language_analysis_node(set, node->b);

		if (right->op->id != NODE_CONSTANT)
			return false;
		*mask = right->number;
		node = language_analysis_node(set, node->a);
	}
	*offset = (uint16_t)node->offset.value;
	return node->op->id == NODE_FIELD && node->width == 1 &&
	       !node->buffer && !node->offset.from_end &&
	       node->offset.value >= 0 && node->offset.value <= UINT16_MAX;
}

static bool condition_allows(const struct signature_set *set,
			     const struct node *node, uint64_t number)
{
	if (node->op->id == NODE_EQUAL)
		return language_analysis_node(set, node->b)->number == number;
	return language_analysis_node_has(set, node, number);
}

static void choices_of_condition(const struct signature_set *set,
				 uint32_t index, struct choices *best)
{
	const struct node *node = language_analysis_node(set, index);
	struct analysis_byte found[ANALYSIS_CHOICES_MOST];
	size_t count = 0;
	uint16_t offset;
	uint64_t mask;

	if (node->op->id == NODE_AND) {
		choices_of_condition(set, node->a, best);
		choices_of_condition(set, node->b, best);
		return;
	}
	if ((node->op->id != NODE_IN &&
	     (node->op->id != NODE_EQUAL ||
	      language_analysis_node(set, node->b)->op->id != NODE_CONSTANT)) ||
	    !is_masked_byte(set, language_analysis_node(set, node->a), &offset,
			    &mask))
		return;
	for (unsigned value = 0; value < 256; value++) {
		if (!condition_allows(set, node, value & mask))
			continue;
		if (count == ANALYSIS_CHOICES_MOST)
			return;
		found[count++] = (struct analysis_byte){offset, (uint8_t)value};
	}
	if (!count || (best->count && best->count <= count))
		return;
	best->count = count;
	memcpy(best->choices, found, count * sizeof(*found));
}

size_t language_analysis_bytes_choices(const struct signature_set *set,
				       const uint32_t *nodes, size_t count,
				       struct analysis_byte *choices)
{
	struct choices best = {.choices = choices};

	for (size_t i = 0; i < count; i++)
		choices_of_condition(set, nodes[i], &best);
	return best.count;
}
