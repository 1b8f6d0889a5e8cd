/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libconfig's tree to the configuration: tables of keys, one small function
 * for each. What depends on the whole (names that must be unique or exist) is
 * checked in check.c. One thread.
 */
#include "config/parse.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/complaint.h"
#include "base/text.h"
#include "config/input.h"
#include "config/nearest.h"
#include "config/print.h"
#include "config/source.h"
#include "packet/verdict.h"
#include "policy/policy.h"

#define LIMIT_LEAST 64
#define LIMIT_MOST 100000000
#define SECONDS_LEAST 0.1
#define SECONDS_MOST 604800.0	     /* a week */
#define RATE_LEAST 8.0		     /* bit/s: a byte a second */
#define RATE_MOST 100e9		     /* bit/s: the fastest link in use */
#define NAME_MOST 64		     /* bytes: fits a syslog field */
#define GROUPS_MOST 65535	     /* group numbers are 16 bits wide */
#define RULES_MOST POLICY_RULES_MOST /* so are those of rules */

struct parser {
	struct config_source *source;
	const struct config_input *input;
	struct complaints *complaints;
	enum config_part part;
};

/* One key of a group, and what reads it into @target. */
struct key {
	const char *name;
	bool required;
	void (*parse)(struct parser *parser, const config_setting_t *setting,
		      void *target);
};

static struct settings_place place_of(const struct parser *parser,
				      const config_setting_t *setting)
{
	return config_input_place(parser->input, setting->line);
}

static void __attribute__((format(printf, 3, 4)))
complain(struct parser *parser, const config_setting_t *setting,
	 const char *format, ...)
{
	struct settings_place place = place_of(parser, setting);
	char message[768];
	struct text text;
	va_list args;

	text_init(&text, message, sizeof(message));
	va_start(args, format);
	text_append_va(&text, format, args);
	va_end(args);
	complaint_error(parser->complaints, place.file, place.line, "%s",
			message);
}

static void complain_memory(struct parser *parser,
			    const config_setting_t *setting)
{
	complain(parser, setting, "%s", strerror(ENOMEM));
}

/* The key that a value belongs to; of a list's element, the list's. */
static const char *name_of(const config_setting_t *setting)
{
	while (setting && !config_setting_name(setting))
		setting = config_setting_parent(setting);
	return setting ? config_setting_name(setting) : "configuration";
}

/* Bytes of the UTF-8 character at @text that is no control; 0 when none is. */
static size_t character_size(const unsigned char *text)
{
	size_t size = text[0] < 0x80   ? 1
		      : text[0] < 0xc2 ? 0
		      : text[0] < 0xe0 ? 2
		      : text[0] < 0xf0 ? 3
		      : text[0] < 0xf5 ? 4
				       : 0;

	if (text[0] < ' ' || text[0] == 0x7f)
		return 0;
	for (size_t i = 1; i < size; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	return size;
}

/* In quotes, cut when it is long, and clean for any terminal. */
static void append_string(struct text *text, const char *string)
{
	size_t at = 0, size;

	text_append(text, "\"");
	while (at < NAME_MOST && string[at]) {
		size = character_size((const unsigned char *)string + at);
		if (size)
			text_append(text, "%.*s", (int)size, string + at);
		else
			text_append(text, "\\x%02x", (unsigned char)string[at]);
		at += size ? size : 1;
	}
	text_append(text, string[at] ? "...\"" : "\"");
}

/* The value as the user wrote it, or at least its kind. */
static void append_value(struct text *text, const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		text_append(text, "%lld", config_setting_get_int64(setting));
		break;
	case CONFIG_TYPE_FLOAT:
		text_append(text, "%.10g", config_setting_get_float(setting));
		break;
	case CONFIG_TYPE_STRING:
		append_string(text, config_setting_get_string(setting));
		break;
	case CONFIG_TYPE_BOOL:
		text_append(text, "%s",
			    config_setting_get_bool(setting) ? "true"
							     : "false");
		break;
	case CONFIG_TYPE_GROUP:
		text_append(text, "a group { }");
		break;
	case CONFIG_TYPE_ARRAY:
		text_append(text, "an array [ ]");
		break;
	default:
		text_append(text, "a list ( )");
	}
}

static void complain_value(struct parser *parser,
			   const config_setting_t *setting,
			   const char *expected)
{
	char message[512];
	struct text text;

	text_init(&text, message, sizeof(message));
	append_value(&text, setting);
	complain(parser, setting, "%s: expected %s, got %s", name_of(setting),
		 expected, message);
}

/* --- values --- */

static const char *parse_string(struct parser *parser,
				const config_setting_t *setting,
				const char *expected)
{
	const char *kept;

	if (config_setting_type(setting) != CONFIG_TYPE_STRING ||
	    !config_setting_get_string(setting)[0]) {
		complain_value(parser, setting, expected);
		return NULL;
	}
	kept = config_source_keep(parser->source,
				  config_setting_get_string(setting));
	if (!kept)
		complain_memory(parser, setting);
	return kept;
}

/* Names go into events and logs as they are, so they must be clean text. */
static void parse_name(struct parser *parser, const config_setting_t *setting,
		       void *target)
{
	static const char expected[] =
		"a name of 1 to 64 bytes of printable UTF-8";
	struct config_name *name = target;
	const char *text = parse_string(parser, setting, expected);
	size_t length = 0, size;

	if (!text)
		return;
	while ((size = character_size((const unsigned char *)text + length)))
		length += size;
	if (text[length] || length > NAME_MOST) {
		complain_value(parser, setting, expected);
		return;
	}
	name->text = text;
	name->place = place_of(parser, setting);
}

static bool parse_integer(struct parser *parser,
			  const config_setting_t *setting, long long least,
			  long long most, long long *value)
{
	int type = config_setting_type(setting);
	char expected[64];

	if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) {
		*value = config_setting_get_int64(setting);
		if (*value >= least && *value <= most)
			return true;
	}
	snprintf(expected, sizeof(expected), "an integer from %lld to %lld",
		 least, most);
	complain_value(parser, setting, expected);
	return false;
}

static void parse_limit(struct parser *parser, const config_setting_t *setting,
			size_t *limit)
{
	long long value;

	if (parse_integer(parser, setting, LIMIT_LEAST, LIMIT_MOST, &value))
		*limit = (size_t)value;
}

static void parse_seconds(struct parser *parser,
			  const config_setting_t *setting, usec_t *time_us)
{
	double seconds = -1;

	if (config_setting_type(setting) == CONFIG_TYPE_FLOAT)
		seconds = config_setting_get_float(setting);
	else if (config_setting_is_number(setting))
		seconds = (double)config_setting_get_int64(setting);
	if (seconds >= SECONDS_LEAST && seconds <= SECONDS_MOST)
		*time_us = (usec_t)llround(seconds * (double)USEC_PER_SEC);
	else
		complain_value(parser, setting,
			       "seconds from 0.1 to 604800 (a week)");
}

/* Bits per second of "64kbit" or "1.5mbit"; -1 when it is none. */
static double rate_from_text(const char *text)
{
	static const struct {
		const char *name;
		double factor;
	} units[] = {{"bit", 1}, {"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}};
	char *end;
	double value;

	if (!text[strspn(text, "0123456789.")] || text[0] == '.')
		return -1;
	value = strtod(text, &end);
	if (end != text + strspn(text, "0123456789."))
		return -1;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strcasecmp(end, units[i].name) == 0)
			return value * units[i].factor;
	return -1;
}

static bool is_list(struct parser *parser, const config_setting_t *setting,
		    const char *expected)
{
	if (config_setting_is_array(setting) || config_setting_is_list(setting))
		return true;
	complain_value(parser, setting, expected);
	return false;
}

/* May these follow the @count that are there? */
static bool is_room(struct parser *parser, const config_setting_t *setting,
		    size_t count, size_t most)
{
	if (count + (size_t)config_setting_length(setting) <= most)
		return true;
	complain(parser, setting, "%s: more than %zu of them", name_of(setting),
		 most);
	return false;
}

static void parse_network(struct parser *parser,
			  const config_setting_t *setting,
			  struct config_networks *networks)
{
	static const char expected[] =
		"a network such as \"10.1.0.0/16\" or \"2001:db8::/32\"";
	const char *text = parse_string(parser, setting, expected);
	struct prefix prefix;
	int error;

	if (!text)
		return;
	error = packet_prefix_parse(text, &prefix);
	if (!error)
		networks->items[networks->count++] = prefix;
	else if (error == -ERANGE)
		complain_value(parser, setting,
			       "a network without bits past its length");
	else
		complain_value(parser, setting, expected);
}

static void parse_networks(struct parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_networks *networks = target;
	int count = config_setting_length(setting);
	struct prefix *items;

	if (!is_list(parser, setting, "an array of networks"))
		return;
	items = config_source_grow(parser->source, networks->items,
				   networks->count, (size_t)count,
				   sizeof(*items));
	if (!items) {
		complain_memory(parser, setting);
		return;
	}
	networks->items = items;
	for (int i = 0; i < count; i++)
		parse_network(parser,
			      config_setting_get_elem(setting, (unsigned)i),
			      networks);
}

static void parse_patterns(struct parser *parser,
			   const config_setting_t *setting,
			   struct config_patterns *patterns)
{
	int count = config_setting_length(setting);
	struct config_name *items;

	if (!is_list(parser, setting, "an array of file names"))
		return;
	items = config_source_grow(parser->source, patterns->items,
				   patterns->count, (size_t)count,
				   sizeof(*items));
	if (!items) {
		complain_memory(parser, setting);
		return;
	}
	patterns->items = items;
	for (int i = 0; i < count; i++) {
		config_setting_t *element =
			config_setting_get_elem(setting, (unsigned)i);
		const char *text = parse_string(parser, element, "a file name");

		if (text)
			items[patterns->count++] = (struct config_name){
				text, place_of(parser, element)};
	}
}

/* --- groups of keys --- */

static void complain_unknown(struct parser *parser,
			     const config_setting_t *setting,
			     const struct key *keys, size_t count)
{
	struct config_nearest nearest =
		config_nearest_to(config_setting_name(setting));
	char hint[CONFIG_NEAREST_TEXT];

	for (size_t i = 0; i < count; i++)
		config_nearest_offer(&nearest, keys[i].name);
	complain(parser, setting, "unknown key \"%.64s\"%s",
		 config_setting_name(setting),
		 config_nearest_print(&nearest, hint));
}

static void parse_member(struct parser *parser, const config_setting_t *setting,
			 const struct key *keys, size_t count, void *target)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].name, config_setting_name(setting)) == 0) {
			keys[i].parse(parser, setting, target);
			return;
		}
	complain_unknown(parser, setting, keys, count);
}

static bool parse_keys(struct parser *parser, const config_setting_t *group,
		       const struct key *keys, size_t count, void *target)
{
	if (!config_setting_is_group(group)) {
		complain_value(parser, group, "a group { ... }");
		return false;
	}
	for (int i = 0; i < config_setting_length(group); i++)
		parse_member(parser,
			     config_setting_get_elem(group, (unsigned)i), keys,
			     count, target);
	for (size_t i = 0; i < count; i++)
		if (keys[i].required &&
		    !config_setting_get_member(group, keys[i].name))
			complain(parser, group, "%s: \"%s\" is missing",
				 name_of(group), keys[i].name);
	return true;
}

#define PARSE_KEYS(parser, group, keys, target) \
	parse_keys(parser, group, keys, sizeof(keys) / sizeof(*(keys)), target)

/* --- limits --- */

static void parse_flows(struct parser *parser, const config_setting_t *setting,
			void *target)
{
	parse_limit(parser, setting, &((struct config_limits *)target)->flows);
}

static void parse_hosts(struct parser *parser, const config_setting_t *setting,
			void *target)
{
	parse_limit(parser, setting, &((struct config_limits *)target)->hosts);
}

static void parse_endpoints(struct parser *parser,
			    const config_setting_t *setting, void *target)
{
	parse_limit(parser, setting,
		    &((struct config_limits *)target)->endpoints);
}

static const struct key limit_keys[] = {
	{"flows", false, parse_flows},
	{"hosts", false, parse_hosts},
	{"endpoints", false, parse_endpoints},
};

static void parse_limits(struct parser *parser, const config_setting_t *setting,
			 void *target)
{
	struct config_source *source = target;

	PARSE_KEYS(parser, setting, limit_keys, &source->limits);
}

/* --- timeouts --- */

static void parse_tcp_new(struct parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	parse_seconds(parser, setting, &timeouts->tcp_new_us);
}

static void parse_tcp_established(struct parser *parser,
				  const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	parse_seconds(parser, setting, &timeouts->tcp_established_us);
}

static void parse_tcp_closed(struct parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	parse_seconds(parser, setting, &timeouts->tcp_closed_us);
}

static void parse_udp_new(struct parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	parse_seconds(parser, setting, &timeouts->udp_new_us);
}

static void parse_udp_stream(struct parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_timeouts *timeouts = target;

	parse_seconds(parser, setting, &timeouts->udp_stream_us);
}

static const struct key timeout_keys[] = {
	{"tcp_new", false, parse_tcp_new},
	{"tcp_established", false, parse_tcp_established},
	{"tcp_closed", false, parse_tcp_closed},
	{"udp_new", false, parse_udp_new},
	{"udp_stream", false, parse_udp_stream},
};

static void parse_timeouts(struct parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	PARSE_KEYS(parser, setting, timeout_keys, &source->timeouts);
}

/* --- groups --- */

static void parse_group_name(struct parser *parser,
			     const config_setting_t *setting, void *target)
{
	parse_name(parser, setting, &((struct config_group *)target)->name);
}

static void parse_group_networks(struct parser *parser,
				 const config_setting_t *setting, void *target)
{
	struct config_group *group = target;

	parse_networks(parser, setting, &group->networks);
}

static const struct key group_keys[] = {
	{"name", true, parse_group_name},
	{"networks", true, parse_group_networks},
};

static void parse_groups(struct parser *parser, const config_setting_t *setting,
			 void *target)
{
	struct config_source *source = target;
	int count = config_setting_length(setting);
	struct config_group *groups;

	if (!is_list(parser, setting, "a list of groups ( { ... } )"))
		return;
	if (parser->part == CONFIG_PART_SET)
		source->group_count = 0;
	if (!is_room(parser, setting, source->group_count, GROUPS_MOST))
		return;
	groups = config_source_grow(source, source->groups, source->group_count,
				    (size_t)count, sizeof(*groups));
	if (!groups) {
		complain_memory(parser, setting);
		return;
	}
	source->groups = groups;
	for (int i = 0; i < count; i++)
		if (PARSE_KEYS(parser,
			       config_setting_get_elem(setting, (unsigned)i),
			       group_keys, &groups[source->group_count]))
			source->group_count++;
}

/* --- rules --- */

static void parse_rule_name(struct parser *parser,
			    const config_setting_t *setting, void *target)
{
	parse_name(parser, setting, &((struct config_rule *)target)->name);
}

static void parse_rule_group(struct parser *parser,
			     const config_setting_t *setting, void *target)
{
	parse_name(parser, setting, &((struct config_rule *)target)->group);
}

static void parse_rule_application(struct parser *parser,
				   const config_setting_t *setting,
				   void *target)
{
	struct config_rule *rule = target;

	parse_name(parser, setting, &rule->application);
}

static void parse_rule_activity(struct parser *parser,
				const config_setting_t *setting, void *target)
{
	parse_name(parser, setting, &((struct config_rule *)target)->activity);
}

static void parse_confidence(struct parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_rule *rule = target;
	long long value;

	if (parse_integer(parser, setting, 0, 100, &value))
		rule->confidence = (uint8_t)value;
}

static void parse_action(struct parser *parser, const config_setting_t *setting,
			 void *target)
{
	static const char expected[] = "\"accept\", \"drop\" or \"shape\"";
	struct config_rule *rule = target;
	const char *text = parse_string(parser, setting, expected);

	if (!text)
		return;
	for (unsigned i = 0; i < ACTION_COUNT; i++)
		if (strcmp(text, packet_action_name(i)) == 0) {
			rule->action = (uint8_t)i;
			return;
		}
	complain_value(parser, setting, expected);
}

static void parse_rate(struct parser *parser, const config_setting_t *setting,
		       void *target)
{
	struct config_rule *rule = target;
	int type = config_setting_type(setting);
	double rate = -1;

	rule->rate_place = place_of(parser, setting);
	if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
		rate = (double)config_setting_get_int64(setting);
	else if (type == CONFIG_TYPE_STRING)
		rate = rate_from_text(config_setting_get_string(setting));
	if (rate >= RATE_LEAST && rate <= RATE_MOST)
		rule->rate_bps = (uint64_t)llround(rate);
	else
		complain_value(parser, setting,
			       "bits per second or a string such as "
			       "\"64kbit\" (bit, kbit, mbit, gbit), "
			       "from 8bit to 100gbit");
}

static const struct key rule_keys[] = {
	{"name", true, parse_rule_name},
	{"group", false, parse_rule_group},
	{"application", false, parse_rule_application},
	{"activity", false, parse_rule_activity},
	{"confidence", false, parse_confidence},
	{"action", true, parse_action},
	{"rate", false, parse_rate},
};

static bool parse_rule(struct parser *parser, const config_setting_t *setting,
		       struct config_rule *rule)
{
	*rule = (struct config_rule){.action = ACTION_COUNT};
	if (!PARSE_KEYS(parser, setting, rule_keys, rule))
		return false;
	if (rule->action == ACTION_SHAPE && !rule->rate_place.line)
		complain(parser, setting,
			 "rules: action \"shape\" needs a \"rate\"");
	if (rule->action < ACTION_SHAPE && rule->rate_place.line)
		complaint_error(parser->complaints, rule->rate_place.file,
				rule->rate_place.line,
				"rate: only action \"shape\" has one");
	return true;
}

static void parse_rules(struct parser *parser, const config_setting_t *setting,
			void *target)
{
	struct config_source *source = target;
	int count = config_setting_length(setting);
	struct config_rule *rules;

	if (!is_list(parser, setting, "a list of rules ( { ... } )"))
		return;
	if (parser->part == CONFIG_PART_SET)
		source->rule_count = 0;
	if (!is_room(parser, setting, source->rule_count, RULES_MOST))
		return;
	rules = config_source_grow(source, source->rules, source->rule_count,
				   (size_t)count, sizeof(*rules));
	if (!rules) {
		complain_memory(parser, setting);
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

static void parse_home_networks(struct parser *parser,
				const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	if (!source->home_given || parser->part == CONFIG_PART_SET)
		source->home.count = 0;
	source->home_given = true;
	parse_networks(parser, setting, &source->home);
}

static void parse_signatures(struct parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	if (!source->signatures_given || parser->part == CONFIG_PART_SET)
		source->signatures.count = 0;
	source->signatures_given = true;
	parse_patterns(parser, setting, &source->signatures);
}

static void parse_include(struct parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	if (parser->part == CONFIG_PART_MAIN)
		parse_patterns(parser, setting, &source->include);
	else
		complain(parser, setting,
			 "include: only the main file can name more files");
}

static const struct key file_keys[] = {
	{"home_networks", false, parse_home_networks},
	{"limits", false, parse_limits},
	{"timeouts", false, parse_timeouts},
	{"signatures", false, parse_signatures},
	{"groups", false, parse_groups},
	{"rules", false, parse_rules},
	{"include", false, parse_include},
};

void config_parse(struct config_source *source,
		  const struct config_input *input, enum config_part part,
		  struct complaints *complaints)
{
	struct parser parser = {source, input, complaints, part};

	PARSE_KEYS(&parser, config_root_setting(&input->config), file_keys,
		   source);
}
