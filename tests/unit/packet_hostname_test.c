/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/hostname.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet_bytes.h"

static void characters(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		const uint8_t byte = (uint8_t)c;
		bool valid = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			     (c >= '0' && c <= '9') ||
			     (c && strchr("-_.*", (int)c));

		assert_int_equal(packet_hostname_is_valid(&byte, 1), valid);
	}
}

static void lengths(void **state)
{
	uint8_t name[PACKET_NAME_MOST + 1];

	(void)state;
	memset(name, 'a', sizeof(name));
	assert_false(packet_hostname_is_valid(NULL, 3));
	assert_false(packet_hostname_is_valid(name, 0));
	assert_true(packet_hostname_is_valid(name, PACKET_NAME_MOST));
	assert_false(packet_hostname_is_valid(name, PACKET_NAME_MOST + 1));
	assert_int_equal(packet_hostname_from(name, 253).length, 253);
	assert_ptr_equal(packet_hostname_from(name, 253).at, name);
	assert_null(packet_hostname_from(name, 254).at);
	name[3] = ' ';
	assert_null(packet_hostname_from(name, 5).at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters),
		cmocka_unit_test(lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
