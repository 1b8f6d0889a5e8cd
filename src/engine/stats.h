/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_STATS_H
#define ENGINE_STATS_H

#include "engine/metrics.h"
#include "report/report.h"
#include "report/totals.h"

struct engine;
struct engine_counters;

/*
 * The statistics of an engine, for a live service and a replay alike. `event` is
 * what a "stats" event reports and points into the other members.
 */
struct engine_stats {
	struct report_stats event;
	struct engine_metrics metrics;
	struct report_totals rules;
};

/**
 * engine_stats_collect - collect what is cheap: counters, and totals by rule
 * @counters: sums of all workers
 * @stats:    out; for engine_stats_fini()
 *
 * The event's times start as 0 and @counters->last_us; the caller may change them.
 */
void engine_stats_collect(struct engine *engine,
			  const struct engine_counters *counters,
			  struct engine_stats *stats);

/**
 * engine_stats_add - append a counter that the engine does not know
 * @group: as @name kept by pointer: it must outlive @stats
 */
void engine_stats_add(struct engine_stats *stats, const char *group,
		      const char *name, uint64_t value);

/**
 * engine_stats_report - add signatures, classes and quotas, and report the event
 */
void engine_stats_report(struct engine *engine, struct engine_stats *stats,
			 struct report *report);

void engine_stats_fini(struct engine_stats *stats);

#endif
