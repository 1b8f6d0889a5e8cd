/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of quotas. Pure.
 */
#include "report/quotas.h"

#include "report/format.h"
#include "report/report.h"
#include "report/table.h"

static void cell_amount(struct report_table *table,
			const struct report_quota *quota, uint64_t amount)
{
	char figure[REPORT_FIGURE_TEXT];

	if (quota->of_calls)
		report_format_duration(amount, figure);
	else
		report_format_bytes(amount, figure);
	report_table_cell(table, "%s", figure);
}

static void add_use(struct report_table *table,
		    const struct report_quota *quota,
		    const struct report_quota_use *use)
{
	char until[REPORT_FIGURE_TEXT];

	report_table_row(table);
	report_table_cell(table, "%s", quota->name);
	report_table_cell(table, "%s", quota->per);
	report_table_cell(table, "%s", use->who);
	cell_amount(table, quota, use->used);
	cell_amount(table, quota, quota->limit);
	report_table_cell(table, "%.0f",
			  (double)use->used * 100 / (double)quota->limit);
	report_table_cell(table, "%s",
			  report_format_time_plain(use->until_us, until));
}

void report_quotas_table(const struct report_stats *stats,
			 struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"quota", 20, false}, {"per", 5, false}, {"who", 20, false},
		{"used", 9, true},    {"of", 9, true},	 {"%", 5, true},
		{"until", 27, false},
	};

	report_table_init(table, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < stats->quota_count; i++) {
		const struct report_quota *quota = &stats->quotas[i];

		for (size_t j = 0; j < quota->use_count; j++)
			add_use(table, quota, &quota->uses[j]);
		if (quota->use_count && quota->counted > quota->use_count)
			report_table_note(
				table, "and %llu more",
				(unsigned long long)(quota->counted -
						     quota->use_count));
	}
}
