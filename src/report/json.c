/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as EVE JSON. jansson keeps keys in the order in which they are set, so this
 * is their order on the line. An event without memory for all of it is left out, and
 * the output fails with ENOMEM.
 */
#include "report/json.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "report/community_id.h"
#include "report/event.h"
#include "report/output.h"
#include "report/sink.h"
#include "report/stats.h"
#include "report/value.h"

#define LINE_BYTES 4096 /* at first; it grows to the longest line */

struct json_sink {
	struct report_sink sink; /* first */
	struct report_output output;
	json_t *filename; /* of this capture; NULL: not known */
	char *line;
	size_t line_size;
	bool failed; /* no memory for the event that is being built */
};

/* Values that events of a packet and of a flow have in common. */
struct event_head {
	usec_t time_us;
	uint64_t number;       /* 0: of no packet */
	const char *interface; /* NULL: not known */
	const struct report_tuple *tuple;
	const struct report_finding *finding;
};

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

/* Takes @value over; NULL: there was no memory for it. */
static void put_json(struct json_sink *json, json_t *object, const char *key,
		     json_t *value)
{
	report_value_put(object, key, value, &json->failed);
}

static void append_json(struct json_sink *json, json_t *array, json_t *value)
{
	report_value_append(array, value, &json->failed);
}

/* Write the event as a line, and free it. */
static void write_json_line(struct json_sink *json, json_t *event)
{
	struct report_output *output = &json->output;
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

static void put_json_vlan(struct json_sink *json, json_t *event,
			  const struct report_tuple *tuple)
{
	json_t *tags;

	if (!tuple->vlan && !tuple->inner_vlan)
		return;
	tags = json_array();
	append_json(json, tags, report_value_number(tuple->vlan));
	if (tuple->inner_vlan)
		append_json(json, tags, report_value_number(tuple->inner_vlan));
	put_json(json, event, "vlan", tags);
}

static void put_json_tuple(struct json_sink *json, json_t *event,
			   const struct report_tuple *tuple)
{
	bool tcp = tuple->transport == IPPROTO_TCP;
	int version = packet_address_is_ipv4(&tuple->source) ? 4 : 6;

	put_json(json, event, "src_ip", report_value_address(&tuple->source));
	put_json(json, event, "src_port",
		 report_value_number(tuple->source_port));
	put_json(json, event, "dest_ip", report_value_address(&tuple->dest));
	put_json(json, event, "dest_port",
		 report_value_number(tuple->dest_port));
	put_json(json, event, "proto", report_value_own(tcp ? "TCP" : "UDP"));
	put_json(json, event, "ip_v", json_integer(version));
}

static void put_filename(struct json_sink *json, json_t *event)
{
	if (json->filename)
		put_json(json, event, "pcap_filename",
			 json_incref(json->filename));
}

static void put_type(struct json_sink *json, json_t *event,
		     enum report_event_kind kind)
{
	put_json(json, event, "event_type",
		 report_value_own(report_event_name(kind)));
}

/* A new event, up to what its type adds. */
static json_t *begin_json(struct json_sink *json, enum report_event_kind kind,
			  const struct event_head *head)
{
	const struct report_tuple *tuple = head->tuple;
	json_t *event = json_object();
	char id[REPORT_COMMUNITY_ID_TEXT];

	put_json(json, event, "timestamp", report_value_time(head->time_us));
	put_json(json, event, "flow_id", report_value_number(tuple->flow_id));
	if (head->number)
		put_json(json, event, "pcap_cnt",
			 report_value_number(head->number));
	if (head->interface)
		put_json(json, event, "in_iface",
			 report_value_string(head->interface));
	put_type(json, event, kind);
	put_json_vlan(json, event, tuple);
	put_json_tuple(json, event, tuple);
	if (head->finding->application)
		put_json(json, event, "app_proto",
			 report_value_string(head->finding->application));
	report_community_id_print(&tuple->source, tuple->source_port,
				  &tuple->dest, tuple->dest_port,
				  tuple->transport, id);
	put_json(json, event, "community_id", report_value_own(id));
	put_filename(json, event);
	return event;
}

static void put_verdict(struct json_sink *json, json_t *event,
			const char *action)
{
	json_t *verdict = json_object();

	put_json(json, verdict, "action", report_value_own(action));
	put_json(json, event, "verdict", verdict);
}

static json_t *json_strings(struct json_sink *json, const char *const *strings,
			    size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		append_json(json, array, report_value_string(strings[i]));
	return array;
}

static void put_json_finding(struct json_sink *json, json_t *ours,
			     const struct report_finding *finding)
{
	put_json(json, ours, "application",
		 report_value_string_or_null(finding->application));
	put_json(json, ours, "family",
		 report_value_string_or_null(finding->family));
	put_json(json, ours, "activity",
		 report_value_string_or_null(finding->activity));
	put_json(json, ours, "confidence",
		 report_value_number(finding->confidence));
	if (finding->version)
		put_json(json, ours, "version",
			 report_value_string(finding->version));
	if (finding->platform)
		put_json(json, ours, "platform",
			 report_value_string(finding->platform));
	put_json(json, ours, "signatures",
		 json_strings(json, finding->signatures,
			      finding->signature_count));
	put_json(json, ours, "sets",
		 json_strings(json, finding->sets, finding->set_count));
	put_json(json, ours, "reasons",
		 json_strings(json, finding->reasons, finding->reason_count));
	put_json(json, ours, "user",
		 report_value_string_or_null(finding->user));
	put_json(json, ours, "group",
		 report_value_string_or_null(finding->group));
	put_json(json, ours, "policy",
		 report_value_string_or_null(finding->policy));
	put_json(json, ours, "action",
		 report_value_string_or_null(finding->action));
	put_json(json, ours, "class",
		 report_value_string_or_null(finding->class));
	put_json(json, ours, "revision",
		 report_value_number(finding->revision));
}

static void put_if_any(struct json_sink *json, json_t *object, const char *key,
		       uint64_t value)
{
	if (value)
		put_json(json, object, key, report_value_number(value));
}

static void begin_json_capture(struct json_sink *json,
			       const struct report_event *event)
{
	const char *filename = event->capture;

	json_decref(json->filename);
	json->filename = filename ? report_value_string(filename) : NULL;
	if (filename && !json->filename)
		report_output_fail(&json->output, -ENOMEM);
}

static void put_json_flow(struct json_sink *json, json_t *event,
			  const struct report_flow *flow)
{
	usec_t age = usec_since(flow->end_us, flow->start_us);
	json_t *object = json_object();

	put_json(json, object, "pkts_toserver",
		 report_value_number(flow->packets[0]));
	put_json(json, object, "pkts_toclient",
		 report_value_number(flow->packets[1]));
	put_json(json, object, "bytes_toserver",
		 report_value_number(flow->bytes[0]));
	put_json(json, object, "bytes_toclient",
		 report_value_number(flow->bytes[1]));
	put_json(json, object, "start", report_value_time(flow->start_us));
	put_json(json, object, "end", report_value_time(flow->end_us));
	put_json(json, object, "age", report_value_number(age / USEC_PER_SEC));
	put_json(json, object, "state",
		 report_value_string_or_null(flow->state));
	put_json(json, object, "reason",
		 report_value_string_or_null(flow->reason));
	put_json(json, object, "alerted", json_boolean(flow->alerted));
	put_json(json, object, "action",
		 report_value_own(pass_or_drop(&flow->finding)));
	put_json(json, event, "flow", object);
}

static void write_json_flow(struct json_sink *json,
			    const struct report_event *of)
{
	const struct report_flow *flow = &of->flow;
	const struct event_head head = {
		.time_us = flow->end_us,
		.tuple = &flow->tuple,
		.finding = &flow->finding,
	};
	json_t *event = begin_json(json, of->kind, &head);
	json_t *ours = json_object();

	put_json_flow(json, event, flow);
	put_verdict(json, event, pass_or_drop(&flow->finding));
	put_json_finding(json, ours, &flow->finding);
	put_if_any(json, ours, "late_packets", flow->late_packets);
	put_if_any(json, ours, "dropped_packets", flow->dropped_packets);
	put_if_any(json, ours, "dropped_bytes", flow->dropped_bytes);
	put_json(json, event, "skywarden", ours);
	write_json_line(json, event);
}

static json_t *begin_alert(struct json_sink *json,
			   const struct report_event *of)
{
	const struct report_alert *alert = &of->alert;
	const struct event_head head = {
		.time_us = alert->time_us,
		.number = alert->number,
		.interface = alert->interface,
		.tuple = &alert->tuple,
		.finding = &alert->finding,
	};

	return begin_json(json, of->kind, &head);
}

static void put_subject(struct json_sink *json, json_t *event,
			const struct report_alert *alert)
{
	json_t *ours = json_object();

	put_json(json, ours, "subject",
		 report_value_own(alert->of_host ? "host" : "flow"));
	if (alert->of_host)
		put_json(json, ours, "host_ip",
			 report_value_address(&alert->host));
	put_json_finding(json, ours, &alert->finding);
	put_json(json, event, "skywarden", ours);
}

static void end_alert(struct json_sink *json, json_t *event,
		      const struct report_alert *alert, const char *verdict)
{
	put_verdict(json, event, verdict);
	put_subject(json, event, alert);
	write_json_line(json, event);
}

/* The first signature; a flow found by a known endpoint may have none. */
static const char *alert_name(const struct report_finding *finding)
{
	if (finding->signature_count > 0)
		return finding->signatures[0];
	return finding->application ? finding->application : "unidentified";
}

/* As in Suricata, 1 is the most severe: 1 blocked, 2 slowed, 3 passed. */
static int alert_severity(const struct report_finding *finding)
{
	if (is_dropped(finding))
		return 1;
	return is_shaped(finding) ? 2 : 3;
}

static void write_alert(struct json_sink *json, const struct report_event *of)
{
	const struct report_finding *finding = &of->alert.finding;
	json_t *event = begin_alert(json, of);
	json_t *object = json_object();
	bool blocked = is_dropped(finding);

	put_json(json, object, "action",
		 report_value_own(blocked ? "blocked" : "allowed"));
	put_json(json, object, "signature",
		 report_value_string(alert_name(finding)));
	put_json(json, object, "category",
		 report_value_string(finding->family ? finding->family : ""));
	put_json(json, object, "severity",
		 json_integer(alert_severity(finding)));
	put_json(json, event, "alert", object);
	end_alert(json, event, &of->alert, pass_or_drop(finding));
}

/* The action that dropped it: also "prioritise" and others have a class. */
static const char *drop_reason(const struct report_finding *finding)
{
	if (is_dropped(finding))
		return "policy";
	return finding->action && strcmp(finding->action, "degrade") == 0
		       ? "degrade"
		       : "shape";
}

static void write_drop(struct json_sink *json, const struct report_event *of)
{
	json_t *event = begin_alert(json, of);
	json_t *object = json_object();

	put_json(json, object, "reason",
		 report_value_own(drop_reason(&of->alert.finding)));
	put_json(json, event, "drop", object);
	end_alert(json, event, &of->alert, "drop");
}

static void put_span(struct json_sink *json, json_t *object, usec_t start,
		     usec_t end)
{
	put_json(json, object, "start", report_value_time(start));
	put_json(json, object, "end", report_value_time(end));
	put_json(json, object, "duration_ms",
		 report_value_number(usec_since(end, start) / USEC_PER_MSEC));
}

static void write_activity(struct json_sink *json,
			   const struct report_event *of)
{
	const struct report_activity *activity = &of->activity;
	json_t *event = json_object(), *object = json_object();
	json_t *ours = json_object();

	put_json(json, event, "timestamp",
		 report_value_time(activity->time_us));
	put_type(json, event, of->kind);
	if (activity->finding.application)
		put_json(json, event, "app_proto",
			 report_value_string(activity->finding.application));
	put_filename(json, event);
	put_json(json, object, "state",
		 report_value_own(activity->ended ? "ended" : "started"));
	put_span(json, object, activity->start_us, activity->end_us);
	put_if_any(json, object, "bytes", activity->bytes);
	put_json(json, event, "activity", object);
	put_json(json, ours, "subject", report_value_own("host"));
	put_json(json, ours, "host_ip", report_value_address(&activity->host));
	put_json_finding(json, ours, &activity->finding);
	put_json(json, event, "skywarden", ours);
	write_json_line(json, event);
}

static void write_call(struct json_sink *json, const struct report_event *of)
{
	const struct report_call *call = &of->call;
	const struct event_head head = {
		.time_us = call->time_us,
		.tuple = &call->tuple,
		.finding = &call->finding,
	};
	json_t *event = begin_json(json, of->kind, &head);
	json_t *object = json_object(), *ours = json_object();

	put_json(json, object, "kind",
		 report_value_string_or_null(call->finding.activity));
	put_span(json, object, call->start_us, call->end_us);
	put_json(json, object, "bytes_toserver",
		 report_value_number(call->bytes[0]));
	put_json(json, object, "bytes_toclient",
		 report_value_number(call->bytes[1]));
	put_json(json, event, "call", object);
	put_json(json, ours, "subject", report_value_own("flow"));
	put_json_finding(json, ours, &call->finding);
	put_json(json, event, "skywarden", ours);
	write_json_line(json, event);
}

static void write_client_info(struct json_sink *json,
			      const struct report_event *of)
{
	json_t *event = begin_alert(json, of);

	put_subject(json, event, &of->alert);
	write_json_line(json, event);
}

static void write_stats(struct json_sink *json, const struct report_event *of)
{
	json_t *event = json_object();

	put_json(json, event, "timestamp",
		 report_value_time(of->stats.last_us));
	put_type(json, event, of->kind);
	put_filename(json, event);
	put_json(json, event, "stats", report_stats_object(&of->stats));
	write_json_line(json, event);
}

static void json_event(struct report_sink *sink,
		       const struct report_event *event)
{
	static void (*const writers[REPORT_EVENT_KINDS])(
		struct json_sink * json, const struct report_event *of) = {
		[REPORT_EVENT_FLOW] = write_json_flow,
		[REPORT_EVENT_ALERT] = write_alert,
		[REPORT_EVENT_DROP] = write_drop,
		[REPORT_EVENT_CLIENT_INFO] = write_client_info,
		[REPORT_EVENT_ACTIVITY] = write_activity,
		[REPORT_EVENT_CALL] = write_call,
		[REPORT_EVENT_STATS] = write_stats,
		[REPORT_EVENT_CAPTURE] = begin_json_capture,
	};

	if (writers[event->kind])
		writers[event->kind]((struct json_sink *)sink, event);
}

static int json_flush(struct report_sink *sink)
{
	return report_output_flush(&((struct json_sink *)sink)->output);
}

static int json_reopen(struct report_sink *sink)
{
	return report_output_reopen(&((struct json_sink *)sink)->output);
}

static int json_close(struct report_sink *sink)
{
	struct json_sink *json = (struct json_sink *)sink;
	int error = report_output_close(&json->output);

	json_decref(json->filename);
	free(json->line);
	free(json);
	return error;
}

struct report_sink *report_json_create(const struct report_output *output,
				       const struct report_target *target)
{
	static const struct report_sink_ops ops = {
		.event = json_event,
		.flush = json_flush,
		.reopen = json_reopen,
		.close = json_close,
	};
	struct json_sink *json = calloc(1, sizeof(*json));

	(void)target;
	if (!json)
		return NULL;
	json->line = malloc(LINE_BYTES);
	if (!json->line) {
		free(json);
		return NULL;
	}
	json->line_size = LINE_BYTES;
	json->sink.ops = &ops;
	json->output = *output;
	return &json->sink;
}
