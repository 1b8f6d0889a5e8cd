/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From values to a report's words.
 */
#include "engine/event.h"

#include "engine/describe.h"
#include "io/source.h"
#include "report/report.h"

static struct report_alert alert_of(const struct engine_event *event,
				    const struct engine *engine,
				    struct io_source *source)
{
	const struct flow *flow = &event->flow;
	struct endpoint orig = flow_endpoint(flow, FLOW_ORIG);
	struct endpoint reply = flow_endpoint(flow, FLOW_REPLY);
	struct report_alert alert = {
		.time_us = event->time_us,
		.number = event->number,
		.source = orig.address,
		.dest = reply.address,
		.source_port = orig.port,
		.dest_port = reply.port,
		.vlan = flow->key.vlan,
		.inner_vlan = flow->key.inner_vlan,
		.transport = flow->key.transport,
		.flow_id = engine_describe_id(engine, flow),
	};

	if (source)
		alert.interface =
			io_source_interface_name(source, event->interface);
	return alert;
}

static void report_end(const struct engine_event *event,
		       const struct engine *engine, struct report *report)
{
	struct engine_description description;
	struct report_flow record;

	engine_describe_end(engine, event->ruleset, &event->flow, event->end,
			    &description, &record);
	report_flow(report, &record);
}

static void report_episode(const struct engine_event *event,
			   const struct engine *engine, struct report *report)
{
	struct report_activity activity = {
		.time_us = event->time_us,
		.host = event->host,
		.ended = event->kind == ENGINE_EPISODE_ENDED,
		.start_us = event->episode.start_us,
		.end_us = event->episode.last_us,
		.bytes = event->episode.bytes,
	};

	engine_describe_activity(engine, event->ruleset, event->time_us,
				 &event->host, event->application,
				 event->episode.activity,
				 evidence_episode_confidence(&event->episode),
				 &activity.finding);
	report_activity(report, &activity);
}

static void report_call_end(const struct engine_event *event,
			    const struct engine *engine, struct report *report)
{
	const struct flow *flow = &event->flow;
	struct engine_description description;
	struct endpoint orig = flow_endpoint(flow, FLOW_ORIG);
	struct endpoint reply = flow_endpoint(flow, FLOW_REPLY);
	struct report_call call = {
		.time_us = event->time_us,
		.source = orig.address,
		.dest = reply.address,
		.source_port = orig.port,
		.dest_port = reply.port,
		.vlan = flow->key.vlan,
		.inner_vlan = flow->key.inner_vlan,
		.transport = flow->key.transport,
		.flow_id = engine_describe_id(engine, flow),
		.start_us = event->call.start_us,
		.end_us = event->call.last_us,
		.bytes = {event->call.bytes[0], event->call.bytes[1]},
	};

	engine_describe_flow(engine, event->ruleset, flow, &description,
			     &call.finding);
	call.finding.confidence = event->call.confidence;
	report_call(report, &call);
}

void engine_event_report(const struct engine_event *event,
			 const struct engine *engine, struct io_source *source,
			 struct report *report)
{
	struct engine_description description;
	struct report_alert alert;

	switch (event->kind) {
	case ENGINE_FLOW_ENDED:
		report_end(event, engine, report);
		return;
	case ENGINE_EPISODE_BEGAN:
	case ENGINE_EPISODE_ENDED:
		report_episode(event, engine, report);
		return;
	case ENGINE_CALL_ENDED:
		report_call_end(event, engine, report);
		return;
	default:
		break;
	}
	alert = alert_of(event, engine, source);
	if (event->kind == ENGINE_HOST_DECIDED ||
	    event->kind == ENGINE_HOST_TOLD) {
		alert.of_host = true;
		alert.host = event->host;
		engine_describe_case(engine, event->ruleset, &event->host,
				     &event->host_application, &description,
				     &alert.finding);
	} else {
		engine_describe_flow(engine, event->ruleset, &event->flow,
				     &description, &alert.finding);
	}
	if (event->kind == ENGINE_FLOW_DROPPED)
		report_drop(report, &alert);
	else if (event->kind == ENGINE_HOST_TOLD)
		report_client_info(report, &alert);
	else
		report_alert(report, &alert);
}

static void direct_take(struct engine_event_sink *event_sink,
			const struct engine_event *event)
{
	struct engine_direct_sink *direct =
		(struct engine_direct_sink *)event_sink;

	engine_event_report(event, direct->engine, direct->source,
			    direct->report);
}

void engine_direct_sink_init(struct engine_direct_sink *direct,
			     const struct engine *engine, struct report *report)
{
	*direct = (struct engine_direct_sink){
		.event_sink = {.take = direct_take},
		.engine = engine,
		.report = report,
	};
}
