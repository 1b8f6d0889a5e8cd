/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of counters. Exactly one counter of "decode" and one of "verdict" counts each
 * frame.
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

void engine_metrics_add(struct engine_metrics *metrics, const char *group,
			const char *name, uint64_t value)
{
	if (metrics->count < ENGINE_METRICS_MOST)
		metrics->counters[metrics->count++] =
			(struct report_counter){group, name, value};
}

static void add_flows(struct engine_metrics *metrics, struct engine *engine)
{
	struct flow_table_counts counts;

	flow_table_count(engine->flows, &counts);
	engine_metrics_add(metrics, "flow", "created", counts.created);
	engine_metrics_add(metrics, "flow", "timed_out", counts.timed_out);
	engine_metrics_add(metrics, "flow", "restarted", counts.restarted);
	engine_metrics_add(metrics, "flow", "evicted", counts.evicted);
	engine_metrics_add(metrics, "flow", "refused", counts.refused);
	engine_metrics_add(metrics, "flow", "meters_full", counts.unmetered);
	engine_metrics_add(metrics, "flow", "timers_full",
			   engine_timer_queue_refused(engine->timer_queue));
}

static void add_tables(struct engine_metrics *metrics, struct engine *engine)
{
	struct host_cache_counts counts;

	host_table_count(engine->hosts, &counts);
	engine_metrics_add(metrics, "host", "created", counts.created);
	engine_metrics_add(metrics, "host", "evicted", counts.evicted);
	identity_attachments_count(engine->attachments, &counts);
	engine_metrics_add(metrics, "attachment", "created", counts.created);
	engine_metrics_add(metrics, "attachment", "evicted", counts.evicted);
	engine_metrics_add(metrics, "attachment", "moved",
			   atomic_load(&engine->moves.count));
	host_endpoints_count(engine->endpoints, &counts);
	engine_metrics_add(metrics, "endpoint", "created", counts.created);
	engine_metrics_add(metrics, "endpoint", "evicted", counts.evicted);
	host_memory_count(engine->memory, &counts);
	engine_metrics_add(metrics, "memory", "created", counts.created);
	engine_metrics_add(metrics, "memory", "evicted", counts.evicted);
}

static void add_identities(struct engine_metrics *metrics,
			   struct engine *engine)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);

	if (!ruleset->identity)
		return;
	engine_metrics_add(metrics, "identity", "hosts",
			   atomic_load(&engine->identity_counts.hosts));
	engine_metrics_add(metrics, "identity", "unknown_names",
			   atomic_load(&engine->identity_counts.unknown_names));
}

/* Omitted unless quotas are configured. */
static void add_quotas(struct engine_metrics *metrics, struct engine *engine)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	struct host_quotas_counts counts;

	if (!ruleset->quotas)
		return;
	host_quotas_count(engine->quotas, &counts);
	engine_metrics_add(metrics, "quota", "counted", counts.active);
	engine_metrics_add(metrics, "quota", "refused", counts.refused);
}

void engine_metrics_collect(struct engine *engine,
			    const struct engine_counters *counters,
			    struct engine_metrics *metrics)
{
	metrics->count = 0;
	for (int outcome = 0; outcome < DECODE_OUTCOMES; outcome++)
		engine_metrics_add(metrics, "decode",
				   packet_decode_name(outcome),
				   counters->outcomes[outcome]);
	engine_metrics_add(metrics, "fragment", "followed",
			   counters->fragments_followed);
	engine_metrics_add(metrics, "fragment", "unknown",
			   counters->fragments_unknown);
	engine_metrics_add(metrics, "time", "clock_back", counters->clock_back);
	add_flows(metrics, engine);
	add_tables(metrics, engine);
	add_identities(metrics, engine);
	add_quotas(metrics, engine);
	for (int action = 0; action < ACTION_COUNT; action++)
		engine_metrics_add(metrics, "verdict",
				   packet_action_name(action),
				   counters->verdicts[action]);
	engine_metrics_add(metrics, "shape", "late", counters->shape_late);
	engine_metrics_add(metrics, "shape", "queue_full",
			   counters->shape_full);
	engine_metrics_add(metrics, "shape", "members_refused",
			   shaper_members_refused(engine->shaper));
	engine_metrics_add(metrics, "degrade", "loss", counters->degrade_lost);
	engine_metrics_add(metrics, "degrade", "rate", counters->degrade_rate);
	engine_metrics_add(metrics, "degrade", "exempt",
			   counters->degrade_exempt);
	engine_metrics_add(metrics, "signature", "selected",
			   counters->selected);
	engine_metrics_add(metrics, "signature", "alerts", counters->alerts);
	engine_metrics_add(metrics, "policy", "logged", counters->logged);
}

static struct report_way shaper_way(const struct shaper_metrics *shaped,
				    unsigned direction)
{
	const struct shaper_node_count *count = &shaped->counts[direction];

	return (struct report_way){
		.bytes = count->bytes,
		.packets = count->packets,
		.dropped = count->drops,
		.late = shaped->late[direction],
		.backlog_bytes = count->backlog_bytes,
		.backlog_packets = count->backlog_packets,
	};
}

struct report_class *engine_metrics_classes(struct engine *engine,
					    size_t *count)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	size_t classes = policy_classes_count(ruleset->classes);
	struct shaper_metrics *shaped = calloc(classes + 1, sizeof(*shaped));
	struct report_class *out = calloc(classes + 1, sizeof(*out));

	*count = 0;
	if (!classes || !shaped || !out) {
		free(shaped);
		free(out);
		return NULL;
	}
	shaper_metrics(engine->shaper, shaped, classes + 1);
	for (size_t i = 0; i <= classes; i++) {
		/* traffic outside of all classes is last */
		const struct shaper_metrics *it =
			&shaped[i < classes ? i + 1 : 0];

		if (i < classes)
			out[i].name = policy_classes_get(ruleset->classes,
							 (uint16_t)(i + 1))
					      ->name;
		out[i].members = it->members;
		out[i].down = shaper_way(it, POLICY_CLASS_DOWN);
		out[i].up = shaper_way(it, POLICY_CLASS_UP);
	}
	free(shaped);
	*count = classes + 1;
	return out;
}
