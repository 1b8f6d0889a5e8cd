/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_REPORT_SAMPLE_H
#define TESTS_UNIT_REPORT_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>

#include <cmocka.h>

#include "report/csv.h"
#include "report/event.h"
#include "report/json.h"
#include "report/output.h"
#include "report/outputs.h"
#include "report/report.h"
#include "report/sink.h"
#include "report/text.h"
#include "report/totals.h"

/* Invented findings that the tests of all formats share. */

#define SAMPLE_TIME UINT64_C(1767323045678901) /* 2026-01-02T03:04:05.678901 */

static const char *const sample_signatures[] = {"skype.udp-probe",
						"skype.udp-nak"};
static const char *const sample_reasons[] = {
	"generator 26 bits: the check fits (skype.sig:12)",
	"echo 16 bits: the reply names the sender (skype.sig:31)"};

static const char *const sample_sets[] = {"behaviour", "payload"};

static inline struct address sample_address(const char *text)
{
	struct address address;

	assert_int_equal(packet_address_parse(text, &address), 0);
	return address;
}

static inline struct report_finding sample_finding(void)
{
	return (struct report_finding){
		.application = "skype",
		.family = "voip",
		.activity = "login",
		.signatures = sample_signatures,
		.reasons = sample_reasons,
		.sets = sample_sets,
		.signature_count = 2,
		.reason_count = 2,
		.set_count = 2,
		.user = "alice",
		.group = "students",
		.policy = "no-skype",
		.action = "drop",
		.class = "calls",
		.confidence = 97,
		.revision = 3,
	};
}

static inline struct report_tuple sample_tuple(void)
{
	return (struct report_tuple){
		.source = sample_address("10.0.7.21"),
		.dest = sample_address("198.51.100.7"),
		.source_port = 33033,
		.dest_port = 443,
		.transport = IPPROTO_UDP,
		.flow_id = 4711,
	};
}

/* A flow that was found and dropped. */
static inline struct report_flow sample_flow(void)
{
	return (struct report_flow){
		.tuple = sample_tuple(),
		.start_us = SAMPLE_TIME,
		.end_us = SAMPLE_TIME + 12999999,
		.packets = {12, 7},
		.bytes = {1200, 9800},
		.dropped_packets = 5,
		.dropped_bytes = 640,
		.state = "established",
		.reason = "timeout",
		.alerted = true,
		.finding = sample_finding(),
	};
}

/* A flow without an application. */
static inline struct report_flow sample_plain_flow(void)
{
	struct report_flow flow = sample_flow();

	flow.dropped_packets = flow.dropped_bytes = 0;
	flow.alerted = false;
	flow.finding =
		(struct report_finding){.action = "accept", .revision = 3};
	return flow;
}

static inline struct report_alert sample_alert(bool of_host)
{
	return (struct report_alert){
		.time_us = SAMPLE_TIME,
		.number = 77,
		.interface = "eth0",
		.of_host = of_host,
		.host = sample_address("10.0.7.21"),
		.tuple = sample_tuple(),
		.finding = sample_finding(),
	};
}

static inline struct report_host sample_host(const char *address)
{
	return (struct report_host){
		.address = sample_address(address),
		.first_us = SAMPLE_TIME + 1000000,
		.since_us = SAMPLE_TIME + 12345678,
		.last_us = SAMPLE_TIME + 20000000,
		.decided_at = 5,
		.peers = 148,
		.finding = sample_finding(),
	};
}

/* @totals's line of a rule: of each 100 bytes, some dropped, some late. */
static inline void sample_rule(struct report_totals *totals, const char *name,
			       const char *action, unsigned packets,
			       unsigned dropped, unsigned late)
{
	const struct report_totals_counters counters = {
		.packets = packets,
		.bytes = packets * 100,
		.dropped_packets = dropped,
		.dropped_bytes = dropped * 100,
		.late_packets = late,
	};
	struct report_totals_line *line =
		report_totals_get(totals, name, action);

	assert_non_null(line);
	report_totals_sum(&line->counters, &counters);
}

/* ---- events, one a call ---- */

#define SEND(report, of_kind, member, value)          \
	report_event(report, &(struct report_event){  \
				     .kind = of_kind, \
				     .member = value, \
			     })

static inline void send_capture(struct report *report, const char *filename)
{
	SEND(report, REPORT_EVENT_CAPTURE, capture, filename);
}

static inline void send_flow(struct report *report,
			     const struct report_flow *flow)
{
	SEND(report, REPORT_EVENT_FLOW, flow, *flow);
}

static inline void send_alert(struct report *report,
			      const struct report_alert *alert)
{
	SEND(report, REPORT_EVENT_ALERT, alert, *alert);
}

static inline void send_drop(struct report *report,
			     const struct report_alert *drop)
{
	SEND(report, REPORT_EVENT_DROP, alert, *drop);
}

static inline void send_client_info(struct report *report,
				    const struct report_alert *alert)
{
	SEND(report, REPORT_EVENT_CLIENT_INFO, alert, *alert);
}

static inline void send_activity(struct report *report,
				 const struct report_activity *activity)
{
	SEND(report, REPORT_EVENT_ACTIVITY, activity, *activity);
}

static inline void send_call(struct report *report,
			     const struct report_call *call)
{
	SEND(report, REPORT_EVENT_CALL, call, *call);
}

static inline void send_host(struct report *report,
			     const struct report_host *host)
{
	SEND(report, REPORT_EVENT_HOST, host, *host);
}

static inline void send_stats(struct report *report,
			      const struct report_stats *stats)
{
	SEND(report, REPORT_EVENT_STATS, stats, *stats);
}

/* ---- whole reports ---- */

/* A report of one sink, of a format, on a stream. */
static inline struct report *sample_report(enum report_format format,
					   FILE *stream)
{
	static struct report_sink *(*const create[])(
		const struct report_output *output,
		const struct report_target *target) = {
		[REPORT_TEXT] = report_text_create,
		[REPORT_JSON] = report_json_create,
		[REPORT_CSV] = report_csv_create,
	};
	const struct report_output output = {.stream = stream};
	const struct report_target target = {.top = REPORT_TOP_DEFAULT};
	struct report_sink *sink = create[format](&output, &target);
	struct report *report = report_create();

	assert_non_null(sink);
	assert_non_null(report);
	sink->kinds = REPORT_EVENT_ALL;
	report_add(report, sink);
	return report;
}

/* Return the report's output for @fill; to be freed. */
static inline char *sample_written(enum report_format format,
				   void (*fill)(struct report *report))
{
	char *written = NULL, *copy;
	size_t size;
	FILE *stream = open_memstream(&written, &size);
	struct report *report;

	assert_non_null(stream);
	report = sample_report(format, stream);
	fill(report);
	assert_int_equal(report_close(report), 0);
	assert_int_equal(fclose(stream), 0);
	assert_int_equal(strlen(written), size); /* no NUL in it */
	copy = strdup(written); /* gcc 12 takes @written itself for dangling */
	free(written);
	return copy;
}

/* Return: of report_close(), when every write fails. */
static inline int sample_close_full(enum report_format format)
{
	FILE *stream = fopen("/dev/full", "w");
	const struct report_flow flow = sample_flow();
	const struct report_stats stats = {.packets = 1};
	struct report *report;
	int error;

	assert_non_null(stream);
	report = sample_report(format, stream);
	send_capture(report, "a.pcap");
	for (int i = 0; i < 1000; i++) /* past stdio's buffer */
		send_flow(report, &flow);
	send_stats(report, &stats);
	error = report_close(report);
	fclose(stream);
	return error;
}

#endif
