/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H

#include "report/output.h"
#include "report/report.h"

/*
 * What a format has to do; one per format. A member that is NULL has nothing to
 * say to its event. Errors go to the report's output.
 */
struct report_writer {
	void (*capture_begin)(struct report *report, const char *filename);
	void (*flow)(struct report *report, const struct report_flow *flow);
	void (*alert)(struct report *report, const struct report_alert *alert);
	void (*drop)(struct report *report, const struct report_alert *drop);
	void (*told)(struct report *report, const struct report_alert *told);
	void (*activity)(struct report *report,
			 const struct report_activity *activity);
	void (*call)(struct report *report, const struct report_call *call);
	void (*host)(struct report *report, const struct report_host *host);
	void (*capture_end)(struct report *report,
			    const struct report_stats *stats);
	void (*finish)(struct report *report); /* write what is left */
	void (*destroy)(struct report *report);
};

/* First member of every writer's own struct. */
struct report {
	const struct report_writer *writer;
	struct report_output output;
};

#endif
