/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "identity/line.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "identity/table.h"

static struct identity_key key;
static struct identity_entry identity;
static char said[400];

static int parse(const char *text)
{
	struct text why;
	char line[400];

	strncpy(line, text, sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	text_init(&why, said, sizeof(said));
	return identity_line_parse(line, &key, &identity, &why);
}

static void test_whole_lines(void **state)
{
	char text[PACKET_ADDRESS_TEXT];

	(void)state;
	assert_int_equal(
		parse("10.1.2.3 alice students,vpn 2026-11-20T18:00:00Z"), 0);
	assert_false(key.of_mac);
	assert_string_equal(packet_address_print(&key.address, text),
			    "10.1.2.3");
	assert_string_equal(identity.user, "alice");
	assert_int_equal(identity.group_count, 2);
	assert_string_equal(identity.groups[1], "vpn");
	/* date -u -d 2026-11-20T18:00:00Z +%s */
	assert_int_equal(identity.until_us, UINT64_C(1795197600) * 1000000);
	assert_int_equal(parse("  02:00:5E:10:00:01\t-\tstaff\t-\r"), 0);
	assert_true(key.of_mac);
	assert_string_equal(identity.user, "");
	assert_string_equal(identity.groups[0], "staff");
	assert_int_equal(identity.until_us, 0);
	assert_int_equal(parse("2001:db8::1 bob"), 0);
	assert_int_equal(identity.group_count, 0);
}

static void test_times(void **state)
{
	(void)state;
	assert_int_equal(parse("10.0.0.1 a - 2026-11-20T18:00:00+01:30"), 0);
	assert_int_equal(identity.until_us,
			 (UINT64_C(1795197600) - 5400) * 1000000);
	assert_int_equal(parse("10.0.0.1 a - 2026-11-20T18:00:00-01:30"), 0);
	assert_int_equal(identity.until_us,
			 (UINT64_C(1795197600) + 5400) * 1000000);
	assert_int_equal(parse("10.0.0.1 a - 1795197600"), 0);
	assert_int_equal(identity.until_us, UINT64_C(1795197600) * 1000000);
}

static void test_nothing(void **state)
{
	(void)state;
	assert_int_equal(parse(""), -ENODATA);
	assert_int_equal(parse(" \t "), -ENODATA);
	assert_int_equal(parse("# 10.0.0.1 a"), -ENODATA);
}

static void test_errors(void **state)
{
	static const char *const bad[] = {
		"10.0.0.256 a",
		"10.0.0.0/8 a",
		"ff:ff:ff:ff:ff:ff a", /* broadcast */
		"10.0.0.1",
		"10.0.0.1 - -",
		"10.0.0.1 a b,,c",
		"10.0.0.1 a 1,2,3,4,5,6,7,8,9",
		"10.0.0.1 a - tomorrow",
		"10.0.0.1 a - 2026-11-20T18:00:00",
		"10.0.0.1 a - 2026-11-20T18:00:00+0100",
		"10.0.0.1 a - 2026-11-20T18:00:00+1:000",
		"10.0.0.1 a - 2026-11-20T18:00:00+25:00",
		"10.0.0.1 a - 2026-02-30T18:00:00Z",
		"10.0.0.1 a - 0",
		"10.0.0.1 a - -5",
		"10.0.0.1 a - 99999999999999999999",
		"10.0.0.1 a - 999999999999",
		"10.0.0.1 a b - more",
		"10.0.0.1 a\x01",
		"10.0.0.1 0123456789012345678901234567890123456789012345678901"
		"2345678901234",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i]), -EINVAL);
		assert_non_null(strstr(said, ", got "));
	}
	/* names have at most 64 bytes */
	assert_int_equal(
		parse("10.0.0.1 0123456789012345678901234567890123456789012345"
		      "678901234567890123"),
		0);
}

/* The last value that is accepted, and the first that is not. */
static void test_limits(void **state)
{
	static const struct {
		const char *good, *bad;
	} rows[] = {
		{"10.0.0.1 a 1,2,3,4,5,6,7,8", "10.0.0.1 a 1,2,3,4,5,6,7,8,9"},
		{"10.0.0.1 a - 1", "10.0.0.1 a - 0"},
		{"10.0.0.1 a - 253402300799", "10.0.0.1 a - 253402300800"},
		{"10.0.0.1 a - 9999-12-31T23:59:59Z",
		 "10.0.0.1 a - 9999-12-31T23:59:59-00:01"},
		{"10.0.0.1 a - 2026-11-20T18:00:00+23:59",
		 "10.0.0.1 a - 2026-11-20T18:00:00+24:00"},
		{"10.0.0.1 a - 2026-11-20T18:00:00-00:59",
		 "10.0.0.1 a - 2026-11-20T18:00:00-00:60"},
		{"10.0.0.1 a - 2024-02-29T00:00:00Z",
		 "10.0.0.1 a - 2026-02-29T00:00:00Z"},
		{"10.0.0.1 a - 1970-01-01T00:00:01Z",
		 "10.0.0.1 a - 1970-01-01T00:00:00Z"},
		{"10.0.0.1 a b", "10.0.0.1 a b,"},
		{"10.0.0.1 a - -", "10.0.0.1 - - -"},
		{"02:00:00:00:00:01 a", "03:00:00:00:00:01 a"},
		{"10.0.0.1 ~", "10.0.0.1 \x7f"},
		{"10.0.0.1 a b - \r", "10.0.0.1 a b - x\r"},
	};
	char line[200] = "10.0.0.1 a ";

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(parse(rows[i].good), 0);
		assert_int_equal(parse(rows[i].bad), -EINVAL);
	}
	/* a group's name, as a user's: 64 bytes */
	memset(line + 11, 'g', 64);
	assert_int_equal(parse(line), 0);
	assert_int_equal(strlen(identity.groups[0]), 64);
	line[75] = 'g';
	assert_int_equal(parse(line), -EINVAL);
}

static void test_what_is_said(void **state)
{
	(void)state;
	parse("10.1.0.300 a *");
	assert_string_equal(said,
			    "an address or a MAC first, got \"10.1.0.300\"");
	parse("10.0.0.1");
	assert_string_equal(said, "a user, or groups, got nothing");
	parse("10.0.0.1 a\x01");
	assert_string_equal(said, "a user of at most 64 bytes, got \"a\\x01\"");
	parse("10.0.0.1 a ,b");
	assert_string_equal(said, "no empty group, got \",b\"");
	parse("10.0.0.1 a b,");
	assert_string_equal(said, "no empty group, got \"b,\"");
	parse("10.0.0.1 a b soon");
	assert_string_equal(said, "a time such as 2026-11-20T18:00:00Z, got "
				  "\"soon\"");
	parse("10.0.0.1 a b - c");
	assert_string_equal(said, "nothing after the time, got \"c\"");
	parse("10.0.0.1 a b");
	assert_string_equal(said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_lines),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_what_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
