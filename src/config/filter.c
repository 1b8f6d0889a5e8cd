/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The users, groups, applications and activities that a rule or a quota is for: keys
 * to the configuration and back. One thread.
 */
#include "config/filter.h"

#include <string.h>

#include "config/print.h"
#include "policy/policy.h"

static const char *const directions[] = {
	[POLICY_OUTGOING] = "outgoing", [POLICY_INCOMING] = "incoming"};

void config_filter_parse_direction(struct config_parser *parser,
				   const config_setting_t *setting,
				   void *target)
{
	struct config_filter *filter = target;
	const char *text = config_setting_type(setting) == CONFIG_TYPE_STRING
				   ? config_setting_get_string(setting)
				   : "";

	if (strcmp(text, directions[POLICY_OUTGOING]) == 0)
		filter->direction = POLICY_OUTGOING;
	else if (strcmp(text, directions[POLICY_INCOMING]) == 0)
		filter->direction = POLICY_INCOMING;
	else
		settings_value_refuse(&parser->reader, setting,
				      "\"outgoing\" or \"incoming\"");
}

void config_filter_check(struct config_parser *parser,
			 const config_setting_t *setting,
			 const struct config_filter *filter, const char *thing)
{
	if (filter->families.count && filter->applications.count)
		settings_value_fail(&parser->reader, setting,
				    "%s has either a \"family\" or an "
				    "\"application\"",
				    thing);
}

void config_filter_print(const struct config_filter *filter, FILE *stream)
{
	config_print_list("user", &filter->users, stream);
	config_print_list("group", &filter->groups, stream);
	config_print_list("family", &filter->families, stream);
	config_print_list("application", &filter->applications, stream);
	config_print_list("activity", &filter->activities, stream);
	if (filter->direction)
		fprintf(stream, "\t\tdirection = \"%s\";\n",
			directions[filter->direction]);
}
