/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_SIGNATURE_HITS_H
#define ENGINE_SIGNATURE_HITS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "report/event.h"

struct engine;
struct ruleset;

/*
 * Counts how often each signature and host rule matched: written by one worker, read by
 * any thread. Memory is used as it is touched.
 */
struct engine_signature_hits {
	struct engine_signature_hits *next; /* of the engine's other workers */
	_Atomic uint32_t revision; /* of the ruleset that is counted for */
	uint32_t used;		   /* counts that are not 0 are before it */
	_Atomic uint64_t counts[UINT16_MAX + 1]; /* by signature */
};

/* Counts that are not 0, in the order of the files. */
struct engine_signature_hit_metrics {
	struct report_counter *counters; /* owned; names are of the ruleset */
	size_t count;
};

/**
 * engine_signature_hits_create - create the counters of one worker, known to the engine
 *
 * One thread creates, destroys and collects them; workers only count.
 *
 * Return: the counters, all 0; NULL with errno ENOMEM.
 */
struct engine_signature_hits *
engine_signature_hits_create(struct engine *engine);
void engine_signature_hits_destroy(struct engine *engine,
				   struct engine_signature_hits *hits);

/**
 * engine_signature_hits_clear - set all counts to 0
 */
void engine_signature_hits_clear(struct engine_signature_hits *hits);

/**
 * engine_signature_hits_follow - count for another ruleset from now on
 *
 * Counts are cleared when numbers mean other signatures now.
 */
void engine_signature_hits_follow(struct engine_signature_hits *hits,
				  const struct ruleset *ruleset);

/**
 * engine_signature_hits_count - count one match; by the worker alone
 *
 * No lock, and no read that waits.
 */
static inline void
engine_signature_hits_count(struct engine_signature_hits *hits,
			    uint16_t signature)
{
	_Atomic uint64_t *count = &hits->counts[signature];

	atomic_store_explicit(
		count, atomic_load_explicit(count, memory_order_relaxed) + 1,
		memory_order_relaxed);
}

/**
 * engine_signature_hits_collect - sum up all workers, by names of the ruleset in force
 * @metrics: out; to be freed by engine_signature_hit_metrics_fini()
 *
 * For the thread that publishes rulesets. @metrics is empty without memory.
 */
void engine_signature_hits_collect(
	struct engine *engine, struct engine_signature_hit_metrics *metrics);
void engine_signature_hit_metrics_fini(
	struct engine_signature_hit_metrics *metrics);

#endif
