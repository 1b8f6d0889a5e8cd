/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What expressions ask of bytes: of the payload and of named buffers. Nothing past
 * what was captured is read.
 */
#include "base/cursor.h"
#include "packet/name.h"
#include "packet/packet.h"
#include "signature/name.h"
#include "signature/operation.h"
#include "signature/tlv.h"

struct bytes {
	const uint8_t *at;
	uint32_t size;	   /* as announced */
	uint32_t captured; /* <= size */
};

static struct bytes bytes_of(const struct expression_state *state,
			     unsigned buffer)
{
	const struct packet *packet = state->context->packet;

	if (buffer)
		return (struct bytes){state->buffers[buffer],
				      state->buffer_size[buffer],
				      state->buffer_size[buffer]};
	if (!packet)
		return (struct bytes){NULL, 0, 0};
	return (struct bytes){packet->payload, packet->payload_size,
			      packet->payload_caplen};
}

/* The offset from the front; -1 when it lies before it. */
static int64_t offset_in(const struct bytes *bytes, struct node_offset offset)
{
	return offset.from_end ? (int64_t)bytes->size + offset.value
			       : offset.value;
}

/* @length captured bytes at @offset; NULL when they are not all there. */
static const uint8_t *bytes_at(const struct bytes *bytes,
			       struct node_offset offset, uint32_t length)
{
	int64_t start = offset_in(bytes, offset);

	if (start < 0 || start + length > bytes->captured)
		return NULL;
	return bytes->at + start;
}

bool operation_field(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	struct bytes bytes = bytes_of(state, node->buffer);
	const uint8_t *at = bytes_at(&bytes, node->offset, node->width);

	if (!at)
		return false;
	switch (node->width) {
	case 1:
		*value = at[0];
		break;
	case 2:
		*value = node->little ? (uint64_t)(at[1] << 8 | at[0])
				      : cursor_be16(at);
		break;
	default:
		*value = node->little ? __builtin_bswap32(cursor_be32(at))
				      : cursor_be32(at);
	}
	return true;
}

static bool pattern_is_at(const struct node_pattern *pattern, const uint8_t *at)
{
	for (unsigned i = 0; i < pattern->length; i++)
		if ((at[i] & pattern->mask[i]) != pattern->value[i])
			return false;
	return true;
}

bool operation_bytes_match(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	const struct node_pattern *pattern = &state->pool->patterns[node->list];
	struct bytes bytes = bytes_of(state, node->buffer);
	const uint8_t *at = bytes_at(&bytes, node->offset, pattern->length);

	*value = at && pattern_is_at(pattern, at);
	return true;
}

bool operation_contains(struct expression_state *state, const struct node *node,
			uint64_t *value)
{
	const struct node_pattern *pattern = &state->pool->patterns[node->list];
	struct bytes bytes = bytes_of(state, node->buffer);
	uint32_t end = bytes.captured < SIGNATURE_SCAN_BYTES
			       ? bytes.captured
			       : SIGNATURE_SCAN_BYTES;

	*value = 0;
	for (uint32_t i = 0; i + pattern->length <= end && !*value; i++)
		*value = pattern_is_at(pattern, bytes.at + i);
	return true;
}

bool operation_name(struct expression_state *state, const struct node *node,
		    uint64_t *value)
{
	const struct signature_context *context = state->context;
	const struct node_pattern *pattern = &state->pool->patterns[node->list];

	*value = context->packet &&
		 signature_name_holds(node, pattern,
				      packet_name_of(context->packet,
						     context->names,
						     node->width),
				      NULL);
	return true;
}

bool operation_tlv(struct expression_state *state, const struct node *node,
		   uint64_t *value)
{
	struct bytes bytes = bytes_of(state, 0);

	return signature_tlv_find(node, bytes.at, bytes.captured, bytes.size,
				  value);
}

/* ---- named buffers ---- */

bool operation_copy(struct expression_state *state, const struct node *node,
		    uint64_t *value)
{
	struct bytes bytes = bytes_of(state, 0);
	int64_t from = offset_in(&bytes, node->from);
	int64_t to = offset_in(&bytes, node->to);
	int64_t other = node->set ? offset_in(&bytes, node->offset) : from;
	int64_t length;
	uint8_t *buffer = state->buffers[node->buffer];

	if (to > bytes.captured)
		to = bytes.captured;
	length = to - from;
	if (other + length > bytes.captured)
		length = bytes.captured - other;
	if (length > SIGNATURE_BUFFER_BYTES)
		length = SIGNATURE_BUFFER_BYTES;
	if (from < 0 || other < 0 || length < 0)
		length = 0;
	for (int64_t i = 0; i < length; i++)
		buffer[i] = node->set ? bytes.at[from + i] ^ bytes.at[other + i]
				      : bytes.at[from + i];
	state->buffer_size[node->buffer] = (uint8_t)length;
	*value = 1;
	return true;
}

bool operation_patch(struct expression_state *state, const struct node *node,
		     uint64_t *value)
{
	struct bytes bytes = bytes_of(state, node->buffer);
	int64_t at = offset_in(&bytes, node->offset);
	uint8_t *buffer = state->buffers[node->buffer];

	if (at >= 0 && at < bytes.size)
		buffer[at] = node->set ? (uint8_t)node->number
				       : buffer[at] ^ (uint8_t)node->number;
	*value = 1;
	return true;
}

/* ---- generators over bytes ---- */

/* The relations between neighbours in [from, to): *all of them, *held of them. */
static bool relations_count(struct expression_state *state,
			    const struct node *node, unsigned *all,
			    unsigned *held)
{
	const struct signature_generator *generator =
		&state->generators[node->generator];
	struct bytes bytes = bytes_of(state, node->buffer);
	int64_t from = offset_in(&bytes, node->from);
	int64_t to = offset_in(&bytes, node->to);

	*all = *held = 0;
	if (from < 0 || to > bytes.captured)
		return false;
	for (int64_t i = from; i + 1 < to; i++) {
		*held += signature_generator_next(generator, bytes.at[i]) ==
			 bytes.at[i + 1];
		++*all;
	}
	return true;
}

bool operation_run(struct expression_state *state, const struct node *node,
		   uint64_t *value)
{
	unsigned all, held;

	if (!relations_count(state, node, &all, &held))
		return false;
	*value = all == held ? held : 0;
	return true;
}

bool operation_relations(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	unsigned all, held;

	if (!relations_count(state, node, &all, &held))
		return false;
	*value = held;
	return true;
}
