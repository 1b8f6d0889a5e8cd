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
 * row. Where a line has room, a column is widened to its longest cell; else the row
 * continues below that cell. Cells are made clean (report/clean.h). Without memory the
 * table is incomplete, and report_table_print() fails the output.
 */
struct report_table {
	const struct report_table_column *columns;
	size_t column_count; /* at most REPORT_TABLE_COLUMNS */
	struct report_table_row *rows;
	size_t count, room;
	bool failed;
};

/**
 * report_table_init - start an empty table; report_table_fini() frees its rows
 * @columns: borrowed for the table's life
 */
void report_table_init(struct report_table *table,
		       const struct report_table_column *columns,
		       size_t column_count);
void report_table_fini(struct report_table *table);

/**
 * report_table_row - start the next row
 */
void report_table_row(struct report_table *table);

/**
 * report_table_cell - append a cell to the row
 *
 * A cell after the last column is left out. A row may have fewer cells.
 */
void report_table_cell(struct report_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * report_table_note - append a note below the last row
 *
 * Indented, broken at blanks where too long.
 */
void report_table_note(struct report_table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * report_table_print - write the titles and rows
 *
 * Fails @output with -ENOMEM when the table is incomplete.
 */
void report_table_print(const struct report_table *table,
			struct report_output *output);

#endif
