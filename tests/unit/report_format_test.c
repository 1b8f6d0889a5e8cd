/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times and numbers at their borders, and what is clean text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/clean.h"
#include "report/format.h"

#define SECOND UINT64_C(1000000)

struct row {
	uint64_t value;
	const char *text;
};

static void check_rows(const char *(*print)(uint64_t value, char *text),
		       const struct row *rows, size_t count)
{
	char text[REPORT_FORMAT_TEXT];

	for (size_t i = 0; i < count; i++)
		assert_string_equal(print(rows[i].value, text), rows[i].text);
}

#define CHECK(print, rows) check_rows(print, rows, sizeof(rows) / sizeof(*rows))

static void durations(void **state)
{
	static const struct row rows[] = {
		{0, "0.000 s"},
		{999, "0.000 s"},
		{1000, "0.001 s"},
		{SECOND - 1, "0.999 s"},
		{60 * SECOND - 1, "59.999 s"},
		{60 * SECOND, "1m 00s"},
		{3600 * SECOND - 1, "59m 59s"},
		{3600 * SECOND, "1h 00m 00s"},
		{86400 * SECOND - 1, "23h 59m 59s"},
		{86400 * SECOND, "1d 00h 00m"},
		{(2 * 86400 + 3 * 3600 + 4 * 60 + 59) * SECOND, "2d 03h 04m"},
		{UINT64_MAX, "213503982d 08h 01m"},
	};

	(void)state;
	CHECK(report_format_duration, rows);
}

static void counts(void **state)
{
	static const struct row rows[] = {
		{0, "0"},
		{999, "999"},
		{1000, "1,000"},
		{999999, "999,999"},
		{1000000, "1,000,000"},
		{UINT64_MAX, "18,446,744,073,709,551,615"},
	};

	(void)state;
	CHECK(report_format_count, rows);
}

static void bytes(void **state)
{
	static const struct row rows[] = {
		{0, "0 B"},
		{999, "999 B"},
		{9999, "9,999 B"},
		{10000, "10.0 kB"},
		{10049, "10.0 kB"},
		{10050, "10.1 kB"},
		{999949, "999.9 kB"},
		{999950, "1.0 MB"},
		{UINT64_C(999949999), "999.9 MB"},
		{UINT64_C(999950000), "1.0 GB"},
		{UINT64_C(999950000000), "1.0 TB"},
		{UINT64_C(999950000000000), "1.0 PB"},
		{UINT64_C(999950000000000000), "1.0 EB"},
		{UINT64_MAX, "18.4 EB"},
	};

	(void)state;
	CHECK(report_format_bytes, rows);
}

static void times(void **state)
{
	static const usec_t time = UINT64_C(1767323045678901);
	char text[REPORT_FORMAT_TEXT];

	(void)state;
	assert_string_equal(report_format_time_eve(time, text),
			    "2026-01-02T03:04:05.678901+0000");
	assert_string_equal(report_format_time_iso(time, text),
			    "2026-01-02T03:04:05.678901Z");
	assert_string_equal(report_format_time_plain(time, text),
			    "2026-01-02 03:04:05.678 UTC");
	assert_string_equal(report_format_time_of_day(time, text),
			    "03:04:05.678");
	/* the last and the first moment of a day, and of what can be printed */
	assert_string_equal(report_format_time_of_day(86400 * SECOND - 1, text),
			    "23:59:59.999");
	assert_string_equal(report_format_time_of_day(86400 * SECOND, text),
			    "00:00:00.000");
	assert_string_equal(report_format_time_of_day(UINT64_MAX, text),
			    "23:59:59.999");
	assert_string_equal(
		report_format_time_iso(UINT64_C(253402300799999999), text),
		"9999-12-31T23:59:59.999999Z");
	assert_string_equal(
		report_format_time_iso(UINT64_C(253402300800000000), text),
		"9999-12-31T23:59:59.999999Z");
	assert_string_equal(report_format_time_iso(1582934400 * SECOND, text),
			    "2020-02-29T00:00:00.000000Z");
	assert_string_equal(report_format_time_iso(1583020799 * SECOND, text),
			    "2020-02-29T23:59:59.000000Z");
	assert_string_equal(report_format_time_iso(1583020800 * SECOND, text),
			    "2020-03-01T00:00:00.000000Z");
	assert_string_equal(report_format_time_iso(1609459199 * SECOND, text),
			    "2020-12-31T23:59:59.000000Z");
}

/* UTF-8 at the borders of each length; what is not is escaped byte by byte. */
static void clean(void **state)
{
	static const char *const good[] = {
		"",
		" ~",
		"\xc2\xa0",	    /* U+00a0: the first that is no control */
		"\xdf\xbf",	    /* U+07ff */
		"\xe0\xa0\x80",	    /* U+0800 */
		"\xed\x9f\xbf",	    /* U+d7ff: the last before the surrogates */
		"\xee\x80\x80",	    /* U+e000: the first after them */
		"\xef\xbf\xbf",	    /* U+ffff */
		"\xf0\x90\x80\x80", /* U+10000 */
		"\xf4\x8f\xbf\xbf", /* U+10ffff */
	};
	static const struct {
		const char *text, *escaped;
		bool control; /* it is valid, and only controls are escaped */
	} bad[] = {
		{"\x1f", "\\x1f", true},
		{"\x7f", "\\x7f", true},
		{"\xc2\x80", "\\xc2\\x80", true},
		{"\xc2\x9f", "\\xc2\\x9f", true},
		{"\x80", "\\x80", false},
		{"\xc0\xaf", "\\xc0\\xaf", false},
		{"\xc1\xbf", "\\xc1\\xbf", false},
		{"\xc2", "\\xc2", false},
		{"\xc2z", "\\xc2z", false},
		{"\xe0\x9f\xbf", "\\xe0\\x9f\\xbf", false},
		{"\xed\xa0\x80", "\\xed\\xa0\\x80", false},
		{"\xe2\x82", "\\xe2\\x82", false},
		{"\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf", false},
		{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", false},
		{"\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80", false},
		{"\xf0\x90\x80", "\\xf0\\x90\\x80", false},
		{"\xff", "\\xff", false},
	};
	char *copy;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(report_clean_is(good[i]));
		copy = report_clean_copy(good[i], true);
		assert_string_equal(copy, good[i]);
		free(copy);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_false(report_clean_is(bad[i].text));
		copy = report_clean_copy(bad[i].text, true);
		assert_string_equal(copy, bad[i].escaped);
		free(copy);
		copy = report_clean_copy(bad[i].text, false);
		assert_string_equal(copy, bad[i].control ? bad[i].text
							 : bad[i].escaped);
		free(copy);
	}
	assert_int_equal(report_clean_width("a\xc3\xa9\xe2\x82\xac"
					    "\xf0\x9f\x98\x80z"),
			 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations), cmocka_unit_test(counts),
		cmocka_unit_test(bytes),     cmocka_unit_test(times),
		cmocka_unit_test(clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
