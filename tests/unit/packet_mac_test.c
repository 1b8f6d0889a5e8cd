/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ethernet addresses as text.
 */
#include "packet/mac.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void parses_what_it_prints(void **state)
{
	static const char *const spellings[] = {
		"02:00:5e:10:0a:ff", "02:00:5E:10:0A:FF", "02-00-5e-10-0a-ff"};
	char text[PACKET_MAC_TEXT];
	struct mac mac;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(packet_mac_parse(spellings[i], &mac), 0);
		assert_string_equal(packet_mac_print(&mac, text), spellings[0]);
		assert_true(packet_mac_is_single(&mac));
	}
}

static void refuses_what_is_none(void **state)
{
	static const char *const wrong[] = {"",
					    "02:00:5e:10:0a",
					    "02:00:5e:10:0a:f",
					    "02:00:5e:10:0a:fff",
					    "02:00:5e:10:0a-ff",
					    "02005e100aff",
					    "02:00:5e:10:0a:fg",
					    "02:00:5e:10: a:ff",
					    "02 00 5e 10 0a ff"};
	struct mac mac;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(packet_mac_parse(wrong[i], &mac), -EINVAL);
}

static void groups_of_cards_are_not_single(void **state)
{
	static const char *const many[] = {
		"ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:fb", "00:00:00:00:00:00"};
	struct mac mac;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(packet_mac_parse(many[i], &mac), 0);
		assert_false(packet_mac_is_single(&mac));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_what_it_prints),
		cmocka_unit_test(refuses_what_is_none),
		cmocka_unit_test(groups_of_cards_are_not_single),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
