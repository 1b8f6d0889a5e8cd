/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Aligned tables. A cell that is wider than its column (an IPv6 address, a path) is
 * never cut: the row continues on the next line, below the right titles.
 */
#include "report/table.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/clean.h"
#include "report/output.h"

#define INDENT 2	  /* of rows */
#define NOTE_INDENT 6	  /* of notes below a row */
#define NOTE_CONTINUED 10 /* of a note's further lines */
#define GAP 2		  /* between columns */

struct report_table_row {
	char *cells[REPORT_TABLE_COLUMNS];
	size_t cell_count;
	char **notes;
	size_t note_count;
};

/* The current position in the output. */
struct position {
	struct report_output *output;
	size_t column; /* characters written */
};

void report_table_init(struct report_table *table,
		       const struct report_table_column *columns,
		       size_t column_count)
{
	*table = (struct report_table){
		.columns = columns,
		.column_count = column_count,
	};
}

static void row_fini(struct report_table_row *row)
{
	for (size_t i = 0; i < row->cell_count; i++)
		free(row->cells[i]);
	for (size_t i = 0; i < row->note_count; i++)
		free(row->notes[i]);
	free(row->notes);
}

void report_table_fini(struct report_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		row_fini(&table->rows[i]);
	free(table->rows);
	*table = (struct report_table){0};
}

void report_table_row(struct report_table *table)
{
	size_t room = table->room ? table->room * 2 : 16;
	struct report_table_row *rows;

	if (table->count == table->room) {
		rows = reallocarray(table->rows, room, sizeof(*rows));
		if (!rows) {
			table->failed = true;
			return;
		}
		table->rows = rows;
		table->room = room;
	}
	table->rows[table->count++] = (struct report_table_row){0};
}

__attribute__((format(printf, 2, 0))) static char *
print_clean(struct report_table *table, const char *format, va_list args)
{
	char *raw, *clean = NULL;

	if (vasprintf(&raw, format, args) >= 0) {
		clean = report_clean_copy(raw, true);
		free(raw);
	}
	if (!clean)
		table->failed = true;
	return clean;
}

void report_table_cell(struct report_table *table, const char *format, ...)
{
	struct report_table_row *row;
	va_list args;
	char *cell;

	if (table->failed)
		return;
	row = &table->rows[table->count - 1];
	if (row->cell_count == table->column_count)
		return;
	va_start(args, format);
	cell = print_clean(table, format, args);
	va_end(args);
	if (cell)
		row->cells[row->cell_count++] = cell;
}

void report_table_note(struct report_table *table, const char *format, ...)
{
	struct report_table_row *row;
	va_list args;
	char **notes;

	if (table->failed)
		return;
	row = &table->rows[table->count - 1];
	notes = reallocarray(row->notes, row->note_count + 1, sizeof(*notes));
	if (!notes) {
		table->failed = true;
		return;
	}
	row->notes = notes;
	va_start(args, format);
	notes[row->note_count] = print_clean(table, format, args);
	va_end(args);
	row->note_count += notes[row->note_count] != NULL;
}

/* On this line if the column is free, else on the next line. */
static void go_to_column(struct position *position, size_t column)
{
	if (position->column > 0 && position->column >= column) {
		report_output_write(position->output, "\n", 1);
		position->column = 0;
	}
	if (column > position->column)
		report_output_format(position->output, "%*s",
				     (int)(column - position->column), "");
	position->column = column;
}

static void put_table_text(struct position *position, const char *text)
{
	report_output_string(position->output, text);
	position->column += report_clean_width(text);
}

static void end_table_line(struct position *position)
{
	report_output_write(position->output, "\n", 1);
	position->column = 0;
}

/* The width of the widest cell of column @i that is at most @limit. */
static size_t column_width(const struct report_table *table, size_t i,
			   size_t limit)
{
	size_t most = strlen(table->columns[i].title), width;

	for (size_t row = 0; row < table->count; row++) {
		if (i >= table->rows[row].cell_count)
			continue;
		width = report_clean_width(table->rows[row].cells[i]);
		if (width > most && width <= limit)
			most = width;
	}
	return most;
}

/* Each column up to its limit; then wider, from the left, while a line has room. */
static void choose_widths(const struct report_table *table, size_t *widths)
{
	size_t total = INDENT, before, limit;

	for (size_t i = 0; i < table->column_count; i++) {
		widths[i] = column_width(table, i, table->columns[i].widest);
		total += widths[i] + (i > 0 ? GAP : 0);
	}
	for (size_t i = 0; i < table->column_count; i++) {
		if (total >= REPORT_TABLE_WIDTH)
			return;
		before = widths[i];
		limit = before + REPORT_TABLE_WIDTH - total;
		widths[i] = column_width(table, i, limit);
		total += widths[i] - before;
	}
}

/* At the start of its column; further left if the line would be too long. */
static void print_cell(const char *cell, size_t begin,
		       struct position *position)
{
	size_t width = report_clean_width(cell);

	if (begin + width > REPORT_TABLE_WIDTH && position->column > 0) {
		end_table_line(position);
		begin = INDENT;
		if (width < REPORT_TABLE_WIDTH - INDENT)
			begin = REPORT_TABLE_WIDTH - width;
	}
	go_to_column(position, begin);
	put_table_text(position, cell);
}

static void print_cells(const struct report_table *table, const size_t *widths,
			const char *const *cells, size_t count,
			struct position *position)
{
	size_t begin = INDENT;

	for (size_t i = 0; i < count; begin += widths[i++] + GAP) {
		size_t width = report_clean_width(cells[i]);
		size_t at = begin;

		if (width == 0)
			continue;
		if (table->columns[i].right && width < widths[i])
			at += widths[i] - width;
		print_cell(cells[i], at, position);
	}
	end_table_line(position);
}

/* As many words of a note on a line as fit. */
static void print_note(const char *note, struct position *position)
{
	size_t size = 0;
	char word[1024];

	go_to_column(position, NOTE_INDENT);
	for (; *note; note += size) {
		size_t blanks = strspn(note, " "), width;

		size = blanks + strcspn(note + blanks, " ");
		if (size >= sizeof(word))
			size = sizeof(word) - 1;
		memcpy(word, note, size);
		word[size] = '\0';
		width = report_clean_width(word);
		if (position->column + width > REPORT_TABLE_WIDTH &&
		    position->column > NOTE_CONTINUED) {
			end_table_line(position);
			go_to_column(position, NOTE_CONTINUED);
			put_table_text(position, word + blanks);
		} else {
			put_table_text(position, word);
		}
	}
	end_table_line(position);
}

static void print_titles(const struct report_table *table, const size_t *widths,
			 struct position *position)
{
	const char *titles[REPORT_TABLE_COLUMNS];

	for (size_t i = 0; i < table->column_count; i++)
		titles[i] = table->columns[i].title;
	print_cells(table, widths, titles, table->column_count, position);
}

void report_table_print(const struct report_table *table,
			struct report_output *output)
{
	struct position position = {.output = output};
	size_t widths[REPORT_TABLE_COLUMNS];

	choose_widths(table, widths);
	print_titles(table, widths, &position);
	for (size_t i = 0; i < table->count; i++) {
		const struct report_table_row *row = &table->rows[i];

		print_cells(table, widths, (const char *const *)row->cells,
			    row->cell_count, &position);
		for (size_t note = 0; note < row->note_count; note++)
			print_note(row->notes[note], &position);
	}
	if (table->failed)
		report_output_fail(output, -ENOMEM);
}
