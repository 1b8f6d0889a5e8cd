/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean": how many typing errors are forgiven, and which name is nearest. */
#include "base/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *suggest(const char *word, const char *first,
			   const char *second)
{
	struct suggestion suggestion = suggest_for(word);

	suggest_offer(&suggestion, first);
	if (second)
		suggest_offer(&suggestion, second);
	return suggestion.best ? suggestion.best : "";
}

/* One error for each three characters begun, and at most three. */
static void longer_words_may_have_more_errors(void **state)
{
	static const struct {
		const char *word, *name;
		bool near;
	} cases[] = {
		{"a", "b", false},
		{"ab", "ax", true},
		{"ab", "xy", false},
		{"abcd", "abxd", true},
		{"abcd", "axyd", false},
		{"abcde", "axyde", true},
		{"abcde", "xyzde", false},
		{"abcdefgh", "xyzdefgh", true},
		{"abcdefgh", "wxyzefgh", false},
		{"abcdefghijklmnopq", "xyzdefghijklmnopq", true},
		{"abcdefghijklmnopq", "wxyzefghijklmnopq", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(suggest(cases[i].word, cases[i].name, NULL),
				    cases[i].near ? cases[i].name : "");
}

static void each_kind_of_error_counts_once(void **state)
{
	(void)state;
	assert_string_equal(suggest("flow", "flows", NULL), "flows");
	assert_string_equal(suggest("flowss", "flows", NULL), "flows");
	assert_string_equal(suggest("fkows", "flows", NULL), "flows");
	assert_string_equal(suggest("lfow", "flow", NULL), "flow");
	assert_string_equal(suggest("flwo", "flow", NULL), "flow");
	/* the suggestion; the first of two that are equally near */
	assert_string_equal(suggest("hostess", "hosts", "hostes"), "hostes");
	assert_string_equal(suggest("hostess", "hostes", "hosts"), "hostes");
	assert_string_equal(suggest("abcd", "abce", "abcf"), "abce");
}

static void long_names_get_no_hint(void **state)
{
	char name[66], word[66], hint[NEAREST_TEXT];
	struct suggestion suggestion;

	(void)state;
	for (size_t length = 64; length <= 65; length++) {
		memset(name, 'n', length);
		name[length] = '\0';
		memcpy(word, name, length + 1);
		word[0] = 'x';
		assert_string_equal(suggest(word, name, NULL),
				    length == 64 ? name : "");
	}
	suggestion = suggest_for("x");
	assert_string_equal(suggest_print(&suggestion, hint), "");
	name[64] = word[64] = '\0';
	suggestion = suggest_for(word);
	suggest_offer(&suggestion, name);
	suggest_print(&suggestion, hint);
	assert_int_equal(strlen(hint), 64 + strlen("; did you mean \"\"?"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longer_words_may_have_more_errors),
		cmocka_unit_test(each_kind_of_error_counts_once),
		cmocka_unit_test(long_names_get_no_hint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
