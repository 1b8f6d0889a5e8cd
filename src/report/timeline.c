/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Activities and calls as lines of a table, with copies of their names.
 */
#include "report/timeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/event.h"
#include "report/top.h"

/* Both names into one block. */
static int copy_line_names(void *item)
{
	struct report_timeline_line *line = item;
	char *names =
		malloc(strlen(line->application) + strlen(line->activity) + 2);
	char *activity;

	if (!names)
		return -ENOMEM;
	activity = stpcpy(names, line->application) + 1;
	strcpy(activity, line->activity);
	line->application = line->block = names;
	line->activity = activity;
	return 0;
}

static void free_line_names(void *item)
{
	free(((struct report_timeline_line *)item)->block);
}

/* By host, then by start. */
static int compare_start(const void *a, const void *b)
{
	const struct report_timeline_line *x = a, *y = b;
	int order = packet_address_compare(&x->host, &y->host);

	if (order)
		return order;
	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	order = strcmp(x->activity, y->activity);
	if (!order)
		order = packet_address_compare(&x->dest, &y->dest);
	if (!order)
		order = (int)x->port - (int)y->port;
	return order ? order : (int)x->dest_port - (int)y->dest_port;
}

/* The longest first. */
static int compare_duration(const void *a, const void *b)
{
	const struct report_timeline_line *x = a, *y = b;
	usec_t of_x = usec_since(x->end_us, x->start_us);
	usec_t of_y = usec_since(y->end_us, y->start_us);

	if (of_x != of_y)
		return of_x > of_y ? -1 : 1;
	return compare_start(a, b);
}

const struct report_top_type report_timeline_type = {
	.size = sizeof(struct report_timeline_line),
	.compare = compare_duration,
	.order = compare_start,
	.copy = copy_line_names,
	.free = free_line_names,
};

static const char *name_or_dash(const char *name)
{
	return name ? name : "-";
}

int report_timeline_add(struct report_top *timeline,
			const struct report_activity *activity)
{
	const struct report_timeline_line line = {
		.host = activity->host,
		.start_us = activity->start_us,
		.end_us = activity->end_us,
		.bytes = activity->bytes,
		.confidence = activity->finding.confidence,
		.application = name_or_dash(activity->finding.application),
		.activity = name_or_dash(activity->finding.activity),
	};

	return report_top_offer(timeline, &line);
}

int report_timeline_add_call(struct report_top *timeline,
			     const struct report_call *call)
{
	const struct report_timeline_line line = {
		.host = call->tuple.source,
		.dest = call->tuple.dest,
		.port = call->tuple.source_port,
		.dest_port = call->tuple.dest_port,
		.start_us = call->start_us,
		.end_us = call->end_us,
		.bytes = call->bytes[0] + call->bytes[1],
		.confidence = call->finding.confidence,
		.application = name_or_dash(call->finding.application),
		.activity = name_or_dash(call->finding.activity),
	};

	return report_top_offer(timeline, &line);
}
