/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Escape what is not clean text in a string from outside. The decoder is as strict
 * as jansson's (RFC 3629): it rejects overlong forms, surrogates and everything past
 * U+10FFFF.
 */
#include "report/clean.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ESCAPE_BYTES 4 /* of "\xNN" */

static bool is_continuation(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Length in bytes of the sequence that @lead starts; 0 when none starts with it. */
static size_t sequence_bytes(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf) /* c0 and c1 would be overlong */
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

/* Rejects overlong forms, surrogates and what is past U+10FFFF. */
static bool is_second_valid(uint8_t lead, uint8_t second)
{
	switch (lead) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second <= 0x9f;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second <= 0x8f;
	default:
		return true;
	}
}

/* Length in bytes of the character at @at; 0: invalid. @at is not the end. */
static size_t character_bytes(const uint8_t *at)
{
	size_t size = sequence_bytes(at[0]);

	for (size_t i = 1; i < size; i++)
		if (!is_continuation(at[i]))
			return 0;
	if (size > 1 && !is_second_valid(at[0], at[1]))
		return 0;
	return size;
}

static bool is_control(const uint8_t *at)
{
	return at[0] < 0x20 || at[0] == 0x7f || (at[0] == 0xc2 && at[1] < 0xa0);
}

bool report_clean_is(const char *string)
{
	const uint8_t *at = (const uint8_t *)string;
	size_t size;

	for (; *at; at += size) {
		size = character_bytes(at);
		if (!size || is_control(at))
			return false;
	}
	return true;
}

char *report_clean_copy(const char *string, bool controls)
{
	const uint8_t *at = (const uint8_t *)string;
	char *copy = malloc(strlen(string) * ESCAPE_BYTES + 1);
	char *to = copy;
	size_t size;

	if (!copy)
		return NULL;
	while (*at) {
		size = character_bytes(at);
		if (size && !(controls && is_control(at))) {
			memcpy(to, at, size);
			to += size;
			at += size;
			continue;
		}
		for (size = size ? size : 1; size > 0; size--)
			to += sprintf(to, "\\x%02x", *at++);
	}
	*to = '\0';
	return copy;
}

size_t report_clean_width(const char *string)
{
	size_t width = 0;

	for (; *string; string++)
		width += !is_continuation((uint8_t)*string);
	return width;
}
