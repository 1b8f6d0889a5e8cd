/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Text that grows in a caller's buffer. It is always terminated; text that does not fit
 * is dropped and `cut` is set.
 */
struct text {
	char *buffer;
	size_t size;   /* bytes, terminator included; at least 1 */
	size_t length; /* bytes written, terminator not included */
	bool cut;
};

/**
 * text_init - start an empty text in a borrowed buffer
 * @size: bytes of @buffer, at least 1
 */
void text_init(struct text *text, char *buffer, size_t size);

/**
 * text_append - append formatted text; sets `cut` when it does not fit
 */
void text_append(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * text_append_va - as text_append() with its arguments as a va_list
 */
void text_append_va(struct text *text, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/**
 * text_character_bytes - return the bytes of the UTF-8 character that starts here
 *
 * Return: 1 to 4; 0 when none does, or it is a control character or the end.
 */
size_t text_character_bytes(const char *text);

/**
 * text_hex_digit - return the value of a hexadecimal digit
 *
 * Return: 0 to 15; -1 when it is none.
 */
int text_hex_digit(char c);

#define TEXT_QUOTED_MOST 64 /* bytes of a string that are shown */

/**
 * text_append_quoted - append an untrusted string, quoted and safe for terminals
 *
 * Longer strings end with "..." after TEXT_QUOTED_MOST bytes. Bytes that are no
 * character are written as "\xNN".
 */
void text_append_quoted(struct text *text, const char *string);

#endif
