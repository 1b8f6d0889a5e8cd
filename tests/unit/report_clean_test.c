/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text from outside: what is clean, how the rest is escaped, and the borders of each
 * class of bytes.
 */
#include "report/clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
	const char *text;
	const char *plain; /* controls stay */
	const char *strict;
	bool clean;
} cases[] = {
	{"", "", "", true},
	{" ~", " ~", " ~", true},
	{"\x1f", "\x1f", "\\x1f", false},
	{"a\x7f", "a\x7f", "a\\x7f", false},
	{"\xc2\x80", "\xc2\x80", "\\xc2\\x80", false},
	{"\xc2\x9f", "\xc2\x9f", "\\xc2\\x9f", false},
	{"\xc2\xa0", "\xc2\xa0", "\xc2\xa0", true},
	{"\xc1\xbf", "\\xc1\\xbf", "\\xc1\\xbf", false},
	{"\xdf\xbf", "\xdf\xbf", "\xdf\xbf", true},
	{"\xc3", "\\xc3", "\\xc3", false},
	{"\xc3z", "\\xc3z", "\\xc3z", false},
	{"\xe0\x9f\xbf", "\\xe0\\x9f\\xbf", "\\xe0\\x9f\\xbf", false},
	{"\xe0\xa0\x80", "\xe0\xa0\x80", "\xe0\xa0\x80", true},
	{"\xed\x9f\xbf", "\xed\x9f\xbf", "\xed\x9f\xbf", true},
	{"\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80", false},
	{"\xef\xbf\xbd", "\xef\xbf\xbd", "\xef\xbf\xbd", true},
	{"\xe2\x82", "\\xe2\\x82", "\\xe2\\x82", false},
	{"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf", "\\xf0\\x8f\\xbf\\xbf",
	 false},
	{"\xf0\x90\x80\x80", "\xf0\x90\x80\x80", "\xf0\x90\x80\x80", true},
	{"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf", true},
	{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80",
	 false},
	{"\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80", "\\xf5\\x80\\x80\\x80",
	 false},
	{"\x80", "\\x80", "\\x80", false},
};

static void each_class_of_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *plain = report_clean_copy(cases[i].text, false);
		char *strict = report_clean_copy(cases[i].text, true);

		assert_int_equal(report_clean_is(cases[i].text),
				 cases[i].clean);
		assert_string_equal(plain, cases[i].plain);
		assert_string_equal(strict, cases[i].strict);
		free(plain);
		free(strict);
	}
}

static void width_counts_characters(void **state)
{
	(void)state;
	assert_int_equal(report_clean_width(""), 0);
	assert_int_equal(report_clean_width("ab"), 2);
	assert_int_equal(report_clean_width("\xc3\xa4\xe2\x82\xac z"), 4);
	assert_int_equal(report_clean_width("\xf0\x90\x80\x80"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_class_of_bytes),
		cmocka_unit_test(width_counts_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
