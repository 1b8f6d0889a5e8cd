/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of counters. Each frame is in exactly one counter of "decode" and in
 * exactly one of "verdict".
 */
#include "engine/figures.h"

#include "engine/engine.h"
#include "engine/worker.h"
#include "flow/table.h"
#include "host/endpoint.h"
#include "host/lru.h"
#include "host/memory.h"
#include "host/table.h"

static void add(struct engine_figures *figures, const char *group,
		const char *name, uint64_t value)
{
	if (figures->count < ENGINE_FIGURES)
		figures->counters[figures->count++] =
			(struct report_counter){group, name, value};
}

static void add_flows(struct engine_figures *figures, struct engine *engine)
{
	struct flow_table_counts counts;

	flow_table_count(engine->flows, &counts);
	add(figures, "flow", "created", counts.created);
	add(figures, "flow", "timed_out", counts.timed_out);
	add(figures, "flow", "restarted", counts.restarted);
	add(figures, "flow", "evicted", counts.evicted);
	add(figures, "flow", "refused", counts.refused);
}

static void add_memories(struct engine_figures *figures, struct engine *engine)
{
	struct host_lru_counts counts;

	host_table_count(engine->hosts, &counts);
	add(figures, "host", "created", counts.created);
	add(figures, "host", "evicted", counts.forgotten);
	host_endpoints_count(engine->endpoints, &counts);
	add(figures, "endpoint", "created", counts.created);
	add(figures, "endpoint", "evicted", counts.forgotten);
	host_memory_count(engine->memory, &counts);
	add(figures, "memory", "created", counts.created);
	add(figures, "memory", "forgotten", counts.forgotten);
}

void engine_figures_collect(struct engine *engine,
			    const struct engine_counters *counters,
			    struct engine_figures *figures)
{
	figures->count = 0;
	for (int outcome = 0; outcome < DECODE_OUTCOMES; outcome++)
		add(figures, "decode", packet_decode_name(outcome),
		    counters->outcomes[outcome]);
	add(figures, "fragment", "followed", counters->fragments_followed);
	add(figures, "fragment", "unknown", counters->fragments_unknown);
	add(figures, "time", "clock_back", counters->clock_back);
	add_flows(figures, engine);
	add_memories(figures, engine);
	for (int action = 0; action < ACTION_COUNT; action++)
		add(figures, "verdict", packet_action_name(action),
		    counters->verdicts[action]);
	add(figures, "shape", "late", counters->shape_late);
	add(figures, "shape", "queue_full", counters->shape_full);
	add(figures, "signature", "selected", counters->selected);
	add(figures, "signature", "alerts", counters->alerts);
}
