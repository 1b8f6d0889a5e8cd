/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operators on bytes: of the payload and of named buffers. They read nothing past
 * what was captured. A statement that fills a buffer is never missing: without bytes
 * the buffer is empty. Pure.
 */
#include "base/cursor.h"
#include "packet/name.h"
#include "packet/packet.h"
#include "signature/name.h"
#include "signature/operator.h"
#include "signature/tlv.h"

struct bytes {
	const uint8_t *at;
	uint32_t size;	   /* as the headers say */
	uint32_t captured; /* <= size */
};

static struct bytes buffer_bytes(const struct expression_state *state,
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
static const uint8_t *buffer_bytes_at(const struct bytes *bytes,
				      struct node_offset offset,
				      uint32_t length)
{
	int64_t start = offset_in(bytes, offset);

	if (start < 0 || start + length > bytes->captured)
		return NULL;
	return bytes->at + start;
}

static bool evaluate_field(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	struct bytes bytes = buffer_bytes(state, node->buffer);
	const uint8_t *at = buffer_bytes_at(&bytes, node->offset, node->width);

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

static bool evaluate_bytes_match(struct expression_state *state,
				 const struct node *node, uint64_t *value)
{
	const struct node_pattern *pattern = &state->pool->patterns[node->list];
	struct bytes bytes = buffer_bytes(state, node->buffer);
	const uint8_t *at =
		buffer_bytes_at(&bytes, node->offset, pattern->length);

	*value = at && pattern_is_at(pattern, at);
	return true;
}

static bool evaluate_contains(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	const struct node_pattern *pattern = &state->pool->patterns[node->list];
	struct bytes bytes = buffer_bytes(state, node->buffer);
	uint32_t end = bytes.captured < SIGNATURE_SCAN_BYTES
			       ? bytes.captured
			       : SIGNATURE_SCAN_BYTES;

	*value = 0;
	for (uint32_t i = 0; i + pattern->length <= end && !*value; i++)
		*value = pattern_is_at(pattern, bytes.at + i);
	return true;
}

static bool evaluate_name(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	const struct signature_context *context = state->context;
	const struct node_pattern *pattern = &state->pool->patterns[node->list];

	*value = context->names &&
		 signature_name_holds(
			 node, pattern,
			 packet_name_of(context->names, node->width), NULL);
	return true;
}

static bool evaluate_tlv(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	struct bytes bytes = buffer_bytes(state, 0);

	return signature_tlv_find(node, bytes.at, bytes.captured, bytes.size,
				  value);
}

/* ---- named buffers ---- */

static bool evaluate_copy(struct expression_state *state,
			  const struct node *node, uint64_t *value)
{
	struct bytes bytes = buffer_bytes(state, 0);
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

static bool evaluate_patch(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	struct bytes bytes = buffer_bytes(state, node->buffer);
	int64_t at = offset_in(&bytes, node->offset);
	uint8_t *buffer = state->buffers[node->buffer];

	if (at >= 0 && at < bytes.size)
		buffer[at] = node->set ? (uint8_t)node->number
				       : buffer[at] ^ (uint8_t)node->number;
	*value = 1;
	return true;
}

/* ---- generators over bytes ---- */

/* Count neighbours in [from, to) and those that follow the generator. */
static bool relations_count(struct expression_state *state,
			    const struct node *node, unsigned *all,
			    unsigned *held)
{
	const struct signature_generator *generator =
		&state->generators[node->generator];
	struct bytes bytes = buffer_bytes(state, node->buffer);
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

static bool evaluate_run(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	unsigned all, held;

	if (!relations_count(state, node, &all, &held))
		return false;
	*value = all == held ? held : 0;
	return true;
}

static bool evaluate_relations(struct expression_state *state,
			       const struct node *node, uint64_t *value)
{
	unsigned all, held;

	if (!relations_count(state, node, &all, &held))
		return false;
	*value = held;
	return true;
}

/* ---- how far into a payload they look ---- */

/* An offset from the end may read the whole payload. */
static uint32_t look_to(struct node_offset offset, uint32_t length,
			uint32_t size)
{
	uint32_t end = (uint32_t)offset.value + length;

	return offset.from_end || end > size ? size : end;
}

static uint32_t field_look(const struct node_pool *pool,
			   const struct node *node, uint32_t size)
{
	(void)pool;
	return node->buffer ? 0 : look_to(node->offset, node->width, size);
}

static uint32_t bytes_match_look(const struct node_pool *pool,
				 const struct node *node, uint32_t size)
{
	return node->buffer ? 0
			    : look_to(node->offset,
				      pool->patterns[node->list].length, size);
}

static uint32_t contains_look(const struct node_pool *pool,
			      const struct node *node, uint32_t size)
{
	(void)pool;
	return node->buffer ? 0
			    : look_to((struct node_offset){0},
				      SIGNATURE_SCAN_BYTES, size);
}

static uint32_t name_look(const struct node_pool *pool, const struct node *node,
			  uint32_t size)
{
	(void)pool;
	(void)node;
	return look_to((struct node_offset){0}, PACKET_NAME_LOOK, size);
}

static uint32_t tlv_look(const struct node_pool *pool, const struct node *node,
			 uint32_t size)
{
	(void)pool;
	(void)node;
	return look_to((struct node_offset){0}, TLV_LOOK, size);
}

static uint32_t relations_look(const struct node_pool *pool,
			       const struct node *node, uint32_t size)
{
	(void)pool;
	return node->buffer ? 0 : look_to(node->to, 0, size);
}

/* `buffer` is the one that the statement fills, not one that it reads. */
static uint32_t copy_look(const struct node_pool *pool, const struct node *node,
			  uint32_t size)
{
	uint32_t end = look_to(node->to, 0, size), other = 0;

	(void)pool;
	if (node->set)
		other = look_to(node->offset, SIGNATURE_BUFFER_BYTES, size);
	return end > other ? end : other;
}

/* ---- the rows ---- */

#define READS .uses = USES_PACKET | USES_PAYLOAD
#define FIELD                                                             \
	.id = NODE_FIELD, .form = FORM_FIELD, .evaluate = evaluate_field, \
	READS, .look = field_look, .bound = BOUND_FIELD
#define NAME(kind)                                           \
	.id = NODE_NAME, .form = FORM_NAME, .number = kind,  \
	.evaluate = evaluate_name, READS, .look = name_look, \
	.bound = BOUND_TEXTS
#define RELATIONS                                            \
	.form = FORM_RELATIONS,                              \
	.uses = USES_PACKET | USES_PAYLOAD | USES_GENERATOR, \
	.look = relations_look, .bound = BOUND_RELATIONS

const struct signature_operator signature_operator_bytes[] = {
	{.word = "u8", FIELD, .number = 1},
	{.word = "u16", FIELD, .number = 2},
	{.word = "u32", FIELD, .number = 4},
	{.word = "le16", FIELD, .number = 2, .little = true},
	{.word = "le32", FIELD, .number = 4, .little = true},
	{.word = "bytes",
	 .id = NODE_BYTES_MATCH,
	 .form = FORM_BYTES,
	 .evaluate = evaluate_bytes_match,
	 READS,
	 .look = bytes_match_look,
	 .bound = BOUND_PATTERN},
	{.word = "contains",
	 .id = NODE_CONTAINS,
	 .form = FORM_BEHIND,
	 .evaluate = evaluate_contains,
	 READS,
	 .look = contains_look,
	 .bound = BOUND_PLACES},
	{.word = "run", RELATIONS, .evaluate = evaluate_run},
	{.word = "relations",
	 .id = NODE_RELATIONS,
	 RELATIONS,
	 .evaluate = evaluate_relations},
	{.word = "dns.name", NAME(PACKET_NAME_DNS)},
	{.word = "tls.name", NAME(PACKET_NAME_TLS)},
	{.word = "tls.certificate", NAME(PACKET_NAME_CERTIFICATE)},
	{.word = "http.method", NAME(PACKET_NAME_METHOD)},
	{.word = "http.path", NAME(PACKET_NAME_PATH)},
	{.word = "http.host", NAME(PACKET_NAME_HOST)},
	{.word = "http.agent", NAME(PACKET_NAME_AGENT)},
	{.word = "tlv",
	 .form = FORM_ELEMENT,
	 .evaluate = evaluate_tlv,
	 READS,
	 .look = tlv_look,
	 .bound = BOUND_ELEMENT},
	{.word = "tlv.size",
	 .form = FORM_ELEMENT,
	 .number = 1,
	 .evaluate = evaluate_tlv,
	 READS,
	 .look = tlv_look,
	 .bound = BOUND_ELEMENT},
	/* statements: "x = bytes[0..4]", "x[0] ^= 1" */
	{.id = NODE_COPY, .evaluate = evaluate_copy, READS, .look = copy_look},
	{.id = NODE_PATCH, .evaluate = evaluate_patch, .uses = USES_PAYLOAD},
	{0},
};
