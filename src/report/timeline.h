/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include <stdint.h>

#include "base/usec.h"
#include "packet/address.h"

struct report_activity;
struct report_call;
struct report_top;
struct report_top_type;

/* An activity of a host that ended, or a call, as a line of a table. */
struct report_timeline_line {
	struct address host, dest; /* of a call: source and dest */
	uint16_t port, dest_port;  /* of a call; else 0 */
	usec_t start_us, end_us;
	uint64_t bytes; /* both directions; 0: not measured */
	unsigned confidence;
	const char *application, *activity; /* "-": none */
	char *block; /* owned: of both names, once it is kept */
};

/* Items are struct report_timeline_line; the longest is the most important. */
extern const struct report_top_type report_timeline_type;

/**
 * report_timeline_add - offer an activity that ended
 *
 * Return: 0; -ENOMEM.
 */
int report_timeline_add(struct report_top *timeline,
			const struct report_activity *activity);

/**
 * report_timeline_add_call - offer a call that ended
 *
 * Return: 0; -ENOMEM.
 */
int report_timeline_add_call(struct report_top *timeline,
			     const struct report_call *call);

#endif
