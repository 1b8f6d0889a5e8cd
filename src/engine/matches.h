/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_MATCHES_H
#define ENGINE_MATCHES_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "report/report.h"

struct engine;
struct ruleset;

/*
 * How often each signature and host rule held: counted by one worker, read by
 * anybody. Memory comes as it is touched.
 */
struct engine_matches {
	struct engine_matches *next; /* of the engine's other workers */
	_Atomic uint32_t epoch;	     /* of the ruleset that is counted for */
	uint32_t used;		     /* counts that are not 0 are before it */
	_Atomic uint64_t counts[UINT16_MAX + 1]; /* by signature */
};

/* What is not 0, in order of the files. */
struct engine_match_figures {
	struct report_counter *counters; /* owned; names are of the ruleset */
	size_t count;
};

/**
 * engine_matches_create - counters of one worker, known to the engine
 *
 * One thread makes, ends and collects them; workers only count.
 *
 * Return: the counters, all 0; NULL with errno ENOMEM.
 */
struct engine_matches *engine_matches_create(struct engine *engine);
void engine_matches_destroy(struct engine *engine,
			    struct engine_matches *matches);

/**
 * engine_matches_clear - start over
 */
void engine_matches_clear(struct engine_matches *matches);

/**
 * engine_matches_follow - a ruleset takes over
 *
 * Where numbers mean other signatures now, counts start over.
 */
void engine_matches_follow(struct engine_matches *matches,
			   const struct ruleset *ruleset);

/**
 * engine_matches_count - one match; by the worker alone
 *
 * No lock, and no read that waits.
 */
static inline void engine_matches_count(struct engine_matches *matches,
					uint16_t signature)
{
	_Atomic uint64_t *count = &matches->counts[signature];

	atomic_store_explicit(
		count, atomic_load_explicit(count, memory_order_relaxed) + 1,
		memory_order_relaxed);
}

/**
 * engine_matches_collect - sums over all workers, by names of the ruleset in force
 * @figures: out; to be freed by engine_match_figures_fini()
 *
 * For the thread that publishes rulesets. Without memory there are no figures.
 */
void engine_matches_collect(struct engine *engine,
			    struct engine_match_figures *figures);
void engine_match_figures_fini(struct engine_match_figures *figures);

#endif
