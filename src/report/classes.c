/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of traffic classes. Pure.
 */
#include "report/classes.h"

#include "report/cell.h"
#include "report/report.h"
#include "report/table.h"

/* Over the whole capture: what it was while there was traffic is higher. */
static void cell_rate(struct report_table *table, uint64_t bytes,
		      usec_t duration)
{
	double kbps = duration ? (double)bytes * 8e3 / (double)duration : 0;

	report_table_cell(table, kbps < 100 ? "%.1f" : "%.0f", kbps);
}

static void add_way(struct report_table *table, const char *name,
		    const char *direction, const struct report_way *way,
		    usec_t duration)
{
	if (!way->packets && !way->dropped)
		return;
	report_table_row(table);
	report_cell_name(table, name);
	report_table_cell(table, "%s", direction);
	report_cell_count(table, way->packets);
	report_cell_bytes(table, way->bytes);
	cell_rate(table, way->bytes, duration);
	report_cell_count(table, way->late);
	report_cell_count(table, way->dropped);
}

void report_classes_table(const struct report_stats *stats,
			  struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"class", 40, false}, {"", 4, false},	   {"packets", 9, true},
		{"bytes", 8, true},   {"kbit/s", 9, true}, {"late", 9, true},
		{"dropped", 9, true},
	};
	usec_t duration = usec_since(stats->last_us, stats->first_us);

	report_table_init(table, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < stats->class_count; i++) {
		const struct report_class *class = &stats->classes[i];

		add_way(table, class->name, "down", &class->down, duration);
		add_way(table, class->name, "up", &class->up, duration);
	}
}
