/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as EVE JSON. jansson keeps keys in the order in which they are set,
 * which is the order on the line. An event that cannot be built whole is left
 * out, and the report fails with ENOMEM.
 */
#include "report/json.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "report/community_id.h"
#include "report/stats.h"
#include "report/value.h"
#include "report/writer.h"

#define LINE_BYTES 4096 /* at first; it grows to the longest line */

struct json_report {
	struct report report;
	json_t *filename; /* of this capture; NULL: not known */
	char *line;
	size_t line_size;
	bool failed; /* the event that is being built */
};

/* What events of a packet and of a flow share. */
struct head {
	const char *type;
	usec_t time_us;
	uint64_t flow_id;
	uint64_t number;       /* 0: of no packet */
	const char *interface; /* NULL: not known */
	const struct address *source, *dest;
	uint16_t source_port, dest_port;
	uint16_t vlan, inner_vlan;
	uint8_t transport;
	const struct report_finding *finding;
};

static struct json_report *of_report(struct report *report)
{
	return (struct json_report *)report;
}

static bool is_dropped(const struct report_finding *finding)
{
	return finding->action && (strcmp(finding->action, "drop") == 0 ||
				   strcmp(finding->action, "reject") == 0);
}

static bool is_shaped(const struct report_finding *finding)
{
	return finding->action && (strcmp(finding->action, "shape") == 0 ||
				   strcmp(finding->action, "degrade") == 0);
}

static const char *pass_or_drop(const struct report_finding *finding)
{
	return is_dropped(finding) ? "drop" : "pass";
}

/* Takes over @value, which may be NULL: then there was no memory for it. */
static void put(struct json_report *json, json_t *object, const char *key,
		json_t *value)
{
	report_value_put(object, key, value, &json->failed);
}

static void append(struct json_report *json, json_t *array, json_t *value)
{
	report_value_append(array, value, &json->failed);
}

/* Write the event as a line, and free it. */
static void emit(struct json_report *json, json_t *event)
{
	struct report_output *output = &json->report.output;
	size_t size;
	char *line;

	if (json->failed) {
		report_output_fail(output, -ENOMEM);
		goto out;
	}
	size = json_dumpb(event, json->line, json->line_size, JSON_COMPACT);
	if (size >= json->line_size) {
		line = realloc(json->line, size * 2);
		if (!line) {
			report_output_fail(output, -ENOMEM);
			goto out;
		}
		json->line = line;
		json->line_size = size * 2;
		size = json_dumpb(event, line, json->line_size, JSON_COMPACT);
	}
	if (size == 0) { /* it fails only without memory */
		report_output_fail(output, -ENOMEM);
		goto out;
	}
	json->line[size] = '\n';
	report_output_write(output, json->line, size + 1);
out:
	json->failed = false;
	json_decref(event);
}

static void put_vlan(struct json_report *json, json_t *event,
		     const struct head *head)
{
	json_t *tags;

	if (!head->vlan && !head->inner_vlan)
		return;
	tags = json_array();
	append(json, tags, report_value_number(head->vlan));
	if (head->inner_vlan)
		append(json, tags, report_value_number(head->inner_vlan));
	put(json, event, "vlan", tags);
}

static void put_tuple(struct json_report *json, json_t *event,
		      const struct head *head)
{
	bool tcp = head->transport == IPPROTO_TCP;
	int version = packet_address_is_ipv4(head->source) ? 4 : 6;

	put(json, event, "src_ip", report_value_address(head->source));
	put(json, event, "src_port", report_value_number(head->source_port));
	put(json, event, "dest_ip", report_value_address(head->dest));
	put(json, event, "dest_port", report_value_number(head->dest_port));
	put(json, event, "proto", report_value_own(tcp ? "TCP" : "UDP"));
	put(json, event, "ip_v", json_integer(version));
}

static void put_filename(struct json_report *json, json_t *event)
{
	if (json->filename)
		put(json, event, "pcap_filename", json_incref(json->filename));
}

/* A new event, up to what its type adds; NULL without memory is put()'s. */
static json_t *begin(struct json_report *json, const struct head *head)
{
	json_t *event = json_object();
	char id[REPORT_COMMUNITY_ID_TEXT];

	put(json, event, "timestamp", report_value_time(head->time_us));
	put(json, event, "flow_id", report_value_number(head->flow_id));
	if (head->number)
		put(json, event, "pcap_cnt", report_value_number(head->number));
	if (head->interface)
		put(json, event, "in_iface",
		    report_value_string(head->interface));
	put(json, event, "event_type", report_value_own(head->type));
	put_vlan(json, event, head);
	put_tuple(json, event, head);
	if (head->finding->application)
		put(json, event, "app_proto",
		    report_value_string(head->finding->application));
	report_community_id_print(head->source, head->source_port, head->dest,
				  head->dest_port, head->transport, id);
	put(json, event, "community_id", report_value_own(id));
	put_filename(json, event);
	return event;
}

static void put_verdict(struct json_report *json, json_t *event,
			const char *action)
{
	json_t *verdict = json_object();

	put(json, verdict, "action", report_value_own(action));
	put(json, event, "verdict", verdict);
}

static json_t *string_array(struct json_report *json,
			    const char *const *strings, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		append(json, array, report_value_string(strings[i]));
	return array;
}

static void put_finding(struct json_report *json, json_t *ours,
			const struct report_finding *finding)
{
	put(json, ours, "application",
	    report_value_string_or_null(finding->application));
	put(json, ours, "family", report_value_string_or_null(finding->family));
	put(json, ours, "activity",
	    report_value_string_or_null(finding->activity));
	put(json, ours, "confidence", report_value_number(finding->confidence));
	if (finding->version)
		put(json, ours, "version",
		    report_value_string(finding->version));
	if (finding->platform)
		put(json, ours, "platform",
		    report_value_string(finding->platform));
	put(json, ours, "signatures",
	    string_array(json, finding->signatures, finding->signature_count));
	put(json, ours, "sets",
	    string_array(json, finding->sets, finding->set_count));
	put(json, ours, "reasons",
	    string_array(json, finding->reasons, finding->reason_count));
	put(json, ours, "user", report_value_string_or_null(finding->user));
	put(json, ours, "group", report_value_string_or_null(finding->group));
	put(json, ours, "policy", report_value_string_or_null(finding->policy));
	put(json, ours, "action", report_value_string_or_null(finding->action));
	put(json, ours, "class", report_value_string_or_null(finding->class));
	put(json, ours, "revision", report_value_number(finding->revision));
}

static void put_if_any(struct json_report *json, json_t *object,
		       const char *key, uint64_t value)
{
	if (value)
		put(json, object, key, report_value_number(value));
}

static void capture_begin(struct report *report, const char *filename)
{
	struct json_report *json = of_report(report);

	json_decref(json->filename);
	json->filename = filename ? report_value_string(filename) : NULL;
	if (filename && !json->filename)
		report_output_fail(&report->output, -ENOMEM);
}

static void put_flow(struct json_report *json, json_t *event,
		     const struct report_flow *flow)
{
	usec_t age = usec_since(flow->end_us, flow->start_us);
	json_t *object = json_object();

	put(json, object, "pkts_toserver",
	    report_value_number(flow->packets[0]));
	put(json, object, "pkts_toclient",
	    report_value_number(flow->packets[1]));
	put(json, object, "bytes_toserver",
	    report_value_number(flow->bytes[0]));
	put(json, object, "bytes_toclient",
	    report_value_number(flow->bytes[1]));
	put(json, object, "start", report_value_time(flow->start_us));
	put(json, object, "end", report_value_time(flow->end_us));
	put(json, object, "age", report_value_number(age / USEC_PER_SEC));
	put(json, object, "state", report_value_string_or_null(flow->state));
	put(json, object, "reason", report_value_string_or_null(flow->reason));
	put(json, object, "alerted", json_boolean(flow->alerted));
	put(json, object, "action",
	    report_value_own(pass_or_drop(&flow->finding)));
	put(json, event, "flow", object);
}

static void write_flow(struct report *report, const struct report_flow *flow)
{
	struct json_report *json = of_report(report);
	struct head head = {
		.type = "flow",
		.time_us = flow->end_us,
		.flow_id = flow->id,
		.source = &flow->source,
		.dest = &flow->dest,
		.source_port = flow->source_port,
		.dest_port = flow->dest_port,
		.vlan = flow->vlan,
		.inner_vlan = flow->inner_vlan,
		.transport = flow->transport,
		.finding = &flow->finding,
	};
	json_t *event = begin(json, &head);
	json_t *ours = json_object();

	put_flow(json, event, flow);
	put_verdict(json, event, pass_or_drop(&flow->finding));
	put_finding(json, ours, &flow->finding);
	put_if_any(json, ours, "late_packets", flow->late_packets);
	put_if_any(json, ours, "dropped_packets", flow->dropped_packets);
	put_if_any(json, ours, "dropped_bytes", flow->dropped_bytes);
	put(json, event, "skywarden", ours);
	emit(json, event);
}

static json_t *begin_alert(struct json_report *json, const char *type,
			   const struct report_alert *alert)
{
	struct head head = {
		.type = type,
		.time_us = alert->time_us,
		.flow_id = alert->flow_id,
		.number = alert->number,
		.interface = alert->interface,
		.source = &alert->source,
		.dest = &alert->dest,
		.source_port = alert->source_port,
		.dest_port = alert->dest_port,
		.vlan = alert->vlan,
		.inner_vlan = alert->inner_vlan,
		.transport = alert->transport,
		.finding = &alert->finding,
	};

	return begin(json, &head);
}

static void put_subject(struct json_report *json, json_t *event,
			const struct report_alert *alert)
{
	json_t *ours = json_object();

	put(json, ours, "subject",
	    report_value_own(alert->of_host ? "host" : "flow"));
	if (alert->of_host)
		put(json, ours, "host_ip", report_value_address(&alert->host));
	put_finding(json, ours, &alert->finding);
	put(json, event, "skywarden", ours);
}

static void end_alert(struct json_report *json, json_t *event,
		      const struct report_alert *alert, const char *verdict)
{
	put_verdict(json, event, verdict);
	put_subject(json, event, alert);
	emit(json, event);
}

/* The first signature; a finding by an endpoint's memory may have none. */
static const char *alert_name(const struct report_finding *finding)
{
	if (finding->signature_count > 0)
		return finding->signatures[0];
	return finding->application ? finding->application : "unidentified";
}

/* Suricata's 1 is the gravest: what was kept out, slowed, let through. */
static int alert_severity(const struct report_finding *finding)
{
	if (is_dropped(finding))
		return 1;
	return is_shaped(finding) ? 2 : 3;
}

static void write_alert(struct report *report, const struct report_alert *alert)
{
	struct json_report *json = of_report(report);
	const struct report_finding *finding = &alert->finding;
	json_t *event = begin_alert(json, "alert", alert);
	json_t *object = json_object();
	bool blocked = is_dropped(finding);

	put(json, object, "action",
	    report_value_own(blocked ? "blocked" : "allowed"));
	put(json, object, "signature",
	    report_value_string(alert_name(finding)));
	put(json, object, "category",
	    report_value_string(finding->family ? finding->family : ""));
	put(json, object, "severity", json_integer(alert_severity(finding)));
	put(json, event, "alert", object);
	end_alert(json, event, alert, pass_or_drop(finding));
}

/* Which of the rule's doings it was. */
static const char *drop_reason(const struct report_finding *finding)
{
	if (is_dropped(finding))
		return "policy";
	return finding->action && strcmp(finding->action, "degrade") == 0
		       ? "degrade"
		       : "shape";
}

static void write_drop(struct report *report, const struct report_alert *drop)
{
	struct json_report *json = of_report(report);
	json_t *event = begin_alert(json, "drop", drop);
	json_t *object = json_object();

	put(json, object, "reason",
	    report_value_own(drop_reason(&drop->finding)));
	put(json, event, "drop", object);
	end_alert(json, event, drop, "drop");
}

static void put_span(struct json_report *json, json_t *object, usec_t start,
		     usec_t end)
{
	put(json, object, "start", report_value_time(start));
	put(json, object, "end", report_value_time(end));
	put(json, object, "duration_ms",
	    report_value_number(usec_since(end, start) / USEC_PER_MSEC));
}

static void write_activity(struct report *report,
			   const struct report_activity *activity)
{
	struct json_report *json = of_report(report);
	json_t *event = json_object(), *object = json_object();
	json_t *ours = json_object();

	put(json, event, "timestamp", report_value_time(activity->time_us));
	put(json, event, "event_type", report_value_own("activity"));
	if (activity->finding.application)
		put(json, event, "app_proto",
		    report_value_string(activity->finding.application));
	put_filename(json, event);
	put(json, object, "state",
	    report_value_own(activity->ended ? "ended" : "began"));
	put_span(json, object, activity->start_us, activity->end_us);
	put_if_any(json, object, "bytes", activity->bytes);
	put(json, event, "activity", object);
	put(json, ours, "subject", report_value_own("host"));
	put(json, ours, "host_ip", report_value_address(&activity->host));
	put_finding(json, ours, &activity->finding);
	put(json, event, "skywarden", ours);
	emit(json, event);
}

static void write_call(struct report *report, const struct report_call *call)
{
	struct json_report *json = of_report(report);
	struct head head = {
		.type = "call",
		.time_us = call->time_us,
		.flow_id = call->flow_id,
		.source = &call->source,
		.dest = &call->dest,
		.source_port = call->source_port,
		.dest_port = call->dest_port,
		.vlan = call->vlan,
		.inner_vlan = call->inner_vlan,
		.transport = call->transport,
		.finding = &call->finding,
	};
	json_t *event = begin(json, &head);
	json_t *object = json_object(), *ours = json_object();

	put(json, object, "kind",
	    report_value_string_or_null(call->finding.activity));
	put_span(json, object, call->start_us, call->end_us);
	put(json, object, "bytes_toserver",
	    report_value_number(call->bytes[0]));
	put(json, object, "bytes_toclient",
	    report_value_number(call->bytes[1]));
	put(json, event, "call", object);
	put(json, ours, "subject", report_value_own("flow"));
	put_finding(json, ours, &call->finding);
	put(json, event, "skywarden", ours);
	emit(json, event);
}

static void write_told(struct report *report, const struct report_alert *told)
{
	struct json_report *json = of_report(report);
	json_t *event = begin_alert(json, "version", told);

	put_subject(json, event, told);
	emit(json, event);
}

static void capture_end(struct report *report, const struct report_stats *stats)
{
	struct json_report *json = of_report(report);
	json_t *event = json_object();

	put(json, event, "timestamp", report_value_time(stats->last_us));
	put(json, event, "event_type", report_value_own("stats"));
	put_filename(json, event);
	put(json, event, "stats", report_stats_object(stats));
	emit(json, event);
}

static void destroy(struct report *report)
{
	struct json_report *json = of_report(report);

	json_decref(json->filename);
	free(json->line);
	free(json);
}

struct report *report_json_create(FILE *stream)
{
	static const struct report_writer writer = {
		.capture_begin = capture_begin,
		.flow = write_flow,
		.alert = write_alert,
		.drop = write_drop,
		.told = write_told,
		.activity = write_activity,
		.call = write_call,
		.capture_end = capture_end,
		.destroy = destroy,
	};
	struct json_report *json = calloc(1, sizeof(*json));

	if (!json)
		return NULL;
	json->line = malloc(LINE_BYTES);
	if (!json->line) {
		free(json);
		return NULL;
	}
	json->line_size = LINE_BYTES;
	json->report.writer = &writer;
	json->report.output.stream = stream;
	return &json->report;
}
