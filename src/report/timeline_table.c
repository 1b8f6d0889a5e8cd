/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of what hosts did, and of calls.
 */
#include "report/timeline_table.h"

#include "packet/address.h"
#include "report/cell.h"
#include "report/format.h"
#include "report/table.h"
#include "report/timeline.h"

#define COLUMNS(array) (sizeof(array) / sizeof((array)[0]))

static void cells_of_span(struct report_table *table,
			  const struct report_timeline_line *line, usec_t start)
{
	char figure[REPORT_FIGURE_TEXT];

	report_table_cell(table, "+%s",
			  report_format_duration(
				  usec_since(line->start_us, start), figure));
	report_table_cell(table, "+%s",
			  report_format_duration(
				  usec_since(line->end_us, start), figure));
	report_table_cell(
		table, "%s",
		report_format_duration(usec_since(line->end_us, line->start_us),
				       figure));
	report_table_cell(table, "%u %%", line->confidence);
}

void report_timeline_table_activities(const struct report_timeline *timeline,
				      usec_t start, struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"host", 15, false},	 {"application", 11, false},
		{"activity", 15, false}, {"from", 11, true},
		{"to", 11, true},	 {"for", 11, true},
		{"sure", 5, true},	 {"bytes", 8, true},
	};

	report_table_init(table, columns, COLUMNS(columns));
	for (size_t i = 0; i < timeline->count; i++) {
		char address[PACKET_ADDRESS_TEXT];

		report_table_row(table);
		report_table_cell(table, "%s",
				  packet_address_print(&timeline->lines[i].host,
						       address));
		report_table_cell(table, "%s", timeline->lines[i].application);
		report_table_cell(table, "%s", timeline->lines[i].activity);
		cells_of_span(table, &timeline->lines[i], start);
		if (timeline->lines[i].bytes)
			report_cell_bytes(table, timeline->lines[i].bytes);
		else
			report_table_cell(table, "-");
	}
}

void report_timeline_table_calls(const struct report_timeline *timeline,
				 usec_t start, struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"from", 21, false}, {"to", 21, false},	 {"kind", 12, false},
		{"from", 9, true},   {"to", 9, true},	 {"for", 9, true},
		{"sure", 5, true},   {"bytes", 8, true},
	};

	report_table_init(table, columns, COLUMNS(columns));
	for (size_t i = 0; i < timeline->count; i++) {
		const struct report_timeline_line *it = &timeline->lines[i];

		report_table_row(table);
		report_cell_end(table, &it->host, it->port);
		report_cell_end(table, &it->dest, it->dest_port);
		report_table_cell(table, "%s", it->activity);
		cells_of_span(table, it, start);
		report_cell_bytes(table, it->bytes);
	}
}
