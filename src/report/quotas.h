/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_QUOTAS_H
#define REPORT_QUOTAS_H

#include <stddef.h>
#include <stdint.h>

struct report_stats;
struct report_table;

/**
 * report_quotas_table - make a row for each subject that used something of a quota
 * @most:  rows; if there are more, the largest shares come first, else they stand
 *         quota by quota
 * @table: out; for report_table_fini()
 *
 * Return: how many such subjects there are. @stats has at most REPORT_QUOTA_USES
 * of each quota.
 */
uint64_t report_quotas_table(const struct report_stats *stats, size_t most,
			     struct report_table *table);

#endif
