/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of counters: outcomes of decoding, and counters that should be 0. Pure.
 */
#include "report/counters.h"

#include <string.h>

#include "report/cell.h"
#include "report/event.h"
#include "report/table.h"

#define COLUMNS(array) (sizeof(array) / sizeof((array)[0]))

static bool is_decode_outcome(const struct report_counter *counter)
{
	return strcmp(counter->group, "decode") == 0;
}

void report_counters_frames(const struct report_stats *stats,
			    struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"outcome", 30, false}, {"frames", 15, true}, {"", 8, true}};

	report_table_init(table, columns, COLUMNS(columns));
	for (size_t i = 0; i < stats->counter_count; i++) {
		const struct report_counter *counter = &stats->counters[i];

		if (!is_decode_outcome(counter) || !counter->value)
			continue;
		report_table_row(table);
		report_table_cell(table, "%s", counter->name);
		report_cell_count(table, counter->value);
		if (stats->packets >= counter->value)
			report_cell_share(table, counter->value,
					  stats->packets);
	}
}

/* Recognises counters that should be 0 by a part of their names. */
static bool is_remarkable(const struct report_counter *counter)
{
	static const char *const parts[] = {
		"refus", "evict", "back",  "lost",	  "overflow",
		"fail",	 "full",  "error", "unknown_name"};

	if (is_decode_outcome(counter) || !counter->value)
		return false;
	for (size_t i = 0; i < COLUMNS(parts); i++)
		if (strstr(counter->name, parts[i]))
			return true;
	return false;
}

void report_counters_remarkable(const struct report_stats *stats,
				struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"counter", 50, false}, {"value", 20, true}};

	report_table_init(table, columns, COLUMNS(columns));
	for (size_t i = 0; i < stats->counter_count; i++) {
		const struct report_counter *counter = &stats->counters[i];

		if (!is_remarkable(counter))
			continue;
		report_table_row(table);
		report_table_cell(table, "%s.%s", counter->group,
				  counter->name);
		report_cell_count(table, counter->value);
	}
}
