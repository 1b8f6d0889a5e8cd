/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Community IDs against the values that the specification publishes
 * (github.com/corelight/community-id-spec, baseline).
 */
#include "report_sample.h"

#include "report/community_id.h"

static void check(const char *source, uint16_t source_port, const char *dest,
		  uint16_t dest_port, uint8_t transport, const char *expected)
{
	struct address from = sample_address(source), to = sample_address(dest);
	char text[REPORT_COMMUNITY_ID_TEXT];

	assert_string_equal(report_community_id_print(&from, source_port, &to,
						      dest_port, transport,
						      text),
			    expected);
	assert_string_equal(report_community_id_print(&to, dest_port, &from,
						      source_port, transport,
						      text),
			    expected);
}

static void published(void **state)
{
	(void)state;
	check("128.232.110.120", 34855, "66.35.250.204", 80, IPPROTO_TCP,
	      "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
	check("192.168.1.52", 54585, "8.8.8.8", 53, IPPROTO_UDP,
	      "1:d/FP5EW3wiY1vCndhwleRRKHowQ=");
	check("2001:470:e5bf:dead:4957:2174:e82c:4887", 63943,
	      "2607:f8b0:400c:c03::1a", 25, IPPROTO_TCP,
	      "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=");
}

/* One end only: the ports decide which is the lower. */
static void same_address(void **state)
{
	struct address address = sample_address("192.0.2.1");
	char one[REPORT_COMMUNITY_ID_TEXT], other[REPORT_COMMUNITY_ID_TEXT];

	(void)state;
	report_community_id_print(&address, 1, &address, 2, IPPROTO_UDP, one);
	report_community_id_print(&address, 2, &address, 1, IPPROTO_UDP, other);
	assert_string_equal(one, other);
	report_community_id_print(&address, 1, &address, 2, IPPROTO_TCP, other);
	assert_string_not_equal(one, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published),
		cmocka_unit_test(same_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
