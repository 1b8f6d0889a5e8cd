/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of activities of hosts, and of calls.
 */
#include "report/timeline_table.h"

#include "packet/address.h"
#include "report/cell.h"
#include "report/format.h"
#include "report/table.h"
#include "report/timeline.h"
#include "report/top.h"

#define COLUMNS(array) (sizeof(array) / sizeof((array)[0]))

/* A time, from the start of the capture. */
static void cell_offset(struct report_table *table, usec_t time, usec_t start)
{
	char printed[REPORT_FORMAT_TEXT];

	report_table_cell(
		table, "+%s",
		report_format_duration(usec_since(time, start), printed));
}

static void cell_duration(struct report_table *table,
			  const struct report_timeline_line *line)
{
	char printed[REPORT_FORMAT_TEXT];

	report_table_cell(
		table, "%s",
		report_format_duration(usec_since(line->end_us, line->start_us),
				       printed));
}

void report_timeline_table_activities(const struct report_top *timeline,
				      usec_t start, struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"host", 15, false},	  {"application", 11, false},
		{"activity", 15, false},  {"start", 11, true},
		{"end", 11, true},	  {"duration", 11, true},
		{"confidence", 10, true}, {"bytes", 8, true},
	};

	report_table_init(table, columns, COLUMNS(columns));
	for (size_t i = 0; i < timeline->count; i++) {
		const struct report_timeline_line *it =
			report_top_at(timeline, i);
		char address[PACKET_ADDRESS_TEXT];

		report_table_row(table);
		report_table_cell(table, "%s",
				  packet_address_print(&it->host, address));
		report_table_cell(table, "%s", it->application);
		report_table_cell(table, "%s", it->activity);
		cell_offset(table, it->start_us, start);
		cell_offset(table, it->end_us, start);
		cell_duration(table, it);
		report_table_cell(table, "%u %%", it->confidence);
		if (it->bytes)
			report_cell_bytes(table, it->bytes);
		else
			report_table_cell(table, "-");
	}
}

void report_timeline_table_calls(const struct report_top *timeline,
				 usec_t start, struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"from", 21, false},   {"to", 21, false},
		{"kind", 12, false},   {"start", 9, true},
		{"duration", 9, true}, {"confidence", 10, true},
		{"bytes", 8, true},
	};

	report_table_init(table, columns, COLUMNS(columns));
	for (size_t i = 0; i < timeline->count; i++) {
		const struct report_timeline_line *it =
			report_top_at(timeline, i);

		report_table_row(table);
		report_cell_end(table, &it->host, it->port);
		report_cell_end(table, &it->dest, it->dest_port);
		report_table_cell(table, "%s", it->activity);
		cell_offset(table, it->start_us, start);
		cell_duration(table, it);
		report_table_cell(table, "%u %%", it->confidence);
		report_cell_bytes(table, it->bytes);
	}
}
