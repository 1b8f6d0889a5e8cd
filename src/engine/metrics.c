/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of counters. Each frame is in exactly one counter of "decode" and in
 * exactly one of "verdict".
 */
#include "engine/metrics.h"

#include <stdlib.h>

#include "config/ruleset.h"
#include "engine/timer_queue.h"
#include "engine/shared.h"
#include "shaper/shaper.h"
#include "engine/worker_state.h"
#include "flow/table.h"
#include "host/endpoint.h"
#include "host/cache.h"
#include "host/memory.h"
#include "identity/attachment.h"
#include "host/quota.h"
#include "host/table.h"
#include "policy/classes.h"

void engine_metrics_add(struct engine_metrics *figures, const char *group,
			const char *name, uint64_t value)
{
	if (figures->count < ENGINE_FIGURES)
		figures->counters[figures->count++] =
			(struct report_counter){group, name, value};
}

static void add_flows(struct engine_metrics *figures, struct engine *engine)
{
	struct flow_table_counts counts;

	flow_table_count(engine->flows, &counts);
	engine_metrics_add(figures, "flow", "created", counts.created);
	engine_metrics_add(figures, "flow", "timed_out", counts.timed_out);
	engine_metrics_add(figures, "flow", "restarted", counts.restarted);
	engine_metrics_add(figures, "flow", "evicted", counts.evicted);
	engine_metrics_add(figures, "flow", "refused", counts.refused);
	engine_metrics_add(figures, "flow", "meters_full", counts.unmetered);
	engine_metrics_add(figures, "flow", "timers_full",
			   engine_timer_queue_refused(engine->timer_queue));
}

static void add_memories(struct engine_metrics *figures, struct engine *engine)
{
	struct host_cache_counts counts;

	host_table_count(engine->hosts, &counts);
	engine_metrics_add(figures, "host", "created", counts.created);
	engine_metrics_add(figures, "host", "evicted", counts.evicted);
	identity_attachments_count(engine->places, &counts);
	engine_metrics_add(figures, "attachment", "created", counts.created);
	engine_metrics_add(figures, "attachment", "evicted", counts.evicted);
	engine_metrics_add(figures, "attachment", "moved",
			   atomic_load(&engine->moves.count));
	host_endpoints_count(engine->endpoints, &counts);
	engine_metrics_add(figures, "endpoint", "created", counts.created);
	engine_metrics_add(figures, "endpoint", "evicted", counts.evicted);
	host_memory_count(engine->memory, &counts);
	engine_metrics_add(figures, "memory", "created", counts.created);
	engine_metrics_add(figures, "memory", "forgotten", counts.evicted);
}

static void add_identities(struct engine_metrics *figures,
			   struct engine *engine)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);

	if (!ruleset->identity)
		return;
	engine_metrics_add(figures, "identity", "hosts",
			   atomic_load(&engine->fed.hosts));
	engine_metrics_add(figures, "identity", "unknown_names",
			   atomic_load(&engine->fed.unknown_names));
}

/* Only of those who have some: others would wonder. */
static void add_quotas(struct engine_metrics *figures, struct engine *engine)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	struct host_quotas_counts counts;

	if (!ruleset->quotas)
		return;
	host_quotas_count(engine->quotas, &counts);
	engine_metrics_add(figures, "quota", "counted", counts.active);
	engine_metrics_add(figures, "quota", "refused", counts.refused);
}

void engine_metrics_collect(struct engine *engine,
			    const struct engine_counters *counters,
			    struct engine_metrics *figures)
{
	figures->count = 0;
	for (int outcome = 0; outcome < DECODE_OUTCOMES; outcome++)
		engine_metrics_add(figures, "decode",
				   packet_decode_name(outcome),
				   counters->outcomes[outcome]);
	engine_metrics_add(figures, "fragment", "followed",
			   counters->fragments_followed);
	engine_metrics_add(figures, "fragment", "unknown",
			   counters->fragments_unknown);
	engine_metrics_add(figures, "time", "clock_back", counters->clock_back);
	add_flows(figures, engine);
	add_memories(figures, engine);
	add_identities(figures, engine);
	add_quotas(figures, engine);
	for (int action = 0; action < ACTION_COUNT; action++)
		engine_metrics_add(figures, "verdict",
				   packet_action_name(action),
				   counters->verdicts[action]);
	engine_metrics_add(figures, "shape", "late", counters->shape_late);
	engine_metrics_add(figures, "shape", "queue_full",
			   counters->shape_full);
	engine_metrics_add(figures, "shape", "members_refused",
			   shaper_members_refused(engine->shaper));
	engine_metrics_add(figures, "degrade", "loss", counters->degrade_lost);
	engine_metrics_add(figures, "degrade", "rate", counters->degrade_rate);
	engine_metrics_add(figures, "degrade", "exempt",
			   counters->degrade_spared);
	engine_metrics_add(figures, "signature", "selected",
			   counters->selected);
	engine_metrics_add(figures, "signature", "alerts", counters->alerts);
	engine_metrics_add(figures, "policy", "logged", counters->logged);
}

static struct report_way way_of(const struct shaper_metrics *figures,
				unsigned direction)
{
	const struct shaper_node_count *count = &figures->counts[direction];

	return (struct report_way){
		.bytes = count->bytes,
		.packets = count->packets,
		.dropped = count->drops,
		.late = figures->late[direction],
		.backlog_bytes = count->backlog_bytes,
		.backlog_packets = count->backlog_packets,
	};
}

struct report_class *engine_metrics_classes(struct engine *engine,
					    size_t *count)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	size_t classes = policy_classes_count(ruleset->classes);
	struct shaper_metrics *figures = calloc(classes + 1, sizeof(*figures));
	struct report_class *out = calloc(classes + 1, sizeof(*out));

	*count = 0;
	if (!classes || !figures || !out) {
		free(figures);
		free(out);
		return NULL;
	}
	shaper_metrics(engine->shaper, figures, classes + 1);
	for (size_t i = 0; i <= classes; i++) {
		/* who is in no class stands last */
		const struct shaper_metrics *it =
			&figures[i < classes ? i + 1 : 0];

		if (i < classes)
			out[i].name = policy_classes_get(ruleset->classes,
							 (uint16_t)(i + 1))
					      ->name;
		out[i].members = it->members;
		out[i].down = way_of(it, POLICY_CLASS_DOWN);
		out[i].up = way_of(it, POLICY_CLASS_UP);
	}
	free(figures);
	*count = classes + 1;
	return out;
}
