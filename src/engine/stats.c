/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place where statistics are put together. Signature hits, classes and
 * quotas are collected for an event only: a live service counts every second and
 * reports once a minute.
 */
#include "engine/stats.h"

#include <stdlib.h>

#include "engine/shared.h"
#include "engine/quota.h"
#include "engine/rule_counters.h"
#include "engine/signature_hits.h"
#include "engine/worker.h"

void engine_stats_collect(struct engine *engine,
			  const struct engine_counters *counters,
			  struct engine_stats *stats)
{
	engine_metrics_collect(engine, counters, &stats->metrics);
	engine_rule_counters_collect(engine, &stats->rules);
	stats->event = (struct report_stats){
		.last_us = counters->last_us,
		.packets = counters->packets,
		.bytes = counters->bytes,
		.counters = stats->metrics.counters,
		.counter_count = stats->metrics.count,
		.rules = &stats->rules,
	};
}

void engine_stats_add(struct engine_stats *stats, const char *group,
		      const char *name, uint64_t value)
{
	engine_metrics_add(&stats->metrics, group, name, value);
	stats->event.counter_count = stats->metrics.count;
}

void engine_stats_report(struct engine *engine, struct engine_stats *stats,
			 struct report *report)
{
	struct engine_signature_hit_metrics hits;
	struct report_class *classes;
	struct report_quota *quotas;
	struct report_event event = {
		.kind = REPORT_EVENT_STATS,
		.stats = stats->event,
	};

	engine_signature_hits_collect(engine, &hits);
	event.stats.matches = hits.counters;
	event.stats.match_count = hits.count;
	classes = engine_metrics_classes(engine, &event.stats.class_count);
	event.stats.classes = classes;
	quotas = engine_quota_metrics(engine, event.stats.last_us,
				      &event.stats.quota_count);
	event.stats.quotas = quotas;
	report_event(report, &event);
	free(quotas);
	free(classes);
	engine_signature_hit_metrics_fini(&hits);
}

void engine_stats_fini(struct engine_stats *stats)
{
	report_totals_fini(&stats->rules);
}
