/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounded appending: the only place with its arithmetic.
 */
#include "base/text.h"

#include <stdio.h>

void text_init(struct text *text, char *buffer, size_t size)
{
	text->buffer = buffer;
	text->size = size;
	text->length = 0;
	text->cut = false;
	buffer[0] = '\0';
}

void text_append(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_append_va(text, format, args);
	va_end(args);
}

void text_append_va(struct text *text, const char *format, va_list args)
{
	size_t room = text->size - text->length;
	int wanted = vsnprintf(text->buffer + text->length, room, format, args);

	if (wanted < 0) {
		text->buffer[text->length] = '\0';
		text->cut = true;
	} else if ((size_t)wanted >= room) {
		text->length = text->size - 1;
		text->cut = true;
	} else {
		text->length += (size_t)wanted;
	}
}

size_t text_character_bytes(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t size = at[0] < 0x80   ? 1
		      : at[0] < 0xc2 ? 0
		      : at[0] < 0xe0 ? 2
		      : at[0] < 0xf0 ? 3
		      : at[0] < 0xf5 ? 4
				     : 0;

	if (at[0] < ' ' || at[0] == 0x7f)
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return size;
}

int text_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

void text_append_quoted(struct text *text, const char *string)
{
	size_t at = 0, size;

	text_append(text, "\"");
	while (at < TEXT_QUOTED_MOST && string[at]) {
		size = text_character_bytes(string + at);
		if (size)
			text_append(text, "%.*s", (int)size, string + at);
		else
			text_append(text, "\\x%02x", (unsigned char)string[at]);
		at += size ? size : 1;
	}
	text_append(text, string[at] ? "...\"" : "\"");
}
