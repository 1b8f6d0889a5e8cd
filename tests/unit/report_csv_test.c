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
		cmocka_unit_test(write_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
