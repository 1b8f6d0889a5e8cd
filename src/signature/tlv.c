/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Elements of type, length and value, one after the other. Pure.
 */
#include "signature/tlv.h"

#include "base/cursor.h"
#include "signature/expression.h"
#include "language/lex.h"

#define VALUE_BYTES 4 /* of an element's value that are its number */

/* A node holds: width, bytes of a type; from, of a length; to, the alignment. */

static uint32_t parse_one(struct lexer *lexer, uint32_t low, uint32_t high,
			  const char *what)
{
	uint64_t number = language_lex_number(lexer);

	if (number < low || number > high)
		language_lex_fail(lexer, "%s: expected %u to %u", what, low,
				  high);
	return (uint32_t)number;
}

void signature_tlv_parse(struct lexer *lexer, bool size, struct node *node)
{
	uint32_t type_bytes, align;

	*node = (struct node){.op = NODE_TLV, .set = size};
	language_lex_require(lexer, "(");
	node->offset.value =
		(int32_t)parse_one(lexer, 0, TLV_LOOK - 1, "where it begins");
	language_lex_require(lexer, ",");
	type_bytes = parse_one(lexer, 1, 2, "bytes of a type");
	node->width = (uint8_t)type_bytes;
	language_lex_require(lexer, ",");
	node->from.value = (int32_t)parse_one(lexer, 1, 2, "bytes of a length");
	language_lex_require(lexer, ",");
	align = parse_one(lexer, 1, 8, "alignment");
	if (align & (align - 1))
		language_lex_fail(lexer, "alignment: expected 1, 2, 4 or 8");
	node->to.value = (int32_t)align;
	language_lex_require(lexer, ",");
	node->number = parse_one(lexer, 0, type_bytes == 1 ? 0xff : 0xffff,
				 "the type");
	language_lex_require(lexer, ")");
}

static uint32_t read_number(const uint8_t *bytes, unsigned count)
{
	uint32_t number = 0;

	for (unsigned i = 0; i < count; i++)
		number = number << 8 | bytes[i];
	return number;
}

/* The next element, and past it; false when it is not whole. */
static bool take(const struct node *node, struct cursor *from, uint32_t *type,
		 struct cursor *value)
{
	unsigned type_bytes = node->width;
	unsigned length_bytes = (unsigned)node->from.value;
	const uint8_t *head = cursor_take(from, type_bytes + length_bytes);
	uint32_t align = (uint32_t)node->to.value, length, padded;
	const uint8_t *bytes;

	if (!head)
		return false;
	*type = read_number(head, type_bytes);
	length = read_number(head + type_bytes, length_bytes);
	padded = (length + align - 1) & ~(align - 1);
	bytes = cursor_take(from, padded);
	if (!bytes)
		return false;
	*value = cursor_over(bytes, length);
	return true;
}

bool signature_tlv_find(const struct node *node, const uint8_t *bytes,
			uint32_t captured, uint32_t size, uint64_t *value)
{
	struct cursor from = cursor_over(bytes, captured), it;
	uint64_t number = 0;
	bool found = false;
	uint32_t type;

	if (captured < size || size > TLV_LOOK ||
	    !cursor_take(&from, (size_t)node->offset.value))
		return false;
	for (unsigned i = 0; from.left; i++) {
		if (i == TLV_ELEMENTS || !take(node, &from, &type, &it))
			return false;
		if (found || type != node->number)
			continue;
		found = true;
		number = node->set ? it.left
				   : read_number(it.at,
						 it.left < VALUE_BYTES
							 ? (unsigned)it.left
							 : VALUE_BYTES);
	}
	if (found)
		*value = number;
	return found;
}
