/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The question of DNS messages (RFC 1035). Pure; reads nothing past the bytes that it
 * gets. No port is looked at: the form of a message tells.
 */
#include "packet/dns.h"

#include <string.h>

#define DNS_HEADER 12 /* bytes */
#define DNS_CLASS_INTERNET 1
#define DNS_CLASS_MASK 0x7fff /* the top bit is mDNS's: answer by unicast */
/* Flags that must be 0: the opcode, a reserved bit and, in a query, the code. */
#define DNS_FLAGS_QUERY 0xf84f
#define DNS_FLAGS_ANSWER 0x7840

static bool header_is_valid(const uint8_t *header)
{
	uint16_t flags = cursor_be16(header + 2);
	bool answer = flags & 0x8000;

	if (flags & (answer ? DNS_FLAGS_ANSWER : DNS_FLAGS_QUERY))
		return false;
	return cursor_be16(header + 4) == 1 &&
	       (answer || !cursor_be32(header + 6));
}

/* Write labels with dots between them. Return: their length; 0: malformed or cut. */
static size_t read_labels(struct cursor *message, char *name)
{
	const uint8_t *size, *label;
	size_t length = 0;

	while ((size = cursor_take(message, 1)) && *size) {
		label = *size < 64 ? cursor_take(message, *size) : NULL;
		if (!label || length + *size + 1 > PACKET_NAME_MOST + 1)
			return 0;
		for (size_t i = 0; i < *size; i++)
			if (label[i] <= ' ' || label[i] > '~' ||
			    label[i] == '.')
				return 0;
		memcpy(name + length, label, *size);
		length += *size;
		name[length++] = '.';
	}
	return size && length ? length - 1 : 0;
}

size_t packet_dns_question(struct cursor message, char *name)
{
	const uint8_t *header = cursor_take(&message, DNS_HEADER), *end;
	size_t length;

	if (!header || !header_is_valid(header))
		return 0;
	length = read_labels(&message, name);
	end = cursor_take(&message, 4); /* type, class */
	if (!end ||
	    (cursor_be16(end + 2) & DNS_CLASS_MASK) != DNS_CLASS_INTERNET)
		return 0;
	return length;
}

size_t packet_dns_question_of_stream(struct cursor stream, size_t announced,
				     char *name)
{
	const uint8_t *length = cursor_take(&stream, 2);

	if (!length || cursor_be16(length) < DNS_HEADER ||
	    cursor_be16(length) + 2U < announced)
		return 0;
	return packet_dns_question(stream, name);
}
