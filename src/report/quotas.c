/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of quotas. Pure.
 */
#include "report/quotas.h"

#include <stdlib.h>

#include "report/event.h"
#include "report/format.h"
#include "report/table.h"

static void cell_amount(struct report_table *table,
			const struct report_quota *quota, uint64_t amount)
{
	char printed[REPORT_FORMAT_TEXT];

	if (quota->of_calls)
		report_format_duration(amount, printed);
	else
		report_format_bytes(amount, printed);
	report_table_cell(table, "%s", printed);
}

/* A row: what one subject used of a quota. */
struct use_row {
	const struct report_quota *quota;
	const struct report_quota_use *use;
};

static double used_share(const struct use_row *row)
{
	return (double)row->use->used / (double)row->quota->limit;
}

/* The largest share first; equal ones in the order of the statistics. */
static int compare_uses(const void *a, const void *b)
{
	const struct use_row *x = a, *y = b;
	double of_x = used_share(x), of_y = used_share(y);

	if (of_x > of_y || of_x < of_y)
		return of_x > of_y ? -1 : 1;
	return (x->use > y->use) - (x->use < y->use);
}

static void add_use_row(struct report_table *table, const struct use_row *row)
{
	const struct report_quota *quota = row->quota;
	char until[REPORT_FORMAT_TEXT];

	report_table_row(table);
	report_table_cell(table, "%s", quota->name);
	report_table_cell(table, "%s", quota->per);
	report_table_cell(table, "%s", row->use->who);
	cell_amount(table, quota, row->use->used);
	cell_amount(table, quota, quota->limit);
	report_table_cell(table, "%.0f", used_share(row) * 100);
	report_table_cell(table, "%s",
			  report_format_time_plain(row->use->until_us, until));
}

uint64_t report_quotas_table(const struct report_stats *stats, size_t most,
			     struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"quota", 20, false}, {"per", 5, false}, {"who", 20, false},
		{"used", 9, true},    {"of", 9, true},	 {"%", 5, true},
		{"until", 27, false},
	};
	struct use_row *rows = calloc(
		stats->quota_count * REPORT_QUOTA_USES + 1, sizeof(*rows));
	uint64_t counted = 0;
	size_t count = 0;

	report_table_init(table, columns, sizeof(columns) / sizeof(*columns));
	table->failed = !rows;
	for (size_t i = 0; rows && i < stats->quota_count; i++) {
		const struct report_quota *quota = &stats->quotas[i];

		counted += quota->counted;
		for (size_t j = 0; j < quota->use_count; j++)
			rows[count++] =
				(struct use_row){quota, &quota->uses[j]};
	}
	if (count > most)
		qsort(rows, count, sizeof(*rows), compare_uses);
	for (size_t i = 0; i < count && i < most; i++)
		add_use_row(table, &rows[i]);
	free(rows);
	return counted;
}
