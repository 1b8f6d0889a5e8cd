/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_METRICS_H
#define ENGINE_METRICS_H

#include <stddef.h>

#include "report/event.h"

struct engine;
struct engine_counters;

#define ENGINE_FIGURES 128

/* All that is counted, as a report wants it: names that users see. */
struct engine_metrics {
	struct report_counter counters[ENGINE_FIGURES];
	size_t count;
};

/**
 * engine_metrics_add - one more; what is above ENGINE_FIGURES is left out
 * @group: as @name kept by pointer: it must outlive the figures
 */
void engine_metrics_add(struct engine_metrics *figures, const char *group,
			const char *name, uint64_t value);

/**
 * engine_metrics_collect - all that the engine and @counters have counted
 * @counters: sums of all workers
 * @figures:  out; in a fixed order
 */
void engine_metrics_collect(struct engine *engine,
			    const struct engine_counters *counters,
			    struct engine_metrics *figures);

/**
 * engine_metrics_classes - what became of every traffic class
 * @count: out; 0 where there are no classes
 *
 * Return: theirs, then those of what is in no class; to be freed, names live as long
 * as the ruleset. NULL without any, and without memory.
 */
struct report_class *engine_metrics_classes(struct engine *engine,
					    size_t *count);

#endif
