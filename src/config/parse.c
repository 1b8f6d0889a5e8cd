/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libconfig's tree to the configuration: tables of keys, one small function
 * for each. What depends on the whole (names that must be unique or exist) is
 * checked in check.c. One thread.
 */
#include "config/parse.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/complaint.h"
#include "config/classes.h"
#include "config/input.h"
#include "config/quotas.h"
#include "config/rules.h"
#include "config/source.h"
#include "config/tables.h"
#include "config/value.h"
#include "config/who.h"

#define LIMIT_LEAST 64
#define LIMIT_MOST 100000000

/* --- limits --- */

static void parse_limit(struct config_parser *parser,
			const config_setting_t *setting, size_t *limit)
{
	long long value;

	if (config_value_integer(parser, setting, LIMIT_LEAST, LIMIT_MOST,
				 &value))
		*limit = (size_t)value;
}

static void parse_flows(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	parse_limit(parser, setting, &((struct config_limits *)target)->flows);
}

static void parse_hosts(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	parse_limit(parser, setting, &((struct config_limits *)target)->hosts);
}

static void parse_endpoints(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	parse_limit(parser, setting,
		    &((struct config_limits *)target)->endpoints);
}

static const struct config_key limit_keys[] = {
	{"flows", false, parse_flows},
	{"hosts", false, parse_hosts},
	{"endpoints", false, parse_endpoints},
};

static void parse_limits(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	CONFIG_VALUE_KEYS(parser, setting, limit_keys, &source->limits);
}

/* --- timeouts --- */

static void parse_tcp_new(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	config_value_seconds(parser, setting, &timeouts->tcp_new_us);
}

static void parse_tcp_established(struct config_parser *parser,
				  const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	config_value_seconds(parser, setting, &timeouts->tcp_established_us);
}

static void parse_tcp_closed(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	config_value_seconds(parser, setting, &timeouts->tcp_closed_us);
}

static void parse_udp_new(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	config_value_seconds(parser, setting, &timeouts->udp_new_us);
}

static void parse_udp_stream(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	config_value_seconds(parser, setting, &timeouts->udp_stream_us);
}

static const struct config_key timeout_keys[] = {
	{"tcp_new", false, parse_tcp_new},
	{"tcp_established", false, parse_tcp_established},
	{"tcp_closed", false, parse_tcp_closed},
	{"udp_new", false, parse_udp_new},
	{"udp_stream", false, parse_udp_stream},
};

static void parse_timeouts(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	CONFIG_VALUE_KEYS(parser, setting, timeout_keys, &source->timeouts);
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
	/* absolute, so that it is the same file wherever this is printed */
	directory =
		realpath(*source->directory ? source->directory : ".", NULL);
	text = config_source_join(
		source, directory ? directory : source->directory, text);
	free(directory);
	if (text)
		*(struct config_name *)target = (struct config_name){
			text, config_value_place(parser, setting)};
	else
		config_value_complain_memory(parser, setting);
}

static const struct config_key identity_keys[] = {
	{"file", true, parse_identity_file},
};

static void parse_identity(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	CONFIG_VALUE_KEYS(parser, setting, identity_keys, &source->identity);
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
		config_value_complain(
			parser, setting,
			"include: only the main file can name more files");
}

static const struct config_key file_keys[] = {
	{"home_networks", false, parse_home_networks},
	{"limits", false, parse_limits},
	{"timeouts", false, parse_timeouts},
	{"signatures", false, parse_signatures},
	{"users", false, config_who_parse_users},
	{"groups", false, config_who_parse_groups},
	{"identity", false, parse_identity},
	{"time_tables", false, config_tables_parse},
	{"link", false, config_classes_parse_link},
	{"classes", false, config_classes_parse},
	{"quotas", false, config_quotas_parse},
	{"state", false, config_quotas_parse_state},
	{"rules", false, config_rules_parse},
	{"include", false, parse_include},
};

void config_parse(struct config_source *source,
		  const struct config_input *input, enum config_part part,
		  struct complaints *complaints)
{
	struct config_parser parser = {source, input, complaints, part};

	CONFIG_VALUE_KEYS(&parser, config_root_setting(&input->config),
			  file_keys, source);
}
