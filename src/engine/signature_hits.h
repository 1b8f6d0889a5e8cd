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
 * How often each signature and host rule held: counted by one worker, read by
 * anybody. Memory comes as it is touched.
 */
struct engine_signature_hits {
	struct engine_signature_hits *next; /* of the engine's other workers */
	_Atomic uint32_t revision; /* of the ruleset that is counted for */
	uint32_t used;		   /* counts that are not 0 are before it */
	_Atomic uint64_t counts[UINT16_MAX + 1]; /* by signature */
};

/* What is not 0, in order of the files. */
struct engine_signature_hit_metrics {
	struct report_counter *counters; /* owned; names are of the ruleset */
	size_t count;
};

/**
 * engine_signature_hits_create - counters of one worker, known to the engine
 *
 * One thread makes, ends and collects them; workers only count.
 *
 * Return: the counters, all 0; NULL with errno ENOMEM.
 */
struct engine_signature_hits *
engine_signature_hits_create(struct engine *engine);
void engine_signature_hits_destroy(struct engine *engine,
				   struct engine_signature_hits *matches);

/**
 * engine_signature_hits_clear - start over
 */
void engine_signature_hits_clear(struct engine_signature_hits *matches);

/**
 * engine_signature_hits_follow - a ruleset takes over
 *
 * Where numbers mean other signatures now, counts start over.
 */
void engine_signature_hits_follow(struct engine_signature_hits *matches,
				  const struct ruleset *ruleset);

/**
 * engine_signature_hits_count - one match; by the worker alone
 *
 * No lock, and no read that waits.
 */
static inline void
engine_signature_hits_count(struct engine_signature_hits *matches,
			    uint16_t signature)
{
	_Atomic uint64_t *count = &matches->counts[signature];

	atomic_store_explicit(
		count, atomic_load_explicit(count, memory_order_relaxed) + 1,
		memory_order_relaxed);
}

/**
 * engine_signature_hits_collect - sums over all workers, by names of the ruleset in force
 * @figures: out; to be freed by engine_signature_hit_metrics_fini()
 *
 * For the thread that publishes rulesets. Without memory there are no figures.
 */
void engine_signature_hits_collect(
	struct engine *engine, struct engine_signature_hit_metrics *figures);
void engine_signature_hit_metrics_fini(
	struct engine_signature_hit_metrics *figures);

#endif
