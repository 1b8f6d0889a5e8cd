/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums by a pair of names. Names come from signature files and the policy, so there
 * are few of them, and a lookup in a balanced tree costs a few strcmp().
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

/* Compares lines, or names alone: names are the first member of a line. */
static int compare_pairs(const void *a, const void *b)
{
	const struct report_totals_names *x = a, *y = b;
	int order = compare_names(x->first, y->first);

	return order ? order : compare_names(x->second, y->second);
}

/* Copy @name to *@storage, and move *@storage behind it. */
static const char *store_name(const char *name, char **storage)
{
	char *copy = *storage;

	if (!name)
		return NULL;
	*storage = stpcpy(copy, name) + 1;
	return copy;
}

static struct report_totals_line *create_line(const char *first,
					      const char *second)
{
	size_t size = (first ? strlen(first) + 1 : 0) +
		      (second ? strlen(second) + 1 : 0);
	struct report_totals_line *line = calloc(1, sizeof(*line) + size);
	char *storage;

	if (!line)
		return NULL;
	storage = line->storage;
	line->names.first = store_name(first, &storage);
	line->names.second = store_name(second, &storage);
	return line;
}

static int make_lines_room(struct report_totals *totals)
{
	size_t room = totals->room ? totals->room * 2 : 16;
	struct report_totals_line **lines;

	if (totals->count < totals->room)
		return 0;
	lines = reallocarray(totals->lines, room, sizeof(*lines));
	if (!lines)
		return -1;
	totals->lines = lines;
	totals->room = room;
	return 0;
}

static struct report_totals_line *
add_line(struct report_totals *totals, const char *first, const char *second)
{
	struct report_totals_line *line;

	if (make_lines_room(totals) < 0)
		return NULL;
	line = create_line(first, second);
	if (!line)
		return NULL;
	if (!tsearch(line, &totals->tree, compare_pairs)) {
		free(line);
		return NULL;
	}
	totals->lines[totals->count++] = line;
	return line;
}

struct report_totals_line *
report_totals_find(const struct report_totals *totals, const char *first,
		   const char *second)
{
	struct report_totals_names names = {first, second};
	struct report_totals_line **found;

	found = tfind(&names, &totals->tree, compare_pairs);
	return found ? *found : NULL;
}

struct report_totals_line *report_totals_get(struct report_totals *totals,
					     const char *first,
					     const char *second)
{
	struct report_totals_line *line =
		report_totals_find(totals, first, second);

	return line ? line : add_line(totals, first, second);
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

struct report_totals_line *report_totals_add(struct report_totals *totals,
					     const char *first,
					     const char *second,
					     const struct report_flow *flow)
{
	const struct report_totals_counters counters = {
		.packets = flow->packets[0] + flow->packets[1],
		.bytes = flow->bytes[0] + flow->bytes[1],
		.dropped_packets = flow->dropped_packets,
		.dropped_bytes = flow->dropped_bytes,
		.late_packets = flow->late_packets,
	};
	struct report_totals_line *line =
		report_totals_get(totals, first, second);

	if (!line)
		return NULL;
	line->flows++;
	report_totals_sum(&line->counters, &counters);
	return line;
}

static int compare_for_reader(const void *a, const void *b)
{
	const struct report_totals_line *const *x = a, *const *y = b;
	int order = compare_names((*x)->names.first, (*y)->names.first);

	if (order && (!(*x)->names.first || !(*y)->names.first))
		return -order; /* lines without a name are last */
	if (order)
		return order;
	if ((*x)->counters.bytes != (*y)->counters.bytes)
		return (*x)->counters.bytes > (*y)->counters.bytes ? -1 : 1;
	return compare_pairs(*x, *y);
}

void report_totals_sort(struct report_totals *totals)
{
	if (totals->count > 0)
		qsort(totals->lines, totals->count, sizeof(*totals->lines),
		      compare_for_reader);
}

static int compare_bytes(const void *a, const void *b)
{
	const struct report_totals_line *const *x = a, *const *y = b;
	bool x_named = (*x)->names.first, y_named = (*y)->names.first;

	if (x_named != y_named)
		return x_named ? -1 : 1;
	if ((*x)->counters.bytes != (*y)->counters.bytes)
		return (*x)->counters.bytes > (*y)->counters.bytes ? -1 : 1;
	return compare_pairs(*x, *y);
}

void report_totals_sort_by_bytes(struct report_totals *totals)
{
	if (totals->count > 0)
		qsort(totals->lines, totals->count, sizeof(*totals->lines),
		      compare_bytes);
}

static void free_nothing(void *line)
{
	(void)line; /* freed by its array */
}

void report_totals_fini(struct report_totals *totals)
{
	tdestroy(totals->tree, free_nothing);
	for (size_t i = 0; i < totals->count; i++)
		free(totals->lines[i]);
	free(totals->lines);
	*totals = (struct report_totals){0};
}
