/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ports' names in the file of the bridge. */
#include "config/ports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct config_ports read_text(const char *text)
{
	char path[] = "/tmp/skywarden-ports.XXXXXX";
	int descriptor = mkstemp(path);
	struct config_ports ports;

	assert_true(descriptor >= 0);
	dprintf(descriptor, "%s", text);
	close(descriptor);
	config_ports_read(path, &ports);
	unlink(path);
	return ports;
}

static void names_are_read(void **state)
{
	struct config_ports ports =
		read_text("# ports\nlan = \"enp1s0\";\nuplink = \"enp2s0\";\n"
			  "queues = \"0:1\";\n");

	(void)state;
	assert_string_equal(ports.lan, "enp1s0");
	assert_string_equal(ports.uplink, "enp2s0");
}

static void what_is_wrong_is_nothing(void **state)
{
	struct config_ports ports =
		read_text("lan = 5;\nuplink = \"a-name-that-is-too-long\";\n");

	(void)state;
	assert_string_equal(ports.lan, "");
	assert_string_equal(ports.uplink, "");
	ports = read_text("lan = \"enp1s0\"; uplink = ");
	assert_string_equal(ports.lan, "");
	config_ports_read("/nonexistent/bridge.conf", &ports);
	assert_string_equal(ports.lan, "");
}

/* The one that is installed, as it is. */
static void shipped_file_is_read(void **state)
{
	struct config_ports ports;

	(void)state;
	if (access("conf/bridge.conf", R_OK) != 0)
		skip();
	config_ports_read("conf/bridge.conf", &ports);
	assert_string_equal(ports.lan, "enp1s0");
	assert_string_equal(ports.uplink, "enp2s0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_read),
		cmocka_unit_test(what_is_wrong_is_nothing),
		cmocka_unit_test(shipped_file_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
