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
	};

	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
