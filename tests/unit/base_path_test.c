/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of files, taken apart and put together. */
#include "base/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect(char *got, const char *expected)
{
	assert_non_null(got);
	assert_string_equal(got, expected);
	free(got);
}

static void a_directory_keeps_its_slash(void **state)
{
	(void)state;
	expect(path_directory("/etc/skywarden/x.conf"), "/etc/skywarden/");
	expect(path_directory("../x.conf"), "../");
	expect(path_directory("/x.conf"), "/");
	expect(path_directory("x.conf"), "");
	expect(path_directory(""), "");
	expect(path_directory("/etc/"), "/etc/");
}

static void names_are_seen_from_the_directory(void **state)
{
	(void)state;
	expect(path_join("/etc/", "x"), "/etc/x");
	expect(path_join("/etc", "x/y"), "/etc/x/y");
	expect(path_join("/", "x"), "/x");
	expect(path_join("", "x"), "x");
	expect(path_join("/etc/", "/x"), "/x");
	expect(path_join("a", ""), "a/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_directory_keeps_its_slash),
		cmocka_unit_test(names_are_seen_from_the_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
