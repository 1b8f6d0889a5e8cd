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

/* An alert, a drop and the end of a flow; the events are to be freed. */
static void lines_of(const struct report_alert *alert,
		     const struct report_flow *flow, json_t **events)
{
	char *written = NULL, *rest, *line;
	size_t size;
	FILE *stream = open_memstream(&written, &size);
	struct report *report = sample_report(REPORT_JSON, stream);

	send_alert(report, alert);
	send_drop(report, alert);
	send_flow(report, flow);
	assert_int_equal(report_close(report), 0);
	fclose(stream);
	rest = written;
	for (int i = 0; i < 3; i++) {
		line = strsep(&rest, "\n");
		events[i] = json_loads(line, 0, NULL);
		assert_non_null(events[i]);
	}
	free(written);
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
	assert_null(at(event, "skywarden.version"));
	json_decref(event);

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

/* The line of each event, byte by byte: no value is another one's. */
static void fill_whole(struct report *report)
{
	static const struct report_class classes[] = {
		{"calls", 3, {1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}},
		{NULL, 0, {13, 14, 15, 16, 17, 18}, {19, 20, 21, 22, 23, 24}},
	};
	static const struct report_counter matches[] = {
		{"signatures", "skype.udp-nak", 31}};
	const struct report_stats stats = {
		.last_us = SAMPLE_TIME,
		.classes = classes,
		.class_count = 2,
		.matches = matches,
		.match_count = 1,
	};
	struct report_flow flow = sample_flow();
	struct report_alert alert = sample_alert(true);
	const struct report_activity activity = {
		.time_us = SAMPLE_TIME + 9000000,
		.host = sample_address("10.0.7.21"),
		.ended = true,
		.start_us = SAMPLE_TIME + 1000000,
		.end_us = SAMPLE_TIME + 2000000,
		.bytes = 5,
		.finding = sample_finding(),
	};
	const struct report_call call = {
		.time_us = SAMPLE_TIME + 9000000,
		.tuple = sample_tuple(),
		.start_us = SAMPLE_TIME + 1000000,
		.end_us = SAMPLE_TIME + 3000000,
		.bytes = {41, 42},
		.finding = sample_finding(),
	};

	send_capture(report, "a.pcap");
	flow.late_packets = 6;
	flow.tuple.inner_vlan = 7;
	send_flow(report, &flow);
	alert.finding.signature_count = alert.finding.reason_count = 1;
	alert.finding.version = "7.7";
	alert.finding.platform = "Mac";
	alert.tuple.vlan = 100;
	send_alert(report, &alert);
	alert.of_host = false;
	alert.finding = (struct report_finding){.action = "reject"};
	send_drop(report, &alert);
	send_activity(report, &activity);
	send_call(report, &call);
	send_stats(report, &stats);
}

#define FINDING                                                       \
	"\"application\":\"skype\",\"family\":\"voip\",\"activity\":" \
	"\"login\","                                                  \
	"\"confidence\":97,"
#define REASON_1 "\"generator 26 bits: the check fits (skype.sig:12)\""
#define REASON_2 "\"echo 16 bits: the reply names the sender (skype.sig:31)\""
#define BEHIND                                                               \
	"\"user\":\"alice\",\"group\":\"students\",\"policy\":\"no-skype\"," \
	"\"action\":\"drop\",\"class\":\"calls\",\"revision\":3"
#define TWO                                                           \
	"\"signatures\":[\"skype.udp-probe\",\"skype.udp-nak\"],"     \
	"\"sets\":[\"behaviour\",\"payload\"],\"reasons\":[" REASON_1 \
	"," REASON_2 "]," BEHIND
#define ENDS                                                                \
	"\"src_ip\":\"10.0.7.21\",\"src_port\":33033,"                      \
	"\"dest_ip\":\"198.51.100.7\",\"dest_port\":443,\"proto\":\"UDP\"," \
	"\"ip_v\":4,"
#define ID                                                     \
	"\"community_id\":\"1:ogk3B6lYqDU74PXr4CrtZxBj1hE=\"," \
	"\"pcap_filename\":\"a.pcap\","

static const char whole_golden[] = /* clang-format off */
	"{\"timestamp\":\"2026-01-02T03:04:18.678900+0000\",\"flow_id\":4711,\"event_type\":\"flow\",\"vlan\":[0,7]," ENDS "\"app_proto\":\"skype\"," ID "\"flow\":{\"pkts_toserver\":12,\"pkts_toclient\":7,\"bytes_toserver\":1200,\"bytes_toclient\":9800,\"start\":\"2026-01-02T03:04:05.678901+0000\",\"end\":\"2026-01-02T03:04:18.678900+0000\",\"age\":12,\"state\":\"established\",\"reason\":\"timeout\",\"alerted\":true,\"action\":\"drop\"},\"verdict\":{\"action\":\"drop\"},\"skywarden\":{" FINDING TWO ",\"late_packets\":6,\"dropped_packets\":5,\"dropped_bytes\":640}}\n"
	"{\"timestamp\":\"2026-01-02T03:04:05.678901+0000\",\"flow_id\":4711,\"pcap_cnt\":77,\"in_iface\":\"eth0\",\"event_type\":\"alert\",\"vlan\":[100]," ENDS "\"app_proto\":\"skype\"," ID "\"alert\":{\"action\":\"blocked\",\"signature\":\"skype.udp-probe\",\"category\":\"voip\",\"severity\":1},\"verdict\":{\"action\":\"drop\"},\"skywarden\":{\"subject\":\"host\",\"host_ip\":\"10.0.7.21\"," FINDING "\"version\":\"7.7\",\"platform\":\"Mac\",\"signatures\":[\"skype.udp-probe\"],\"sets\":[\"behaviour\",\"payload\"],\"reasons\":[" REASON_1 "]," BEHIND "}}\n"
	"{\"timestamp\":\"2026-01-02T03:04:05.678901+0000\",\"flow_id\":4711,\"pcap_cnt\":77,\"in_iface\":\"eth0\",\"event_type\":\"drop\",\"vlan\":[100]," ENDS ID "\"drop\":{\"reason\":\"policy\"},\"verdict\":{\"action\":\"drop\"},\"skywarden\":{\"subject\":\"flow\",\"application\":null,\"family\":null,\"activity\":null,\"confidence\":0,\"signatures\":[],\"sets\":[],\"reasons\":[],\"user\":null,\"group\":null,\"policy\":null,\"action\":\"reject\",\"class\":null,\"revision\":0}}\n"
	"{\"timestamp\":\"2026-01-02T03:04:14.678901+0000\",\"event_type\":\"activity\",\"app_proto\":\"skype\",\"pcap_filename\":\"a.pcap\",\"activity\":{\"state\":\"ended\",\"start\":\"2026-01-02T03:04:06.678901+0000\",\"end\":\"2026-01-02T03:04:07.678901+0000\",\"duration_ms\":1000,\"bytes\":5},\"skywarden\":{\"subject\":\"host\",\"host_ip\":\"10.0.7.21\"," FINDING TWO "}}\n"
	"{\"timestamp\":\"2026-01-02T03:04:14.678901+0000\",\"flow_id\":4711,\"event_type\":\"call\"," ENDS "\"app_proto\":\"skype\"," ID "\"call\":{\"kind\":\"login\",\"start\":\"2026-01-02T03:04:06.678901+0000\",\"end\":\"2026-01-02T03:04:08.678901+0000\",\"duration_ms\":2000,\"bytes_toserver\":41,\"bytes_toclient\":42},\"skywarden\":{\"subject\":\"flow\"," FINDING TWO "}}\n"
	"{\"timestamp\":\"2026-01-02T03:04:05.678901+0000\",\"event_type\":\"stats\",\"pcap_filename\":\"a.pcap\",\"stats\":{\"capture\":{\"packets\":0,\"bytes\":0},\"signatures\":{\"skype.udp-nak\":31},\"classes\":[{\"name\":\"calls\",\"members\":3,\"down\":{\"bytes\":1,\"packets\":2,\"dropped\":3,\"late\":4,\"backlog_bytes\":5,\"backlog_packets\":6},\"up\":{\"bytes\":7,\"packets\":8,\"dropped\":9,\"late\":10,\"backlog_bytes\":11,\"backlog_packets\":12}},{\"name\":null,\"members\":0,\"down\":{\"bytes\":13,\"packets\":14,\"dropped\":15,\"late\":16,\"backlog_bytes\":17,\"backlog_packets\":18},\"up\":{\"bytes\":19,\"packets\":20,\"dropped\":21,\"late\":22,\"backlog_bytes\":23,\"backlog_packets\":24}}]}}\n"/* clang-format on */;

static void whole_lines(void **state)
{
	char *written = sample_written(REPORT_JSON, fill_whole);

	(void)state;
	assert_string_equal(written, whole_golden);
	free(written);
}

/* Each action, with what alerts and drops say about it. */
static void every_action(void **state)
{
	static const struct {
		const char *action, *alert, *verdict, *reason;
		int severity;
	} rows[] = {
		{"accept", "allowed", "pass", "shape", 3},
		{"log", "allowed", "pass", "shape", 3},
		{"drop", "blocked", "drop", "policy", 1},
		{"reject", "blocked", "drop", "policy", 1},
		{"shape", "allowed", "pass", "shape", 2},
		{"prioritise", "allowed", "pass", "shape", 3},
		{"degrade", "allowed", "pass", "degrade", 2},
		{NULL, "allowed", "pass", "shape", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct report_alert alert = sample_alert(false);
		struct report_flow flow = sample_flow();
		json_t *events[3];

		alert.finding.action = flow.finding.action = rows[i].action;
		lines_of(&alert, &flow, events);
		check_string(events[0], "alert.action", rows[i].alert);
		check_string(events[0], "verdict.action", rows[i].verdict);
		check_number(events[0], "alert.severity", rows[i].severity);
		check_string(events[1], "drop.reason", rows[i].reason);
		check_string(events[1], "verdict.action", "drop");
		check_string(events[2], "flow.action", rows[i].verdict);
		check_string(events[2], "verdict.action", rows[i].verdict);
		for (int j = 0; j < 3; j++)
			json_decref(events[j]);
	}
}

/* Without a signature, an application or a family. */
static void alert_names(void **state)
{
	struct report_alert alert = sample_alert(false);
	struct report_flow flow = sample_flow();
	json_t *events[3];

	(void)state;
	alert.finding.signature_count = 0;
	alert.finding.family = NULL;
	lines_of(&alert, &flow, events);
	check_string(events[0], "alert.signature", "skype");
	check_string(events[0], "alert.category", "");
	for (int j = 0; j < 3; j++)
		json_decref(events[j]);
	alert.finding.application = NULL;
	lines_of(&alert, &flow, events);
	check_string(events[0], "alert.signature", "unidentified");
	for (int j = 0; j < 3; j++)
		json_decref(events[j]);
}

/* Lines around the first size of the buffer, and around twice a line before. */
static void lines_at_the_buffers_size(void **state)
{
	static char name[20000];
	char *written = NULL;
	size_t size, bytes = 0, least;
	FILE *stream = open_memstream(&written, &size);
	struct report *report = sample_report(REPORT_JSON, stream);
	const struct report_stats stats = {.packets = 0};

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[1] = '\0';
	send_capture(report, name);
	send_stats(report, &stats);
	fflush(stream);
	least = size - 1; /* with a name of one character */
	for (size_t length = 4000; length < 8400; length++) {
		size_t line;

		memset(name, 'x', sizeof(name) - 1);
		name[length - least] = '\0';
		bytes = size;
		send_capture(report, name);
		send_stats(report, &stats);
		fflush(stream);
		line = size - bytes;
		assert_int_equal(line, length);
		assert_int_equal(written[size - 1], '\n');
		assert_int_equal(written[size - 2], '}');
	}
	report_close(report);
	fclose(stream);
	free(written);
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
		cmocka_unit_test(whole_lines),
		cmocka_unit_test(every_action),
		cmocka_unit_test(alert_names),
		cmocka_unit_test(lines_at_the_buffers_size),
		cmocka_unit_test(times),
		cmocka_unit_test(write_error),
	};

	setlocale(LC_ALL, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
