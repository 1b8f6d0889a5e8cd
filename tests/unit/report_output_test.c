/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stream to a file: how it is opened, and what reopening mends. */
#include "report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_to_a_pipe_wait,
						make_path, remove_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
