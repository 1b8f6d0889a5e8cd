/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libconfig's tree to the configuration: tables of keys, one small function
 * for each. What depends on the whole (names that must be unique or exist) is
 * checked in check.c. One thread.
 */
#include "config/parse.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/complaint.h"
#include "config/classes.h"
#include "config/input.h"
#include "config/source.h"
#include "config/value.h"
#include "packet/verdict.h"
#include "policy/policy.h"

#define LIMIT_LEAST 64
#define LIMIT_MOST 100000000
#define GROUPS_MOST 65535	     /* group numbers are 16 bits wide */
#define RULES_MOST POLICY_RULES_MOST /* so are those of rules */

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

/* --- groups --- */

static void parse_group_name(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	config_value_name(parser, setting,
			  &((struct config_group *)target)->name);
}

static void parse_group_networks(struct config_parser *parser,
				 const config_setting_t *setting, void *target)
{
	struct config_group *group = target;

	config_value_networks(parser, setting, &group->networks);
}

static const struct config_key group_keys[] = {
	{"name", true, parse_group_name},
	{"networks", true, parse_group_networks},
};

static void parse_groups(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	struct config_source *source = target;
	int count = config_setting_length(setting);
	struct config_group *groups;

	if (!config_value_is_list(parser, setting,
				  "a list of groups ( { ... } )"))
		return;
	if (parser->part == CONFIG_PART_SET)
		source->group_count = 0;
	if (!config_value_is_room(parser, setting, source->group_count,
				  GROUPS_MOST))
		return;
	groups = config_source_grow(source, source->groups, source->group_count,
				    (size_t)count, sizeof(*groups));
	if (!groups) {
		config_value_complain_memory(parser, setting);
		return;
	}
	source->groups = groups;
	for (int i = 0; i < count; i++)
		if (CONFIG_VALUE_KEYS(
			    parser,
			    config_setting_get_elem(setting, (unsigned)i),
			    group_keys, &groups[source->group_count]))
			source->group_count++;
}

/* --- rules --- */

static void parse_rule_name(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	config_value_name(parser, setting,
			  &((struct config_rule *)target)->name);
}

static void parse_rule_group(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	config_value_name(parser, setting,
			  &((struct config_rule *)target)->group);
}

static void parse_rule_application(struct config_parser *parser,
				   const config_setting_t *setting,
				   void *target)
{
	struct config_rule *rule = target;

	config_value_name(parser, setting, &rule->application);
}

static void parse_rule_activity(struct config_parser *parser,
				const config_setting_t *setting, void *target)
{
	config_value_name(parser, setting,
			  &((struct config_rule *)target)->activity);
}

static void parse_confidence(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;
	long long value;

	if (config_value_integer(parser, setting, 0, 100, &value))
		rule->confidence = (uint8_t)value;
}

static void parse_action(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	static const char expected[] =
		"\"accept\", \"drop\", \"shape\", \"log\", "
		"\"reject\", \"prioritise\" or \"degrade\"";
	struct config_rule *rule = target;
	const char *text = config_value_string(parser, setting, expected);

	if (!text)
		return;
	for (unsigned i = 0; i < ACTION_COUNT; i++)
		if (strcmp(text, packet_action_name(i)) == 0) {
			rule->action = (uint8_t)i;
			return;
		}
	config_value_refuse(parser, setting, expected);
}

static void parse_rate(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;

	rule->rate_place = config_value_place(parser, setting);
	config_value_rate(parser, setting, &rule->rate_bps);
}

static const struct config_key rule_keys[] = {
	{"name", true, parse_rule_name},
	{"group", false, parse_rule_group},
	{"application", false, parse_rule_application},
	{"activity", false, parse_rule_activity},
	{"confidence", false, parse_confidence},
	{"action", true, parse_action},
	{"rate", false, parse_rate},
};

static bool parse_rule(struct config_parser *parser,
		       const config_setting_t *setting,
		       struct config_rule *rule)
{
	*rule = (struct config_rule){.action = ACTION_COUNT};
	if (!CONFIG_VALUE_KEYS(parser, setting, rule_keys, rule))
		return false;
	if (rule->action == ACTION_SHAPE && !rule->rate_place.line)
		config_value_complain(
			parser, setting,
			"rules: action \"shape\" needs a \"rate\"");
	if (rule->action != ACTION_SHAPE && rule->action != ACTION_COUNT &&
	    rule->rate_place.line)
		complaint_error(parser->complaints, rule->rate_place.file,
				rule->rate_place.line,
				"rate: only action \"shape\" has one");
	return true;
}

static void parse_rules(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	struct config_source *source = target;
	int count = config_setting_length(setting);
	struct config_rule *rules;

	if (!config_value_is_list(parser, setting,
				  "a list of rules ( { ... } )"))
		return;
	if (parser->part == CONFIG_PART_SET)
		source->rule_count = 0;
	if (!config_value_is_room(parser, setting, source->rule_count,
				  RULES_MOST))
		return;
	rules = config_source_grow(source, source->rules, source->rule_count,
				   (size_t)count, sizeof(*rules));
	if (!rules) {
		config_value_complain_memory(parser, setting);
		return;
	}
	source->rules = rules;
	for (int i = 0; i < count; i++)
		if (parse_rule(parser,
			       config_setting_get_elem(setting, (unsigned)i),
			       &rules[source->rule_count]))
			source->rule_count++;
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
	{"groups", false, parse_groups},
	{"link", false, config_classes_parse_link},
	{"classes", false, config_classes_parse},
	{"rules", false, parse_rules},
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
