/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds the dispatch, once for each set. For each transport and phase it takes the
 * patterns that can match there. Patterns with fixed bytes go to the probe (offset,
 * width) that serves most of them, until no pattern is left or no probe is free;
 * the others go to lists by payload size. It tries several weights of width against
 * number.
 */
#include "language/dispatch.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "flow/flow.h"
#include "language/analysis.h"
#include "signature/compiled.h"

#define LISTS_FIRST 64 /* room for pattern numbers; doubled when it is full */

/*
 * A pattern while an index is built. A pattern without fixed bytes that allows one
 * byte a few values has a candidate for each value; a packet has one value there
 * and meets the pattern once.
 */
struct candidate {
	uint16_t pattern;
	struct analysis_bounds bounds;
	struct analysis_byte bytes[ANALYSIS_BYTES_MOST];
	size_t byte_count;
	bool placed;
	uint8_t side;	/* enum side */
	uint32_t value; /* under the current probe */
};

/* The direction of packets that a pattern wants, in the order of a span. */
enum side {
	OF_ORIG,
	OF_BOTH,
	OF_REPLY,
};

struct builder {
	struct dispatch_index *index;
	struct candidate *candidates;
	size_t count;
	struct offset_counts *counts; /* scratch */
	size_t list_room;
};

/* ---- bytes at an offset ---- */

/*
 * Return whether the candidate fixes all @width bytes at @offset, and their number.
 */
static bool candidate_value(const struct candidate *candidate, unsigned offset,
			    unsigned width, uint32_t *value)
{
	unsigned known = 0;

	*value = 0;
	for (size_t i = 0; i < candidate->byte_count; i++) {
		const struct analysis_byte *byte = &candidate->bytes[i];

		if (byte->offset < offset || byte->offset >= offset + width)
			continue;
		*value |= (uint32_t)byte->value
			  << (8 * (byte->offset - offset));
		known++;
	}
	return known == width;
}

/* ---- choosing probes ---- */

static const uint8_t widths[] = {4, 2, 1};
#define WIDTHS 3

/*
 * Weights of wider probes. One byte lets one of 256 packets through to all patterns
 * under it, so wide probes are better, unless they take the place of a probe that
 * would serve more patterns. The best weights depend on the set.
 */
static const uint8_t weights[][WIDTHS] = {{64, 16, 1}, {4, 3, 1}, {1, 1, 1}};

/* Number of candidates that each (offset, width) would serve. */
struct offset_counts {
	uint32_t served[ANALYSIS_SIZE_MOST + 1][WIDTHS];
	unsigned last; /* largest offset of any candidate */
};

/* The candidate's bytes are sorted by offset. */
static void count_candidate(struct offset_counts *counts,
			    const struct candidate *candidate)
{
	for (size_t i = 0; i < candidate->byte_count; i++) {
		unsigned offset = candidate->bytes[i].offset;
		size_t run = 1; /* consecutive bytes from here on */

		while (run < 4 && i + run < candidate->byte_count &&
		       candidate->bytes[i + run].offset == offset + run)
			run++;
		for (unsigned w = 0; w < WIDTHS; w++)
			counts->served[offset][w] += run >= widths[w];
	}
}

/* Find the best (offset, width) of the candidates; 0: none. */
static size_t probe_choose(const struct builder *builder, const uint8_t *weight,
			   struct dispatch_probe *best)
{
	struct offset_counts *counts = builder->counts;
	size_t top = 0;

	memset(counts->served, 0, (counts->last + 1) * sizeof(*counts->served));
	for (size_t i = 0; i < builder->count; i++)
		if (!builder->candidates[i].placed)
			count_candidate(counts, &builder->candidates[i]);
	for (unsigned offset = 0; offset <= counts->last; offset++) {
		for (unsigned w = 0; w < WIDTHS; w++) {
			size_t score =
				(size_t)counts->served[offset][w] * weight[w];

			if (score <= top)
				continue;
			top = score;
			best->offset = (uint16_t)offset;
			best->width = widths[w];
		}
	}
	return top;
}

/* The probes that an index shall have. */
struct plan {
	struct dispatch_probe probes[DISPATCH_PROBES];
	size_t count;
	double cost; /* expected patterns that a random packet meets */
};

static void plan_make(struct builder *builder, const uint8_t *weight,
		      struct plan *plan)
{
	plan->count = 0;
	plan->cost = 0;
	for (size_t i = 0; i < builder->count; i++)
		builder->candidates[i].placed = false;
	while (plan->count < DISPATCH_PROBES &&
	       probe_choose(builder, weight, &plan->probes[plan->count])) {
		struct dispatch_probe *probe = &plan->probes[plan->count++];

		for (size_t i = 0; i < builder->count; i++) {
			struct candidate *it = &builder->candidates[i];
			uint32_t value;

			if (it->placed ||
			    !candidate_value(it, probe->offset, probe->width,
					     &value))
				continue;
			it->placed = true;
			plan->cost += ldexp(1, -8 * probe->width);
		}
	}
	for (size_t i = 0; i < builder->count; i++)
		plan->cost += !builder->candidates[i].placed;
}

static unsigned offset_last(const struct builder *builder)
{
	unsigned last = 0;

	for (size_t i = 0; i < builder->count; i++) {
		const struct candidate *it = &builder->candidates[i];

		if (it->byte_count &&
		    it->bytes[it->byte_count - 1].offset > last)
			last = it->bytes[it->byte_count - 1].offset;
	}
	return last;
}

static void plan_best(struct builder *builder, struct plan *best)
{
	struct plan plan = {.count = 0};

	builder->counts->last = offset_last(builder);
	plan_make(builder, weights[0], best);
	for (size_t i = 1; i < sizeof(weights) / sizeof(*weights); i++) {
		plan_make(builder, weights[i], &plan);
		if (plan.cost < best->cost)
			*best = plan;
	}
	for (size_t i = 0; i < builder->count; i++)
		builder->candidates[i].placed = false;
}

/* ---- filling ---- */

static int list_append(struct builder *builder, const struct candidate *it,
		       struct dispatch_span *span)
{
	struct dispatch_index *index = builder->index;
	size_t room = 2 * builder->list_room;
	uint16_t *grown;

	if (index->list_count == builder->list_room) {
		grown = reallocarray(index->lists, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		index->lists = grown;
		builder->list_room = room;
	}
	index->lists[index->list_count++] = it->pattern;
	span->count++;
	span->orig += it->side == OF_ORIG;
	span->reply += it->side == OF_REPLY;
	return 0;
}

static int value_compare(const void *a, const void *b)
{
	const struct candidate *const *x = a, *const *y = b;

	if ((*x)->value != (*y)->value)
		return (*x)->value < (*y)->value ? -1 : 1;
	if ((*x)->side != (*y)->side)
		return (int)(*x)->side - (*y)->side;
	return (int)(*x)->pattern - (*y)->pattern;
}

static int probe_fill(struct builder *builder, struct dispatch_probe *probe)
{
	struct candidate **served = calloc(builder->count, sizeof(*served));
	size_t count = 0, slots = 4;
	int error = 0;

	for (size_t i = 0; served && i < builder->count; i++) {
		struct candidate *it = &builder->candidates[i];

		if (!it->placed && candidate_value(it, probe->offset,
						   probe->width, &it->value)) {
			it->placed = true;
			served[count++] = it;
		}
	}
	while (slots < 2 * count)
		slots *= 2;
	probe->slot_mask = (uint32_t)slots - 1;
	probe->slots = calloc(slots, sizeof(*probe->slots));
	if (!served || !probe->slots) {
		free(served);
		return -ENOMEM;
	}
	qsort(served, count, sizeof(*served), value_compare);
	for (size_t i = 0; !error && i < count; i++) {
		struct dispatch_slot *slot =
			signature_dispatch_slot(probe, served[i]->value);

		if (!slot->span.count) {
			slot->value = served[i]->value;
			slot->span.first = (uint32_t)builder->index->list_count;
			probe->filter |=
				UINT64_C(1)
				<< signature_dispatch_filter_bit(slot->value);
		}
		error = list_append(builder, served[i], &slot->span);
	}
	free(served);
	return error;
}

/* Return whether a candidate belongs into the list of @size. */
static bool candidate_fits(const struct signature_set *set,
			   const struct candidate *it, uint32_t size)
{
	const struct signature_pattern *pattern = &set->patterns[it->pattern];

	if (it->bounds.size_high < size)
		return false;
	if (size == DISPATCH_SIZES) /* of this size, or of a larger one */
		return true;
	return it->bounds.size_low <= size &&
	       language_analysis_bounds_allow_size(
		       set, signature_set_pool(set)->lists + pattern->match,
		       pattern->match_count, size);
}

static int size_fill(const struct signature_set *set, struct builder *builder,
		     uint32_t size, struct dispatch_span *span)
{
	span->first = (uint32_t)builder->index->list_count;
	for (size_t i = 0; i < builder->count; i++) {
		const struct candidate *it = &builder->candidates[i];

		/* once for all its values, which are adjacent */
		if ((!i || it[-1].pattern != it->pattern) &&
		    candidate_fits(set, it, size) &&
		    list_append(builder, it, span) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Find an earlier span equal to the last one; else return the last. */
static uint16_t span_find(const struct dispatch_index *index)
{
	const struct dispatch_span *last = &index->spans[index->span_count - 1];
	const struct dispatch_span *it = last;

	while (it-- > index->spans)
		if (it->count == last->count &&
		    (!it->count || /* an empty index has no lists */
		     !memcmp(index->lists + it->first,
			     index->lists + last->first,
			     it->count * sizeof(*index->lists))))
			return (uint16_t)(it - index->spans);
	return (uint16_t)(last - index->spans);
}

/* Many sizes have equal lists and share them. */
static int sizes_fill(const struct signature_set *set, struct builder *builder)
{
	struct dispatch_index *index = builder->index;
	size_t left = 0;

	for (size_t i = 0; i < builder->count; i++)
		if (!builder->candidates[i].placed)
			builder->candidates[left++] = builder->candidates[i];
	builder->count = left;
	index->by_size = calloc(DISPATCH_SIZES + 1, sizeof(*index->by_size));
	index->spans = calloc(DISPATCH_SIZES + 1, sizeof(*index->spans));
	if (!index->by_size || !index->spans)
		return -ENOMEM;
	for (uint32_t size = 0; size <= DISPATCH_SIZES; size++) {
		struct dispatch_span *span = &index->spans[index->span_count++];

		*span = (struct dispatch_span){0};
		if (size_fill(set, builder, size, span) < 0)
			return -ENOMEM;
		index->by_size[size] = span_find(index);
		if (index->by_size[size] == index->span_count - 1U)
			continue;
		index->list_count = span->first;
		index->span_count--;
	}
	return 0;
}

static void phase_turns(unsigned phase, uint32_t *low, uint32_t *high)
{
	*low = phase == 0 ? 1 : phase == 1 ? 2 : DISPATCH_EARLY + 1;
	*high = phase == 0 ? 1 : phase == 1 ? DISPATCH_EARLY : UINT32_MAX;
}

/*
 * Replace the last candidate, which has no fixed bytes, by one for each value of a
 * byte.
 */
static void builder_spread(const struct signature_set *set,
			   struct builder *builder,
			   const struct signature_pattern *pattern)
{
	struct candidate *it = &builder->candidates[builder->count - 1];
	struct analysis_byte choices[ANALYSIS_CHOICES_MOST];
	size_t count = language_analysis_bytes_choices(
		set, signature_set_pool(set)->lists + pattern->match,
		pattern->match_count, choices);

	for (size_t i = 0; i < count; i++) {
		it[i] = it[0];
		it[i].bytes[0] = choices[i];
		it[i].byte_count = 1;
	}
	if (count)
		builder->count += count - 1;
}

static enum side side_wanted(const struct signature_pattern *pattern)
{
	switch (pattern->from) {
	case FROM_ORIG:
		return OF_ORIG;
	case FROM_REPLY:
		return OF_REPLY;
	default:
		return OF_BOTH;
	}
}

/* Add a pattern of the transport if it can match in the phase. */
static void builder_add(const struct signature_set *set,
			struct builder *builder, uint16_t number,
			unsigned transport, unsigned phase)
{
	const uint32_t *lists = signature_set_pool(set)->lists;
	const struct signature_pattern *pattern = &set->patterns[number];
	struct candidate *it = &builder->candidates[builder->count];
	uint32_t low, high;

	phase_turns(phase, &low, &high);
	memset(it, 0, sizeof(*it));
	it->pattern = number;
	it->side = (uint8_t)side_wanted(pattern);
	language_analysis_bounds(set, lists + pattern->match,
				 pattern->match_count, &it->bounds);
	if (it->bounds.turn_low > high || it->bounds.turn_high < low)
		return;
	it->byte_count = language_analysis_bytes(set, lists + pattern->match,
						 pattern->match_count,
						 (uint8_t)transport, it->bytes);
	builder->count++;
	if (!it->byte_count)
		builder_spread(set, builder, pattern);
}

/* Collect candidates in the order of a span. */
static void builder_collect(const struct signature_set *set,
			    struct builder *builder, unsigned transport,
			    unsigned phase)
{
	for (enum side side = OF_ORIG; side <= OF_REPLY; side++) {
		for (size_t i = 0; i < set->pattern_count; i++) {
			const struct signature_pattern *it = &set->patterns[i];

			if (it->on == ON_PAYLOAD && !it->of_decided &&
			    (it->transports & transport) &&
			    side_wanted(it) == side)
				builder_add(set, builder, (uint16_t)i,
					    transport, phase);
		}
	}
}

/* Candidates at most: each pattern, and each value of its byte. */
static size_t candidates_most(const struct signature_set *set)
{
	const uint32_t *lists = signature_set_pool(set)->lists;
	struct analysis_byte choices[ANALYSIS_CHOICES_MOST];
	size_t most = 1;

	for (size_t i = 0; i < set->pattern_count; i++)
		most += 1 + language_analysis_bytes_choices(
				    set, lists + set->patterns[i].match,
				    set->patterns[i].match_count, choices);
	return most;
}

static int width_compare(const void *a, const void *b)
{
	const struct dispatch_probe *x = a, *y = b;

	if (x->width != y->width)
		return x->width > y->width ? -1 : 1;
	return (int)x->offset - (int)y->offset;
}

/* Sort the filled probes by width; the order of filling no longer matters. */
static void probes_sort(struct dispatch_index *index)
{
	qsort(index->probes, index->probe_count, sizeof(*index->probes),
	      width_compare);
	index->wide_end = index->middle_end = 0;
	for (size_t i = 0; i < index->probe_count; i++) {
		index->wide_end += index->probes[i].width == 4;
		index->middle_end += index->probes[i].width >= 2;
	}
}

static int index_build(const struct signature_set *set,
		       struct dispatch_index *index, unsigned transport,
		       unsigned phase)
{
	struct builder builder = {.index = index, .list_room = LISTS_FIRST};
	struct plan plan = {.count = 0};
	int error = 0;

	builder.candidates =
		calloc(candidates_most(set), sizeof(*builder.candidates));
	builder.counts = malloc(sizeof(*builder.counts));
	index->lists = calloc(LISTS_FIRST, sizeof(*index->lists));
	if (!builder.candidates || !builder.counts || !index->lists) {
		error = -ENOMEM;
		goto done;
	}
	builder_collect(set, &builder, transport, phase);
	plan_best(&builder, &plan);
	for (size_t i = 0; !error && i < plan.count; i++) {
		index->probes[index->probe_count] = plan.probes[i];
		error = probe_fill(&builder,
				   &index->probes[index->probe_count++]);
	}
	probes_sort(index);
	if (!error)
		error = sizes_fill(set, &builder);
done:
	free(builder.counts);
	free(builder.candidates);
	return error;
}

int language_dispatch_build(struct signature_set *set)
{
	int error = 0;

	for (unsigned phase = 0; !error && phase < DISPATCH_PHASES; phase++) {
		error = index_build(set, &set->dispatch.indexes[0][phase],
				    SIGNATURE_TCP, phase);
		if (!error)
			error = index_build(set,
					    &set->dispatch.indexes[1][phase],
					    SIGNATURE_UDP, phase);
	}
	return error;
}

size_t language_dispatch_worst(const struct signature_set *set)
{
	size_t worst = 0;

	for (unsigned i = 0; i < 2 * DISPATCH_PHASES; i++) {
		const struct dispatch_index *index =
			&set->dispatch.indexes[i / DISPATCH_PHASES]
					      [i % DISPATCH_PHASES];
		size_t sum = 0, most = 0;

		for (size_t s = 0; s < index->span_count; s++)
			if (index->spans[s].count > most)
				most = index->spans[s].count;
		sum = most;
		for (size_t p = 0; p < index->probe_count; p++) {
			const struct dispatch_probe *probe = &index->probes[p];

			most = 0;
			for (uint32_t s = 0; s <= probe->slot_mask; s++)
				if (probe->slots[s].span.count > most)
					most = probe->slots[s].span.count;
			sum += most;
		}
		if (sum > worst)
			worst = sum;
	}
	return worst;
}
