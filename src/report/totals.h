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
	struct report_totals_counters figures;
	char storage[]; /* of the names */
};

/* All zero is an empty one. */
struct report_totals {
	void *tree; /* tsearch(3) over the lines' names */
	struct report_totals_line **lines;
	size_t count, room;
};

/**
 * report_totals_get - the line of two names, all 0 when it is new
 * @first:  copied; NULL: none, which is a name of its own
 * @second: likewise
 *
 * Return: the line, valid until report_totals_fini(); NULL without memory.
 */
struct report_totals_line *report_totals_get(struct report_totals *tally,
					     const char *first,
					     const char *second);

/**
 * report_totals_find - the line of two names; NULL when there is none
 */
struct report_totals_line *report_totals_find(const struct report_totals *tally,
					      const char *first,
					      const char *second);

/**
 * report_totals_sum - @sum grows by @more
 */
void report_totals_sum(struct report_totals_counters *sum,
		       const struct report_totals_counters *more);

/**
 * report_totals_add - count a flow in the line of two names, with its sums
 *
 * Return: as of report_totals_get().
 */
struct report_totals_line *report_totals_add(struct report_totals *tally,
					     const char *first,
					     const char *second,
					     const struct report_flow *flow);

/**
 * report_totals_sort - order the lines for a reader
 *
 * By first name, none last; of one name, most bytes first.
 */
void report_totals_sort(struct report_totals *tally);

/**
 * report_totals_sort_by_bytes - order the lines, most bytes first
 *
 * Lines without a first name are last.
 */
void report_totals_sort_by_bytes(struct report_totals *tally);

/**
 * report_totals_fini - free the lines; leaves an empty tally
 */
void report_totals_fini(struct report_totals *tally);

#endif
