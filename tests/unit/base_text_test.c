/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in a bounded buffer: whole and cut, and the flag that tells them apart. */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void starts_empty(void **state)
{
	char buffer[8] = "garbage";
	struct text text;

	(void)state;
	text_init(&text, buffer, sizeof(buffer));
	assert_string_equal(buffer, "");
	assert_int_equal(text.length, 0);
	assert_false(text.cut);
}

static void appends_in_order(void **state)
{
	char buffer[32];
	struct text text;

	(void)state;
	text_init(&text, buffer, sizeof(buffer));
	text_append(&text, "%s-%d", "one", 2);
	text_append(&text, "%s", "");
	text_append(&text, "%c", '!');
	assert_string_equal(buffer, "one-2!");
	assert_int_equal(text.length, 6);
	assert_false(text.cut);
}

static void fills_to_the_last_byte(void **state)
{
	char buffer[6];
	struct text text;

	(void)state;
	text_init(&text, buffer, sizeof(buffer));
	text_append(&text, "12345");
	assert_string_equal(buffer, "12345");
	assert_false(text.cut);
	text_append(&text, "%s", "");
	assert_false(text.cut);
	text_append(&text, "6");
	assert_string_equal(buffer, "12345");
	assert_true(text.cut);
}

static void has_room_for_nothing(void **state)
{
	char buffer[1] = {'x'};
	struct text text;

	(void)state;
	text_init(&text, buffer, sizeof(buffer));
	text_append(&text, "a");
	assert_int_equal(buffer[0], 0);
	assert_int_equal(text.length, 0);
	assert_true(text.cut);
}

/* Every size against snprintf() of the whole; what lies behind stays. */
static void cuts_as_snprintf_does(void **state)
{
	(void)state;
	for (size_t size = 1; size < 20; size++) {
		char buffer[24], whole[24];
		struct text text;

		memset(buffer, '#', sizeof(buffer));
		text_init(&text, buffer, size);
		for (int i = 0; i < 5; i++)
			text_append(&text, "<%d>", i);
		snprintf(whole, size, "<0><1><2><3><4>");
		assert_string_equal(buffer, whole);
		assert_int_equal(text.length, strlen(whole));
		assert_int_equal(text.cut, size <= 15);
		for (size_t i = size; i < sizeof(buffer); i++)
			assert_int_equal(buffer[i], '#');
	}
}

/* The first byte decides the length; controls and stray bytes are no characters. */
static void the_first_byte_decides_the_length(void **state)
{
	static const struct {
		uint8_t first, last;
		size_t size;
	} ranges[] = {
		{0x00, 0x1f, 0}, {0x20, 0x7e, 1}, {0x7f, 0x7f, 0},
		{0x80, 0xc1, 0}, {0xc2, 0xdf, 2}, {0xe0, 0xef, 3},
		{0xf0, 0xf4, 4}, {0xf5, 0xff, 0},
	};
	unsigned next = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		assert_int_equal(ranges[i].first, next);
		for (; next <= ranges[i].last; next++) {
			char text[] = {(char)next, '\x80', '\xbf', '\x80',
				       '\0'};

			assert_int_equal(text_character_bytes(text),
					 ranges[i].size);
		}
	}
	/* each further byte must be a continuation */
	for (size_t bad = 1; bad < 4; bad++)
		for (unsigned byte = 0; byte < 256; byte++) {
			char text[] = "\xf0\x90\x80\x80";

			text[bad] = (char)byte;
			assert_int_equal(text_character_bytes(text),
					 byte >= 0x80 && byte <= 0xbf ? 4 : 0);
		}
}

static void hexadecimal_digits_have_values(void **state)
{
	static const char digits[] = "0123456789abcdef", large[] = "ABCDEF";

	(void)state;
	for (int c = -128; c < 128; c++) {
		const char *low = c ? strchr(digits, c) : NULL;
		const char *high = c ? strchr(large, c) : NULL;

		assert_int_equal(text_hex_digit((char)c),
				 low	? low - digits
				 : high ? high - large + 10
					: -1);
	}
}

static void quotes_for_any_terminal(void **state)
{
	char buffer[200], string[80];
	struct text text;

	(void)state;
	text_init(&text, buffer, sizeof(buffer));
	text_append_quoted(&text, "a\x1b[1m\xff \xc3\xa4\xe2\x82");
	assert_string_equal(buffer, "\"a\\x1b[1m\\xff \xc3\xa4\\xe2\\x82\"");
	memset(string, 'x', TEXT_QUOTED_MOST);
	string[TEXT_QUOTED_MOST] = '\0';
	text_init(&text, buffer, sizeof(buffer));
	text_append_quoted(&text, string);
	assert_int_equal(text.length, TEXT_QUOTED_MOST + 2);
	strcat(string, "y");
	text_init(&text, buffer, sizeof(buffer));
	text_append_quoted(&text, string);
	assert_string_equal(buffer + TEXT_QUOTED_MOST, "x...\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_empty),
		cmocka_unit_test(appends_in_order),
		cmocka_unit_test(fills_to_the_last_byte),
		cmocka_unit_test(has_room_for_nothing),
		cmocka_unit_test(cuts_as_snprintf_does),
		cmocka_unit_test(quotes_for_any_terminal),
		cmocka_unit_test(the_first_byte_decides_the_length),
		cmocka_unit_test(hexadecimal_digits_have_values),
	};

	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
