/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "packet/address.h"

struct report_activity;
struct report_call;

/* What hosts did, and calls, kept for two tables: the first REPORT_TIMELINE_MOST. */
#define REPORT_TIMELINE_MOST 1000

struct report_timeline_line {
	struct address host, dest; /* of a call: source and dest */
	uint16_t port, dest_port;  /* of a call; else 0 */
	usec_t start_us, end_us;
	uint64_t bytes; /* both directions; 0: not measured */
	unsigned confidence;
	char *application, *activity; /* the second in the first's block */
};

/* All zero: empty. */
struct report_timeline {
	struct report_timeline_line *lines;
	size_t count, room;
	uint64_t offered; /* those that were not kept included */
};

/**
 * report_timeline_add - keep an activity that ended, if there is room
 *
 * Return: 0, also without room; -ENOMEM.
 */
int report_timeline_add(struct report_timeline *timeline,
			const struct report_activity *activity);

/**
 * report_timeline_add_call - keep a call that ended, if there is room
 *
 * Return: 0, also without room; -ENOMEM.
 */
int report_timeline_add_call(struct report_timeline *timeline,
			     const struct report_call *call);

/**
 * report_timeline_sort - by host, then by start
 */
void report_timeline_sort(struct report_timeline *timeline);

/**
 * report_timeline_fini - free the lines; leaves an empty timeline
 */
void report_timeline_fini(struct report_timeline *timeline);

#endif
