/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_METRICS_H
#define ENGINE_METRICS_H

#include <stddef.h>

#include "report/event.h"

struct engine;
struct engine_counters;

#define ENGINE_METRICS_MOST 128

/* All counters, with the names that users see. */
struct engine_metrics {
	struct report_counter counters[ENGINE_METRICS_MOST];
	size_t count;
};

/**
 * engine_metrics_add - append a counter; after ENGINE_METRICS_MOST it is left out
 * @group: as @name kept by pointer: it must outlive the metrics
 */
void engine_metrics_add(struct engine_metrics *metrics, const char *group,
			const char *name, uint64_t value);

/**
 * engine_metrics_collect - collect the counters of the engine and of its workers
 * @counters: sums of all workers
 * @metrics:  out; in a fixed order
 */
void engine_metrics_collect(struct engine *engine,
			    const struct engine_counters *counters,
			    struct engine_metrics *metrics);

/**
 * engine_metrics_classes - collect the counters of traffic classes
 * @count: out; 0 without classes
 *
 * Return: the classes, and last the traffic outside of all; to be freed. Names live as
 * long as the ruleset. NULL without classes, and without memory.
 */
struct report_class *engine_metrics_classes(struct engine *engine,
					    size_t *count);

#endif
