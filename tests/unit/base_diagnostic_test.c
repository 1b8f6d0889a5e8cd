/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The form of errors and warnings, what is counted, and where they are cut. */
#include "base/diagnostic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void keep(void *context, const char *line)
{
	strcpy(context, line);
}

static void errors_and_warnings_are_counted_apart(void **state)
{
	char line[2048] = "";
	struct diagnostics diagnostics = {.say = keep, .context = line};

	(void)state;
	diagnostic_error(&diagnostics, "a.conf", 12, "%s: %d", "key", 3);
	assert_string_equal(line, "a.conf:12: key: 3");
	diagnostic_error(&diagnostics, "a.conf", 0, "no memory");
	assert_string_equal(line, "a.conf: no memory");
	diagnostic_warning(&diagnostics, "a.conf", 1, "odd");
	assert_string_equal(line, "a.conf:1: warning: odd");
	assert_int_equal(diagnostics.count, 2);
	assert_int_equal(diagnostics.warnings, 1);
	diagnostics.say = NULL;
	diagnostic_error(&diagnostics, "a.conf", 1, "x");
	diagnostic_warning(&diagnostics, "a.conf", 1, "x");
	assert_int_equal(diagnostics.count, 3);
	assert_int_equal(diagnostics.warnings, 2);
}

static void long_lines_are_cut(void **state)
{
	char line[2048] = "", text[2000];
	struct diagnostics diagnostics = {.say = keep, .context = line};

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	diagnostic_error(&diagnostics, "a", 1, "%s", text);
	assert_int_equal(strlen(line), 1023);
	text[1023 - strlen("a:1: ")] = '\0';
	diagnostic_error(&diagnostics, "a", 1, "%s", text);
	assert_int_equal(strlen(line), 1023);
	text[1022 - strlen("a:1: ")] = '\0';
	diagnostic_error(&diagnostics, "a", 1, "%s", text);
	assert_int_equal(strlen(line), 1022);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_and_warnings_are_counted_apart),
		cmocka_unit_test(long_lines_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
