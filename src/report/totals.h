/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TOTALS_H
#define REPORT_TOTALS_H

#include <stddef.h>
#include <stdint.h>

struct report_flow;

/*
 * Sums by a pair of names, such as (application, activity) or (rule, action). One
 * thread.
 */
struct report_totals_names {
	const char *first, *second; /* NULL: none */
};

struct report_totals_counters {
	uint64_t packets, bytes; /* both directions */
	uint64_t dropped_packets, dropped_bytes, late_packets; /* of these */
};

struct report_totals_line {
	struct report_totals_names names; /* first member: it is looked up */
	uint64_t flows;
	struct report_totals_counters counters;
	char storage[]; /* of the names */
};

/* All zero: empty. */
struct report_totals {
	void *tree; /* tsearch(3) over the lines' names */
	struct report_totals_line **lines;
	size_t count, room;
};

/**
 * report_totals_get - find or create the line of two names
 * @first:  copied; NULL is a name of its own
 * @second: likewise
 *
 * Return: the line, valid until report_totals_fini(); NULL without memory.
 */
struct report_totals_line *report_totals_get(struct report_totals *totals,
					     const char *first,
					     const char *second);

/**
 * report_totals_find - find the line of two names; NULL when there is none
 */
struct report_totals_line *
report_totals_find(const struct report_totals *totals, const char *first,
		   const char *second);

/**
 * report_totals_sum - add @more to @sum
 */
void report_totals_sum(struct report_totals_counters *sum,
		       const struct report_totals_counters *more);

/**
 * report_totals_add - count a flow in the line of two names, with its sums
 *
 * Return: as report_totals_get().
 */
struct report_totals_line *report_totals_add(struct report_totals *totals,
					     const char *first,
					     const char *second,
					     const struct report_flow *flow);

/**
 * report_totals_sort - order the lines for a reader
 *
 * By first name, lines without one last; of one name, most bytes first.
 */
void report_totals_sort(struct report_totals *totals);

/**
 * report_totals_sort_by_bytes - order the lines, most bytes first
 *
 * Lines without a first name are last.
 */
void report_totals_sort_by_bytes(struct report_totals *totals);

/**
 * report_totals_fini - free the lines; leaves empty totals
 */
void report_totals_fini(struct report_totals *totals);

#endif
