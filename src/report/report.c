/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The front: which writer an event goes to. It knows no format.
 */
#include "report/report.h"

#include <errno.h>

#include "report/csv.h"
#include "report/json.h"
#include "report/text.h"
#include "report/writer.h"

struct report *report_open(enum report_format format, FILE *stream)
{
	static struct report *(*const create[])(FILE *) = {
		[REPORT_TEXT] = report_text_create,
		[REPORT_JSON] = report_json_create,
		[REPORT_CSV] = report_csv_create,
	};
	struct report *report = create[format](stream);

	if (!report)
		errno = ENOMEM;
	return report;
}

void report_capture_begin(struct report *report, const char *filename)
{
	if (report->writer->capture_begin)
		report->writer->capture_begin(report, filename);
}

void report_flow(struct report *report, const struct report_flow *flow)
{
	if (report->writer->flow)
		report->writer->flow(report, flow);
}

void report_alert(struct report *report, const struct report_alert *alert)
{
	if (report->writer->alert)
		report->writer->alert(report, alert);
}

void report_drop(struct report *report, const struct report_alert *drop)
{
	if (report->writer->drop)
		report->writer->drop(report, drop);
}

void report_client_info(struct report *report, const struct report_alert *told)
{
	if (report->writer->told)
		report->writer->told(report, told);
}

void report_activity(struct report *report,
		     const struct report_activity *activity)
{
	if (report->writer->activity)
		report->writer->activity(report, activity);
}

void report_call(struct report *report, const struct report_call *call)
{
	if (report->writer->call)
		report->writer->call(report, call);
}

void report_host(struct report *report, const struct report_host *host)
{
	if (report->writer->host)
		report->writer->host(report, host);
}

void report_capture_end(struct report *report, const struct report_stats *stats)
{
	if (report->writer->capture_end)
		report->writer->capture_end(report, stats);
}

int report_close(struct report *report)
{
	int error;

	if (report->writer->finish)
		report->writer->finish(report);
	error = report_output_finish(&report->output);
	report->writer->destroy(report);
	return error;
}
