/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_DESCRIBE_H
#define ENGINE_DESCRIBE_H

#include <stddef.h>
#include <stdint.h>

#include "flow/flow.h"
#include "flow/table.h"
#include "host/host.h"
#include "report/event.h"

struct engine;
struct engine_worker;
struct packet;
struct ruleset;

/* Memory that the names of one event point into. One thread. */
struct engine_description {
	const char *signatures[HOST_SIGNATURES];
	const char *reasons[HOST_SIGNATURES];
	const char *sets[FLOW_SETS];
	char texts[HOST_SIGNATURES][256];
};

/**
 * engine_describe_flow - describe what is found of a flow, and what became of it
 * @flow:        of engine_decide_describe(), or just decided
 * @description: scratch, that @finding points into
 * @finding:     out; points into the ruleset, too
 *
 * Without an application when it is not decided and no rule was about it.
 */
void engine_describe_flow(const struct ruleset *ruleset,
			  const struct flow *flow,
			  struct engine_description *description,
			  struct report_finding *finding);

/**
 * engine_describe_application - describe an application at a host
 * @host_application:   outlives @finding, which points into it
 * @description: scratch, that @finding points into
 * @finding:     out; points into the ruleset, too
 *
 * Rule and action are those for a new flow of the host.
 */
void engine_describe_application(
	const struct engine *engine, const struct ruleset *ruleset,
	const struct address *address,
	const struct host_application *host_application,
	struct engine_description *description, struct report_finding *finding);

/**
 * engine_describe_activity - describe an activity of a host
 * @confidence: of the activity, 0..100
 * @finding:    out; points into the ruleset
 */
void engine_describe_activity(const struct engine *engine,
			      const struct ruleset *ruleset, usec_t time_us,
			      const struct address *host, uint16_t application,
			      uint8_t activity, unsigned confidence,
			      struct report_finding *finding);

/**
 * engine_describe_end - describe a flow that ended
 * @description: scratch, that @record points into
 * @record:      out; points into the ruleset, too
 */
void engine_describe_end(const struct engine *engine,
			 const struct ruleset *ruleset, const struct flow *flow,
			 enum flow_end reason,
			 struct engine_description *description,
			 struct report_flow *record);

/**
 * engine_describe_tuple - describe the ends of a flow
 *
 * flow_id is 53 bits of a hash of the key and the start: every reader of JSON keeps
 * so many exactly.
 */
void engine_describe_tuple(const struct engine *engine, const struct flow *flow,
			   struct report_tuple *tuple);

#endif
