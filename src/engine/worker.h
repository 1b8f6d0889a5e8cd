/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include "engine/worker_state.h"

/**
 * engine_worker_create - create a worker with its own counters
 * @event_sink: borrowed
 *
 * Return: for engine_worker_destroy(), which comes before that of @engine; NULL
 * with errno ENOMEM.
 */
struct engine_worker *
engine_worker_create(struct engine *engine,
		     struct engine_event_sink *event_sink);
void engine_worker_destroy(struct engine_worker *worker);

/**
 * engine_worker_batch - pass a batch of frames through the pipeline
 * @frames:   at most ENGINE_BATCH, in order of arrival
 * @verdicts: out; one for each frame
 */
void engine_worker_batch(struct engine_worker *worker,
			 const struct frame *frames, unsigned count,
			 struct verdict *verdicts);

/**
 * engine_worker_sweep - end flows, episodes and members of classes that time out by @now
 *
 * Their events go to this worker's event_sink. Flows are outdated for moves that wait.
 */
void engine_worker_sweep(struct engine_worker *worker, usec_t now);

/**
 * engine_worker_finish - end all flows, and then the episodes of all hosts
 */
void engine_worker_finish(struct engine_worker *worker);

/**
 * engine_worker_reset - set counters and clock to 0
 */
void engine_worker_reset(struct engine_worker *worker);

/**
 * engine_counters_add - add @more to @sum; last_us becomes the newer one
 */
void engine_counters_add(struct engine_counters *sum,
			 const struct engine_counters *more);

#endif
