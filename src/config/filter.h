/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_FILTER_H
#define CONFIG_FILTER_H

#include <libconfig.h>
#include <stdio.h>

struct config_filter;
struct config_parser;

/**
 * config_filter_parse_direction - the key "direction"
 * @target: struct config_filter; its other keys are names
 */
void config_filter_parse_direction(struct config_parser *parser,
				   const config_setting_t *setting,
				   void *target);

/**
 * config_filter_check - say which keys do not go together
 * @setting: the group, whose place is said
 * @thing:   "rules: a rule"
 */
void config_filter_check(struct config_parser *parser,
			 const config_setting_t *setting,
			 const struct config_filter *filter, const char *thing);

/**
 * config_filter_print - as it parses back, a line for each key that was given
 */
void config_filter_print(const struct config_filter *filter, FILE *stream);

#endif
