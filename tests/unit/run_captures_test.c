/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures of a replay are found by what they are, not by their name: so that no
 * output replaces an input.
 */
#include "run/captures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define DIRECTORY "/tmp/run_captures_test.XXXXXX"

static char directory[sizeof(DIRECTORY)];

static const char *path_of(const char *name)
{
	static char path[2][128];
	static unsigned turn;

	turn ^= 1;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", directory, name);
	return path[turn];
}

static void make_file(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(directory, DIRECTORY);
	if (!mkdtemp(directory))
		return -1;
	make_file("a.pcap", "one");
	make_file("b.pcap", "");
	make_file("c.pcap", "three!");
	return link(path_of("b.pcap"), path_of("other")) |
	       symlink("c.pcap", path_of("link"));
}

static int tear_down(void **state)
{
	static const char *const names[] = {"a.pcap", "b.pcap", "c.pcap",
					    "other", "link"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlink(path_of(names[i]));
	return rmdir(directory);
}

static void found_by_any_name(void **state)
{
	struct run_captures captures = {.count = 0};

	(void)state;
	run_captures_add(&captures, path_of("gone.pcap"));
	run_captures_add(&captures, path_of("b.pcap"));
	run_captures_add(&captures, path_of("c.pcap"));
	assert_int_equal(captures.count, 3);
	assert_string_equal(run_captures_find(&captures, path_of("b.pcap")),
			    path_of("b.pcap"));
	assert_string_equal(run_captures_find(&captures, path_of("other")),
			    path_of("b.pcap"));
	assert_string_equal(run_captures_find(&captures, path_of("link")),
			    path_of("c.pcap"));
	assert_null(run_captures_find(&captures, path_of("a.pcap")));
	assert_null(run_captures_find(&captures, path_of("gone.pcap")));
	run_captures_fini(&captures);
}

static void sizes_of_files(void **state)
{
	(void)state;
	assert_true(run_captures_is_file(path_of("a.pcap")));
	assert_true(run_captures_is_file(path_of("gone.pcap")));
	assert_false(run_captures_is_file(directory));
	assert_false(run_captures_is_file("/dev/null"));
	assert_int_equal(run_captures_bytes(path_of("a.pcap")), 3);
	assert_int_equal(run_captures_bytes(path_of("b.pcap")), 0);
	assert_int_equal(run_captures_bytes(path_of("link")), 6);
	assert_int_equal(run_captures_bytes(path_of("gone.pcap")), 0);
	assert_int_equal(run_captures_bytes(directory), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_any_name),
		cmocka_unit_test(sizes_of_files),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
