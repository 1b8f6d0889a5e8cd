/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_REPORT_SAMPLE_H
#define TESTS_UNIT_REPORT_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>

#include <cmocka.h>

#include "report/report.h"
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

/* A flow that was found and dropped. */
static inline struct report_flow sample_flow(void)
{
	return (struct report_flow){
		.source = sample_address("10.0.7.21"),
		.dest = sample_address("198.51.100.7"),
		.source_port = 33033,
		.dest_port = 443,
		.transport = IPPROTO_UDP,
		.start_us = SAMPLE_TIME,
		.end_us = SAMPLE_TIME + 12999999,
		.packets = {12, 7},
		.bytes = {1200, 9800},
		.dropped_packets = 5,
		.dropped_bytes = 640,
		.id = 4711,
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
		.source = sample_address("10.0.7.21"),
		.dest = sample_address("198.51.100.7"),
		.source_port = 33033,
		.dest_port = 443,
		.transport = IPPROTO_UDP,
		.flow_id = 4711,
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

/* @tally's line of a rule: of each 100 bytes, some dropped, some late. */
static inline void sample_rule(struct report_totals *tally, const char *name,
			       const char *action, unsigned packets,
			       unsigned dropped, unsigned late)
{
	const struct report_totals_counters figures = {
		.packets = packets,
		.bytes = packets * 100,
		.dropped_packets = dropped,
		.dropped_bytes = dropped * 100,
		.late_packets = late,
	};
	struct report_totals_line *line =
		report_totals_get(tally, name, action);

	assert_non_null(line);
	report_totals_sum(&line->figures, &figures);
}

/* What @fill makes the report write; to be freed. */
static inline char *sample_written(enum report_format format,
				   void (*fill)(struct report *report))
{
	char *written = NULL, *copy;
	size_t size;
	FILE *stream = open_memstream(&written, &size);
	struct report *report;

	assert_non_null(stream);
	report = report_open(format, stream);
	assert_non_null(report);
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
	report = report_open(format, stream);
	assert_non_null(report);
	report_capture_begin(report, "a.pcap");
	for (int i = 0; i < 1000; i++) /* past stdio's buffer */
		report_flow(report, &flow);
	report_capture_end(report, &stats);
	error = report_close(report);
	fclose(stream);
	return error;
}

#endif
