/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines with copies of their names.
 */
#include "report/timeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* Both names in one block. */
static int copy_names(struct report_timeline_line *line,
		      const struct report_finding *finding)
{
	const char *first = finding->application ? finding->application : "-";
	const char *second = finding->activity ? finding->activity : "-";

	line->application = malloc(strlen(first) + strlen(second) + 2);
	if (!line->application)
		return -ENOMEM;
	line->activity = stpcpy(line->application, first) + 1;
	strcpy(line->activity, second);
	return 0;
}

static int add(struct report_timeline *timeline,
	       const struct report_timeline_line *line,
	       const struct report_finding *finding)
{
	size_t room = timeline->room ? timeline->room * 2 : 16;
	struct report_timeline_line *grown;

	timeline->offered++;
	if (timeline->count == REPORT_TIMELINE_MOST)
		return 0;
	if (timeline->count == timeline->room) {
		grown = reallocarray(timeline->lines, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		timeline->lines = grown;
		timeline->room = room;
	}
	timeline->lines[timeline->count] = *line;
	if (copy_names(&timeline->lines[timeline->count], finding) < 0)
		return -ENOMEM;
	timeline->count++;
	return 0;
}

int report_timeline_add(struct report_timeline *timeline,
			const struct report_activity *activity)
{
	const struct report_timeline_line line = {
		.host = activity->host,
		.start_us = activity->start_us,
		.end_us = activity->end_us,
		.bytes = activity->bytes,
		.confidence = activity->finding.confidence,
	};

	return add(timeline, &line, &activity->finding);
}

int report_timeline_add_call(struct report_timeline *timeline,
			     const struct report_call *call)
{
	const struct report_timeline_line line = {
		.host = call->source,
		.dest = call->dest,
		.port = call->source_port,
		.dest_port = call->dest_port,
		.start_us = call->start_us,
		.end_us = call->end_us,
		.bytes = call->bytes[0] + call->bytes[1],
		.confidence = call->finding.confidence,
	};

	return add(timeline, &line, &call->finding);
}

static int compare(const void *a, const void *b)
{
	const struct report_timeline_line *x = a, *y = b;
	int order = packet_address_compare(&x->host, &y->host);

	if (order)
		return order;
	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	order = strcmp(x->activity, y->activity);
	return order ? order : packet_address_compare(&x->dest, &y->dest);
}

void report_timeline_sort(struct report_timeline *timeline)
{
	if (timeline->count)
		qsort(timeline->lines, timeline->count,
		      sizeof(*timeline->lines), compare);
}

void report_timeline_fini(struct report_timeline *timeline)
{
	for (size_t i = 0; i < timeline->count; i++)
		free(timeline->lines[i].application);
	free(timeline->lines);
	*timeline = (struct report_timeline){0};
}
