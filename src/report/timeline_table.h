/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TIMELINE_TABLE_H
#define REPORT_TIMELINE_TABLE_H

#include "base/usec.h"

struct report_table;
struct report_timeline;

/* A row for each line; tables to be ended. @start: the capture's. */
void report_timeline_table_activities(const struct report_timeline *timeline,
				      usec_t start, struct report_table *table);
void report_timeline_table_calls(const struct report_timeline *timeline,
				 usec_t start, struct report_table *table);

#endif
