/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters of matches per signature. Each worker has counters for as many signatures as
 * there can be: a reload needs no memory while packets pass. The list of workers
 * changes only before they start and after they ended.
 */
#include "engine/signature_hits.h"

#include <stdlib.h>

#include "config/ruleset.h"
#include "engine/shared.h"
#include "signature/match.h"

struct engine_signature_hits *
engine_signature_hits_create(struct engine *engine)
{
	struct engine_signature_hits *hits = calloc(1, sizeof(*hits));

	if (!hits)
		return NULL;
	hits->next = engine->hits;
	engine->hits = hits;
	return hits;
}

void engine_signature_hits_destroy(struct engine *engine,
				   struct engine_signature_hits *hits)
{
	struct engine_signature_hits **link = &engine->hits;

	if (!hits)
		return;
	while (*link != hits)
		link = &(*link)->next;
	*link = hits->next;
	free(hits);
}

void engine_signature_hits_clear(struct engine_signature_hits *hits)
{
	for (size_t i = 0; i < hits->used; i++)
		atomic_store_explicit(&hits->counts[i], 0,
				      memory_order_relaxed);
	hits->used = 0;
}

void engine_signature_hits_follow(struct engine_signature_hits *hits,
				  const struct ruleset *ruleset)
{
	uint32_t revision =
		atomic_load_explicit(&hits->revision, memory_order_relaxed);

	if (revision_keeps(&ruleset->revision, revision) == REVISION_FORGET)
		engine_signature_hits_clear(hits);
	if (!revision_is(&ruleset->revision, revision))
		atomic_store_explicit(&hits->revision, ruleset->revision.number,
				      memory_order_release);
	hits->used =
		(uint32_t)signature_set_signature_count(ruleset->signatures);
}

/* A worker without packets since a reload may still count by other numbers: skip it. */
static uint64_t hits_of_all(const struct engine *engine,
			    const struct ruleset *ruleset, uint16_t signature)
{
	uint64_t sum = 0;

	for (const struct engine_signature_hits *it = engine->hits; it;
	     it = it->next)
		if (revision_keeps(
			    &ruleset->revision,
			    atomic_load_explicit(&it->revision,
						 memory_order_acquire)) !=
		    REVISION_FORGET)
			sum += atomic_load_explicit(&it->counts[signature],
						    memory_order_relaxed);
	return sum;
}

void engine_signature_hits_collect(struct engine *engine,
				   struct engine_signature_hit_metrics *metrics)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	const struct signature_set *set = ruleset->signatures;
	size_t count = signature_set_signature_count(set);

	metrics->count = 0;
	metrics->counters =
		calloc(count ? count : 1, sizeof(*metrics->counters));
	for (size_t i = 0; metrics->counters && i < count; i++) {
		uint64_t value = hits_of_all(engine, ruleset, (uint16_t)i);

		if (!value || !signature_set_is_alive(set, (uint16_t)i))
			continue;
		metrics->counters[metrics->count++] = (struct report_counter){
			.group = "signatures",
			.name = signature_set_signature_name(set, (uint16_t)i),
			.value = value,
		};
	}
}

void engine_signature_hit_metrics_fini(
	struct engine_signature_hit_metrics *metrics)
{
	free(metrics->counters);
}
