/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The action of a rule: keys to the configuration and back. One thread.
 */
#include "config/action.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "config/print.h"
#include "config/source.h"
#include "config/value.h"
#include "packet/verdict.h"

#define LOSS_WHOLE 10000 /* of all packets */

/* ---- keys ---- */

void config_action_parse_confidence(struct config_parser *parser,
				    const config_setting_t *setting,
				    void *target)
{
	struct config_action *action = target;
	long long value;

	action->confidence_place =
		settings_value_place(&parser->reader, setting);
	if (config_value_integer(parser, setting, 0, 100, &value))
		action->confidence = (uint8_t)value;
}

void config_action_parse_action(struct config_parser *parser,
				const config_setting_t *setting, void *target)
{
	static const char expected[] =
		"\"accept\", \"drop\", \"shape\", \"log\", "
		"\"reject\", \"prioritise\" or \"degrade\"";
	struct config_action *action = target;
	const char *text = config_value_string(parser, setting, expected);

	action->place = settings_value_place(&parser->reader, setting);
	if (!text)
		return;
	for (unsigned i = 0; i < ACTION_COUNT; i++)
		if (strcmp(text, packet_action_name(i)) == 0) {
			action->action = (uint8_t)i;
			return;
		}
	settings_value_refuse(&parser->reader, setting, expected);
}

void config_action_parse_rate(struct config_parser *parser,
			      const config_setting_t *setting, void *target)
{
	struct config_action *action = target;

	action->rate_place = settings_value_place(&parser->reader, setting);
	config_value_rate(parser, setting, &action->rate_bps);
}

void config_action_parse_class(struct config_parser *parser,
			       const config_setting_t *setting, void *target)
{
	struct config_action *action = target;

	action->class.place = settings_value_place(&parser->reader, setting);
	config_value_name(parser, setting, &action->class);
}

/* Value of a name of RFC 2474, 2597, 3246 or 5865; -1: not a name. */
static int dscp_from(const char *text)
{
	if (strcmp(text, "EF") == 0)
		return 46;
	if (strcmp(text, "VA") == 0)
		return 44;
	if (strncmp(text, "CS", 2) == 0 && text[2] >= '0' && text[2] <= '7' &&
	    !text[3])
		return (text[2] - '0') * 8;
	if (strncmp(text, "AF", 2) == 0 && text[2] >= '1' && text[2] <= '4' &&
	    text[3] >= '1' && text[3] <= '3' && !text[4])
		return (text[2] - '0') * 8 + (text[3] - '0') * 2;
	return -1;
}

void config_action_parse_dscp(struct config_parser *parser,
			      const config_setting_t *setting, void *target)
{
	struct config_action *action = target;
	int type = config_setting_type(setting);
	long long value = -1;

	action->dscp_place = settings_value_place(&parser->reader, setting);
	if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
		value = config_setting_get_int64(setting);
	else if (type == CONFIG_TYPE_STRING)
		value = dscp_from(config_setting_get_string(setting));
	if (value >= 0 && value <= 63)
		action->dscp = (uint8_t)value;
	else
		settings_value_refuse(&parser->reader, setting,
				      "an integer from 0 to 63 or a name such "
				      "as \"EF\", \"AF41\" or \"CS1\"");
}

void config_action_parse_loss(struct config_parser *parser,
			      const config_setting_t *setting, void *target)
{
	struct config_action *action = target;
	double percent = -1;

	action->loss_place = settings_value_place(&parser->reader, setting);
	if (config_setting_type(setting) == CONFIG_TYPE_FLOAT)
		percent = config_setting_get_float(setting);
	else if (config_setting_is_number(setting))
		percent = (double)config_setting_get_int64(setting);
	if (percent >= 0.01 && percent <= 100)
		action->loss = (uint16_t)lround(percent * LOSS_WHOLE / 100);
	else
		settings_value_refuse(&parser->reader, setting,
				      "percent from 0.01 to 100");
}

void config_action_parse_seed(struct config_parser *parser,
			      const config_setting_t *setting, void *target)
{
	struct config_action *action = target;
	long long value;

	action->seed_place = settings_value_place(&parser->reader, setting);
	if (config_value_integer(parser, setting, 0, UINT32_MAX, &value))
		action->seed = (uint32_t)value;
}

/* ---- what goes with what ---- */

bool config_action_is_given(const config_setting_t *rule)
{
	static const char *const keys[] = {"confidence", "action", "rate",
					   "class",	 "dscp",   "loss",
					   "seed"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (config_setting_get_member(rule, keys[i]))
			return true;
	return false;
}

/* Report keys that this action cannot have. */
static const struct {
	bool rate, class, dscp, loss, seed;
} allowed[ACTION_COUNT] = {
	[ACTION_SHAPE] = {.rate = true, .class = true},
	[ACTION_PRIORITISE] = {.class = true, .dscp = true},
	[ACTION_DEGRADE] = {.rate = true, .loss = true, .seed = true},
};

static void check_allowed(struct config_parser *parser,
			  const struct config_action *action, const char *key,
			  const struct settings_place *place, bool may)
{
	if (place->line && !may)
		diagnostic_error(parser->reader.diagnostics, place->file,
				 place->line,
				 "%s: cannot be used with action \"%s\"", key,
				 packet_action_name(action->action));
}

static const char *missing_key(const struct config_action *action)
{
	bool rate = action->rate_place.line, class = action->class.place.line;

	switch (action->action) {
	case ACTION_SHAPE:
		return rate == class ? "either a \"rate\" or a \"class\""
				     : NULL;
	case ACTION_PRIORITISE:
		return !class && !action->dscp_place.line
			       ? "a \"class\" or a \"dscp\""
			       : NULL;
	case ACTION_DEGRADE:
		return !rate && !action->loss_place.line
			       ? "a \"loss\" or a \"rate\""
			       : NULL;
	default:
		return NULL;
	}
}

void config_action_check(struct config_parser *parser,
			 const struct config_action *action)
{
	const char *needs;

	if (action->action >= ACTION_COUNT)
		return; /* reported before */
	check_allowed(parser, action, "rate", &action->rate_place,
		      allowed[action->action].rate);
	check_allowed(parser, action, "class", &action->class.place,
		      allowed[action->action].class);
	check_allowed(parser, action, "dscp", &action->dscp_place,
		      allowed[action->action].dscp);
	check_allowed(parser, action, "loss", &action->loss_place,
		      allowed[action->action].loss);
	check_allowed(parser, action, "seed", &action->seed_place,
		      allowed[action->action].seed);
	needs = missing_key(action);
	if (needs)
		diagnostic_error(parser->reader.diagnostics, action->place.file,
				 action->place.line, "action: \"%s\" needs %s",
				 packet_action_name(action->action), needs);
}

static const struct config_key level_keys[] = {
	{"confidence", true, config_action_parse_confidence, 0},
	{"action", true, config_action_parse_action, 0},
	{"rate", false, config_action_parse_rate, 0},
	{"class", false, config_action_parse_class, 0},
	{"dscp", false, config_action_parse_dscp, 0},
	{"loss", false, config_action_parse_loss, 0},
	{"seed", false, config_action_parse_seed, 0},
};

bool config_action_parse(struct config_parser *parser,
			 const config_setting_t *setting,
			 struct config_action *action)
{
	*action = (struct config_action){
		.action = ACTION_COUNT,
		.place = settings_value_place(&parser->reader, setting),
	};
	if (!CONFIG_VALUE_KEYS(parser, setting, level_keys, action))
		return false;
	config_action_check(parser, action);
	return true;
}

/* ---- printing ---- */

void config_action_print(const struct config_action *action, const char *before,
			 const char *after, FILE *stream)
{
	fprintf(stream, "%sconfidence = %u;%s", before, action->confidence,
		after);
	fprintf(stream, "%saction = \"%s\";%s", before,
		packet_action_name(action->action), after);
	if (action->class.text) {
		fprintf(stream, "%sclass = ", before);
		config_print_string(action->class.text, stream);
		fprintf(stream, ";%s", after);
	}
	if (action->dscp_place.line)
		fprintf(stream, "%sdscp = %u;%s", before, action->dscp, after);
	if (action->loss_place.line)
		fprintf(stream, "%sloss = %u.%02u;%s", before,
			action->loss / 100U, action->loss % 100U, after);
	if (action->rate_place.line) {
		fprintf(stream, "%srate = ", before);
		config_print_rate(action->rate_bps, stream);
		fprintf(stream, ";%s", after);
	}
	if (action->seed_place.line)
		fprintf(stream, "%sseed = %u;%s", before, action->seed, after);
}
