/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_QUOTAS_H
#define REPORT_QUOTAS_H

struct report_stats;
struct report_table;

/**
 * report_quotas_table - a row for each who used something of a quota
 * @table: out; for report_table_fini()
 *
 * As far as they are told: a note says how many are not.
 */
void report_quotas_table(const struct report_stats *stats,
			 struct report_table *table);

#endif
