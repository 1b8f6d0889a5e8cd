/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts, copied whole: the strings of one lie in one block behind its pointers.
 */
#include "report/roll.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

/* Of a host's block: pointers first, then bytes. */
struct block {
	const char **pointers;
	char *bytes;
};

static size_t string_bytes(const char *string)
{
	return string ? strlen(string) + 1 : 0;
}

static size_t list_bytes(const char *const *strings, size_t count)
{
	size_t size = count * sizeof(*strings);

	for (size_t i = 0; i < count; i++)
		size += string_bytes(strings[i]);
	return size;
}

static size_t finding_bytes(const struct report_finding *finding)
{
	return list_bytes(finding->signatures, finding->signature_count) +
	       list_bytes(finding->reasons, finding->reason_count) +
	       list_bytes(finding->sets, finding->set_count) +
	       string_bytes(finding->application) +
	       string_bytes(finding->family) + string_bytes(finding->activity) +
	       string_bytes(finding->version) +
	       string_bytes(finding->platform) + string_bytes(finding->user) +
	       string_bytes(finding->group) + string_bytes(finding->policy) +
	       string_bytes(finding->action) + string_bytes(finding->class);
}

static const char *copy_string(struct block *block, const char *string)
{
	char *copy = block->bytes;

	if (!string)
		return NULL;
	block->bytes = stpcpy(copy, string) + 1;
	return copy;
}

static const char *const *copy_list(struct block *block,
				    const char *const *strings, size_t count)
{
	const char **copy = block->pointers;

	for (size_t i = 0; i < count; i++)
		copy[i] = copy_string(block, strings[i]);
	block->pointers += count;
	return copy;
}

/* @finding's strings into one new block, which its signatures begin. */
static int copy_finding(struct report_finding *finding)
{
	size_t lists = finding->signature_count + finding->reason_count +
		       finding->set_count;
	struct block block;

	block.pointers = malloc(finding_bytes(finding) + 1);
	if (!block.pointers)
		return -ENOMEM;
	block.bytes = (char *)(block.pointers + lists);
	finding->signatures = copy_list(&block, finding->signatures,
					finding->signature_count);
	finding->reasons =
		copy_list(&block, finding->reasons, finding->reason_count);
	finding->sets = copy_list(&block, finding->sets, finding->set_count);
	finding->application = copy_string(&block, finding->application);
	finding->family = copy_string(&block, finding->family);
	finding->activity = copy_string(&block, finding->activity);
	finding->version = copy_string(&block, finding->version);
	finding->platform = copy_string(&block, finding->platform);
	finding->user = copy_string(&block, finding->user);
	finding->group = copy_string(&block, finding->group);
	finding->policy = copy_string(&block, finding->policy);
	finding->action = copy_string(&block, finding->action);
	finding->class = copy_string(&block, finding->class);
	return 0;
}

int report_roll_add(struct report_roll *roll, const struct report_host *host)
{
	size_t room = roll->room ? roll->room * 2 : 16;
	struct report_host *hosts;

	if (roll->count == roll->room) {
		hosts = reallocarray(roll->hosts, room, sizeof(*hosts));
		if (!hosts)
			return -ENOMEM;
		roll->hosts = hosts;
		roll->room = room;
	}
	roll->hosts[roll->count] = *host;
	if (copy_finding(&roll->hosts[roll->count].finding) < 0)
		return -ENOMEM;
	roll->count++;
	return 0;
}

/* A host may run two applications. */
static int compare_hosts(const void *a, const void *b)
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

void report_roll_sort(struct report_roll *roll)
{
	if (roll->count > 0)
		qsort(roll->hosts, roll->count, sizeof(*roll->hosts),
		      compare_hosts);
}

void report_roll_fini(struct report_roll *roll)
{
	union {
		const char *const *strings;
		void *block;
	} whole;

	for (size_t i = 0; i < roll->count; i++) {
		whole.strings = roll->hosts[i].finding.signatures;
		free(whole.block);
	}
	free(roll->hosts);
	*roll = (struct report_roll){0};
}
