/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CLASSES_H
#define REPORT_CLASSES_H

#include <stddef.h>

struct report_stats;
struct report_table;

/**
 * report_classes_table - make a row for each direction in which a class had traffic
 * @most:  rows; if there are more, those with the most bytes come first, else they
 *         stand as configured
 * @table: out; for report_table_fini()
 *
 * Return: how many rows there would be without @most.
 */
size_t report_classes_table(const struct report_stats *stats, size_t most,
			    struct report_table *table);

#endif
