/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of traffic classes. Pure.
 */
#include "report/classes.h"

#include <stdlib.h>

#include "report/cell.h"
#include "report/event.h"
#include "report/table.h"

/* The mean over the whole capture; while there was traffic, the rate was higher. */
static void cell_rate(struct report_table *table, uint64_t bytes,
		      usec_t duration)
{
	double kbps = duration ? (double)bytes * 8e3 / (double)duration : 0;

	report_table_cell(table, kbps < 100 ? "%.1f" : "%.0f", kbps);
}

/* A row: one direction of a class that had traffic. */
struct class_row {
	const struct report_class *class;
	bool up;
};

static const struct report_way *row_way(const struct class_row *row)
{
	return row->up ? &row->class->up : &row->class->down;
}

/* Most bytes first; equal ones in the order of the configuration. */
static int compare_class_rows(const void *a, const void *b)
{
	const struct class_row *x = a, *y = b;

	if (row_way(x)->bytes != row_way(y)->bytes)
		return row_way(x)->bytes > row_way(y)->bytes ? -1 : 1;
	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	return x->up - y->up;
}

static void add_class_row(struct report_table *table,
			  const struct class_row *row, usec_t duration)
{
	const struct report_way *way = row_way(row);

	report_table_row(table);
	report_cell_name(table, row->class->name);
	report_table_cell(table, "%s", row->up ? "up" : "down");
	report_cell_count(table, way->packets);
	report_cell_bytes(table, way->bytes);
	cell_rate(table, way->bytes, duration);
	report_cell_count(table, way->late);
	report_cell_count(table, way->dropped);
}

size_t report_classes_table(const struct report_stats *stats, size_t most,
			    struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"class", 40, false}, {"", 4, false},	   {"packets", 9, true},
		{"bytes", 8, true},   {"kbit/s", 9, true}, {"late", 9, true},
		{"dropped", 9, true},
	};
	usec_t duration = usec_since(stats->last_us, stats->first_us);
	struct class_row *rows =
		calloc(2 * stats->class_count + 1, sizeof(*rows));
	size_t count = 0;

	report_table_init(table, columns, sizeof(columns) / sizeof(*columns));
	table->failed = !rows;
	for (size_t i = 0; rows && i < 2 * stats->class_count; i++) {
		struct class_row row = {&stats->classes[i / 2], i % 2};

		if (row_way(&row)->packets || row_way(&row)->dropped)
			rows[count++] = row;
	}
	if (count > most)
		qsort(rows, count, sizeof(*rows), compare_class_rows);
	for (size_t i = 0; i < count && i < most; i++)
		add_class_row(table, &rows[i], duration);
	free(rows);
	return count;
}
