/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read values of libconfig's tree and report errors at their places. One thread.
 */
#include "config/value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "config/source.h"

#define SECONDS_LEAST 0.1
#define SECONDS_MOST 604800.0 /* a week */
#define RATE_LEAST 8.0	      /* bit/s: a byte a second */
#define RATE_MOST 100e9	      /* bit/s: the fastest link in use */
#define NAME_MOST 64	      /* bytes: fits a syslog field */

void config_value_fail_memory(struct config_parser *parser,
			      const config_setting_t *setting)
{
	settings_value_fail(&parser->reader, setting, "%s", strerror(ENOMEM));
}

const char *config_value_string(struct config_parser *parser,
				const config_setting_t *setting,
				const char *expected)
{
	const char *kept;

	if (config_setting_type(setting) != CONFIG_TYPE_STRING ||
	    !config_setting_get_string(setting)[0]) {
		settings_value_refuse(&parser->reader, setting, "%s", expected);
		return NULL;
	}
	kept = config_source_keep(parser->source,
				  config_setting_get_string(setting));
	if (!kept)
		config_value_fail_memory(parser, setting);
	return kept;
}

/* Names are copied to events and logs, so they must be clean text. */
void config_value_name(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	static const char expected[] =
		"a name of 1 to 64 bytes of printable UTF-8";
	struct config_name *name = target;
	const char *text = config_value_string(parser, setting, expected);
	size_t length = 0, size;

	if (!text)
		return;
	while ((size = text_character_bytes(text + length)))
		length += size;
	if (text[length] || length > NAME_MOST) {
		settings_value_refuse(&parser->reader, setting, expected);
		return;
	}
	name->text = text;
	name->place = settings_value_place(&parser->reader, setting);
}

/* Record the name even if invalid, so that references to it raise no second error. */
void config_value_word(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	struct config_name *name = target;

	config_value_name(parser, setting, name);
	if (name->text &&
	    (strpbrk(name->text, " ,") || strcmp(name->text, "-") == 0))
		settings_value_refuse(&parser->reader, setting,
				      "a name without blanks and commas, other "
				      "than \"-\"");
}

bool config_value_integer(struct config_parser *parser,
			  const config_setting_t *setting, long long least,
			  long long most, long long *value)
{
	if (settings_value_integer(setting, least, most, value))
		return true;
	settings_value_refuse(&parser->reader, setting,
			      "an integer from %lld to %lld", least, most);
	return false;
}

void config_value_seconds(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	usec_t *time_us = target;
	double seconds = -1;

	if (config_setting_type(setting) == CONFIG_TYPE_FLOAT)
		seconds = config_setting_get_float(setting);
	else if (config_setting_is_number(setting))
		seconds = (double)config_setting_get_int64(setting);
	if (seconds >= SECONDS_LEAST && seconds <= SECONDS_MOST)
		*time_us = (usec_t)llround(seconds * (double)USEC_PER_SEC);
	else
		settings_value_refuse(&parser->reader, setting,
				      "seconds from 0.1 to 604800 (a week)");
}

/* Bits per second of "64kbit" or "1.5mbit"; -1: no rate. */
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

void config_value_rate(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	uint64_t *rate_bps = target;
	int type = config_setting_type(setting);
	double rate = -1;

	if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
		rate = (double)config_setting_get_int64(setting);
	else if (type == CONFIG_TYPE_STRING)
		rate = rate_from_text(config_setting_get_string(setting));
	if (rate >= RATE_LEAST && rate <= RATE_MOST)
		*rate_bps = (uint64_t)llround(rate);
	else
		settings_value_refuse(&parser->reader, setting,
				      "bits per second or a string such as "
				      "\"64kbit\" (bit, kbit, mbit, gbit), "
				      "from 8bit to 100gbit");
}

bool config_value_is_list(struct config_parser *parser,
			  const config_setting_t *setting, const char *expected)
{
	if (config_setting_is_array(setting) || config_setting_is_list(setting))
		return true;
	settings_value_refuse(&parser->reader, setting, "%s", expected);
	return false;
}

bool config_value_is_room(struct config_parser *parser,
			  const config_setting_t *setting, size_t count,
			  size_t most)
{
	if (count + (size_t)config_setting_length(setting) <= most)
		return true;
	settings_value_fail(&parser->reader, setting,
			    "%s: more than %zu of them",
			    settings_value_key_name(setting), most);
	return false;
}

static void parse_network(struct config_parser *parser,
			  const config_setting_t *setting,
			  struct config_networks *networks)
{
	static const char expected[] =
		"a network such as \"10.1.0.0/16\" or \"2001:db8::/32\"";
	const char *text = config_value_string(parser, setting, expected);
	struct prefix prefix;
	int error;

	if (!text)
		return;
	error = packet_prefix_parse(text, &prefix);
	if (!error) {
		networks->places[networks->count] =
			settings_value_place(&parser->reader, setting);
		networks->items[networks->count++] = prefix;
	} else if (error == -ERANGE)
		settings_value_refuse(&parser->reader, setting,
				      "a network without bits past its length");
	else
		settings_value_refuse(&parser->reader, setting, expected);
}

void config_value_networks(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_networks *networks = target;
	int count = config_setting_length(setting);
	struct settings_place *places;
	struct prefix *items;

	if (!config_value_is_list(parser, setting, "an array of networks"))
		return;
	items = config_source_grow(parser->source, networks->items,
				   networks->count, (size_t)count,
				   sizeof(*items));
	places = config_source_grow(parser->source, networks->places,
				    networks->count, (size_t)count,
				    sizeof(*places));
	if (!items || !places) {
		config_value_fail_memory(parser, setting);
		return;
	}
	networks->items = items;
	networks->places = places;
	for (int i = 0; i < count; i++)
		parse_network(parser,
			      config_setting_get_elem(setting, (unsigned)i),
			      networks);
}

void config_value_patterns(struct config_parser *parser,
			   const config_setting_t *setting,
			   struct config_patterns *patterns)
{
	int count = config_setting_length(setting);
	struct config_name *items;

	if (!config_value_is_list(parser, setting, "an array of file names"))
		return;
	items = config_source_grow(parser->source, patterns->items,
				   patterns->count, (size_t)count,
				   sizeof(*items));
	if (!items) {
		config_value_fail_memory(parser, setting);
		return;
	}
	patterns->items = items;
	for (int i = 0; i < count; i++) {
		config_setting_t *element =
			config_setting_get_elem(setting, (unsigned)i);
		const char *text =
			config_value_string(parser, element, "a file name");

		if (text)
			items[patterns->count++] = (struct config_name){
				text,
				settings_value_place(&parser->reader, element)};
	}
}

/* --- one or many --- */

void config_value_each(struct config_parser *parser,
		       const config_setting_t *setting, const char *expected,
		       bool (*grow)(struct config_parser *parser, size_t count,
				    void *target),
		       void (*parse)(struct config_parser *parser,
				     const config_setting_t *setting,
				     void *target),
		       void *target)
{
	bool many = config_setting_is_array(setting) ||
		    config_setting_is_list(setting);
	int count = many ? config_setting_length(setting) : 1;

	if (!count) {
		settings_value_fail(&parser->reader, setting,
				    "%s: expected %s, got an empty list",
				    settings_value_key_name(setting), expected);
		return;
	}
	if (!grow(parser, (size_t)count, target)) {
		config_value_fail_memory(parser, setting);
		return;
	}
	if (!many)
		parse(parser, setting, target);
	for (int i = 0; many && i < count; i++)
		parse(parser, config_setting_get_elem(setting, (unsigned)i),
		      target);
}

static bool grow_names(struct config_parser *parser, size_t count, void *target)
{
	struct config_names *names = target;

	names->items = config_source_grow(parser->source, names->items,
					  names->count, count,
					  sizeof(*names->items));
	return names->items;
}

static void parse_one_name(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_names *names = target;
	struct config_name *name = &names->items[names->count];

	config_value_name(parser, setting, name);
	if (name->text)
		names->count++;
}

void config_value_names(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	config_value_each(parser, setting, "a name or an array of names",
			  grow_names, parse_one_name, target);
}

/* --- groups, and lists of them --- */

void *config_value_list(struct config_parser *parser,
			const config_setting_t *setting,
			const struct config_list *list, void *items,
			size_t *count)
{
	int more = config_setting_length(setting);
	char *grown;

	if (!config_value_is_list(parser, setting, list->expected))
		return items;
	if (parser->part == CONFIG_PART_SET)
		*count = 0;
	if (!config_value_is_room(parser, setting, *count, list->most))
		return items;
	grown = config_source_grow(parser->source, items, *count, (size_t)more,
				   list->size);
	if (!grown) {
		config_value_fail_memory(parser, setting);
		return items;
	}
	for (int i = 0; i < more; i++)
		if (list->parse(parser,
				config_setting_get_elem(setting, (unsigned)i),
				grown + *count * list->size))
			++*count;
	return grown;
}

bool config_value_keys(struct config_parser *parser,
		       const config_setting_t *group,
		       const struct config_key *keys, size_t count,
		       void *target)
{
	if (!config_setting_is_group(group)) {
		settings_value_refuse(&parser->reader, group,
				      "a group { ... }");
		return false;
	}
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *member =
			config_setting_get_elem(group, (unsigned)i);
		int key = settings_value_find_key(&parser->reader, member, keys,
						  count, sizeof(*keys));

		if (key >= 0)
			keys[key].parse(parser, member,
					(char *)target + keys[key].offset);
	}
	for (size_t i = 0; i < count; i++)
		if (keys[i].required &&
		    !config_setting_get_member(group, keys[i].name))
			settings_value_fail(
				&parser->reader, group, "%s: \"%s\" is missing",
				settings_value_key_name(group), keys[i].name);
	return true;
}
