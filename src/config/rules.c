/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules: keys to the configuration and back. Names are looked up in check.c. One
 * thread.
 */
#include "config/rules.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/diagnostic.h"
#include "config/action.h"
#include "config/filter.h"
#include "config/print.h"
#include "config/source.h"
#include "config/value.h"
#include "packet/verdict.h"

/* ---- conditions ---- */

static void parse_exceeded(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;

	if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
		rule->exceeded = config_setting_get_bool(setting);
	else
		settings_value_refuse(&parser->reader, setting,
				      "true or false");
}

static void parse_peer(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;
	size_t before = rule->peers.count;

	config_value_networks(parser, setting, &rule->peers);
	if ((config_setting_is_array(setting) ||
	     config_setting_is_list(setting)) &&
	    !config_setting_length(setting) && rule->peers.count == before)
		settings_value_fail(&parser->reader, setting,
				    "peer: expected networks, got an empty "
				    "list");
}

/* ---- ports ---- */

static bool port_from(const char *text, const char **end, uint16_t *port)
{
	unsigned long number;
	char *after;

	if (*text < '0' || *text > '9')
		return false;
	number = strtoul(text, &after, 10);
	*end = after;
	*port = (uint16_t)number;
	return number >= 1 && number <= UINT16_MAX && after - text <= 5;
}

/* 443, "443" or "1000-2000". */
static bool ports_from(const config_setting_t *setting,
		       struct policy_ports *ports)
{
	int type = config_setting_type(setting);
	const char *text;
	long long number;

	if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) {
		number = config_setting_get_int64(setting);
		ports->first = ports->last = (uint16_t)number;
		return number >= 1 && number <= UINT16_MAX;
	}
	if (type != CONFIG_TYPE_STRING)
		return false;
	text = config_setting_get_string(setting);
	if (!port_from(text, &text, &ports->first))
		return false;
	ports->last = ports->first;
	if (*text == '-' && !port_from(text + 1, &text, &ports->last))
		return false;
	return !*text && ports->first <= ports->last;
}

static bool grow_ports(struct config_parser *parser, size_t count, void *target)
{
	struct config_rule *rule = target;

	rule->ports = config_source_grow(parser->source, rule->ports,
					 rule->port_count, count,
					 sizeof(*rule->ports));
	return rule->ports;
}

static void parse_one_port(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;

	if (ports_from(setting, &rule->ports[rule->port_count]))
		rule->port_count++;
	else
		settings_value_refuse(&parser->reader, setting,
				      "a port from 1 to 65535 or a range such "
				      "as \"1000-2000\"");
}

static void parse_peer_port(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	config_value_each(parser, setting, "ports", grow_ports, parse_one_port,
			  target);
}

/* ---- levels ---- */

static bool grow_levels(struct config_parser *parser, size_t count,
			void *target)
{
	struct config_rule *rule = target;

	rule->levels = config_source_grow(parser->source, rule->levels,
					  rule->level_count, count,
					  sizeof(*rule->levels));
	return rule->levels;
}

static void parse_one_level(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;
	struct config_action *level = &rule->levels[rule->level_count];

	if (!config_action_parse(parser, setting, level))
		return;
	if (rule->level_count &&
	    level->confidence <= rule->levels[rule->level_count - 1].confidence)
		settings_value_fail(
			&parser->reader, setting,
			"levels: expected a confidence above the %u of the "
			"level before, got %u",
			rule->levels[rule->level_count - 1].confidence,
			level->confidence);
	rule->level_count++;
}

static void parse_levels(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;

	rule->levels_place = settings_value_place(&parser->reader, setting);
	if (config_value_is_list(parser, setting, "a list ( { ... } )") &&
	    config_value_is_room(parser, setting, 0, POLICY_LEVELS_MOST))
		config_value_each(parser, setting, "levels", grow_levels,
				  parse_one_level, rule);
}

/* ---- the rule ---- */

#define AT(member) offsetof(struct config_rule, member)

static const struct config_key rule_keys[] = {
	{"name", true, config_value_name, AT(name)},
	CONFIG_FILTER_KEYS(AT(filter)),
	{"peer", false, parse_peer, 0},
	{"peer_port", false, parse_peer_port, 0},
	{"when", false, config_value_names, AT(tables)},
	{"quota", false, config_value_name, AT(quota)},
	{"exceeded", false, parse_exceeded, 0},
	{"levels", false, parse_levels, 0},
	/* of the only action of a rule without levels */
	{"confidence", false, config_action_parse_confidence, AT(plain)},
	{"action", false, config_action_parse_action, AT(plain)},
	{"rate", false, config_action_parse_rate, AT(plain)},
	{"class", false, config_action_parse_class, AT(plain)},
	{"dscp", false, config_action_parse_dscp, AT(plain)},
	{"loss", false, config_action_parse_loss, AT(plain)},
	{"seed", false, config_action_parse_seed, AT(plain)},
};

/* Report keys that exclude each other or need another one. */
static void rule_check_keys(struct config_parser *parser,
			    const config_setting_t *setting,
			    const struct config_rule *rule)
{
	bool graded = rule->levels_place.line;

	if (graded && config_action_is_given(setting))
		settings_value_fail(&parser->reader, setting,
				    "rules: a rule has either \"levels\" or "
				    "an action of its own");
	else if (!graded && !config_setting_get_member(setting, "action"))
		settings_value_fail(&parser->reader, setting,
				    "rules: \"action\" is missing");
	else if (!graded)
		config_action_check(parser, &rule->plain);
	config_filter_check(parser, setting, &rule->filter, "rules: a rule");
	if (!config_setting_get_member(setting, "quota") !=
	    !config_setting_get_member(setting, "exceeded"))
		settings_value_fail(&parser->reader, setting,
				    "rules: \"quota\" and \"exceeded\" go "
				    "together");
}

static bool parse_rule(struct config_parser *parser,
		       const config_setting_t *setting, void *item)
{
	struct config_rule *rule = item;

	*rule = (struct config_rule){
		.plain = {.action = ACTION_COUNT,
			  .place = settings_value_place(&parser->reader,
							setting)},
	};
	if (!CONFIG_VALUE_KEYS(parser, setting, rule_keys, rule))
		return false;
	rule_check_keys(parser, setting, rule);
	return true;
}

static const struct config_list rule_list = {
	.expected = "a list of rules ( { ... } )",
	.most = POLICY_RULES_MOST,
	.size = sizeof(struct config_rule),
	.parse = parse_rule,
};

void config_rules_parse(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->rules = config_value_list(parser, setting, &rule_list,
					  source->rules, &source->rule_count);
}

/* ---- printing ---- */

static void print_ports(const struct config_rule *rule, FILE *stream)
{
	fputs("\t\tpeer_port = ( ", stream);
	for (size_t i = 0; i < rule->port_count; i++) {
		const struct policy_ports *ports = &rule->ports[i];

		fputs(i ? ", " : "", stream);
		if (ports->first == ports->last)
			fprintf(stream, "%u", ports->first);
		else
			fprintf(stream, "\"%u-%u\"", ports->first, ports->last);
	}
	fputs(" );\n", stream);
}

static void print_conditions(const struct config_rule *rule, FILE *stream)
{
	config_filter_print(&rule->filter, stream);
	if (rule->peers.count) {
		fputs("\t\tpeer = ", stream);
		config_print_networks(&rule->peers, " ", stream);
		fputs(";\n", stream);
	}
	if (rule->port_count)
		print_ports(rule, stream);
	config_print_list("when", &rule->tables, stream);
	if (!rule->quota.text)
		return;
	fputs("\t\tquota = ", stream);
	config_print_string(rule->quota.text, stream);
	fprintf(stream, ";\n\t\texceeded = %s;\n",
		rule->exceeded ? "true" : "false");
}

static void print_rule(const struct config_rule *rule, FILE *stream)
{
	fputs("\t{\n\t\tname = ", stream);
	config_print_string(rule->name.text, stream);
	fputs(";\n", stream);
	print_conditions(rule, stream);
	if (!rule->level_count) {
		config_action_print(&rule->plain, "\t\t", "\n", stream);
		fputs("\t}", stream);
		return;
	}
	fputs("\t\tlevels = (", stream);
	for (size_t i = 0; i < rule->level_count; i++) {
		fputs(i ? ",\n\t\t\t{" : "\n\t\t\t{", stream);
		config_action_print(&rule->levels[i], " ", "", stream);
		fputs(" }", stream);
	}
	fputs(" );\n\t}", stream);
}

void config_rules_print(const struct config_source *source, FILE *stream)
{
	fputs("rules = (", stream);
	for (size_t i = 0; i < source->rule_count; i++) {
		fputs(i ? ",\n" : "\n", stream);
		print_rule(&source->rules[i], stream);
	}
	fputs(" );\n", stream);
}
