/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H

#include <stddef.h>
#include <stdint.h>

struct report_flow;

/*
 * Sums by a pair of names, such as (application, activity) or (rule, action). One
 * thread.
 */
struct report_tally_names {
	const char *first, *second; /* NULL: none */
};

struct report_tally_figures {
	uint64_t packets, bytes; /* both directions */
	uint64_t dropped_packets, dropped_bytes, late_packets; /* of these */
};

struct report_tally_line {
	struct report_tally_names names; /* first member: it is looked up */
	uint64_t flows;
	struct report_tally_figures figures;
	char storage[]; /* of the names */
};

/* All zero is an empty one. */
struct report_tally {
	void *tree; /* tsearch(3) over the lines' names */
	struct report_tally_line **lines;
	size_t count, room;
};

/**
 * report_tally_get - the line of two names, all 0 when it is new
 * @first:  copied; NULL: none, which is a name of its own
 * @second: likewise
 *
 * Return: the line, valid until report_tally_fini(); NULL without memory.
 */
struct report_tally_line *report_tally_get(struct report_tally *tally,
					   const char *first,
					   const char *second);

/**
 * report_tally_find - the line of two names; NULL when there is none
 */
struct report_tally_line *report_tally_find(const struct report_tally *tally,
					    const char *first,
					    const char *second);

/**
 * report_tally_sum - @sum grows by @more
 */
void report_tally_sum(struct report_tally_figures *sum,
		      const struct report_tally_figures *more);

/**
 * report_tally_add - count a flow in the line of two names, with its sums
 *
 * Return: as of report_tally_get().
 */
struct report_tally_line *report_tally_add(struct report_tally *tally,
					   const char *first,
					   const char *second,
					   const struct report_flow *flow);

/**
 * report_tally_sort - order the lines for a reader
 *
 * By first name, none last; of one name, most bytes first.
 */
void report_tally_sort(struct report_tally *tally);

/**
 * report_tally_fini - free the lines; leaves an empty tally
 */
void report_tally_fini(struct report_tally *tally);

#endif
