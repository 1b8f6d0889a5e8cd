/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EVE JSON, read back with jansson. Whole lines are held against the schema by
 * scripts/check-events.
 */
#include "report_sample.h"

#include <errno.h>
#include <locale.h>

#include <jansson.h>

/* The event that @fill makes the report write, which is one line. */
static json_t *written_event(void (*fill)(struct report *report))
{
	char *written = sample_written(REPORT_JSON, fill);
	char *end = strchr(written, '\n');
	json_t *event;

	assert_non_null(end);
	assert_int_equal(end[1], '\0');
	*end = '\0';
	event = json_loads(written, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(event);
	free(written);
	return event;
}

/* @path: "skywarden.application" */
static json_t *at(json_t *event, const char *path)
{
	char copy[100], *rest = copy, *key;

	assert_true(strlen(path) < sizeof(copy));
	strcpy(copy, path);
	while ((key = strsep(&rest, ".")))
		event = json_object_get(event, key);
	return event;
}

static void check_string(json_t *event, const char *path, const char *expected)
{
	json_t *value = at(event, path);

	assert_true(json_is_string(value));
	assert_string_equal(json_string_value(value), expected);
}

static void check_number(json_t *event, const char *path, json_int_t expected)
{
	json_t *value = at(event, path);

	assert_true(json_is_integer(value));
	assert_int_equal(json_integer_value(value), expected);
}

static void check_keys(json_t *object, const char *expected)
{
	char keys[1000] = "";
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		strcat(keys, keys[0] ? " " : "");
		strcat(keys, key);
	}
	assert_string_equal(keys, expected);
}

static void fill_flow(struct report *report)
{
	const struct report_flow flow = sample_flow();

	send_capture(report, "pcaps/a.pcap");
	send_flow(report, &flow);
}

static void flow(void **state)
{
	json_t *event = written_event(fill_flow);

	(void)state;
	check_keys(event, "timestamp flow_id event_type src_ip src_port "
			  "dest_ip dest_port proto ip_v app_proto "
			  "community_id pcap_filename flow verdict skywarden");
	check_keys(at(event, "flow"),
		   "pkts_toserver pkts_toclient bytes_toserver bytes_toclient "
		   "start end age state reason alerted action");
	check_keys(at(event, "skywarden"),
		   "application family activity confidence signatures sets "
		   "reasons "
		   "user group policy action class revision dropped_packets "
		   "dropped_bytes");
	check_string(event, "timestamp", "2026-01-02T03:04:18.678900+0000");
	check_number(event, "flow_id", 4711);
	check_string(event, "event_type", "flow");
	check_string(event, "skywarden.class", "calls");
	check_string(event, "src_ip", "10.0.7.21");
	check_number(event, "dest_port", 443);
	check_string(event, "proto", "UDP");
	check_number(event, "ip_v", 4);
	check_string(event, "app_proto", "skype");
	check_string(event, "pcap_filename", "pcaps/a.pcap");
	check_number(event, "flow.pkts_toclient", 7);
	check_number(event, "flow.bytes_toserver", 1200);
	check_string(event, "flow.start", "2026-01-02T03:04:05.678901+0000");
	check_string(event, "flow.end", "2026-01-02T03:04:18.678900+0000");
	check_number(event, "flow.age", 12);
	check_string(event, "flow.action", "drop");
	assert_true(json_is_true(at(event, "flow.alerted")));
	check_string(event, "verdict.action", "drop");
	check_number(event, "skywarden.confidence", 97);
	check_number(event, "skywarden.dropped_bytes", 640);
	assert_int_equal(json_array_size(at(event, "skywarden.signatures")), 2);
	assert_int_equal(json_array_size(at(event, "skywarden.sets")), 2);
	assert_string_equal(json_string_value(json_array_get(
				    at(event, "skywarden.sets"), 1)),
			    "payload");
	json_decref(event);
}

static void fill_plain(struct report *report)
{
	struct report_flow plain = sample_plain_flow();

	plain.tuple.source = sample_address("2001:db8::1");
	plain.tuple.dest = sample_address("2001:db8::2");
	plain.tuple.transport = IPPROTO_TCP;
	plain.tuple.vlan = 100;
	plain.tuple.inner_vlan = 7;
	send_flow(report, &plain);
}

/* Nothing found, IPv6, two tags, no file. */
static void plain(void **state)
{
	json_t *event = written_event(fill_plain);

	(void)state;
	check_keys(event, "timestamp flow_id event_type vlan src_ip src_port "
			  "dest_ip dest_port proto ip_v community_id flow "
			  "verdict skywarden");
	check_string(event, "src_ip", "2001:db8::1");
	check_number(event, "ip_v", 6);
	check_string(event, "proto", "TCP");
	assert_int_equal(json_array_size(at(event, "vlan")), 2);
	assert_int_equal(
		json_integer_value(json_array_get(at(event, "vlan"), 1)), 7);
	assert_true(json_is_null(at(event, "skywarden.application")));
	assert_true(json_is_null(at(event, "skywarden.policy")));
	assert_true(json_is_array(at(event, "skywarden.signatures")));
	assert_int_equal(json_array_size(at(event, "skywarden.signatures")), 0);
	assert_int_equal(json_array_size(at(event, "skywarden.sets")), 0);
	assert_null(at(event, "skywarden.dropped_packets"));
	check_string(event, "verdict.action", "pass");
	json_decref(event);
}

static void fill_flow_alert(struct report *report)
{
	struct report_alert alert = sample_alert(false);

	alert.finding.action = "shape";
	alert.finding.signature_count = 0;
	alert.interface = NULL;
	send_alert(report, &alert);
}

static void fill_host_alert(struct report *report)
{
	const struct report_alert alert = sample_alert(true);

	send_alert(report, &alert);
}

static void fill_client_info(struct report *report)
{
	struct report_alert alert = sample_alert(true);

	alert.finding.version = "7.7.0.335";
	alert.finding.platform = "Mac";
	send_alert(report, &alert);
}

static void fill_news(struct report *report)
{
	struct report_alert alert = sample_alert(true);

	alert.finding.version = "4.3.0.37";
	send_client_info(report, &alert);
}

static void fill_drop(struct report *report)
{
	const struct report_alert drop = sample_alert(false);

	send_drop(report, &drop);
}

static void alerts(void **state)
{
	json_t *event = written_event(fill_host_alert);

	(void)state;
	check_keys(event, "timestamp flow_id pcap_cnt in_iface event_type "
			  "src_ip src_port dest_ip dest_port proto ip_v "
			  "app_proto community_id alert verdict skywarden");
	check_string(event, "event_type", "alert");
	check_number(event, "pcap_cnt", 77);
	check_string(event, "in_iface", "eth0");
	check_string(event, "alert.action", "blocked");
	check_string(event, "alert.signature", "skype.udp-probe");
	check_string(event, "alert.category", "voip");
	check_number(event, "alert.severity", 1);
	check_string(event, "skywarden.subject", "host");
	check_string(event, "skywarden.host_ip", "10.0.7.21");
	json_decref(event);

	event = written_event(fill_flow_alert);
	check_string(event, "alert.action", "allowed");
	check_string(event, "alert.signature", "skype");
	check_number(event, "alert.severity", 2);
	check_string(event, "skywarden.subject", "flow");
	assert_null(at(event, "skywarden.host_ip"));
	assert_null(at(event, "in_iface"));
	json_decref(event);

	assert_null(at(event, "skywarden.version"));
	event = written_event(fill_client_info);
	check_string(event, "skywarden.version", "7.7.0.335");
	check_string(event, "skywarden.platform", "Mac");
	json_decref(event);

	event = written_event(fill_news);
	check_string(event, "event_type", "client-info");
	check_string(event, "skywarden.subject", "host");
	check_string(event, "skywarden.version", "4.3.0.37");
	assert_null(at(event, "skywarden.platform"));
	assert_null(at(event, "verdict"));
	json_decref(event);

	event = written_event(fill_drop);
	check_string(event, "event_type", "drop");
	check_string(event, "drop.reason", "policy");
	check_string(event, "verdict.action", "drop");
	json_decref(event);
}

static void fill_quotas(struct report *report)
{
	static const struct report_quota quotas[] = {
		{.name = "hour",
		 .per = "user",
		 .period = "day",
		 .of_calls = true,
		 .limit = 3600 * USEC_PER_SEC,
		 .counted = 30,
		 .exceeded = 1,
		 .uses = {{"alice", true, 3600 * USEC_PER_SEC, SAMPLE_TIME,
			   SAMPLE_TIME + 1},
			  {"10.1.0.5", false, 7996963, SAMPLE_TIME,
			   SAMPLE_TIME + 1}},
		 .use_count = 2},
		{.name = "none", .per = "host", .period = "month", .limit = 1},
	};
	const struct report_stats stats = {.quotas = quotas, .quota_count = 2};

	send_capture(report, NULL);
	send_stats(report, &stats);
}

static void quotas(void **state)
{
	json_t *event = written_event(fill_quotas);
	json_t *quota = json_array_get(at(event, "stats.quotas"), 0);
	json_t *use = json_array_get(at(quota, "most"), 1);

	(void)state;
	assert_int_equal(json_array_size(at(event, "stats.quotas")), 2);
	check_keys(quota, "name per period unit limit counted exceeded most");
	check_string(quota, "unit", "call_seconds");
	check_number(quota, "limit", 3600);
	check_number(quota, "counted", 30);
	assert_int_equal(json_array_size(at(quota, "most")), 2);
	check_keys(use, "who used exceeded from until");
	check_string(use, "who", "10.1.0.5");
	check_number(use, "used", 7);
	assert_true(json_is_false(at(use, "exceeded")));
	check_string(use, "from", "2026-01-02T03:04:05.678901+0000");
	json_decref(event);
}

static void fill_activity(struct report *report)
{
	struct report_activity activity = {
		.time_us = SAMPLE_TIME + 3000000,
		.host = sample_address("10.0.7.21"),
		.ended = true,
		.start_us = SAMPLE_TIME,
		.end_us = SAMPLE_TIME + 1500999,
		.bytes = 29978,
		.finding = sample_finding(),
	};

	send_capture(report, NULL);
	send_activity(report, &activity);
}

static void fill_unmeasured(struct report *report)
{
	const struct report_activity activity = {
		.host = sample_address("10.0.7.21"),
		.finding = sample_finding(),
	};

	send_capture(report, NULL);
	send_activity(report, &activity);
}

static void activities(void **state)
{
	json_t *event = written_event(fill_activity);

	(void)state;
	check_keys(event, "timestamp event_type app_proto activity skywarden");
	check_keys(at(event, "activity"), "state start end duration_ms bytes");
	check_string(event, "activity.state", "ended");
	check_number(event, "activity.duration_ms", 1500);
	check_number(event, "activity.bytes", 29978);
	json_decref(event);
	event = written_event(fill_unmeasured);
	check_keys(at(event, "activity"), "state start end duration_ms");
	check_string(event, "activity.state", "started");
	json_decref(event);
}

static void fill_rules(struct report *report)
{
	struct report_totals rules = {0};
	const struct report_stats stats = {.rules = &rules};

	send_capture(report, NULL);
	sample_rule(&rules, "no-skype", "drop", 12, 5, 0);
	sample_rule(&rules, NULL, "accept", 7, 0, 2);
	send_stats(report, &stats);
	report_totals_fini(&rules);
}

static void rules(void **state)
{
	json_t *event = written_event(fill_rules);
	json_t *first = json_array_get(at(event, "stats.rules"), 0);
	json_t *second = json_array_get(at(event, "stats.rules"), 1);

	(void)state;
	check_keys(at(event, "stats"), "capture rules");
	assert_int_equal(json_array_size(at(event, "stats.rules")), 2);
	check_keys(first, "name action packets bytes dropped_packets "
			  "dropped_bytes late_packets");
	check_string(first, "name", "no-skype");
	check_string(first, "action", "drop");
	check_number(first, "packets", 12);
	check_number(first, "bytes", 1200);
	check_number(first, "dropped_packets", 5);
	check_number(first, "dropped_bytes", 500);
	assert_true(json_is_null(at(second, "name")));
	check_number(second, "late_packets", 2);
	json_decref(event);
}

static void fill_stats(struct report *report)
{
	static const struct report_counter counters[] = {
		{"decode", "ok", 10},
		{"flow", "refused", 0},
		{"decode", "not-ip", UINT64_MAX},
	};
	const struct report_stats stats = {
		.first_us = SAMPLE_TIME,
		.last_us = SAMPLE_TIME + 1,
		.packets = 11,
		.bytes = 1234,
		.counters = counters,
		.counter_count = 3,
		.error = "cut off",
	};

	send_capture(report, "a.pcap");
	send_stats(report, &stats);
}

static void stats(void **state)
{
	json_t *event = written_event(fill_stats);

	(void)state;
	check_keys(event, "timestamp event_type pcap_filename stats");
	check_keys(at(event, "stats"), "capture decode flow");
	check_keys(at(event, "stats.capture"),
		   "packets bytes first last error");
	check_string(event, "timestamp", "2026-01-02T03:04:05.678902+0000");
	check_number(event, "stats.capture.bytes", 1234);
	check_number(event, "stats.decode.ok", 10);
	check_number(event, "stats.flow.refused", 0);
	check_number(event, "stats.decode.not-ip", INT64_MAX);
	json_decref(event);
}

static void fill_strange(struct report *report)
{
	static const char *const strange[] = {"\"quoted\"\t\n\x01\\"};
	struct report_flow strange_flow = sample_flow();

	strange_flow.finding.signatures = strange;
	strange_flow.finding.signature_count = 1;
	strange_flow.finding.group = "Stra\xc3\x9f"
				     "e \xe2\x82\xac";
	send_capture(report, "a\xff\xc0\xaf\xed\xa0\x80\xe2\x82.pcap");
	send_flow(report, &strange_flow);
}

/* Any bytes give JSON that is UTF-8, and good strings stay as they are. */
static void strange_strings(void **state)
{
	json_t *event = written_event(fill_strange);
	json_t *signatures = at(event, "skywarden.signatures");

	(void)state;
	check_string(event, "pcap_filename",
		     "a\\xff\\xc0\\xaf\\xed\\xa0\\x80\\xe2\\x82.pcap");
	check_string(event, "skywarden.group",
		     "Stra\xc3\x9f"
		     "e \xe2\x82\xac");
	assert_string_equal(json_string_value(json_array_get(signatures, 0)),
			    "\"quoted\"\t\n\x01\\");
	json_decref(event);
}

static void fill_long(struct report *report)
{
	static char name[100000];
	const struct report_flow flow_of_long = sample_flow();

	memset(name, 'x', sizeof(name) - 1);
	send_capture(report, name);
	send_flow(report, &flow_of_long);
}

static void long_line(void **state)
{
	json_t *event = written_event(fill_long);

	(void)state;
	assert_int_equal(json_string_length(at(event, "pcap_filename")), 99999);
	json_decref(event);
}

/* Times at the calendar's edges: leap day, end of year, none, too large. */
static void check_time(usec_t time, const char *expected)
{
	char *written = NULL;
	size_t size;
	FILE *stream = open_memstream(&written, &size);
	struct report *report = sample_report(REPORT_JSON, stream);
	struct report_flow timed = sample_plain_flow();
	json_t *event;

	timed.end_us = time;
	send_flow(report, &timed);
	assert_int_equal(report_close(report), 0);
	fclose(stream);
	event = json_loads(written, 0, NULL);
	check_string(event, "timestamp", expected);
	json_decref(event);
	free(written);
}

static void times(void **state)
{
	(void)state;
	check_time(0, "1970-01-01T00:00:00.000000+0000");
	check_time(UINT64_C(951782400000001),
		   "2000-02-29T00:00:00.000001+0000");
	check_time(UINT64_C(1709251199999999),
		   "2024-02-29T23:59:59.999999+0000");
	check_time(UINT64_C(1735689599000000),
		   "2024-12-31T23:59:59.000000+0000");
	check_time(UINT64_C(4107542400000000),
		   "2100-03-01T00:00:00.000000+0000");
	check_time(UINT64_MAX, "9999-12-31T23:59:59.999999+0000");
}

static void write_error(void **state)
{
	(void)state;
	assert_int_equal(sample_close_full(REPORT_JSON), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flow),
		cmocka_unit_test(plain),
		cmocka_unit_test(alerts),
		cmocka_unit_test(stats),
		cmocka_unit_test(rules),
		cmocka_unit_test(activities),
		cmocka_unit_test(quotas),
		cmocka_unit_test(strange_strings),
		cmocka_unit_test(long_line),
		cmocka_unit_test(times),
		cmocka_unit_test(write_error),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
