/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of hosts that run an application, with what is known of each.
 */
#include "report/hosts.h"

#include "base/text.h"
#include "packet/address.h"
#include "report/cell.h"
#include "report/format.h"
#include "report/report.h"
#include "report/roll.h"
#include "report/table.h"

/* What the signatures say: each with its reason, or all and then all. */
static void note_reasons(struct report_table *table,
			 const struct report_finding *finding)
{
	bool paired = finding->signature_count == finding->reason_count;

	for (size_t i = 0; i < finding->signature_count; i++) {
		if (paired)
			report_table_note(table, "%s: %s",
					  finding->signatures[i],
					  finding->reasons[i]);
		else
			report_table_note(table, "%s", finding->signatures[i]);
	}
	for (size_t i = 0; i < finding->reason_count && !paired; i++)
		report_table_note(table, "%s", finding->reasons[i]);
}

/* "version 7.7.0.335, platform Mac" */
static void note_told(struct report_table *table,
		      const struct report_finding *finding)
{
	bool both = finding->version && finding->platform;

	if (finding->version || finding->platform)
		report_table_note(
			table, "%s%s%s%s%s", finding->version ? "version " : "",
			finding->version ? finding->version : "",
			both ? ", " : "", finding->platform ? "platform " : "",
			finding->platform ? finding->platform : "");
}

/* "said by behaviour and payload" */
static void note_sets(struct report_table *table,
		      const struct report_finding *finding)
{
	char line[256];
	struct text text;

	if (!finding->set_count)
		return;
	text_init(&text, line, sizeof(line));
	text_append(&text, "said by ");
	for (size_t i = 0; i < finding->set_count; i++)
		text_append(&text, "%s%s",
			    i == 0			  ? ""
			    : i + 1 == finding->set_count ? " and "
							  : ", ",
			    finding->sets[i]);
	report_table_note(table, "%s", line);
}

/* Of "1st", "2nd", "3rd", "11th" */
static const char *ordinal_end(uint64_t number)
{
	static const char *const ends[] = {"th", "st", "nd", "rd"};
	bool teen = number / 10 % 10 == 1;

	return ends[!teen && number % 10 < 4 ? number % 10 : 0];
}

static void add_host(struct report_table *table, const struct report_host *host,
		     usec_t start)
{
	char figure[REPORT_FIGURE_TEXT];
	char address[PACKET_ADDRESS_TEXT];
	usec_t offset = usec_since(host->since_us, start);

	report_table_row(table);
	report_table_cell(table, "%s",
			  packet_address_print(&host->address, address));
	report_cell_name(table, host->finding.application);
	report_table_cell(table, "+%s", report_format_duration(offset, figure));
	report_table_cell(table, "%s",
			  report_format_time_of_day(host->since_us, figure));
	report_table_cell(table, "%s%s",
			  report_format_count(host->decided_at, figure),
			  ordinal_end(host->decided_at));
	report_table_cell(table, "%u %%", host->finding.confidence);
	report_cell_count(table, host->peers);
	report_cell_name(table, host->finding.group);
	report_cell_name(table, host->finding.action);
	note_told(table, &host->finding);
	note_sets(table, &host->finding);
	note_reasons(table, &host->finding);
}

void report_hosts_table(const struct report_roll *roll, usec_t start,
			struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"address", 15, false}, {"application", 11, false},
		{"since", 11, true},	{"time (UTC)", 12, false},
		{"packet", 6, true},	{"sure", 5, true},
		{"peers", 6, true},	{"group", 8, false},
		{"action", 6, false},
	};

	report_table_init(table, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < roll->count; i++)
		add_host(table, &roll->hosts[i], start);
}
