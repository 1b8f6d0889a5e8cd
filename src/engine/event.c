/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns events of the engine into events of a report: numbers become names.
 */
#include "engine/event.h"

#include "engine/decide.h"
#include "engine/describe.h"
#include "io/source.h"
#include "report/report.h"

/* Events about one packet: about its flow, or about a host at one of its ends. */
static void report_packet(const struct engine_event *event,
			  const struct engine *engine, struct io_source *source,
			  enum report_event_kind kind, struct report *report)
{
	struct engine_description description;
	struct report_event out = {
		.kind = kind,
		.alert =
			{
				.time_us = event->time_us,
				.number = event->number,
				.of_host = event->kind == ENGINE_HOST_DECIDED ||
					   event->kind ==
						   ENGINE_HOST_CLIENT_INFO,
			},
	};
	struct report_alert *alert = &out.alert;

	engine_describe_tuple(engine, &event->flow, &alert->tuple);
	if (source)
		alert->interface =
			io_source_interface_name(source, event->interface);
	if (alert->of_host) {
		alert->host = event->host;
		engine_describe_application(engine, event->ruleset,
					    &event->host,
					    &event->host_application,
					    &description, &alert->finding);
	} else {
		engine_describe_flow(event->ruleset, &event->flow, &description,
				     &alert->finding);
	}
	report_event(report, &out);
}

static void report_flow_end(const struct engine_event *event,
			    const struct engine *engine, struct report *report)
{
	struct engine_description description;
	struct report_event out = {.kind = REPORT_EVENT_FLOW};
	struct flow flow = event->flow;

	/* not on the packet path: a flood ends a flow with each packet */
	if (!flow.identified)
		engine_decide_describe(engine, event->ruleset, &flow);
	engine_describe_end(engine, event->ruleset, &flow, event->end,
			    &description, &out.flow);
	report_event(report, &out);
}

static void report_episode(const struct engine_event *event,
			   const struct engine *engine, struct report *report)
{
	struct report_event out = {
		.kind = REPORT_EVENT_ACTIVITY,
		.activity =
			{
				.time_us = event->time_us,
				.host = event->host,
				.ended = event->kind == ENGINE_EPISODE_ENDED,
				.start_us = event->episode.start_us,
				.end_us = event->episode.last_us,
				.bytes = event->episode.bytes,
			},
	};

	engine_describe_activity(engine, event->ruleset, event->time_us,
				 &event->host, event->application,
				 event->episode.activity,
				 evidence_episode_confidence(&event->episode),
				 &out.activity.finding);
	report_event(report, &out);
}

static void report_call_end(const struct engine_event *event,
			    const struct engine *engine, struct report *report)
{
	struct engine_description description;
	struct report_event out = {
		.kind = REPORT_EVENT_CALL,
		.call =
			{
				.time_us = event->time_us,
				.start_us = event->call.start_us,
				.end_us = event->call.last_us,
				.bytes = {event->call.bytes[0],
					  event->call.bytes[1]},
			},
	};

	engine_describe_tuple(engine, &event->flow, &out.call.tuple);
	engine_describe_flow(event->ruleset, &event->flow, &description,
			     &out.call.finding);
	out.call.finding.confidence = event->call.confidence;
	report_event(report, &out);
}

void engine_event_report(const struct engine_event *event,
			 const struct engine *engine, struct io_source *source,
			 struct report *report)
{
	switch (event->kind) {
	case ENGINE_FLOW_ENDED:
		report_flow_end(event, engine, report);
		return;
	case ENGINE_EPISODE_BEGAN:
	case ENGINE_EPISODE_ENDED:
		report_episode(event, engine, report);
		return;
	case ENGINE_CALL_ENDED:
		report_call_end(event, engine, report);
		return;
	case ENGINE_FLOW_DROPPED:
		report_packet(event, engine, source, REPORT_EVENT_DROP, report);
		return;
	case ENGINE_HOST_CLIENT_INFO:
		report_packet(event, engine, source, REPORT_EVENT_CLIENT_INFO,
			      report);
		return;
	default:
		report_packet(event, engine, source, REPORT_EVENT_ALERT,
			      report);
		return;
	}
}

static void take_directly(struct engine_event_sink *event_sink,
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
		.event_sink = {.take = take_directly},
		.engine = engine,
		.report = report,
	};
}
