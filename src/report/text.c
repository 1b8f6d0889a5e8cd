/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for a reader: what was found first, then what was done about it,
 * then what the figures rest on.
 */
#include "report/text.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/cell.h"
#include "report/classes.h"
#include "report/clean.h"
#include "report/counters.h"
#include "report/format.h"
#include "report/hosts.h"
#include "report/quotas.h"
#include "report/ranking.h"
#include "report/roll.h"
#include "report/table.h"
#include "report/totals.h"
#include "report/timeline.h"
#include "report/timeline_table.h"
#include "report/writer.h"

#define COLUMNS(array) (sizeof(array) / sizeof((array)[0]))
#define LINE_INDENT "  "
#define COUNTED_TEXT 50 /* a figure, a blank and a word */
#define NAMES_MOST 60	/* bytes of names that a sentence can bear */

struct totals {
	uint64_t captures, packets, hosts, flows, identified;
};

struct text_report {
	struct report report;
	bool bold; /* headings, on a terminal */

	/* Of this capture. */
	char *filename;
	struct report_totals applications; /* by application and activity */
	struct report_totals rules;	   /* by rule and action */
	struct report_ranking ranking;	   /* of flows with an application */
	struct report_roll hosts;
	struct report_timeline activities, calls;
	uint64_t flows;

	/* Of all captures. */
	struct report_table summary; /* a row each */
	struct totals totals;
};

static struct text_report *of_report(struct report *report)
{
	return (struct text_report *)report;
}

static void heading(struct text_report *text, const char *title)
{
	report_output_format(&text->report.output,
			     text->bold ? "\n\033[1m%s\033[0m\n" : "\n%s\n",
			     title);
}

/* Columns that are nearly always 0: a dash does not ask to be read. */
static void cells_of_losses(struct report_table *table,
			    const struct report_totals_line *line)
{
	if (line->figures.dropped_packets) {
		report_cell_count(table, line->figures.dropped_packets);
		report_cell_bytes(table, line->figures.dropped_bytes);
	} else {
		report_table_cell(table, "-");
		report_table_cell(table, "-");
	}
}

static void cells_of_line(struct report_table *table,
			  const struct report_totals_line *line)
{
	report_cell_count(table, line->flows);
	report_cell_count(table, line->figures.packets);
	report_cell_bytes(table, line->figures.bytes);
	cells_of_losses(table, line);
}

/* A name from outside, fit for a terminal. */
static void put_clean(struct text_report *text, const char *string)
{
	struct report_output *output = &text->report.output;
	char *clean = report_clean_copy(string, true);

	if (clean)
		report_output_string(output, clean);
	else
		report_output_fail(output, -ENOMEM);
	free(clean);
}

static void print_table(struct text_report *text, const char *title,
			struct report_table *table)
{
	heading(text, title);
	report_table_print(table, &text->report.output);
	report_table_fini(table);
}

/* "1 flow", "1,234 flows" */
static const char *print_counted(uint64_t count, const char *one, char *text)
{
	char figure[REPORT_FIGURE_TEXT];

	snprintf(text, COUNTED_TEXT, "%s %.16s%s",
		 report_format_count(count, figure), one,
		 count == 1 ? "" : "s");
	return text;
}

static void print_size(struct text_report *text,
		       const struct report_stats *stats)
{
	struct report_output *output = &text->report.output;
	char packets[COUNTED_TEXT], bytes[REPORT_FIGURE_TEXT];
	char duration[REPORT_FIGURE_TEXT], first[REPORT_FIGURE_TEXT];
	usec_t lasted = usec_since(stats->last_us, stats->first_us);

	if (stats->packets == 0) {
		report_output_string(output, LINE_INDENT "No packets.\n");
		return;
	}
	report_output_format(output, LINE_INDENT "%s, %s in %s, from %s\n",
			     print_counted(stats->packets, "packet", packets),
			     report_format_bytes(stats->bytes, bytes),
			     report_format_duration(lasted, duration),
			     report_format_time_plain(stats->first_us, first));
}

/* "chat, voip" of sorted lines; to be freed; NULL without memory. */
static char *join_applications(struct text_report *text)
{
	const struct report_totals *tally = &text->applications;
	const char *last = NULL;
	size_t size = 1;
	char *joined, *at;

	for (size_t i = 0; i < tally->count; i++)
		if (tally->lines[i]->names.first)
			size += strlen(tally->lines[i]->names.first) + 2;
	at = joined = calloc(1, size);
	if (!joined)
		report_output_fail(&text->report.output, -ENOMEM);
	for (size_t i = 0; i < tally->count && joined; i++) {
		const char *name = tally->lines[i]->names.first;

		if (!name || (last && strcmp(name, last) == 0))
			continue;
		at = stpcpy(stpcpy(at, last ? ", " : ""), name);
		last = name;
	}
	return joined;
}

static bool found_any(const struct text_report *text)
{
	return text->hosts.count > 0 || text->ranking.offered > 0;
}

static void print_found(struct text_report *text)
{
	struct report_output *output = &text->report.output;
	char *names = join_applications(text);
	char hosts[COUNTED_TEXT], found[REPORT_FIGURE_TEXT];
	char flows[COUNTED_TEXT];

	report_output_string(output, LINE_INDENT "Found ");
	if (names && *names && strlen(names) < NAMES_MOST)
		put_clean(text, names);
	else
		report_output_string(output, "applications");
	free(names);
	report_output_format(output, ": %s, %s of %s.\n",
			     print_counted(text->hosts.count, "host", hosts),
			     report_format_count(text->ranking.offered, found),
			     print_counted(text->flows, "flow", flows));
}

/* What there is to say if there is time for one sentence. */
static void print_sentence(struct text_report *text)
{
	char flows[COUNTED_TEXT];

	if (found_any(text))
		print_found(text);
	else if (text->flows > 0)
		report_output_format(&text->report.output,
				     LINE_INDENT
				     "No application was found in %s.\n",
				     print_counted(text->flows, "flow", flows));
	else
		report_output_string(&text->report.output, LINE_INDENT
				     "It holds no TCP or UDP flow.\n");
}

static void print_head(struct text_report *text,
		       const struct report_stats *stats)
{
	struct report_output *output = &text->report.output;

	if (text->totals.captures > 0)
		report_output_string(output, "\n");
	report_output_string(output, text->bold ? "\033[1m" : "");
	report_output_string(output, "Capture ");
	put_clean(text, text->filename ? text->filename : "(not named)");
	report_output_string(output, text->bold ? "\033[0m\n" : "\n");
	print_size(text, stats);
	if (stats->error) {
		report_output_string(output,
				     LINE_INDENT "Reading stopped early: ");
		put_clean(text, stats->error);
		report_output_string(output, "\n");
	}
	print_sentence(text);
}

static void print_hosts(struct text_report *text, usec_t start)
{
	struct report_table table;

	if (text->hosts.count == 0)
		return;
	report_roll_sort(&text->hosts);
	report_hosts_table(&text->hosts, start, &table);
	print_table(text, "Hosts that run an application", &table);
}

static void print_more(struct text_report *text, uint64_t all, uint64_t printed)
{
	char more[REPORT_FIGURE_TEXT];

	if (all > printed)
		report_output_format(&text->report.output,
				     LINE_INDENT
				     "... and %s more, see -o json\n",
				     report_format_count(all - printed, more));
}

static void print_activities(struct text_report *text, usec_t start)
{
	struct report_timeline *timeline = &text->activities;
	struct report_table table;

	if (timeline->count == 0)
		return;
	report_timeline_sort(timeline);
	report_timeline_table_activities(timeline, start, &table);
	print_table(text, "What hosts did, and when", &table);
	print_more(text, timeline->offered, timeline->count);
}

static void print_calls(struct text_report *text, usec_t start)
{
	struct report_timeline *timeline = &text->calls;
	struct report_table table;

	if (timeline->count == 0)
		return;
	report_timeline_sort(timeline);
	report_timeline_table_calls(timeline, start, &table);
	print_table(text, "Calls", &table);
	print_more(text, timeline->offered, timeline->count);
}

static void print_applications(struct text_report *text)
{
	static const struct report_table_column columns[] = {
		{"application", 15, false},  {"activity", 12, false},
		{"flows", 9, true},	     {"packets", 13, true},
		{"bytes", 8, true},	     {"pkts dropped", 12, true},
		{"bytes dropped", 13, true},
	};
	const struct report_totals *tally = &text->applications;
	struct report_table table;

	report_table_init(&table, columns, COLUMNS(columns));
	for (size_t i = 0; i < tally->count; i++) {
		const struct report_totals_line *line = tally->lines[i];
		const char *name = line->names.first;

		report_table_row(&table);
		report_table_cell(&table, "%s", name ? name : "unidentified");
		report_cell_name(&table, line->names.second);
		cells_of_line(&table, line);
	}
	print_table(text, "Applications and activities", &table);
}

/* Flows were counted as they ended; what was done, packet by packet. */
static void add_deeds(struct text_report *text,
		      const struct report_totals *deeds)
{
	for (size_t i = 0; deeds && i < deeds->count; i++) {
		const struct report_totals_line *line = deeds->lines[i];
		struct report_totals_line *rule = report_totals_get(
			&text->rules, line->names.first, line->names.second);

		if (rule)
			report_totals_sum(&rule->figures, &line->figures);
		else
			report_output_fail(&text->report.output, -ENOMEM);
	}
}

/* Also of what was found too weakly to be named. */
static bool did_any(const struct text_report *text)
{
	for (size_t i = 0; i < text->rules.count; i++)
		if (text->rules.lines[i]->names.first)
			return true;
	return found_any(text);
}

static void print_rules(struct text_report *text)
{
	static const struct report_table_column columns[] = {
		{"rule", 15, false},	     {"action", 6, false},
		{"flows at end", 12, true},  {"packets", 13, true},
		{"bytes", 8, true},	     {"pkts dropped", 12, true},
		{"bytes dropped", 13, true}, {"late", 8, true},
	};
	struct report_table table;

	report_totals_sort(&text->rules);
	report_table_init(&table, columns, COLUMNS(columns));
	for (size_t i = 0; i < text->rules.count; i++) {
		const struct report_totals_line *line = text->rules.lines[i];
		const char *name = line->names.first;

		report_table_row(&table);
		report_table_cell(&table, "%s", name ? name : "(no rule)");
		report_cell_name(&table, line->names.second);
		cells_of_line(&table, line);
		if (line->figures.late_packets)
			report_cell_count(&table, line->figures.late_packets);
		else
			report_table_cell(&table, "-");
	}
	print_table(text, "What the policy did", &table);
}

static void add_flow(struct report_table *table,
		     const struct report_ranking_flow *flow)
{
	report_table_row(table);
	report_table_cell(table, "%s",
			  flow->transport == IPPROTO_TCP ? "TCP" : "UDP");
	report_cell_end(table, &flow->source, flow->source_port);
	report_cell_end(table, &flow->dest, flow->dest_port);
	report_table_cell(table, "%s", flow->application->names.first);
	report_cell_name(table, flow->application->names.second);
	report_cell_count(table, flow->packets);
	report_cell_bytes(table, flow->bytes);
	report_cell_name(table, flow->rule->names.second);
}

static void print_flows(struct text_report *text)
{
	static const struct report_table_column columns[] = {
		{"", 3, false},		{"from", 21, false},
		{"to", 20, false},	{"application", 11, false},
		{"activity", 8, false}, {"packets", 7, true},
		{"bytes", 8, true},	{"action", 6, false},
	};
	const struct report_ranking *ranking = &text->ranking;
	struct report_table table;

	if (ranking->count == 0)
		return;
	report_table_init(&table, columns, COLUMNS(columns));
	for (size_t i = 0; i < ranking->count; i++)
		add_flow(&table, &ranking->flows[i]);
	print_table(text, "Flows of these applications, largest first", &table);
	print_more(text, ranking->offered, ranking->count);
}

/* What stands in every report, if there is anything to say. */
static void print_stats(struct text_report *text,
			const struct report_stats *stats)
{
	static const struct {
		const char *title;
		void (*table)(const struct report_stats *stats,
			      struct report_table *table);
	} parts[] = {
		{"Traffic classes", report_classes_table},
		{"Quotas, and who used most of them", report_quotas_table},
		{"Frames", report_counters_frames},
		{"Counters that ought to be 0", report_counters_remarkable},
	};
	struct report_table table;

	for (size_t i = 0; i < COLUMNS(parts); i++) {
		parts[i].table(stats, &table);
		if (table.count > 0 || table.failed)
			print_table(text, parts[i].title, &table);
		else
			report_table_fini(&table);
	}
}

static void add_to_summary(struct text_report *text,
			   const struct report_stats *stats)
{
	struct report_table *table = &text->summary;
	char *names = join_applications(text);

	report_table_row(table);
	report_cell_name(table, text->filename);
	report_cell_count(table, stats->packets);
	report_cell_count(table, text->flows);
	report_cell_count(table, text->hosts.count);
	report_cell_count(table, text->ranking.offered);
	report_table_cell(table, "%s", names && *names ? names : "none");
	if (stats->error)
		report_table_note(table, "reading stopped early: %s",
				  stats->error);
	free(names);
	text->totals.captures++;
	text->totals.packets += stats->packets;
	text->totals.flows += text->flows;
	text->totals.hosts += text->hosts.count;
	text->totals.identified += text->ranking.offered;
}

/* Forget this capture. */
static void forget(struct text_report *text)
{
	report_totals_fini(&text->applications);
	report_totals_fini(&text->rules);
	report_roll_fini(&text->hosts);
	report_timeline_fini(&text->activities);
	report_timeline_fini(&text->calls);
	text->ranking = (struct report_ranking){0};
	text->flows = 0;
	free(text->filename);
	text->filename = NULL;
}

static void capture_begin(struct report *report, const char *filename)
{
	struct text_report *text = of_report(report);

	forget(text);
	text->filename = filename ? strdup(filename) : NULL;
	if (filename && !text->filename)
		report_output_fail(&report->output, -ENOMEM);
}

static void add_report_flow(struct report *report,
			    const struct report_flow *flow)
{
	const struct report_finding *finding = &flow->finding;
	const char *activity = finding->application ? finding->activity : NULL;
	struct text_report *text = of_report(report);
	struct report_totals_line *application, *rule;

	text->flows++;
	application = report_totals_add(&text->applications,
					finding->application, activity, flow);
	rule = report_totals_get(&text->rules, finding->policy,
				 finding->action);
	if (!application || !rule) {
		report_output_fail(&report->output, -ENOMEM);
		return;
	}
	rule->flows++;
	if (finding->application)
		report_ranking_offer(&text->ranking, flow, application, rule);
}

static void add_report_host(struct report *report,
			    const struct report_host *host)
{
	struct text_report *text = of_report(report);

	if (report_roll_add(&text->hosts, host) < 0)
		report_output_fail(&report->output, -ENOMEM);
}

static void add_report_activity(struct report *report,
				const struct report_activity *activity)
{
	struct text_report *text = of_report(report);

	if (activity->ended &&
	    report_timeline_add(&text->activities, activity) < 0)
		report_output_fail(&report->output, -ENOMEM);
}

static void add_report_call(struct report *report,
			    const struct report_call *call)
{
	struct text_report *text = of_report(report);

	if (report_timeline_add_call(&text->calls, call) < 0)
		report_output_fail(&report->output, -ENOMEM);
}

static void capture_end(struct report *report, const struct report_stats *stats)
{
	struct text_report *text = of_report(report);

	report_totals_sort(&text->applications);
	add_deeds(text, stats->rules);
	print_head(text, stats);
	if (found_any(text)) {
		print_hosts(text, stats->first_us);
		print_activities(text, stats->first_us);
		print_calls(text, stats->first_us);
		print_applications(text);
	}
	if (did_any(text))
		print_rules(text);
	print_flows(text);
	print_stats(text, stats);
	add_to_summary(text, stats);
	forget(text);
}

static void finish(struct report *report)
{
	struct text_report *text = of_report(report);
	const struct totals *totals = &text->totals;

	if (totals->captures < 2)
		return;
	report_table_row(&text->summary);
	report_table_cell(&text->summary, "all");
	report_cell_count(&text->summary, totals->packets);
	report_cell_count(&text->summary, totals->flows);
	report_cell_count(&text->summary, totals->hosts);
	report_cell_count(&text->summary, totals->identified);
	heading(text, "All captures");
	report_table_print(&text->summary, &report->output);
}

static void destroy(struct report *report)
{
	struct text_report *text = of_report(report);

	forget(text);
	report_table_fini(&text->summary);
	free(text);
}

/* no-color.org: any value that is not empty. */
static bool wants_bold(FILE *stream)
{
	const char *refused = getenv("NO_COLOR");
	int descriptor = fileno(stream);

	return !(refused && *refused) && descriptor >= 0 && isatty(descriptor);
}

struct report *report_text_create(FILE *stream)
{
	static const struct report_table_column columns[] = {
		{"file", 36, false},	  {"packets", 11, true},
		{"flows", 9, true},	  {"hosts", 6, true},
		{"identified", 10, true}, {"applications", 16, false},
	};
	static const struct report_writer writer = {
		.capture_begin = capture_begin,
		.flow = add_report_flow,
		.activity = add_report_activity,
		.call = add_report_call,
		.host = add_report_host,
		.capture_end = capture_end,
		.finish = finish,
		.destroy = destroy,
	};
	struct text_report *text = calloc(1, sizeof(*text));

	if (!text)
		return NULL;
	text->report.writer = &writer;
	text->report.output.stream = stream;
	text->bold = wants_bold(stream);
	report_table_init(&text->summary, columns, COLUMNS(columns));
	return &text->report;
}
