/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text report, as a reader sees it.
 */
#include "report_sample.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LINE_MOST 100

static const struct report_counter counters[] = {
	{"decode", "ok", 1234567}, {"decode", "not-ip", 3},
	{"decode", "fragment", 0}, {"flow", "created", 4},
	{"flow", "refused", 3},	   {"host", "evicted", 0},
};

static struct report_stats sample_stats(void)
{
	return (struct report_stats){
		.first_us = SAMPLE_TIME,
		.last_us = SAMPLE_TIME + UINT64_C(3723000000),
		.packets = 1234570,
		.bytes = 987654321,
		.counters = counters,
		.counter_count = 6,
	};
}

static void fill_found(struct report *report)
{
	struct report_flow flow = sample_flow();
	struct report_host host = sample_host("10.0.7.21");
	struct report_stats stats = sample_stats();
	struct report_totals rules = {0};
	char version[16];

	/* what was dropped of a flow was not by the rule that it ends with */
	sample_rule(&rules, "no-skype", "drop", 14, 0, 0);
	sample_rule(&rules, "slow", "shape", 19, 0, 4);
	sample_rule(&rules, "no-call", "degrade", 5, 3, 0);
	sample_rule(&rules, NULL, "accept", 19, 0, 0);
	stats.rules = &rules;
	send_capture(report, "office.pcap");
	send_flow(report, &flow);
	flow.tuple.source =
		sample_address("2001:db8:1111:2222:3333:4444:5555:6666");
	flow.tuple.dest = sample_address("2001:db8::7");
	flow.tuple.transport = IPPROTO_TCP;
	flow.finding.activity = NULL;
	flow.finding.policy = "slow";
	flow.finding.action = "shape";
	flow.dropped_packets = flow.dropped_bytes = 0;
	flow.late_packets = 4;
	flow.bytes[0] = 123456789;
	send_flow(report, &flow);
	flow = sample_plain_flow();
	send_flow(report, &flow);
	strcpy(version, "7.7.0.335");
	host.finding.version = version;
	host.finding.platform = "Mac";
	send_host(report, &host);
	strcpy(version, "borrowed");
	host = sample_host("2001:db8:1111:2222:3333:4444:5555:6666");
	host.since_us += UINT64_C(3600000000);
	host.finding.reason_count = 1;
	host.finding.group = NULL;
	host.finding.action = "shape";
	host.decided_at = 11;
	host.finding.version = "5 or later";
	send_host(report, &host);
	send_stats(report, &stats);
	report_totals_fini(&rules);
}

static const char found_golden[] =
	/* clang-format off */
	"Capture office.pcap\n"
	"  1,234,570 packets, 987.7 MB in 1h 02m 03s, from 2026-01-02 03:04:05.678 UTC\n"
	"  Found skype: 2 hosts, 2 of 3 flows.\n"
	"\n"
	"Hosts that run an application\n"
	"  address    application        since  time (UTC)    packet  confidence  peers  group     action\n"
	"  10.0.7.21  skype          +12.345 s  03:04:18.024     5th        97 %    148  students  drop\n"
	"      version 7.7.0.335, platform Mac\n"
	"      detected by behaviour and payload\n"
	"      skype.udp-probe: generator 26 bits: the check fits (skype.sig:12)\n"
	"      skype.udp-nak: echo 16 bits: the reply names the sender (skype.sig:31)\n"
	"  2001:db8:1111:2222:3333:4444:5555:6666\n"
	"             skype        +1h 00m 12s  04:04:18.024    11th        97 %    148  -         shape\n"
	"      version 5 or later\n"
	"      detected by behaviour and payload\n"
	"      skype.udp-probe\n"
	"      skype.udp-nak\n"
	"      generator 26 bits: the check fits (skype.sig:12)\n"
	"\n"
	"Applications and activities\n"
	"  application   activity  flows  packets     bytes  pkts dropped  bytes dropped\n"
	"  skype         -             1       19  123.5 MB             -              -\n"
	"  skype         login         1       19   11.0 kB             5          640 B\n"
	"  unidentified  -             1       19   11.0 kB             -              -\n"
	"\n"
	"What the policy did\n"
	"  rule       action   flows at end  packets    bytes  pkts dropped  bytes dropped  late\n"
	"  no-call    degrade             0        5    500 B             3          300 B     -\n"
	"  no-skype   drop                1       14  1,400 B             -              -     -\n"
	"  slow       shape               1       19  1,900 B             -              -     4\n"
	"  (no rule)  accept              1       19  1,900 B             -              -     -\n"
	"\n"
	"Flows of these applications, largest first\n"
	"       from             to                 application  activity  packets     bytes  action\n"
	"  TCP  [2001:db8:1111:2222:3333:4444:5555:6666]:33033\n"
	"                        [2001:db8::7]:443  skype        -              19  123.5 MB  shape\n"
	"  UDP  10.0.7.21:33033  198.51.100.7:443   skype        login          19   11.0 kB  drop\n"
	"\n"
	"Frames\n"
	"  outcome     frames\n"
	"  ok       1,234,567  > 99.9 %\n"
	"  not-ip           3   < 0.1 %\n"
	"\n"
	"Counters that should be 0\n"
	"  counter       value\n"
	"  flow.refused      3\n";
/* clang-format on */

static void found(void **state)
{
	char *written = sample_written(REPORT_TEXT, fill_found);

	(void)state;
	assert_string_equal(written, found_golden);
	free(written);
}

static void fill_quotas(struct report *report)
{
	static const struct report_quota quotas[] = {
		{.name = "talk",
		 .per = "user",
		 .period = "day",
		 .of_calls = true,
		 .limit = 60 * USEC_PER_SEC,
		 .counted = 2,
		 .uses = {{"alice", false, 3996963, SAMPLE_TIME, SAMPLE_TIME}},
		 .use_count = 1},
		{.name = "load",
		 .per = "host",
		 .period = "day",
		 .limit = 150000,
		 .counted = 1,
		 .uses = {{"10.1.0.5", true, 150300, SAMPLE_TIME, SAMPLE_TIME}},
		 .use_count = 1},
	};
	const struct report_stats stats = {.quotas = quotas, .quota_count = 2};

	send_capture(report, "quotas.pcap");
	send_stats(report, &stats);
}

static void quotas(void **state)
{
	/* clang-format off */
	static const char golden[] =
	"Quotas, and who used most of them\n"
	"  quota  per   who           used        of    %  until\n"
	"  talk   user  alice      3.996 s    1m 00s    7  2026-01-02 03:04:05.678 UTC\n"
	"  load   host  10.1.0.5  150.3 kB  150.0 kB  100  2026-01-02 03:04:05.678 UTC\n"
	"  ... and 1 more\n";
	/* clang-format on */
	char *written = sample_written(REPORT_TEXT, fill_quotas);

	(void)state;
	assert_string_equal(strstr(written, "Quotas"), golden);
	free(written);
}

static void fill_none(struct report *report)
{
	const struct report_flow flow = sample_plain_flow();
	struct report_stats stats = sample_stats();

	send_capture(report, "quiet.pcap");
	send_flow(report, &flow);
	send_flow(report, &flow);
	stats.counter_count = 0;
	stats.bytes = 9999;
	stats.packets = 1;
	stats.last_us = SAMPLE_TIME + 4005000;
	stats.error = "block 12 is too short";
	send_stats(report, &stats);
	send_capture(report, "empty\x1b[31m.pcap");
	stats = (struct report_stats){.packets = 0};
	send_stats(report, &stats);
}

/* Nothing found; no packet at all; a name that would colour the terminal. */
static void none(void **state)
{
	char *written = sample_written(REPORT_TEXT, fill_none);

	(void)state;
	assert_string_equal(
		written,
		"Capture quiet.pcap\n"
		"  1 packet, 9,999 B in 4.005 s, from 2026-01-02 03:04:05.678 "
		"UTC\n"
		"  Reading stopped early: block 12 is too short\n"
		"  No application was found in 2 flows.\n"
		"\n"
		"Capture empty\\x1b[31m.pcap\n"
		"  No packets.\n"
		"  No TCP or UDP flow was found.\n"
		"\n"
		"All captures\n"
		"  file                packets  flows  hosts  identified  "
		"applications\n"
		"  quiet.pcap                1      2      0           0  "
		"none\n"
		"      reading stopped early: block 12 is too short\n"
		"  empty\\x1b[31m.pcap        0      0      0           0  "
		"none\n"
		"  all                       1      2      0           0\n");
	free(written);
}

static void fill_many(struct report *report)
{
	struct report_flow flow = sample_flow();
	const struct report_stats stats = sample_stats();

	send_capture(report, "many.pcap");
	for (uint16_t i = 0; i < 1000; i++) {
		flow.tuple.source_port = (uint16_t)(1000 + i * 7919 % 1000);
		flow.bytes[0] = flow.tuple.source_port;
		flow.bytes[1] = 0;
		send_flow(report, &flow);
	}
	send_stats(report, &stats);
}

/* The largest 20, in order, and how many are left out. */
static void many_flows(void **state)
{
	char *written = sample_written(REPORT_TEXT, fill_many);
	char *last = strstr(written, "Flows of"), line[40];

	(void)state;
	for (int port = 1999; port > 1979; port--) {
		snprintf(line, sizeof(line), "\n  UDP  10.0.7.21:%d  ", port);
		assert_non_null(strstr(last, line));
		last = strstr(last, line);
	}
	assert_null(strstr(last, "10.0.7.21:1979"));
	assert_non_null(strstr(last, "\n  ... and 980 more, see -o json\n"));
	free(written);
}

/* ---- cut tables: two rows of three of everything ---- */

/* Return: the text of a report with @rows rows of each table; to be freed. */
static char *cut_text(void (*fill)(struct report *report), size_t rows)
{
	const struct report_target target = {.top = rows};
	struct report_output output = {.path = NULL};
	struct report *report = report_create();
	struct report_sink *sink;
	char *written = NULL;
	size_t size;

	output.stream = open_memstream(&written, &size);
	sink = report_text_create(&output, &target);
	sink->kinds = REPORT_EVENT_ALL;
	report_add(report, sink);
	fill(report);
	assert_int_equal(report_close(report), 0);
	fclose(output.stream);
	return written;
}

static void fill_three(struct report *report)
{
	static const struct report_class classes[] = {
		{"first", 0, {.bytes = 10, .packets = 1}, {.dropped = 1}},
		{"second", 0, {.bytes = 30, .packets = 1}, {0}},
		{NULL, 0, {0}, {.bytes = 20, .packets = 1}},
	};
	static const struct report_quota quotas[] = {
		{.name = "small",
		 .per = "user",
		 .limit = 100,
		 .counted = 2,
		 .uses = {{"alice", true, 100, 0, 0}, {"bob", false, 50, 0, 0}},
		 .use_count = 2},
		{.name = "large",
		 .per = "host",
		 .limit = 1000,
		 .counted = 5,
		 .uses = {{"10.1.0.5", false, 600, 0, 0}},
		 .use_count = 1},
	};
	static const char *const addresses[] = {"10.0.0.1", "10.0.0.2",
						"10.0.0.3"};
	static const unsigned confidences[] = {80, 90, 90};
	static const unsigned peers[] = {9, 3, 5};
	static const unsigned lengths[] = {7, 5, 8};
	struct report_flow flow = sample_flow();
	struct report_stats stats = sample_stats();
	struct report_totals rules = {0};

	sample_rule(&rules, "a", "drop", 1, 0, 0);
	sample_rule(&rules, "b", "drop", 3, 0, 0);
	sample_rule(&rules, "c", "drop", 2, 0, 0);
	send_capture(report, "three.pcap");
	flow.finding.policy = "a";
	send_flow(report, &flow);
	for (unsigned i = 0; i < 3; i++) {
		struct report_host host = sample_host(addresses[i]);
		struct report_activity activity = {
			.host = host.address,
			.ended = true,
			.start_us = SAMPLE_TIME,
			.end_us = SAMPLE_TIME + lengths[i] * USEC_PER_SEC,
			.finding = sample_finding(),
		};
		struct report_call call = {
			.tuple = sample_tuple(),
			.start_us = activity.start_us,
			.end_us = activity.end_us,
			.bytes = {1000, i},
			.finding = sample_finding(),
		};

		host.finding.confidence = confidences[i];
		host.peers = peers[i];
		host.finding.signature_count = host.finding.reason_count = 0;
		host.finding.set_count = 0;
		send_host(report, &host);
		send_activity(report, &activity);
		activity.ended = false; /* it is not shown */
		send_activity(report, &activity);
		call.tuple.source = host.address;
		send_call(report, &call);
	}
	stats.counter_count = 0;
	stats.rules = &rules;
	stats.classes = classes;
	stats.class_count = 3;
	stats.quotas = quotas;
	stats.quota_count = 2;
	send_stats(report, &stats);
	report_totals_fini(&rules);
}

/* From "Hosts" to the end, without the flows. */
static const char cut_golden[] =
	/* clang-format off */
	"Hosts that run an application, highest confidence first\n"
	"  address   application      since  time (UTC)    packet  confidence  peers  group     action\n"
	"  10.0.0.3  skype        +12.345 s  03:04:18.024     5th        90 %      5  students  drop\n"
	"  10.0.0.2  skype        +12.345 s  03:04:18.024     5th        90 %      3  students  drop\n"
	"  ... and 1 more, see -o json\n"
	"\n"
	"What hosts did, longest first\n"
	"  host      application  activity     start       end  duration  confidence  bytes\n"
	"  10.0.0.3  skype        login     +0.000 s  +8.000 s   8.000 s        97 %      -\n"
	"  10.0.0.1  skype        login     +0.000 s  +7.000 s   7.000 s        97 %      -\n"
	"  ... and 1 more, see -o json\n"
	"\n"
	"Calls, longest first\n"
	"  from            to                kind      start  duration  confidence    bytes\n"
	"  10.0.0.3:33033  198.51.100.7:443  login  +0.000 s   8.000 s        97 %  1,002 B\n"
	"  10.0.0.1:33033  198.51.100.7:443  login  +0.000 s   7.000 s        97 %  1,000 B\n"
	"  ... and 1 more, see -o json\n"
	"\n"
	"Applications and activities\n"
	"  application  activity  flows  packets    bytes  pkts dropped  bytes dropped\n"
	"  skype        login         1       19  11.0 kB             5          640 B\n"
	"\n"
	"What the policy did, most bytes first\n"
	"  rule  action  flows at end  packets  bytes  pkts dropped  bytes dropped  late\n"
	"  b     drop               0        3  300 B             -              -     -\n"
	"  c     drop               0        2  200 B             -              -     -\n"
	"  ... and 1 more, see -o json\n"
	"\n"
	"Flows of these applications, largest first\n"
	"       from             to                application  activity  packets    bytes  action\n"
	"  UDP  10.0.7.21:33033  198.51.100.7:443  skype        login          19  11.0 kB  drop\n"
	"\n"
	"Traffic classes\n"
	"  class         packets  bytes  kbit/s  late  dropped\n"
	"  second  down        1   30 B     0.0     0        0\n"
	"  -       up          1   20 B     0.0     0        0\n"
	"  ... and 2 more, see -o json\n"
	"\n"
	"Quotas, and who used most of them\n"
	"  quota  per   who        used       of    %  until\n"
	"  small  user  alice     100 B    100 B  100  1970-01-01 00:00:00.000 UTC\n"
	"  large  host  10.1.0.5  600 B  1,000 B   60  1970-01-01 00:00:00.000 UTC\n"
	"  ... and 5 more\n";
/* clang-format on */

static const char whole_golden[] =
	/* clang-format off */
	"Hosts that run an application\n"
	"  address   application      since  time (UTC)    packet  confidence  peers  group     action\n"
	"  10.0.0.1  skype        +12.345 s  03:04:18.024     5th        80 %      9  students  drop\n"
	"  10.0.0.2  skype        +12.345 s  03:04:18.024     5th        90 %      3  students  drop\n"
	"  10.0.0.3  skype        +12.345 s  03:04:18.024     5th        90 %      5  students  drop\n"
	"\n"
	"What hosts did, and when\n"
	"  host      application  activity     start       end  duration  confidence  bytes\n"
	"  10.0.0.1  skype        login     +0.000 s  +7.000 s   7.000 s        97 %      -\n"
	"  10.0.0.2  skype        login     +0.000 s  +5.000 s   5.000 s        97 %      -\n"
	"  10.0.0.3  skype        login     +0.000 s  +8.000 s   8.000 s        97 %      -\n"
	"\n"
	"Calls\n"
	"  from            to                kind      start  duration  confidence    bytes\n"
	"  10.0.0.1:33033  198.51.100.7:443  login  +0.000 s   7.000 s        97 %  1,000 B\n"
	"  10.0.0.2:33033  198.51.100.7:443  login  +0.000 s   5.000 s        97 %  1,001 B\n"
	"  10.0.0.3:33033  198.51.100.7:443  login  +0.000 s   8.000 s        97 %  1,002 B\n"
	"\n"
	"Applications and activities\n"
	"  application  activity  flows  packets    bytes  pkts dropped  bytes dropped\n"
	"  skype        login         1       19  11.0 kB             5          640 B\n"
	"\n"
	"What the policy did\n"
	"  rule  action  flows at end  packets  bytes  pkts dropped  bytes dropped  late\n"
	"  a     drop               1        1  100 B             -              -     -\n"
	"  b     drop               0        3  300 B             -              -     -\n"
	"  c     drop               0        2  200 B             -              -     -\n"
	"\n"
	"Flows of these applications, largest first\n"
	"       from             to                application  activity  packets    bytes  action\n"
	"  UDP  10.0.7.21:33033  198.51.100.7:443  skype        login          19  11.0 kB  drop\n"
	"\n"
	"Traffic classes\n"
	"  class         packets  bytes  kbit/s  late  dropped\n"
	"  first   down        1   10 B     0.0     0        0\n"
	"  first   up          0    0 B     0.0     0        1\n"
	"  second  down        1   30 B     0.0     0        0\n"
	"  -       up          1   20 B     0.0     0        0\n"
	"\n"
	"Quotas, and who used most of them\n"
	"  quota  per   who        used       of    %  until\n"
	"  small  user  alice     100 B    100 B  100  1970-01-01 00:00:00.000 UTC\n"
	"  small  user  bob        50 B    100 B   50  1970-01-01 00:00:00.000 UTC\n"
	"  large  host  10.1.0.5  600 B  1,000 B   60  1970-01-01 00:00:00.000 UTC\n"
	"  ... and 4 more\n";
/* clang-format on */

static void cut_tables(void **state)
{
	char *written = cut_text(fill_three, 2);

	(void)state;
	assert_string_equal(strstr(written, "Hosts"), cut_golden);
	free(written);
}

/* Exactly as many rows as fit: in their own order, and nothing is left out. */
static void tables_that_just_fit(void **state)
{
	char *written = cut_text(fill_three, 4);

	(void)state;
	assert_string_equal(strstr(written, "Hosts"), whole_golden);
	free(written);
	written = cut_text(fill_three, 3);
	assert_non_null(strstr(written, "\nHosts that run an application\n"));
	assert_non_null(strstr(written, "\nWhat hosts did, and when\n"));
	assert_non_null(strstr(written, "\nCalls\n"));
	assert_non_null(strstr(written, "\nWhat the policy did\n"));
	free(written);
	written = cut_text(fill_three, REPORT_TOP_ALL);
	assert_string_equal(strstr(written, "Hosts"), whole_golden);
	free(written);
}

static void fill_wide(struct report *report)
{
	const char *address = "2001:db8:1111:2222:3333:4444:5555:6666";
	struct report_flow flow = sample_flow();
	struct report_host host = sample_host(address);
	const struct report_stats stats = sample_stats();

	flow.tuple.source = flow.tuple.dest = sample_address(address);
	flow.finding.application = "an-application-of-long-name";
	flow.finding.activity = "an-activity-of-long-name";
	flow.finding.policy = "a rule with a name that is a sentence";
	flow.bytes[0] = UINT64_MAX / 2;
	flow.packets[0] = flow.dropped_packets = UINT64_MAX / 2;
	host.finding = flow.finding;
	host.finding.group = "a-group-of-long-name";
	send_capture(report, "captures/of/a/deep/directory/"
			     "and-a-long-name-2026-01-02.pcapng");
	send_flow(report, &flow);
	send_host(report, &host);
	send_stats(report, &stats);
	send_capture(report, "b.pcap");
	send_stats(report, &stats);
}

static void width(void **state)
{
	char *written = sample_written(REPORT_TEXT, fill_wide);
	char *rest = written, *line;

	(void)state;
	while ((line = strsep(&rest, "\n"))) {
		size_t length = strlen(line);

		if (length > LINE_MOST)
			fail_msg("%zu characters: %s", length, line);
		if (length > 0)
			assert_int_not_equal(line[length - 1], ' ');
	}
	free(written);
}

/* Return the output of @fill to a terminal; to be freed. */
static char *shown(void (*fill)(struct report *report))
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), shown_end;
	char *text = calloc(1, 4096);
	struct report *report;
	FILE *stream;

	assert_true(terminal >= 0);
	assert_int_equal(grantpt(terminal), 0);
	assert_int_equal(unlockpt(terminal), 0);
	shown_end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	stream = fdopen(shown_end, "w");
	assert_non_null(stream);
	report = sample_report(REPORT_TEXT, stream);
	fill(report);
	assert_int_equal(report_close(report), 0);
	assert_true(read(terminal, text, 4095) > 0);
	fclose(stream);
	close(terminal);
	return text;
}

static void terminal(void **state)
{
	char *text;

	(void)state;
	unsetenv("NO_COLOR");
	text = shown(fill_none);
	assert_non_null(strstr(text, "\033[1mCapture quiet.pcap\033[0m"));
	free(text);
	setenv("NO_COLOR", "1", 1);
	text = shown(fill_none);
	assert_null(strchr(text, '\033'));
	free(text);
}

static void write_error(void **state)
{
	(void)state;
	assert_int_equal(sample_close_full(REPORT_TEXT), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found),
		cmocka_unit_test(none),
		cmocka_unit_test(quotas),
		cmocka_unit_test(many_flows),
		cmocka_unit_test(cut_tables),
		cmocka_unit_test(tables_that_just_fit),
		cmocka_unit_test(width),
		cmocka_unit_test(terminal),
		cmocka_unit_test(write_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
