/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of counters. Each frame is in exactly one counter of "decode" and in
 * exactly one of "verdict".
 */
#include "engine/figures.h"

#include "engine/agenda.h"
#include "engine/engine.h"
#include "engine/worker.h"
#include "flow/table.h"
#include "host/endpoint.h"
#include "host/lru.h"
#include "host/memory.h"
#include "host/table.h"

void engine_figures_add(struct engine_figures *figures, const char *group,
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
	engine_figures_add(figures, "flow", "created", counts.created);
	engine_figures_add(figures, "flow", "timed_out", counts.timed_out);
	engine_figures_add(figures, "flow", "restarted", counts.restarted);
	engine_figures_add(figures, "flow", "evicted", counts.evicted);
	engine_figures_add(figures, "flow", "refused", counts.refused);
	engine_figures_add(figures, "flow", "meters_full", counts.unmetered);
	engine_figures_add(figures, "flow", "agenda_full",
			   engine_agenda_refused(engine->agenda));
}

static void add_memories(struct engine_figures *figures, struct engine *engine)
{
	struct host_lru_counts counts;

	host_table_count(engine->hosts, &counts);
	engine_figures_add(figures, "host", "created", counts.created);
	engine_figures_add(figures, "host", "evicted", counts.forgotten);
	host_endpoints_count(engine->endpoints, &counts);
	engine_figures_add(figures, "endpoint", "created", counts.created);
	engine_figures_add(figures, "endpoint", "evicted", counts.forgotten);
	host_memory_count(engine->memory, &counts);
	engine_figures_add(figures, "memory", "created", counts.created);
	engine_figures_add(figures, "memory", "forgotten", counts.forgotten);
}

void engine_figures_collect(struct engine *engine,
			    const struct engine_counters *counters,
			    struct engine_figures *figures)
{
	figures->count = 0;
	for (int outcome = 0; outcome < DECODE_OUTCOMES; outcome++)
		engine_figures_add(figures, "decode",
				   packet_decode_name(outcome),
				   counters->outcomes[outcome]);
	engine_figures_add(figures, "fragment", "followed",
			   counters->fragments_followed);
	engine_figures_add(figures, "fragment", "unknown",
			   counters->fragments_unknown);
	engine_figures_add(figures, "time", "clock_back", counters->clock_back);
	add_flows(figures, engine);
	add_memories(figures, engine);
	for (int action = 0; action < ACTION_COUNT; action++)
		engine_figures_add(figures, "verdict",
				   packet_action_name(action),
				   counters->verdicts[action]);
	engine_figures_add(figures, "shape", "late", counters->shape_late);
	engine_figures_add(figures, "shape", "queue_full",
			   counters->shape_full);
	engine_figures_add(figures, "degrade", "loss", counters->degrade_lost);
	engine_figures_add(figures, "degrade", "rate", counters->degrade_rate);
	engine_figures_add(figures, "degrade", "spared",
			   counters->degrade_spared);
	engine_figures_add(figures, "signature", "selected",
			   counters->selected);
	engine_figures_add(figures, "signature", "alerts", counters->alerts);
	engine_figures_add(figures, "policy", "logged", counters->logged);
}
