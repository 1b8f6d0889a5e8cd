/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums by a pair of names. Names come from signature files and the policy, so
 * there are few; a balanced tree finds them in the time of a few strcmp().
 */
#include "report/totals.h"

#include <search.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/event.h"

/* NULL before every name. */
static int compare_names(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* Of lines or of names alone, as names are a line's first member. */
static int compare_pairs(const void *a, const void *b)
{
	const struct report_totals_names *x = a, *y = b;
	int order = compare_names(x->first, y->first);

	return order ? order : compare_names(x->second, y->second);
}

/* @name copied to @storage, which goes on behind it. */
static const char *store(const char *name, char **storage)
{
	char *copy = *storage;

	if (!name)
		return NULL;
	*storage = stpcpy(copy, name) + 1;
	return copy;
}

static struct report_totals_line *line_create(const char *first,
					      const char *second)
{
	size_t size = (first ? strlen(first) + 1 : 0) +
		      (second ? strlen(second) + 1 : 0);
	struct report_totals_line *line = calloc(1, sizeof(*line) + size);
	char *storage;

	if (!line)
		return NULL;
	storage = line->storage;
	line->names.first = store(first, &storage);
	line->names.second = store(second, &storage);
	return line;
}

static int make_room(struct report_totals *tally)
{
	size_t room = tally->room ? tally->room * 2 : 16;
	struct report_totals_line **lines;

	if (tally->count < tally->room)
		return 0;
	lines = reallocarray(tally->lines, room, sizeof(*lines));
	if (!lines)
		return -1;
	tally->lines = lines;
	tally->room = room;
	return 0;
}

static struct report_totals_line *
line_new(struct report_totals *tally, const char *first, const char *second)
{
	struct report_totals_line *line;

	if (make_room(tally) < 0)
		return NULL;
	line = line_create(first, second);
	if (!line)
		return NULL;
	if (!tsearch(line, &tally->tree, compare_pairs)) {
		free(line);
		return NULL;
	}
	tally->lines[tally->count++] = line;
	return line;
}

struct report_totals_line *report_totals_find(const struct report_totals *tally,
					      const char *first,
					      const char *second)
{
	struct report_totals_names names = {first, second};
	struct report_totals_line **found;

	found = tfind(&names, &tally->tree, compare_pairs);
	return found ? *found : NULL;
}

struct report_totals_line *report_totals_get(struct report_totals *tally,
					     const char *first,
					     const char *second)
{
	struct report_totals_line *line =
		report_totals_find(tally, first, second);

	return line ? line : line_new(tally, first, second);
}

void report_totals_sum(struct report_totals_counters *sum,
		       const struct report_totals_counters *more)
{
	sum->packets += more->packets;
	sum->bytes += more->bytes;
	sum->dropped_packets += more->dropped_packets;
	sum->dropped_bytes += more->dropped_bytes;
	sum->late_packets += more->late_packets;
}

struct report_totals_line *report_totals_add(struct report_totals *tally,
					     const char *first,
					     const char *second,
					     const struct report_flow *flow)
{
	const struct report_totals_counters figures = {
		.packets = flow->packets[0] + flow->packets[1],
		.bytes = flow->bytes[0] + flow->bytes[1],
		.dropped_packets = flow->dropped_packets,
		.dropped_bytes = flow->dropped_bytes,
		.late_packets = flow->late_packets,
	};
	struct report_totals_line *line =
		report_totals_get(tally, first, second);

	if (!line)
		return NULL;
	line->flows++;
	report_totals_sum(&line->figures, &figures);
	return line;
}

static int compare_for_reader(const void *a, const void *b)
{
	const struct report_totals_line *const *x = a, *const *y = b;
	int order = compare_names((*x)->names.first, (*y)->names.first);

	if (order && (!(*x)->names.first || !(*y)->names.first))
		return -order; /* without a name: last */
	if (order)
		return order;
	if ((*x)->figures.bytes != (*y)->figures.bytes)
		return (*x)->figures.bytes > (*y)->figures.bytes ? -1 : 1;
	return compare_pairs(*x, *y);
}

void report_totals_sort(struct report_totals *tally)
{
	if (tally->count > 0)
		qsort(tally->lines, tally->count, sizeof(*tally->lines),
		      compare_for_reader);
}

static int compare_bytes(const void *a, const void *b)
{
	const struct report_totals_line *const *x = a, *const *y = b;
	bool x_named = (*x)->names.first, y_named = (*y)->names.first;

	if (x_named != y_named)
		return x_named ? -1 : 1;
	if ((*x)->figures.bytes != (*y)->figures.bytes)
		return (*x)->figures.bytes > (*y)->figures.bytes ? -1 : 1;
	return compare_pairs(*x, *y);
}

void report_totals_sort_by_bytes(struct report_totals *tally)
{
	if (tally->count > 0)
		qsort(tally->lines, tally->count, sizeof(*tally->lines),
		      compare_bytes);
}

static void keep(void *line)
{
	(void)line; /* freed by its array */
}

void report_totals_fini(struct report_totals *tally)
{
	tdestroy(tally->tree, keep);
	for (size_t i = 0; i < tally->count; i++)
		free(tally->lines[i]);
	free(tally->lines);
	*tally = (struct report_totals){0};
}
