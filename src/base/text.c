/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place where an append's arithmetic is done.
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
