/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading signature files: errors name their place, also in an included file, and
 * numbers keep all their digits.
 */
#include "language/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/diagnostic.h"
#include "language/load.h"
#include "signature/compiled.h"

/* One directory of files, and the messages about them. */
struct fixture {
	char directory[64];
	char said[4096]; /* without the directory */
	struct diagnostics diagnostics;
	struct signature_set *set;
};

static void say(void *context, const char *line)
{
	struct fixture *fixture = context;
	size_t used = strlen(fixture->said);
	size_t length = strlen(fixture->directory);

	if (strncmp(line, fixture->directory, length) == 0)
		line += length + 1;
	snprintf(fixture->said + used, sizeof(fixture->said) - used, "%s\n",
		 line);
}

static int enter(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	strcpy(fixture->directory, "/tmp/signature-test-XXXXXX");
	assert_non_null(mkdtemp(fixture->directory));
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
	signature_set_free(fixture->set);
	free(fixture);
	return 0;
}

static void put(const struct fixture *fixture, const char *name,
		const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", fixture->directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* Loads main.sig with @text in it. */
static struct signature_set *load(struct fixture *fixture, const char *text)
{
	char path[128];
	const char *paths[] = {path};

	put(fixture, "main.sig", text);
	snprintf(path, sizeof(path), "%s/main.sig", fixture->directory);
	fixture->set = language_load_set(paths, 1, NULL, &fixture->diagnostics);
	assert_true((fixture->set == NULL) ==
		    (fixture->diagnostics.count != 0));
	return fixture->set;
}

static void expect(struct fixture *fixture, const char *text, const char *said)
{
	assert_null(load(fixture, text));
	assert_string_equal(fixture->said, said);
}

#define APPLICATION                                   \
	"applications = ( { name = \"skype\"; } );\n" \
	"application = \"skype\";\n"

#define SIGNATURE(name)                                           \
	"{ name = \"" name "\"; about = \"-\"; source = \"-\";\n" \
	"  match = [ \"size == 18\" ];\n"                         \
	"  then = { evidence = { kind = \"size\"; weight = 1; }; }; }\n"

/* --- places --- */

static void keys_are_said_where_they_stand(void **state)
{
	put(*state, "more.inc",
	    "registers = (\n{ name = \"a\"; size = 4; } );");
	expect(*state,
	       "activities = [ \"call\" ];\n"
	       "@include \"more.inc\"\n"
	       "\n"
	       "other = 5;\n",
	       "main.sig:4: unknown key \"other\"\n"
	       "more.inc:2: unknown key \"size\"\n");
}

static void values_are_said_where_they_stand(void **state)
{
	put(*state, "more.inc",
	    "\n"
	    "generators = ( { name = \"g\";\n"
	    "  multiply = 4294967296; } );\n");
	expect(*state, "@include \"more.inc\"\n",
	       "more.inc:3: multiply: expected 1..4294967295, got "
	       "4294967296\n");
}

static void times_are_said_where_they_stand(void **state)
{
	put(*state, "more.inc",
	    "\n"
	    "activities = ( { name = \"call\";\n"
	    "  lasts = \"5\"; } );\n");
	expect(*state, "\n@include \"more.inc\"\n",
	       "more.inc:3: expected a time with its unit, such as 10s, at "
	       "column 1 of \"5\"\n");
}

static void expressions_are_said_where_they_stand(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "more.inc",
	    "{ name = \"a\"; about = \"-\"; source = \"-\";\n"
	    "  match = [ \"size == 18\",\n"
	    "    \"size ==\" ]; }");
	assert_null(load(fixture, APPLICATION "signatures = (\n"
					      "  @include \"more.inc\"\n"
					      ");\n"));
	assert_int_equal(strncmp(fixture->said, "more.inc:3: ", 12), 0);
	assert_non_null(strstr(fixture->said, "column"));
}

static void syntax_is_said_where_it_stands(void **state)
{
	put(*state, "more.inc", "# more\n\nactivities = ]\n");
	expect(*state, "application = \"a\";\n@include \"more.inc\"\n",
	       "more.inc:3: syntax error\n");
}

static void syntax_is_said_after_an_include(void **state)
{
	put(*state, "more.inc", "# more\n\n");
	expect(*state, "@include \"more.inc\"\nactivities = ]\n",
	       "main.sig:2: syntax error\n");
}

/* Found when all files are read: the names must be there still. */
static void registers_keep_their_place(void **state)
{
	struct fixture *fixture = *state;
	char *text = NULL, start[64];
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	fputs("# more\nregisters = (\n", stream);
	for (int i = 0; i <= FLOW_CELLS_TCP; i++)
		fprintf(stream, "%s{ name = \"r%d\"; bits = 16; }\n",
			i ? "," : "", i);
	fputs(");\n", stream);
	assert_int_equal(fclose(stream), 0);
	put(fixture, "more.inc", text);
	free(text);

	stream = open_memstream(&text, &size);
	assert_non_null(stream);
	fputs("@include \"more.inc\"\n" APPLICATION
	      "signatures = ( { name = \"a\"; about = \"-\"; source = \"-\";\n"
	      "match = [ \"size == 18\" ]; remember = [\n",
	      stream);
	for (int i = 0; i <= FLOW_CELLS_TCP; i++)
		fprintf(stream, "%s\"r%d = u16[0]\"\n", i ? "," : "", i);
	fputs("]; } );\n", stream);
	assert_int_equal(fclose(stream), 0);
	assert_null(load(fixture, text));
	free(text);

	/* two lines, then one each */
	snprintf(start, sizeof(start), "more.inc:%d: register \"r%d\"",
		 3 + FLOW_CELLS_TCP, FLOW_CELLS_TCP);
	assert_int_equal(strncmp(fixture->said, start, strlen(start)), 0);
}

static void signatures_keep_their_place(void **state)
{
	struct fixture *fixture = *state;
	struct signature_set *set;

	put(fixture, "more.inc", "\n" SIGNATURE("b"));
	set = load(fixture, APPLICATION
		   "signatures = (\n" SIGNATURE("a") ",\n"
						     "@include \"more.inc\"\n"
						     "," SIGNATURE("c") ");\n");
	assert_string_equal(fixture->said, "");
	assert_non_null(set);
	assert_int_equal(set->signature_count, 3);
	assert_string_equal(strrchr(set->signatures[0].file, '/'), "/main.sig");
	assert_int_equal(set->signatures[0].line, 4);
	assert_string_equal(strrchr(set->signatures[1].file, '/'), "/more.inc");
	assert_int_equal(set->signatures[1].line, 2);
	assert_string_equal(strrchr(set->signatures[2].file, '/'), "/main.sig");
	assert_int_equal(set->signatures[2].line, 9);
}

/* --- numbers --- */

static void numbers_arrive_whole(void **state)
{
	struct fixture *fixture = *state;
	struct signature_set *set;

	put(fixture, "more.inc",
	    "{ name = \"c\"; multiply = 4294967295; add = 2147483648L; }\n");
	set = load(fixture, "generators = (\n"
			    "{ name = \"a\"; multiply = 2654435769; },\n"
			    "{ name = \"b\"; multiply = 0x9E3779B9; },\n"
			    "@include \"more.inc\"\n"
			    ");\n"
			    "signatures = ( { name = \"t\"; about = \"-\"; "
			    "source = \"-\"; match = [ \"u32[0] == next(a, "
			    "next(b, next(c, 1)))\" ]; "
			    "then = { event = \"e\"; }; } );\n");
	assert_string_equal(fixture->said, "");
	assert_non_null(set);
	assert_int_equal(set->generator_count, 3);
	assert_int_equal(set->generators[0].multiply, 2654435769);
	assert_int_equal(set->generators[1].multiply, 2654435769);
	assert_int_equal(set->generators[2].multiply, 4294967295);
	assert_int_equal(set->generators[2].add, 2147483648);
}

/* --- files --- */

static void directories_are_refused(void **state)
{
	struct fixture *fixture = *state;
	char path[80], said[256];
	const char *paths[] = {path};

	snprintf(path, sizeof(path), "%s/", fixture->directory);
	snprintf(said, sizeof(said),
		 "main.sig:2: include \"%s/\": Is a directory\n",
		 fixture->directory);
	expect(fixture, "\n@include \"\"\n", said);
	fixture->said[0] = '\0';
	assert_null(language_load_set(paths, 1, NULL, &fixture->diagnostics));
	assert_string_equal(fixture->said, ": Is a directory\n");
}

static void an_unclosed_comment_is_refused(void **state)
{
	expect(*state, "activities = [ \"call\" ];\n/* the rest\n",
	       "main.sig:2: this comment is not closed\n");
}

static void a_comment_may_end_the_file(void **state)
{
	struct fixture *fixture = *state;

	assert_non_null(load(fixture, "activities = [ \"call\" ]; # end"));
	assert_int_equal(signature_set_activity(fixture->set, "call"), 1);
}

/* libconfig must not open includes that are left in the text. */
static void a_second_include_in_a_line_is_refused(void **state)
{
	put(*state, "more.inc", "");
	assert_null(load(*state, "@include \"more.inc\" @include \"/etc\"\n"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keys_are_said_where_they_stand),
		TEST(values_are_said_where_they_stand),
		TEST(times_are_said_where_they_stand),
		TEST(expressions_are_said_where_they_stand),
		TEST(syntax_is_said_where_it_stands),
		TEST(syntax_is_said_after_an_include),
		TEST(registers_keep_their_place),
		TEST(signatures_keep_their_place),
		TEST(numbers_arrive_whole),
		TEST(directories_are_refused),
		TEST(an_unclosed_comment_is_refused),
		TEST(a_comment_may_end_the_file),
		TEST(a_second_include_in_a_line_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
