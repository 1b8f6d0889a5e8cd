/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_QUOTAS_H
#define REPORT_QUOTAS_H

struct report_stats;
struct report_table;

/* A row for each who used something of a quota, as far as they are told. */
void report_quotas_table(const struct report_stats *stats,
			 struct report_table *table);

#endif
