/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stream to a file: how it is opened, and what reopening mends. */
#include "report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

static int make_path(void **state)
{
	int descriptor;

	(void)state;
	strcpy(path, "/tmp/output-XXXXXX");
	descriptor = mkstemp(path);
	return descriptor < 0 ? -1 : close(descriptor);
}

static int remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

/* A full pipe must delay the next event, not lose it. */
static void writes_to_a_pipe_wait(void **state)
{
	struct report_output output;
	int reader;

	(void)state;
	alarm(20); /* ends the test where opening waits */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(report_output_open(&output, path), -ENXIO);
	reader = open(path, O_RDONLY | O_NONBLOCK);
	assert_in_range(reader, 0, 1000);
	assert_int_equal(report_output_open(&output, path), 0);
	assert_int_equal(fcntl(fileno(output.stream), F_GETFL) & O_NONBLOCK, 0);
	assert_int_equal(fcntl(fileno(output.stream), F_GETFD), FD_CLOEXEC);
	assert_int_equal(report_output_close(&output), 0);
	alarm(0);
	close(reader);
}

/* A disk that is full after @limit bytes, and has room again at the reopen. */
static void check_full_disk(rlim_t limit, const char *expected)
{
	struct report_output output;
	struct rlimit before, full;
	char text[100] = "";
	FILE *file;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	full = before;
	full.rlim_cur = limit;
	assert_int_equal(report_output_open(&output, path), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	report_output_string(&output, "first\nsecond\nthird\n");
	report_output_flush(&output);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(output.error, -EFBIG);
	assert_int_equal(report_output_reopen(&output), 0);
	report_output_string(&output, "new\n");
	assert_int_equal(report_output_reopen(&output), 0);
	report_output_string(&output, "last\n");
	assert_int_equal(report_output_close(&output), 0);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_in_range(fread(text, 1, sizeof(text) - 1, file), 1, 99);
	fclose(file);
	assert_string_equal(text, expected);
}

static void a_record_that_was_cut_ends_its_line(void **state)
{
	(void)state;
	check_full_disk(9, "first\nsec\nnew\nlast\n");
}

static void a_whole_record_gets_no_empty_line(void **state)
{
	(void)state;
	check_full_disk(13, "first\nsecond\nnew\nlast\n");
}

static void point_stdout_to(const char *name)
{
	int descriptor = open(name, O_WRONLY | O_APPEND);

	assert_in_range(descriptor, 0, 1000);
	assert_int_equal(dup2(descriptor, STDOUT_FILENO), STDOUT_FILENO);
	close(descriptor);
}

static void standard_output_recovers(void **state)
{
	struct report_output output;
	char text[100] = "";
	int before, full, late, errors;
	FILE *file;

	(void)state;
	fflush(stdout);
	before = dup(STDOUT_FILENO);
	assert_in_range(before, 0, 1000);
	assert_int_equal(report_output_open(&output, NULL), 0);
	point_stdout_to("/dev/full");
	report_output_string(&output, "lost\n");
	full = report_output_flush(&output);
	point_stdout_to(path);
	report_output_string(&output, "lost, too\n");
	report_output_reopen(&output);
	report_output_string(&output, "new\n");
	late = report_output_flush(&output);
	errors = ferror(stdout);
	assert_int_equal(dup2(before, STDOUT_FILENO), STDOUT_FILENO);
	close(before);
	assert_int_equal(full, -ENOSPC);
	assert_int_equal(late, 0);
	assert_int_equal(errors, 0);
	assert_int_equal(report_output_close(&output), 0);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_in_range(fread(text, 1, sizeof(text) - 1, file), 1, 99);
	fclose(file);
	assert_string_equal(text, "new\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_to_a_pipe_wait,
						make_path, remove_path),
		cmocka_unit_test_setup_teardown(
			a_record_that_was_cut_ends_its_line, make_path,
			remove_path),
		cmocka_unit_test_setup_teardown(
			a_whole_record_gets_no_empty_line, make_path,
			remove_path),
		cmocka_unit_test_setup_teardown(standard_output_recovers,
						make_path, remove_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
