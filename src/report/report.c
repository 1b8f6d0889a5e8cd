/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of sinks.
 */
#include "report/report.h"

#include <stdlib.h>

#include "report/sink.h"

/* Kinds that no user names: every sink gets them. */
#define ALWAYS                                  \
	(REPORT_EVENT_BIT(REPORT_EVENT_KINDS) - \
	 REPORT_EVENT_BIT(REPORT_EVENT_NAMED))

struct report {
	struct report_sink *first;
};

struct report *report_create(void)
{
	return calloc(1, sizeof(struct report));
}

void report_add(struct report *report, struct report_sink *sink)
{
	struct report_sink **at = &report->first;

	while (*at)
		at = &(*at)->next;
	*at = sink;
	sink->next = NULL;
}

void report_remove(struct report *report, struct report_sink *sink)
{
	struct report_sink **at = &report->first;

	while (*at != sink)
		at = &(*at)->next;
	*at = sink->next;
}

void report_event(struct report *report, const struct report_event *event)
{
	uint32_t bit = REPORT_EVENT_BIT(event->kind);

	for (struct report_sink *sink = report->first; sink; sink = sink->next)
		if (bit & (sink->kinds | ALWAYS))
			sink->ops->event(sink, event);
}

int report_close(struct report *report)
{
	struct report_sink *sink;
	int error = 0;

	while ((sink = report->first)) {
		int result;

		report->first = sink->next;
		result = sink->ops->close(sink);
		error = error ? error : result;
	}
	free(report);
	return error;
}
