/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct report_output;

#define REPORT_TABLE_WIDTH 100 /* characters of a line */
#define REPORT_TABLE_COLUMNS 10

struct report_table_column {
	const char *title;
	unsigned widest; /* characters; a longer cell may break the line */
	bool right;	 /* flush right: figures */
};

/*
 * Rows of text in columns that are as wide as their cells, with notes below a
 * row. A cell past its column's width has a line break after it, but where the
 * line has room for it, its column is widened. Cells are made clean
 * (report/clean.h). Without memory it goes on; report_table_print() says so.
 */
struct report_table {
	const struct report_table_column *columns;
	size_t column_count; /* at most REPORT_TABLE_COLUMNS */
	struct report_table_row *rows;
	size_t count, room;
	bool failed;
};

/* @columns: borrowed for the table's life */
void report_table_init(struct report_table *table,
		       const struct report_table_column *columns,
		       size_t column_count);
void report_table_fini(struct report_table *table);

/* The next row; then its cells from the left, as many as there are columns. */
void report_table_row(struct report_table *table);
void report_table_cell(struct report_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A remark below the last row, indented, broken at blanks where too long. */
void report_table_note(struct report_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes the titles and rows; fails @output with -ENOMEM if one is missing. */
void report_table_print(const struct report_table *table,
			struct report_output *output);

#endif
