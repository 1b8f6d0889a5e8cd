/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV, line by line.
 */
#include "report_sample.h"

#include <errno.h>

#define HEADER                                                                \
	"pcap_filename,flow_id,start,end,proto,src_ip,src_port,dest_ip,"      \
	"dest_port,vlan,inner_vlan,community_id,pkts_toserver,pkts_toclient," \
	"bytes_toserver,bytes_toclient,state,reason,alerted,application,"     \
	"family,activity,confidence,signatures,sets,reasons,user,group,"      \
	"policy,"                                                             \
	"action,dropped_packets,dropped_bytes,late_packets,revision\r\n"

static void fill_nothing(struct report *report)
{
	const struct report_alert alert = sample_alert(true);
	const struct report_stats stats = {.packets = 0};

	send_capture(report, "a.pcap");
	send_alert(report, &alert);
	send_drop(report, &alert);
	send_stats(report, &stats);
}

static void only_flows(void **state)
{
	char *written = sample_written(REPORT_CSV, fill_nothing);

	(void)state;
	assert_string_equal(written, HEADER);
	free(written);
}

static void fill_flows(struct report *report)
{
	struct report_flow flow = sample_flow();

	send_capture(report, "a.pcap");
	send_flow(report, &flow);
	flow = sample_plain_flow();
	flow.tuple.source = sample_address("2001:db8::1");
	flow.tuple.dest = sample_address("2001:db8::2");
	flow.tuple.transport = IPPROTO_TCP;
	flow.tuple.vlan = 100;
	send_capture(report, NULL);
	send_flow(report, &flow);
}

static void flows(void **state)
{
	char *written = sample_written(REPORT_CSV, fill_flows);

	(void)state;
	assert_string_equal(
		written, HEADER
		"a.pcap,4711,2026-01-02T03:04:05.678901Z,"
		"2026-01-02T03:04:18.678900Z,UDP,10.0.7.21,33033,198.51.100.7,"
		"443,,,1:ogk3B6lYqDU74PXr4CrtZxBj1hE=,12,7,1200,9800,"
		"established,timeout,true,skype,voip,login,97,"
		"\"skype.udp-probe; skype.udp-nak\","
		"\"behaviour; payload\","
		"\"generator 26 bits: the check fits (skype.sig:12); "
		"echo 16 bits: the reply names the sender (skype.sig:31)\","
		"alice,students,no-skype,drop,5,640,0,3\r\n"
		",4711,2026-01-02T03:04:05.678901Z,"
		"2026-01-02T03:04:18.678900Z,TCP,2001:db8::1,33033,2001:db8::2,"
		"443,100,,1:KbikHCwx6yZGYAxfOAZcVqaBbp4=,12,7,1200,9800,"
		"established,timeout,false,,,,0,,,,,,,accept,0,0,0,3\r\n");
	free(written);
}

static void fill_strange(struct report *report)
{
	static const char *const strange[] = {"say \"no\"", "\""};
	struct report_flow flow = sample_flow();

	flow.finding.signatures = strange;
	flow.finding.policy = "a,b";
	flow.finding.group = "two\r\nlines";
	send_capture(report, "\"a\xff\".pcap");
	send_flow(report, &flow);
}

/* Quotes, commas, line breaks and bytes that are no text. */
static void quoting(void **state)
{
	char *written = sample_written(REPORT_CSV, fill_strange);
	char *line = strstr(written, "\r\n") + 2;

	(void)state;
	assert_ptr_equal(strstr(line, "\"\"\"a\\xff\"\".pcap\",4711,"), line);
	assert_non_null(
		strstr(line, ",\"say \"\"no\"\"; \"\"\",\"behaviour; "));
	assert_non_null(strstr(line, ",\"two\\x0d\\x0alines\",\"a,b\",drop,"));
	assert_string_equal(strstr(line, "\r\n"), "\r\n");
	free(written);
}

/* One policy name at a time: what is quoted, and how. */
static const char *quoted_name;

static void fill_name(struct report *report)
{
	struct report_flow flow = sample_plain_flow();

	flow.finding.policy = quoted_name;
	send_capture(report, NULL);
	send_flow(report, &flow);
}

static void each_reason_to_quote(void **state)
{
	static const struct {
		const char *name, *field;
	} rows[] = {
		{"plain name", "plain name"},
		{"", ""},
		{"a\"b", "\"a\"\"b\""},
		{"\"", "\"\"\"\""},
		{"\"\"", "\"\"\"\"\"\""},
		{"a,b", "\"a,b\""},
		{",", "\",\""},
		{"a;b", "a;b"},
		{"a\rb", "\"a\\x0db\""},
		{"a\nb", "\"a\\x0ab\""},
		{"a\tb", "\"a\\x09b\""},
		{"\x7f", "\"\\x7f\""},
		{"\xff", "\"\\xff\""},
		{"\xc3\xa9", "\xc3\xa9"},
	};
	char expected[64], *written;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		quoted_name = rows[i].name;
		written = sample_written(REPORT_CSV, fill_name);
		snprintf(expected, sizeof(expected), ",,,%s,accept,0,0,0,3\r\n",
			 rows[i].field);
		assert_non_null(strstr(written, expected));
		free(written);
	}
}

/* Every column its own value; both tags; names with a quote at either end. */
static void fill_columns(struct report *report)
{
	static const char *const one[] = {"\"a\""};
	static const char *const two[] = {"b,c", "d"};
	struct report_flow flow = sample_flow();

	flow.tuple.vlan = 100;
	flow.tuple.inner_vlan = 7;
	flow.late_packets = 9;
	flow.finding.signatures = one;
	flow.finding.signature_count = 1;
	flow.finding.reasons = two;
	flow.finding.reason_count = 2;
	flow.finding.set_count = 0;
	send_capture(report, "a.pcap");
	send_flow(report, &flow);
	flow.tuple.vlan = 0;
	send_flow(report, &flow);
}

static void columns(void **state)
{
	char *written = sample_written(REPORT_CSV, fill_columns);

	(void)state;
	assert_string_equal(
		written, HEADER
		"a.pcap,4711,2026-01-02T03:04:05.678901Z,"
		"2026-01-02T03:04:18.678900Z,UDP,10.0.7.21,33033,198.51.100.7,"
		"443,100,7,1:ogk3B6lYqDU74PXr4CrtZxBj1hE=,12,7,1200,9800,"
		"established,timeout,true,skype,voip,login,97,"
		"\"\"\"a\"\"\",,\"b,c; d\","
		"alice,students,no-skype,drop,5,640,9,3\r\n"
		"a.pcap,4711,2026-01-02T03:04:05.678901Z,"
		"2026-01-02T03:04:18.678900Z,UDP,10.0.7.21,33033,198.51.100.7,"
		"443,,7,1:ogk3B6lYqDU74PXr4CrtZxBj1hE=,12,7,1200,9800,"
		"established,timeout,true,skype,voip,login,97,"
		"\"\"\"a\"\"\",,\"b,c; d\","
		"alice,students,no-skype,drop,5,640,9,3\r\n");
	free(written);
}

static void write_error(void **state)
{
	(void)state;
	assert_int_equal(sample_close_full(REPORT_CSV), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_flows),
		cmocka_unit_test(flows),
		cmocka_unit_test(quoting),
		cmocka_unit_test(each_reason_to_quote),
		cmocka_unit_test(columns),
		cmocka_unit_test(write_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
