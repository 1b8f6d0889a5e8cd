/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TIMELINE_TABLE_H
#define REPORT_TIMELINE_TABLE_H

#include "base/usec.h"

struct report_table;
struct report_top;

/**
 * report_timeline_table_activities - make a row for each activity of a host
 * @start: of the capture, which times are relative to
 * @table: out; for report_table_fini()
 */
void report_timeline_table_activities(const struct report_top *timeline,
				      usec_t start, struct report_table *table);

/**
 * report_timeline_table_calls - make a row for each call
 *
 * Parameters as of report_timeline_table_activities().
 */
void report_timeline_table_calls(const struct report_top *timeline,
				 usec_t start, struct report_table *table);

#endif
