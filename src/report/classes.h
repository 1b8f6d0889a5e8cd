/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CLASSES_H
#define REPORT_CLASSES_H

struct report_stats;
struct report_table;

/* A row for each direction in which a class had traffic; a table to be ended. */
void report_classes_table(const struct report_stats *stats,
			  struct report_table *table);

#endif
