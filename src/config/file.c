/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of a configuration file, from libconfig's tree and back. Checks that need the
 * whole (names that must be unique or exist) are in check.c. One thread.
 */
#include "config/file.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "config/classes.h"
#include "config/input.h"
#include "config/outputs.h"
#include "config/print.h"
#include "config/quotas.h"
#include "config/rules.h"
#include "config/source.h"
#include "config/tables.h"
#include "config/value.h"
#include "config/subjects.h"

#define LIMIT_LEAST 64
#define LIMIT_MOST 100000000

/* --- limits --- */

static void parse_limit(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	long long value;

	if (config_value_integer(parser, setting, LIMIT_LEAST, LIMIT_MOST,
				 &value))
		*(size_t *)target = (size_t)value;
}

#define LIMIT(member) offsetof(struct config_limits, member)

static const struct config_key limit_keys[] = {
	{"flows", false, parse_limit, LIMIT(flows)},
	{"hosts", false, parse_limit, LIMIT(hosts)},
	{"endpoints", false, parse_limit, LIMIT(endpoints)},
};

static void parse_limits(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	CONFIG_VALUE_KEYS(parser, setting, limit_keys, target);
}

/* --- timeouts --- */

#define TIMEOUT(member) offsetof(struct config_timeouts, member)

static const struct config_key timeout_keys[] = {
	{"tcp_new", false, config_value_seconds, TIMEOUT(tcp_new_us)},
	{"tcp_established", false, config_value_seconds,
	 TIMEOUT(tcp_established_us)},
	{"tcp_closed", false, config_value_seconds, TIMEOUT(tcp_closed_us)},
	{"udp_new", false, config_value_seconds, TIMEOUT(udp_new_us)},
	{"udp_stream", false, config_value_seconds, TIMEOUT(udp_stream_us)},
};

static void parse_timeouts(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	CONFIG_VALUE_KEYS(parser, setting, timeout_keys, target);
}

/* --- identity --- */

static void parse_identity_file(struct config_parser *parser,
				const config_setting_t *setting, void *target)
{
	const char *text =
		config_value_string(parser, setting, "the name of a file");
	struct config_source *source = parser->source;
	char *directory;

	if (!text)
		return;
	/* absolute, so that a printed configuration names the same file */
	directory =
		realpath(*source->directory ? source->directory : ".", NULL);
	text = config_source_join(
		source, directory ? directory : source->directory, text);
	free(directory);
	if (text)
		*(struct config_name *)target = (struct config_name){
			text, settings_value_place(&parser->reader, setting)};
	else
		config_value_fail_memory(parser, setting);
}

static const struct config_key identity_keys[] = {
	{"file", true, parse_identity_file, 0},
};

static void parse_identity(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	CONFIG_VALUE_KEYS(parser, setting, identity_keys, target);
}

/* --- the file --- */

static void parse_home_networks(struct config_parser *parser,
				const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	if (!source->home_given || parser->part == CONFIG_PART_SET)
		source->home.count = 0;
	source->home_given = true;
	config_value_networks(parser, setting, &source->home);
}

static void parse_signatures(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	if (!source->signatures_given || parser->part == CONFIG_PART_SET)
		source->signatures.count = 0;
	source->signatures_given = true;
	config_value_patterns(parser, setting, &source->signatures);
}

static void parse_include(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	if (parser->part == CONFIG_PART_MAIN)
		config_value_patterns(parser, setting, &source->include);
	else
		settings_value_fail(
			&parser->reader, setting,
			"include: only the main file can name more files");
}

#define SOURCE(member) offsetof(struct config_source, member)

static const struct config_key file_keys[] = {
	{"home_networks", false, parse_home_networks, 0},
	{"limits", false, parse_limits, SOURCE(limits)},
	{"timeouts", false, parse_timeouts, SOURCE(timeouts)},
	{"signatures", false, parse_signatures, 0},
	{"users", false, config_subjects_parse_users, 0},
	{"groups", false, config_subjects_parse_groups, 0},
	{"identity", false, parse_identity, SOURCE(identity)},
	{"time_tables", false, config_tables_parse, 0},
	{"link", false, config_classes_parse_link, 0},
	{"classes", false, config_classes_parse, 0},
	{"quotas", false, config_quotas_parse, 0},
	{"state", false, config_quotas_parse_state, 0},
	{"rules", false, config_rules_parse, 0},
	{"outputs", false, config_outputs_parse, 0},
	{"include", false, parse_include, 0},
};

void config_file_parse(struct config_source *source,
		       const struct config_input *input, enum config_part part,
		       struct diagnostics *diagnostics)
{
	struct config_parser parser = {
		.source = source,
		.reader = config_input_reader(input, diagnostics),
		.part = part,
	};

	CONFIG_VALUE_KEYS(&parser, config_root_setting(&input->config),
			  file_keys, source);
}

/* --- printing --- */

/* Print a file name for a key that takes globs: escape its wildcards. */
static void print_path(const char *path, FILE *stream)
{
	char escape[5];

	fputc('"', stream);
	for (; *path; path++) {
		if (strchr("*?[\\", *path))
			fputs("\\\\", stream);
		fputs(config_print_escape(*path, escape), stream);
	}
	fputc('"', stream);
}

static void print_limits(const struct config_limits *limits, FILE *stream)
{
	fprintf(stream,
		"limits = {\n"
		"\tflows = %zu;\n"
		"\thosts = %zu;\n"
		"\tendpoints = %zu;\n"
		"};\n",
		limits->flows, limits->hosts, limits->endpoints);
}

/* Print seconds with as many decimals as needed, at least one. */
static void print_seconds(const char *key, usec_t time_us, FILE *stream)
{
	uint64_t rest = time_us % USEC_PER_SEC;
	int digits = 6;

	while (digits > 1 && rest % 10 == 0) {
		rest /= 10;
		digits--;
	}
	fprintf(stream, "\t%s = %" PRIu64 ".%0*" PRIu64 ";\n", key,
		time_us / USEC_PER_SEC, digits, rest);
}

static void print_timeouts(const struct config_timeouts *timeouts, FILE *stream)
{
	fputs("timeouts = {\n", stream);
	print_seconds("tcp_new", timeouts->tcp_new_us, stream);
	print_seconds("tcp_established", timeouts->tcp_established_us, stream);
	print_seconds("tcp_closed", timeouts->tcp_closed_us, stream);
	print_seconds("udp_new", timeouts->udp_new_us, stream);
	print_seconds("udp_stream", timeouts->udp_stream_us, stream);
	fputs("};\n", stream);
}

static void print_files(const struct config_files *files, FILE *stream)
{
	fputs("signatures = [", stream);
	for (size_t i = 0; i < files->count; i++) {
		fputs(i ? ",\n\t" : "\n\t", stream);
		print_path(files->items[i].real, stream);
	}
	fputs(" ];\n", stream);
}

void config_file_print(const struct config_source *source, FILE *stream)
{
	fputs("home_networks = ", stream);
	config_print_networks(&source->home, "\n\t", stream);
	fputs(";\n", stream);
	print_limits(&source->limits, stream);
	print_timeouts(&source->timeouts, stream);
	print_files(&source->files, stream);
	config_subjects_print(source, stream);
	if (source->identity.text) {
		fputs("identity = { file = ", stream);
		config_print_string(source->identity.text, stream);
		fputs("; };\n", stream);
	}
	config_tables_print(source, stream);
	config_classes_print(source, stream);
	config_quotas_print(source, stream);
	config_rules_print(source, stream);
	config_outputs_print(source, stream);
}
