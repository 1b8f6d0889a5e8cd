/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers over reloads: they stay, they are not reused, and one day start over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "language/load.h"
#include "signature/match.h"
#include "signature/set.h"

static void say(void *context, const char *line)
{
	(void)context;
	print_error("%s\n", line);
}

/* A file with activities FIRST.. of its own, and one signature of that weight. */
static struct signature_set *load(unsigned first, unsigned activities,
				  unsigned weight,
				  const struct signature_set *previous)
{
	char path[] = "/tmp/identity-XXXXXX";
	const char *paths[] = {path};
	struct diagnostics diagnostics = {.say = say};
	struct signature_set *set;
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");

	assert_non_null(file);
	fprintf(file, "applications = ( { name = \"a\"; } );\n"
		      "application = \"a\";\nactivities = [ \"last\"");
	for (unsigned i = 0; i < activities; i++)
		fprintf(file, ", \"act-%u\"", first + i);
	fprintf(file,
		" ];\nsignatures = ( { name = \"s\"; about = \"x\"; "
		"source = \"y\"; match = [ \"u32[0] == 5\" ]; then = { "
		"evidence = { kind = \"constant\"; weight = %u; }; }; } );\n",
		weight);
	assert_int_equal(fclose(file), 0);
	set = language_load_set(paths, 1, previous, &diagnostics);
	unlink(path);
	assert_non_null(set);
	return set;
}

static void numbers_stay(void **state)
{
	struct signature_set *one = load(0, 3, 30, NULL);
	struct signature_set *two = load(2, 3, 30, one);

	(void)state;
	assert_int_equal(signature_set_activity(one, "act-2"),
			 signature_set_activity(two, "act-2"));
	/* gone: it has a name and no meaning; its number is not given away */
	assert_int_equal(signature_set_activity(two, "act-0"), 0);
	assert_string_equal(signature_set_activity_name(
				    two, signature_set_activity(one, "act-0")),
			    "act-0");
	assert_true(signature_set_activity(two, "act-4") > 4);
	assert_true(signature_set_is_alive(two, 0));
	assert_false(signature_set_withdrew(two));
	assert_false(signature_set_renumbered(two));
	signature_set_free(one);
	signature_set_free(two);
}

/* A file of this set, and of nothing else. */
static struct signature_set *load_named(const char *const *names, size_t count,
					const struct signature_set *previous)
{
	char paths[4][32];
	const char *pointers[4];
	struct diagnostics diagnostics = {.say = say};
	struct signature_set *set;

	for (size_t i = 0; i < count; i++) {
		int fd;

		strcpy(paths[i], "/tmp/identity-XXXXXX");
		fd = mkstemp(paths[i]);
		assert_true(dprintf(fd, "set = \"%s\";\n", names[i]) > 0);
		close(fd);
		pointers[i] = paths[i];
	}
	set = language_load_set(pointers, count, previous, &diagnostics);
	for (size_t i = 0; i < count; i++)
		unlink(paths[i]);
	return set;
}

static void names_of_sets_stay(void **state)
{
	static const char *const before[] = {"a", "b", "a", "c"};
	static const char *const less[] = {"c", "b"};
	static const char *const other[] = {"d", "c", "b"};
	static const char *const many[] = {"a", "b", "c", "d"};
	struct signature_set *one = load_named(before, 4, NULL);
	struct signature_set *two = load_named(less, 2, one);
	struct signature_set *three = load_named(other, 3, two);

	(void)state;
	assert_non_null(one);
	assert_non_null(two);
	assert_non_null(three);
	assert_string_equal(signature_set_name_of_bit(one, 0), "a");
	assert_string_equal(signature_set_name_of_bit(one, 2), "c");
	assert_string_equal(signature_set_name_of_bit(two, 1), "b");
	assert_string_equal(signature_set_name_of_bit(two, 2), "c");
	assert_false(signature_set_renumbered(two));
	/* the number of a set that is gone means another now */
	assert_string_equal(signature_set_name_of_bit(three, 0), "d");
	assert_string_equal(signature_set_name_of_bit(three, 1), "b");
	assert_true(signature_set_renumbered(three));
	assert_null(signature_set_name_of_bit(three, 3));
	assert_null(load_named(many, 4, NULL));
	signature_set_free(one);
	signature_set_free(two);
	signature_set_free(three);
}

static void changed_content_gets_another_number(void **state)
{
	struct signature_set *one = load(0, 1, 30, NULL);
	struct signature_set *two = load(0, 1, 31, one);
	struct signature_set *three = load(0, 1, 30, two);

	(void)state;
	assert_false(signature_set_is_alive(two, 0));
	assert_true(signature_set_is_alive(two, 1));
	assert_true(signature_set_withdrew(two));
	/* said again: the old number again */
	assert_true(signature_set_is_alive(three, 0));
	assert_false(signature_set_is_alive(three, 1));
	signature_set_free(one);
	signature_set_free(two);
	signature_set_free(three);
}

static void numbers_start_over_before_they_run_out(void **state)
{
	struct signature_set *set = load(0, 120, 30, NULL);
	unsigned renumbered = 0;

	(void)state;
	for (unsigned i = 1; i < 30; i++) {
		struct signature_set *next = load(i * 120, 120, 30, set);

		renumbered += signature_set_renumbered(next);
		signature_set_free(set);
		set = next;
	}
	assert_in_range(renumbered, 1, 29);
	assert_true(signature_set_activity(set, "last") > 0);
	signature_set_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_stay),
		cmocka_unit_test(names_of_sets_stay),
		cmocka_unit_test(changed_content_gets_another_number),
		cmocka_unit_test(numbers_start_over_before_they_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
