/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files to one text: what is included, what is refused and where, which integers
 * get their L, and that every line of the text knows its file and line.
 */
#include "base/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diagnostic.h"

/* As many names as any test has. */
#define NAMES_MOST 32

/* A directory of files, the settings read from them, and the messages. */
struct fixture {
	char directory[64]; /* ends with a slash */
	char said[1024];
	char *names[NAMES_MOST]; /* kept by the reader */
	size_t name_count;
	struct diagnostics diagnostics;
	struct settings settings;
};

static void say(void *context, const char *line)
{
	struct fixture *fixture = context;
	size_t used = strlen(fixture->said);

	snprintf(fixture->said + used, sizeof(fixture->said) - used, "%s\n",
		 line);
}

static const char *keep(void *context, const char *name)
{
	struct fixture *fixture = context;
	char *copy = strdup(name);

	assert_non_null(copy);
	assert_true(fixture->name_count < NAMES_MOST);
	fixture->names[fixture->name_count++] = copy;
	return copy;
}

static int enter(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	strcpy(fixture->directory, "/tmp/settings-test-XXXXXX");
	assert_non_null(mkdtemp(fixture->directory));
	strcat(fixture->directory, "/");
	fixture->diagnostics =
		(struct diagnostics){.say = say, .context = fixture};
	*state = fixture;
	return 0;
}

static int leave(void **state)
{
	struct fixture *fixture = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -r '%s'", fixture->directory);
	assert_int_equal(system(command), 0);
	for (size_t i = 0; i < fixture->name_count; i++)
		free(fixture->names[i]);
	settings_fini(&fixture->settings);
	free(fixture);
	return 0;
}

static const char *path_of(const struct fixture *fixture, const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s%s", fixture->directory, name);
	return path;
}

static void put_bytes(const struct fixture *fixture, const char *name,
		      const void *bytes, size_t size)
{
	FILE *file = fopen(path_of(fixture, name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void put(const struct fixture *fixture, const char *name,
		const char *text)
{
	put_bytes(fixture, name, text, strlen(text));
}

/* Reads file "main" of the directory. */
static bool read_main(struct fixture *fixture)
{
	const struct settings_names names = {keep, fixture};
	bool good;

	settings_fini(&fixture->settings);
	good = settings_read(&fixture->settings, path_of(fixture, "main"),
			     fixture->directory, &names, &fixture->diagnostics);
	assert_true(good == (fixture->diagnostics.count == 0));
	return good;
}

static void expect_text(struct fixture *fixture, const char *text)
{
	read_main(fixture);
	assert_string_equal(fixture->said, "");
	assert_string_equal(fixture->settings.text, text);
}

/* @said starts after the directory; @line 0: no message. */
static void expect_refusal(struct fixture *fixture, const char *file,
			   unsigned line, const char *said)
{
	char expected[512], number[16] = "";

	assert_false(read_main(fixture));
	assert_null(fixture->settings.text);
	if (line)
		snprintf(number, sizeof(number), "%u:", line);
	snprintf(expected, sizeof(expected), "%s%s:%s %s\n", fixture->directory,
		 file, number, said);
	assert_string_equal(fixture->said, expected);
	assert_int_equal(fixture->diagnostics.count, 1);
}

/* "include "DIRECTORY/NAME": REASON" */
static void expect_include_refusal(struct fixture *fixture, const char *file,
				   unsigned line, const char *name,
				   const char *reason)
{
	char said[256];

	snprintf(said, sizeof(said), "include \"%s%s\": %s", fixture->directory,
		 name, reason);
	expect_refusal(fixture, file, line, said);
}

static void expect_place(const struct fixture *fixture, unsigned line,
			 const char *file, unsigned line_of_file)
{
	struct settings_place place =
		settings_place_of(&fixture->settings, line);

	assert_string_equal(place.file, path_of(fixture, file));
	assert_int_equal(place.line, line_of_file);
}

/* --- text --- */

static void text_stays_as_it_is(void **state)
{
	static const char text[] = "a = 1; # one\n"
				   "\n"
				   "\tb : ( 0x10, -2.5e-3, \"x\\\"y\\\\\" )\n"
				   "/* c\n   d */ e = [ true ]; // f\n";

	put(*state, "main", text);
	expect_text(*state, text);
	put(*state, "main", "");
	expect_text(*state, "");
}

static void the_last_line_gets_its_newline(void **state)
{
	put(*state, "main", "a = 1;");
	expect_text(*state, "a = 1;\n");
	put(*state, "main", "a = 1; # end");
	expect_text(*state, "a = 1; # end\n");
	put(*state, "main", "a = 1;\n// end");
	expect_text(*state, "a = 1;\n// end\n");
}

static void what_is_not_closed_is_said(void **state)
{
	put(*state, "main", "a = 1;\n/* b\nc\n");
	expect_refusal(*state, "main", 2, "this comment is not closed");
}

static void a_string_ends_in_its_file(void **state)
{
	put(*state, "main", "a = 1;\n@include \"b\"\n\";\n");
	put(*state, "b", "# b\n\nb = \"c\n");
	expect_refusal(*state, "b", 3, "this string is not closed");
}

static void a_nul_is_refused(void **state)
{
	put_bytes(*state, "main", "a = 1;\0b = 2;\n", 14);
	expect_refusal(*state, "main", 0,
		       "contains a NUL byte; it must be text");
}

/* --- integers --- */

static void large_integers_get_their_l(void **state)
{
	static const struct {
		const char *text, *wide;
	} cases[] = {
		{"a = 999999999;\n", NULL},
		{"a = 2147483647;\n", "a = 2147483647L;\n"},
		{"a = 2654435769;\n", "a = 2654435769L;\n"},
		{"a=-2147483649;\n", "a=-2147483649L;\n"},
		{"a = +4294967296;\n", "a = +4294967296L;\n"},
		{"a = 2654435769L;\n", NULL},
		{"a = 2654435769LL;\n", NULL},
		{"a = 0x7ffffff;\n", NULL},
		{"a = 0x9E3779B9;\n", "a = 0x9E3779B9L;\n"},
		{"a = 0X9e3779b9\n", "a = 0X9e3779b9L\n"},
		{"a = 0x9E3779B9L;\n", NULL},
		{"a = [2654435769,1,0xffffffff];\n",
		 "a = [2654435769L,1,0xffffffffL];\n"},
		{"a = 2654435769 # 2654435769\n",
		 "a = 2654435769L # 2654435769\n"},
		{"a = 2654435769.5; b = 1e1000000000;\n", NULL},
		{"a1234567890 = 1; a-1234567890 = 1;\n", NULL},
		{"a = \"2654435769 0x9E3779B9\";\n", NULL},
		{"a = \"\\\" 2654435769\";\n", NULL},
		{"/* 2654435769\n0x9E3779B9 */\n", NULL},
		{"// 2654435769\n", NULL},
		{"a = /**/2654435769/**/;\n", "a = /**/2654435769L/**/;\n"},
		{"a = \"\\\\\"; b = 2654435769;\n",
		 "a = \"\\\\\"; b = 2654435769L;\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		put(*state, "main", cases[i].text);
		expect_text(*state,
			    cases[i].wide ? cases[i].wide : cases[i].text);
	}
}

static void a_value_alone_is_widened(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	(void)state;
	assert_non_null(stream);
	settings_widen("2654435769 # 2654435769\n@include \"x\"", stream);
	settings_widen("", stream);
	assert_int_equal(fclose(stream), 0);
	assert_string_equal(text, "2654435769L # 2654435769\n"
				  "@include \"x\"\n");
	free(text);
}

/* --- includes --- */

static void includes_stand_where_they_are_named(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "main",
	    "a = 1;\n"
	    "  @include \"b\"\n"
	    "c = (\n"
	    "\t@include\t\"sub/c\" , 5 );\n");
	put(fixture, "b", "b = 4294967295;");
	assert_int_equal(mkdir(path_of(fixture, "sub"), 0700), 0);
	/* names are seen from the one directory in included files, too */
	put(fixture, "sub/c", "3,\n@include \"d\"\n");
	put(fixture, "d", "4\n");
	expect_text(fixture, "a = 1;\n"
			     "b = 4294967295L;\n"
			     "\n"
			     "c = (\n"
			     "3,\n"
			     "4\n"
			     "\n"
			     " , 5 );\n");
	assert_int_equal(fixture->name_count, 4);
	assert_string_equal(fixture->names[0], path_of(fixture, "main"));
	assert_string_equal(fixture->names[1], path_of(fixture, "b"));
	assert_string_equal(fixture->names[2], path_of(fixture, "sub/c"));
	assert_string_equal(fixture->names[3], path_of(fixture, "d"));
}

static void absolute_includes_stay(void **state)
{
	struct fixture *fixture = *state;
	char text[192];

	snprintf(text, sizeof(text), "@include \"%s\"\n",
		 path_of(fixture, "b"));
	put(fixture, "main", text);
	put(fixture, "b", "b = 1;\n");
	expect_text(fixture, "b = 1;\n\n");
}

static void comments_and_strings_include_nothing(void **state)
{
	static const char text[] = "# @include \"b\"\n"
				   "/*\n@include \"b\"\n*/\n"
				   "a = \"\n@include \\\"b\\\"\n\";\n"
				   "c = 1; @include \"b\"\n"
				   "@include b\n"
				   "@includes \"b\"\n";

	put(*state, "main", text);
	expect_text(*state, text);
}

static void a_file_may_be_included_twice(void **state)
{
	put(*state, "main", "@include \"b\"\n@include \"b\"\n");
	put(*state, "b", "# b\n");
	expect_text(*state, "# b\n\n# b\n\n");
}

static void loops_are_refused(void **state)
{
	put(*state, "main", "a = 1;\n@include \"b\"\n");
	put(*state, "b", "\n\n@include \"c\"\n");
	put(*state, "c", "@include \"b\"\n");
	expect_include_refusal(*state, "c", 1, "b", "includes itself");
}

static void a_file_cannot_include_itself(void **state)
{
	put(*state, "main", "@include \"main\"\n");
	expect_include_refusal(*state, "main", 1, "main", "includes itself");
}

/* Files "1".."@last", each of which includes the next; "main" the first. */
static void put_chain(const struct fixture *fixture, unsigned last)
{
	char name[16], text[64];

	put(fixture, "main", "@include \"1\"\n");
	for (unsigned i = 1; i <= last; i++) {
		snprintf(name, sizeof(name), "%u", i);
		snprintf(text, sizeof(text), "\n@include \"%u\"\n", i + 1);
		put(fixture, name, i < last ? text : "a = 1;\n");
	}
}

static void ten_files_deep_is_enough(void **state)
{
	put_chain(*state, SETTINGS_MOST_DEPTH - 1);
	assert_true(read_main(*state));
}

static void eleven_files_deep_are_refused(void **state)
{
	put_chain(*state, SETTINGS_MOST_DEPTH);
	expect_include_refusal(*state, "9", 2, "10", "more than 10 files deep");
}

static void a_missing_include_is_said(void **state)
{
	put(*state, "main", "\n\n@include \"b\"\n");
	expect_include_refusal(*state, "main", 3, "b",
			       "No such file or directory");
}

static void an_included_directory_is_said(void **state)
{
	put(*state, "main", "@include \"b\"\n");
	assert_int_equal(mkdir(path_of(*state, "b"), 0700), 0);
	expect_include_refusal(*state, "main", 1, "b", "Is a directory");
}

static void an_included_nul_is_said(void **state)
{
	put(*state, "main", "@include \"b\"\n");
	put_bytes(*state, "b", "b\0", 2);
	expect_include_refusal(*state, "main", 1, "b",
			       "contains a NUL byte; it must be text");
}

/* --- files --- */

static void a_missing_file_is_said(void **state)
{
	expect_refusal(*state, "main", 0, "No such file or directory");
}

static void a_directory_is_said(void **state)
{
	assert_int_equal(mkdir(path_of(*state, "main"), 0700), 0);
	expect_refusal(*state, "main", 0, "Is a directory");
}

static void an_unreadable_file_is_said(void **state)
{
	uid_t self = geteuid();

	put(*state, "main", "a = 1;\n");
	assert_int_equal(chmod(path_of(*state, "main"), 0), 0);
	if (self == 0) /* who may read anything */
		assert_int_equal(seteuid(65534), 0);
	expect_refusal(*state, "main", 0, "Permission denied");
	assert_int_equal(seteuid(self), 0);
}

static void a_failing_read_is_said(void **state)
{
	/* page 0 is never mapped */
	assert_int_equal(symlink("/proc/self/mem", path_of(*state, "main")), 0);
	expect_refusal(*state, "main", 0, "Input/output error");
}

static void put_large(const struct fixture *fixture, const char *name,
		      const char *start, size_t size)
{
	char *text = malloc(size);

	assert_non_null(text);
	memset(text, '\n', size);
	memcpy(text, start, strlen(start));
	put_bytes(fixture, name, text, size);
	free(text);
}

static void sixteen_mebibytes_are_enough(void **state)
{
	struct fixture *fixture = *state;

	put_large(fixture, "main", "", SETTINGS_MOST_BYTES);
	assert_true(read_main(fixture));
	assert_int_equal(strlen(fixture->settings.text), SETTINGS_MOST_BYTES);
}

static void more_is_refused(void **state)
{
	put_large(*state, "main", "", SETTINGS_MOST_BYTES + 1);
	expect_refusal(*state, "main", 0,
		       "larger than 16 MiB, includes counted");
}

static void includes_are_counted(void **state)
{
	put_large(*state, "main", "@include \"b\"\n@include \"b\"\n", 1 << 20);
	put_large(*state, "b", "", 8 << 20);
	expect_include_refusal(*state, "main", 2, "b",
			       "larger than 16 MiB, includes counted");
}

/* --- places --- */

static void lines_know_their_file(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "main",
	    "one\n"
	    "@include \"b\"\n"
	    "three \"\n"
	    "\" four\n"
	    "@include \"b\"\n"
	    "@include \"empty\"\n"
	    "seven");
	put(fixture, "b", "b1\n@include \"c\" b2\nb3");
	put(fixture, "c", "c1\nc2\n");
	put(fixture, "empty", "");
	assert_true(read_main(fixture));
	assert_string_equal(fixture->settings.text, "one\n"
						    "b1\nc1\nc2\n b2\nb3\n\n"
						    "three \"\n\" four\n"
						    "b1\nc1\nc2\n b2\nb3\n\n"
						    "\n"
						    "seven\n");
	expect_place(fixture, 0, "main", 1);
	expect_place(fixture, 1, "main", 1);
	expect_place(fixture, 2, "b", 1);
	expect_place(fixture, 3, "c", 1);
	expect_place(fixture, 4, "c", 2);
	expect_place(fixture, 5, "b", 2);
	expect_place(fixture, 6, "b", 3);
	expect_place(fixture, 7, "main", 2);
	expect_place(fixture, 8, "main", 3);
	expect_place(fixture, 9, "main", 4);
	expect_place(fixture, 10, "b", 1);
	expect_place(fixture, 14, "b", 3);
	expect_place(fixture, 15, "main", 5);
	expect_place(fixture, 16, "main", 6);
	expect_place(fixture, 17, "main", 7);
}

static void places_outlive_the_text(void **state)
{
	struct fixture *fixture = *state;
	struct settings_place place;

	put(fixture, "main", "@include \"b\"\n");
	put(fixture, "b", "b\n");
	assert_true(read_main(fixture));
	place = settings_place_of(&fixture->settings, 1);
	settings_fini(&fixture->settings);
	assert_string_equal(place.file, path_of(fixture, "b"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(text_stays_as_it_is),
		TEST(the_last_line_gets_its_newline),
		TEST(what_is_not_closed_is_said),
		TEST(a_string_ends_in_its_file),
		TEST(a_nul_is_refused),
		TEST(large_integers_get_their_l),
		TEST(a_value_alone_is_widened),
		TEST(includes_stand_where_they_are_named),
		TEST(absolute_includes_stay),
		TEST(comments_and_strings_include_nothing),
		TEST(a_file_may_be_included_twice),
		TEST(loops_are_refused),
		TEST(a_file_cannot_include_itself),
		TEST(ten_files_deep_is_enough),
		TEST(eleven_files_deep_are_refused),
		TEST(a_missing_include_is_said),
		TEST(an_included_directory_is_said),
		TEST(an_included_nul_is_said),
		TEST(a_missing_file_is_said),
		TEST(a_directory_is_said),
		TEST(an_unreadable_file_is_said),
		TEST(a_failing_read_is_said),
		TEST(sixteen_mebibytes_are_enough),
		TEST(more_is_refused),
		TEST(includes_are_counted),
		TEST(lines_know_their_file),
		TEST(places_outlive_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
