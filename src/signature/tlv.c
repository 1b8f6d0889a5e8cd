/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks over elements of type, length and value. Pure. */
#include "signature/tlv.h"

#include "base/cursor.h"
#include "signature/expression.h"

#define VALUE_BYTES 4 /* of an element's value that form its number */

static uint32_t read_big_endian(const uint8_t *bytes, unsigned count)
{
	uint32_t number = 0;

	for (unsigned i = 0; i < count; i++)
		number = number << 8 | bytes[i];
	return number;
}

/* Read the next element; false when it is incomplete. */
static bool read_element(const struct node *node, struct cursor *from,
			 uint32_t *type, struct cursor *value)
{
	unsigned type_bytes = node->width;
	unsigned length_bytes = (unsigned)node->from.value;
	const uint8_t *head = cursor_take(from, type_bytes + length_bytes);
	uint32_t align = (uint32_t)node->to.value, length, padded;
	const uint8_t *bytes;

	if (!head)
		return false;
	*type = read_big_endian(head, type_bytes);
	length = read_big_endian(head + type_bytes, length_bytes);
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
		if (i == TLV_ELEMENTS || !read_element(node, &from, &type, &it))
			return false;
		if (found || type != node->number)
			continue;
		found = true;
		number = node->set ? it.left
				   : read_big_endian(it.at,
						     it.left < VALUE_BYTES
							     ? (unsigned)it.left
							     : VALUE_BYTES);
	}
	if (found)
		*value = number;
	return found;
}
