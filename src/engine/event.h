/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_EVENT_H
#define ENGINE_EVENT_H

#include <stdint.h>

#include "base/usec.h"
#include "flow/flow.h"
#include "flow/meter.h"
#include "flow/table.h"
#include "host/host.h"
#include "packet/address.h"

struct engine;
struct io_source;
struct report;
struct ruleset;

enum engine_event_kind {
	ENGINE_FLOW_ENDED,
	ENGINE_FLOW_DECIDED,
	ENGINE_FLOW_DROPPED, /* its first packet that the policy dropped */
	ENGINE_FLOW_LOGGED,  /* by a rule, without another event */
	ENGINE_HOST_DECIDED,
	ENGINE_EPISODE_BEGAN, /* of a host */
	ENGINE_EPISODE_ENDED,
	ENGINE_CALL_ENDED,	 /* of a flow */
	ENGINE_HOST_CLIENT_INFO, /* new version or platform of a decided host */
	ENGINE_EVENT_KINDS,
};

/*
 * An event for a report, as values. A worker makes it under the flow's lock; it is
 * described and written later, possibly by another thread.
 */
struct engine_event {
	enum engine_event_kind kind;
	enum flow_end end;	       /* ENGINE_FLOW_ENDED */
	uint16_t interface;	       /* of the packet, for its name */
	usec_t time_us;		       /* of the packet */
	uint64_t number;	       /* of the packet */
	const struct ruleset *ruleset; /* that decided; alive until written */
	struct flow flow;	       /* a copy */
	struct address host;	       /* ENGINE_HOST_, of episodes */
	struct host_application host_application; /* ENGINE_HOST_; a copy */
	uint16_t application;			  /* of episodes */
	struct episode episode;			  /* same; a copy */
	struct flow_call call; /* ENGINE_CALL_ENDED; a copy */
};

/* Receives the events of a worker; embedded in the receiver. */
struct engine_event_sink {
	void (*take)(struct engine_event_sink *event_sink,
		     const struct engine_event *event);
};

/* An event_sink that reports at once, in the thread of the caller. */
struct engine_direct_sink {
	struct engine_event_sink event_sink; /* first */
	const struct engine *engine;
	struct report *report;
	struct io_source *source; /* knows interface names; or NULL */
};

/**
 * engine_direct_sink_init - start an event_sink that reports to @report, borrowed
 *
 * Its `source` is NULL until the caller sets it.
 */
void engine_direct_sink_init(struct engine_direct_sink *direct,
			     const struct engine *engine,
			     struct report *report);

/**
 * engine_event_report - report an event with the names of its own ruleset
 * @source: knows interface names; or NULL
 */
void engine_event_report(const struct engine_event *event,
			 const struct engine *engine, struct io_source *source,
			 struct report *report);

#endif
