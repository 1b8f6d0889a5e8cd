/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The current counters as a file. It is written under another name and renamed, so
 * that a reader never sees half of it.
 */
#include "report/counters_file.h"

#include <stdio.h>

#include <jansson.h>

#include "base/log.h"
#include "report/event.h"
#include "report/stats.h"

#define COUNTERS_FILE "counters.json"

void report_counters_file_write(const char *directory,
				const struct report_stats *stats,
				usec_t started_us)
{
	char path[4096], part[4200];
	json_t *root = json_object();

	for (size_t i = 0; i < stats->counter_count; i++) {
		const struct report_counter *it = &stats->counters[i];
		json_t *group = json_object_get(root, it->group);

		if (!group) {
			group = json_object();
			json_object_set_new(root, it->group, group);
		}
		json_object_set_new(group, it->name,
				    json_integer((json_int_t)it->value));
	}
	json_object_set_new(
		root, "process",
		json_pack("{s:I}", "started_us", (json_int_t)started_us));
	json_object_set_new(root, "rules", report_stats_rules(stats->rules));
	snprintf(path, sizeof(path), "%s/" COUNTERS_FILE, directory);
	snprintf(part, sizeof(part), "%s.part", path);
	if (json_dump_file(root, part, JSON_INDENT(1)) < 0 ||
	    rename(part, path) < 0)
		log_debug("%s: not written", path);
	json_decref(root);
}
