/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for a reader: what was found first, then what was done about it,
 * then what the figures rest on.
 */
#include "report/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/cell.h"
#include "report/classes.h"
#include "report/clean.h"
#include "report/counters.h"
#include "report/event.h"
#include "report/flows.h"
#include "report/format.h"
#include "report/hosts.h"
#include "report/output.h"
#include "report/outputs.h"
#include "report/quotas.h"
#include "report/sink.h"
#include "report/table.h"
#include "report/totals.h"
#include "report/timeline.h"
#include "report/timeline_table.h"
#include "report/top.h"

#define COLUMNS(array) (sizeof(array) / sizeof((array)[0]))
#define LINE_INDENT "  "
#define COUNTED_TEXT 50 /* a number, a blank and a word */
#define MORE_IN_JSON ", see -o json"
#define NAMES_MOST \
	60 /* bytes; longer lists of names are left out of a sentence */

struct totals {
	uint64_t captures, packets, hosts, flows, identified;
};

struct text_sink {
	struct report_sink sink; /* first */
	struct report_output output;
	size_t most; /* rows of a table */
	bool bold;   /* headings, on a terminal */

	/* about this capture */
	char *filename;
	struct report_totals applications; /* by application and activity */
	struct report_totals rules;	   /* by rule and action */
	struct report_top hosts, activities, calls;
	struct report_top largest; /* flows with an application */
	uint64_t flows;

	/* about all captures */
	struct report_table summary; /* a row each */
	struct totals totals;
};

static void print_heading(struct text_sink *text, const char *title)
{
	report_output_format(&text->output,
			     text->bold ? "\n\033[1m%s\033[0m\n" : "\n%s\n",
			     title);
}

/* A dash for 0: these columns are nearly always 0, and a dash is easy to skip. */
static void append_losses(struct report_table *table,
			  const struct report_totals_line *line)
{
	if (line->counters.dropped_packets) {
		report_cell_count(table, line->counters.dropped_packets);
		report_cell_bytes(table, line->counters.dropped_bytes);
	} else {
		report_table_cell(table, "-");
		report_table_cell(table, "-");
	}
}

static void append_totals(struct report_table *table,
			  const struct report_totals_line *line)
{
	report_cell_count(table, line->flows);
	report_cell_count(table, line->counters.packets);
	report_cell_bytes(table, line->counters.bytes);
	append_losses(table, line);
}

/* A name from outside, without control characters. */
static void print_clean_name(struct text_sink *text, const char *string)
{
	struct report_output *output = &text->output;
	char *clean = report_clean_copy(string, true);

	if (clean)
		report_output_string(output, clean);
	else
		report_output_fail(output, -ENOMEM);
	free(clean);
}

static void print_titled_table(struct text_sink *text, const char *title,
			       struct report_table *table)
{
	print_heading(text, title);
	report_table_print(table, &text->output);
	report_table_fini(table);
}

/* "1 flow", "1,234 flows" */
static const char *print_counted(uint64_t count, const char *one, char *text)
{
	char printed[REPORT_FORMAT_TEXT];

	snprintf(text, COUNTED_TEXT, "%s %.16s%s",
		 report_format_count(count, printed), one,
		 count == 1 ? "" : "s");
	return text;
}

static void print_size(struct text_sink *text, const struct report_stats *stats)
{
	struct report_output *output = &text->output;
	char packets[COUNTED_TEXT], bytes[REPORT_FORMAT_TEXT];
	char duration[REPORT_FORMAT_TEXT], first[REPORT_FORMAT_TEXT];
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

/* "chat, voip", without duplicates. Return: to be freed; NULL without memory. */
static char *join_applications(struct text_sink *text)
{
	const struct report_totals *totals = &text->applications;
	const char *last = NULL;
	size_t size = 1;
	char *joined, *at;

	for (size_t i = 0; i < totals->count; i++)
		if (totals->lines[i]->names.first)
			size += strlen(totals->lines[i]->names.first) + 2;
	at = joined = calloc(1, size);
	if (!joined)
		report_output_fail(&text->output, -ENOMEM);
	for (size_t i = 0; i < totals->count && joined; i++) {
		const char *name = totals->lines[i]->names.first;

		if (!name || (last && strcmp(name, last) == 0))
			continue;
		at = stpcpy(stpcpy(at, last ? ", " : ""), name);
		last = name;
	}
	return joined;
}

static bool found_any(const struct text_sink *text)
{
	return text->hosts.offered > 0 || text->largest.offered > 0;
}

static void print_found(struct text_sink *text)
{
	struct report_output *output = &text->output;
	char *names = join_applications(text);
	char hosts[COUNTED_TEXT], found[REPORT_FORMAT_TEXT];
	char flows[COUNTED_TEXT];

	report_output_string(output, LINE_INDENT "Found ");
	if (names && *names && strlen(names) < NAMES_MOST)
		print_clean_name(text, names);
	else
		report_output_string(output, "applications");
	free(names);
	report_output_format(output, ": %s, %s of %s.\n",
			     print_counted(text->hosts.offered, "host", hosts),
			     report_format_count(text->largest.offered, found),
			     print_counted(text->flows, "flow", flows));
}

/* The result in one sentence. */
static void print_sentence(struct text_sink *text)
{
	char flows[COUNTED_TEXT];

	if (found_any(text))
		print_found(text);
	else if (text->flows > 0)
		report_output_format(&text->output,
				     LINE_INDENT
				     "No application was found in %s.\n",
				     print_counted(text->flows, "flow", flows));
	else
		report_output_string(&text->output, LINE_INDENT
				     "No TCP or UDP flow was found.\n");
}

static void print_head(struct text_sink *text, const struct report_stats *stats)
{
	struct report_output *output = &text->output;

	if (text->totals.captures > 0)
		report_output_string(output, "\n");
	report_output_string(output, text->bold ? "\033[1m" : "");
	report_output_string(output, "Capture ");
	print_clean_name(text, text->filename ? text->filename : "(not named)");
	report_output_string(output, text->bold ? "\033[0m\n" : "\n");
	print_size(text, stats);
	if (stats->error) {
		report_output_string(output,
				     LINE_INDENT "Reading stopped early: ");
		print_clean_name(text, stats->error);
		report_output_string(output, "\n");
	}
	print_sentence(text);
}

/* How many rows were cut, and @where they are. */
static void print_more(struct text_sink *text, uint64_t all, uint64_t printed,
		       const char *where)
{
	char more[REPORT_FORMAT_TEXT];

	if (all > printed)
		report_output_format(
			&text->output, LINE_INDENT "... and %s more%s\n",
			report_format_count(all - printed, more), where);
}

static void print_hosts(struct text_sink *text, usec_t start)
{
	struct report_table table;

	if (text->hosts.count == 0)
		return;
	report_top_sort(&text->hosts);
	report_hosts_table(&text->hosts, start, &table);
	print_titled_table(text,
			   report_top_is_cut(&text->hosts)
				   ? "Hosts that run an application, highest "
				     "confidence first"
				   : "Hosts that run an application",
			   &table);
	print_more(text, text->hosts.offered, text->hosts.count, MORE_IN_JSON);
}

static void
print_timeline(struct text_sink *text, const char *title, const char *cut_title,
	       struct report_top *timeline, usec_t start,
	       void (*fill)(const struct report_top *timeline, usec_t start,
			    struct report_table *table))
{
	struct report_table table;

	if (timeline->count == 0)
		return;
	report_top_sort(timeline);
	fill(timeline, start, &table);
	print_titled_table(
		text, report_top_is_cut(timeline) ? cut_title : title, &table);
	print_more(text, timeline->offered, timeline->count, MORE_IN_JSON);
}

static void print_applications(struct text_sink *text)
{
	static const struct report_table_column columns[] = {
		{"application", 15, false},  {"activity", 12, false},
		{"flows", 9, true},	     {"packets", 13, true},
		{"bytes", 8, true},	     {"pkts dropped", 12, true},
		{"bytes dropped", 13, true},
	};
	const struct report_totals *totals = &text->applications;
	struct report_table table;

	report_table_init(&table, columns, COLUMNS(columns));
	for (size_t i = 0; i < totals->count; i++) {
		const struct report_totals_line *line = totals->lines[i];
		const char *name = line->names.first;

		report_table_row(&table);
		report_table_cell(&table, "%s", name ? name : "unidentified");
		report_cell_name(&table, line->names.second);
		append_totals(&table, line);
	}
	print_titled_table(text, "Applications and activities", &table);
}

/* Flows are counted when they end, packets by the rule that each one matched. */
static void add_rules(struct text_sink *text, const struct report_totals *rules)
{
	for (size_t i = 0; rules && i < rules->count; i++) {
		const struct report_totals_line *line = rules->lines[i];
		struct report_totals_line *rule = report_totals_get(
			&text->rules, line->names.first, line->names.second);

		if (rule)
			report_totals_sum(&rule->counters, &line->counters);
		else
			report_output_fail(&text->output, -ENOMEM);
	}
}

/* A rule may match flows whose confidence is too low to name the application. */
static bool matched_any_rule(const struct text_sink *text)
{
	for (size_t i = 0; i < text->rules.count; i++)
		if (text->rules.lines[i]->names.first)
			return true;
	return found_any(text);
}

static void print_rules(struct text_sink *text)
{
	static const struct report_table_column columns[] = {
		{"rule", 15, false},	     {"action", 6, false},
		{"flows at end", 12, true},  {"packets", 13, true},
		{"bytes", 8, true},	     {"pkts dropped", 12, true},
		{"bytes dropped", 13, true}, {"late", 8, true},
	};
	bool cut = text->rules.count > text->most;
	size_t count = cut ? text->most : text->rules.count;
	struct report_table table;

	if (cut)
		report_totals_sort_by_bytes(&text->rules);
	else
		report_totals_sort(&text->rules);
	report_table_init(&table, columns, COLUMNS(columns));
	for (size_t i = 0; i < count; i++) {
		const struct report_totals_line *line = text->rules.lines[i];
		const char *name = line->names.first;

		report_table_row(&table);
		report_table_cell(&table, "%s", name ? name : "(no rule)");
		report_cell_name(&table, line->names.second);
		append_totals(&table, line);
		if (line->counters.late_packets)
			report_cell_count(&table, line->counters.late_packets);
		else
			report_table_cell(&table, "-");
	}
	print_titled_table(text,
			   cut ? "What the policy did, most bytes first"
			       : "What the policy did",
			   &table);
	print_more(text, text->rules.count, count, MORE_IN_JSON);
}

static void print_flows(struct text_sink *text)
{
	struct report_table table;

	if (text->largest.count == 0)
		return;
	report_top_sort(&text->largest);
	report_flows_table(&text->largest, &table);
	print_titled_table(text, "Flows of these applications, largest first",
			   &table);
	print_more(text, text->largest.offered, text->largest.count,
		   MORE_IN_JSON);
}

static void print_or_omit(struct text_sink *text, const char *title,
			  struct report_table *table)
{
	if (table->count > 0 || table->failed)
		print_titled_table(text, title, table);
	else
		report_table_fini(table);
}

/* The tables of statistics that are not empty. */
static void print_stats(struct text_sink *text,
			const struct report_stats *stats)
{
	struct report_table table;
	uint64_t all;
	size_t rows;

	all = report_classes_table(stats, text->most, &table);
	rows = table.count;
	print_or_omit(text, "Traffic classes", &table);
	print_more(text, all, rows, MORE_IN_JSON);
	all = report_quotas_table(stats, text->most, &table);
	rows = table.count;
	print_or_omit(text, "Quotas, and who used most of them", &table);
	print_more(text, all, rows, "");
	report_counters_frames(stats, &table);
	print_or_omit(text, "Frames", &table);
	report_counters_remarkable(stats, &table);
	print_or_omit(text, "Counters that should be 0", &table);
}

static void add_to_summary(struct text_sink *text,
			   const struct report_stats *stats)
{
	struct report_table *table = &text->summary;
	char *names = join_applications(text);

	report_table_row(table);
	report_cell_name(table, text->filename);
	report_cell_count(table, stats->packets);
	report_cell_count(table, text->flows);
	report_cell_count(table, text->hosts.offered);
	report_cell_count(table, text->largest.offered);
	report_table_cell(table, "%s", names && *names ? names : "none");
	if (stats->error)
		report_table_note(table, "reading stopped early: %s",
				  stats->error);
	free(names);
	text->totals.captures++;
	text->totals.packets += stats->packets;
	text->totals.flows += text->flows;
	text->totals.hosts += text->hosts.offered;
	text->totals.identified += text->largest.offered;
}

/* Drop what is known of this capture. */
static void forget_capture(struct text_sink *text)
{
	report_totals_fini(&text->applications);
	report_totals_fini(&text->rules);
	report_top_clear(&text->hosts);
	report_top_clear(&text->activities);
	report_top_clear(&text->calls);
	report_top_clear(&text->largest);
	text->flows = 0;
	free(text->filename);
	text->filename = NULL;
}

static void begin_text_capture(struct text_sink *text,
			       const struct report_event *event)
{
	forget_capture(text);
	text->filename = event->capture ? strdup(event->capture) : NULL;
	if (event->capture && !text->filename)
		report_output_fail(&text->output, -ENOMEM);
}

static void take_flow(struct text_sink *text, const struct report_event *event)
{
	const struct report_flow *flow = &event->flow;
	const struct report_finding *finding = &flow->finding;
	const char *activity = finding->application ? finding->activity : NULL;
	struct report_totals_line *application, *rule;

	text->flows++;
	application = report_totals_add(&text->applications,
					finding->application, activity, flow);
	rule = report_totals_get(&text->rules, finding->policy,
				 finding->action);
	if (!application || !rule) {
		report_output_fail(&text->output, -ENOMEM);
		return;
	}
	rule->flows++;
	if (finding->application)
		report_output_fail(&text->output,
				   report_flows_offer(&text->largest, flow,
						      application, rule));
}

static void take_host(struct text_sink *text, const struct report_event *event)
{
	report_output_fail(&text->output,
			   report_top_offer(&text->hosts, &event->host));
}

static void take_activity(struct text_sink *text,
			  const struct report_event *event)
{
	if (event->activity.ended)
		report_output_fail(&text->output,
				   report_timeline_add(&text->activities,
						       &event->activity));
}

static void take_call(struct text_sink *text, const struct report_event *event)
{
	report_output_fail(&text->output, report_timeline_add_call(
						  &text->calls, &event->call));
}

static void print_capture(struct text_sink *text,
			  const struct report_event *event)
{
	const struct report_stats *stats = &event->stats;
	usec_t start = stats->first_us;

	report_totals_sort(&text->applications);
	add_rules(text, stats->rules);
	print_head(text, stats);
	if (found_any(text)) {
		print_hosts(text, start);
		print_timeline(text, "What hosts did, and when",
			       "What hosts did, longest first",
			       &text->activities, start,
			       report_timeline_table_activities);
		print_timeline(text, "Calls", "Calls, longest first",
			       &text->calls, start,
			       report_timeline_table_calls);
		print_applications(text);
	}
	if (matched_any_rule(text))
		print_rules(text);
	print_flows(text);
	print_stats(text, stats);
	add_to_summary(text, stats);
	forget_capture(text);
}

static void text_event(struct report_sink *sink,
		       const struct report_event *event)
{
	static void (*const takers[REPORT_EVENT_KINDS])(
		struct text_sink * text, const struct report_event *event) = {
		[REPORT_EVENT_FLOW] = take_flow,
		[REPORT_EVENT_ACTIVITY] = take_activity,
		[REPORT_EVENT_CALL] = take_call,
		[REPORT_EVENT_STATS] = print_capture,
		[REPORT_EVENT_HOST] = take_host,
		[REPORT_EVENT_CAPTURE] = begin_text_capture,
	};

	if (takers[event->kind])
		takers[event->kind]((struct text_sink *)sink, event);
}

static void print_summary(struct text_sink *text)
{
	const struct totals *totals = &text->totals;

	if (totals->captures < 2)
		return;
	report_table_row(&text->summary);
	report_table_cell(&text->summary, "all");
	report_cell_count(&text->summary, totals->packets);
	report_cell_count(&text->summary, totals->flows);
	report_cell_count(&text->summary, totals->hosts);
	report_cell_count(&text->summary, totals->identified);
	print_heading(text, "All captures");
	report_table_print(&text->summary, &text->output);
}

static int text_flush(struct report_sink *sink)
{
	return report_output_flush(&((struct text_sink *)sink)->output);
}

static int text_reopen(struct report_sink *sink)
{
	return report_output_reopen(&((struct text_sink *)sink)->output);
}

static int text_close(struct report_sink *sink)
{
	struct text_sink *text = (struct text_sink *)sink;
	int error;

	print_summary(text);
	error = report_output_close(&text->output);
	forget_capture(text);
	report_table_fini(&text->summary);
	free(text);
	return error;
}

/* As no-color.org asks: any value that is not empty disables colours. */
static bool wants_bold(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");
	int descriptor = fileno(stream);

	return !(no_color && *no_color) && descriptor >= 0 &&
	       isatty(descriptor);
}

struct report_sink *report_text_create(const struct report_output *output,
				       const struct report_target *target)
{
	static const struct report_table_column columns[] = {
		{"file", 36, false},	  {"packets", 11, true},
		{"flows", 9, true},	  {"hosts", 6, true},
		{"identified", 10, true}, {"applications", 16, false},
	};
	static const struct report_sink_ops ops = {
		.event = text_event,
		.flush = text_flush,
		.reopen = text_reopen,
		.close = text_close,
	};
	struct text_sink *text = calloc(1, sizeof(*text));

	if (!text)
		return NULL;
	text->sink.ops = &ops;
	text->output = *output;
	text->most = target->top;
	text->bold = wants_bold(output->stream);
	report_top_init(&text->hosts, &report_hosts_type, text->most);
	report_top_init(&text->activities, &report_timeline_type, text->most);
	report_top_init(&text->calls, &report_timeline_type, text->most);
	report_top_init(&text->largest, &report_flows_type, text->most);
	report_table_init(&text->summary, columns, COLUMNS(columns));
	return &text->sink;
}
