/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of hosts that run an application, with notes about each.
 */
#include "report/hosts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "packet/address.h"
#include "report/cell.h"
#include "report/format.h"
#include "report/event.h"
#include "report/table.h"
#include "report/top.h"

/* ---- hosts, kept with copies of all their strings ---- */

/* The block of a finding's copies: pointers first, then bytes. */
struct block {
	const char **pointers;
	char *bytes;
};

static size_t string_bytes(const char *string)
{
	return string ? strlen(string) + 1 : 0;
}

static size_t strings_bytes(const char *const *strings, size_t count)
{
	size_t size = count * sizeof(*strings);

	for (size_t i = 0; i < count; i++)
		size += string_bytes(strings[i]);
	return size;
}

static size_t finding_bytes(const struct report_finding *finding)
{
	return strings_bytes(finding->signatures, finding->signature_count) +
	       strings_bytes(finding->reasons, finding->reason_count) +
	       strings_bytes(finding->sets, finding->set_count) +
	       string_bytes(finding->application) +
	       string_bytes(finding->family) + string_bytes(finding->activity) +
	       string_bytes(finding->version) +
	       string_bytes(finding->platform) + string_bytes(finding->user) +
	       string_bytes(finding->group) + string_bytes(finding->policy) +
	       string_bytes(finding->action) + string_bytes(finding->class);
}

static const char *copy_host_string(struct block *block, const char *string)
{
	char *copy = block->bytes;

	if (!string)
		return NULL;
	block->bytes = stpcpy(copy, string) + 1;
	return copy;
}

static const char *const *
copy_host_strings(struct block *block, const char *const *strings, size_t count)
{
	const char **copy = block->pointers;

	for (size_t i = 0; i < count; i++)
		copy[i] = copy_host_string(block, strings[i]);
	block->pointers += count;
	return copy;
}

/* Copy @finding's strings into one new block; its signatures are the start of it. */
static int copy_finding(struct report_finding *finding)
{
	size_t lists = finding->signature_count + finding->reason_count +
		       finding->set_count;
	struct block block;

	block.pointers = malloc(finding_bytes(finding) + 1);
	if (!block.pointers)
		return -ENOMEM;
	block.bytes = (char *)(block.pointers + lists);
	finding->signatures = copy_host_strings(&block, finding->signatures,
						finding->signature_count);
	finding->reasons = copy_host_strings(&block, finding->reasons,
					     finding->reason_count);
	finding->sets =
		copy_host_strings(&block, finding->sets, finding->set_count);
	finding->application = copy_host_string(&block, finding->application);
	finding->family = copy_host_string(&block, finding->family);
	finding->activity = copy_host_string(&block, finding->activity);
	finding->version = copy_host_string(&block, finding->version);
	finding->platform = copy_host_string(&block, finding->platform);
	finding->user = copy_host_string(&block, finding->user);
	finding->group = copy_host_string(&block, finding->group);
	finding->policy = copy_host_string(&block, finding->policy);
	finding->action = copy_host_string(&block, finding->action);
	finding->class = copy_host_string(&block, finding->class);
	return 0;
}

static int copy_host(void *item)
{
	return copy_finding(&((struct report_host *)item)->finding);
}

static void free_host(void *item)
{
	union {
		const char *const *strings;
		void *block;
	} whole = {.strings = ((struct report_host *)item)->finding.signatures};

	free(whole.block);
}

/* In the order of decisions. A host may run two applications. */
static int compare_decision(const void *a, const void *b)
{
	const struct report_host *x = a, *y = b;
	int order;

	if (x->since_us != y->since_us)
		return x->since_us < y->since_us ? -1 : 1;
	order = packet_address_compare(&x->address, &y->address);
	if (order || !x->finding.application || !y->finding.application)
		return order;
	return strcmp(x->finding.application, y->finding.application);
}

/* The highest confidence first, then the most peers. */
static int compare_confidence(const void *a, const void *b)
{
	const struct report_host *x = a, *y = b;

	if (x->finding.confidence != y->finding.confidence)
		return x->finding.confidence > y->finding.confidence ? -1 : 1;
	if (x->peers != y->peers)
		return x->peers > y->peers ? -1 : 1;
	return compare_decision(a, b);
}

const struct report_top_type report_hosts_type = {
	.size = sizeof(struct report_host),
	.compare = compare_confidence,
	.order = compare_decision,
	.copy = copy_host,
	.free = free_host,
};

/* ---- the table ---- */

/* Each signature with its reason; or all signatures, then all reasons. */
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
static void note_client(struct report_table *table,
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

/* "detected by behaviour and payload" */
static void note_sets(struct report_table *table,
		      const struct report_finding *finding)
{
	char line[256];
	struct text text;

	if (!finding->set_count)
		return;
	text_init(&text, line, sizeof(line));
	text_append(&text, "detected by ");
	for (size_t i = 0; i < finding->set_count; i++)
		text_append(&text, "%s%s",
			    i == 0			  ? ""
			    : i + 1 == finding->set_count ? " and "
							  : ", ",
			    finding->sets[i]);
	report_table_note(table, "%s", line);
}

/* The letters of "1st", "2nd", "3rd", "11th" */
static const char *ordinal_end(uint64_t number)
{
	static const char *const ends[] = {"th", "st", "nd", "rd"};
	bool teen = number / 10 % 10 == 1;

	return ends[!teen && number % 10 < 4 ? number % 10 : 0];
}

static void add_host_row(struct report_table *table,
			 const struct report_host *host, usec_t start)
{
	char printed[REPORT_FORMAT_TEXT];
	char address[PACKET_ADDRESS_TEXT];
	usec_t offset = usec_since(host->since_us, start);

	report_table_row(table);
	report_table_cell(table, "%s",
			  packet_address_print(&host->address, address));
	report_cell_name(table, host->finding.application);
	report_table_cell(table, "+%s",
			  report_format_duration(offset, printed));
	report_table_cell(table, "%s",
			  report_format_time_of_day(host->since_us, printed));
	report_table_cell(table, "%s%s",
			  report_format_count(host->decided_at, printed),
			  ordinal_end(host->decided_at));
	report_table_cell(table, "%u %%", host->finding.confidence);
	report_cell_count(table, host->peers);
	report_cell_name(table, host->finding.group);
	report_cell_name(table, host->finding.action);
	note_client(table, &host->finding);
	note_sets(table, &host->finding);
	note_reasons(table, &host->finding);
}

void report_hosts_table(const struct report_top *hosts, usec_t start,
			struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"address", 15, false}, {"application", 11, false},
		{"since", 11, true},	{"time (UTC)", 12, false},
		{"packet", 6, true},	{"confidence", 10, true},
		{"peers", 6, true},	{"group", 8, false},
		{"action", 6, false},
	};

	report_table_init(table, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < hosts->count; i++)
		add_host_row(table, report_top_at(hosts, i), start);
}
