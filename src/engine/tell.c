/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The caller holds the flow of the sighting, and nothing else.
 */
#include "engine/tell.h"

#include "engine/describe.h"
#include "engine/inspect.h"
#include "engine/worker.h"
#include "io/source.h"
#include "packet/packet.h"
#include "report/report.h"

static struct report_alert alert_of(struct engine_worker *worker,
				    const struct engine_sighting *sighting)
{
	const struct packet *packet = sighting->packet;
	struct endpoint orig = flow_endpoint(sighting->flow, FLOW_ORIG);
	struct endpoint reply = flow_endpoint(sighting->flow, FLOW_REPLY);
	struct report_alert alert = {
		.time_us = packet->time_us,
		.number = packet->number,
		.source = orig.address,
		.dest = reply.address,
		.source_port = orig.port,
		.dest_port = reply.port,
		.vlan = packet->vlan,
		.inner_vlan = packet->inner_vlan,
		.transport = packet->transport,
		.flow_id = engine_describe_id(worker->engine, sighting->flow),
	};

	if (worker->source)
		alert.interface = io_source_interface_name(worker->source,
							   packet->interface);
	return alert;
}

void engine_tell_flow(struct engine_worker *worker,
		      const struct engine_sighting *sighting)
{
	struct engine_description description;
	struct report_alert alert;

	worker->counters.alerts++;
	if (!worker->report)
		return;
	alert = alert_of(worker, sighting);
	engine_describe_flow(sighting->ruleset, sighting->flow, &description,
			     &alert.finding);
	report_alert(worker->report, &alert);
}

void engine_tell_drop(struct engine_worker *worker,
		      const struct engine_sighting *sighting)
{
	struct engine_description description;
	struct report_alert drop;

	if (!worker->report)
		return;
	drop = alert_of(worker, sighting);
	engine_describe_flow(sighting->ruleset, sighting->flow, &description,
			     &drop.finding);
	report_drop(worker->report, &drop);
}

void engine_tell_host(struct engine_worker *worker,
		      const struct engine_sighting *sighting,
		      const struct address *address,
		      const struct host_case *host_case)
{
	struct engine_description description;
	struct report_alert alert;

	worker->counters.alerts++;
	if (!worker->report)
		return;
	alert = alert_of(worker, sighting);
	alert.of_host = true;
	alert.host = *address;
	engine_describe_case(sighting->ruleset, address, host_case,
			     &description, &alert.finding);
	report_alert(worker->report, &alert);
}
