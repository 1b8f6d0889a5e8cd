/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CLASSES_H
#define REPORT_CLASSES_H

struct report_stats;
struct report_table;

/**
 * report_classes_table - a row for each direction in which a class had traffic
 * @table: out; for report_table_fini()
 */
void report_classes_table(const struct report_stats *stats,
			  struct report_table *table);

#endif
