/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_FILTER_H
#define CONFIG_FILTER_H

#include <libconfig.h>
#include <stddef.h>
#include <stdio.h>

#include "config/source.h"
#include "config/value.h"

/**
 * config_filter_parse_direction - read the key "direction"
 * @target: struct config_filter
 */
void config_filter_parse_direction(struct config_parser *parser,
				   const config_setting_t *setting,
				   void *target);

/* Rows of a table of keys for a filter at an offset of its struct. */
#define CONFIG_FILTER_NAMES(key, at, member)                          \
	{                                                             \
		key, false, config_value_names,                       \
			(at) + offsetof(struct config_filter, member) \
	}
#define CONFIG_FILTER_KEYS(at)                                          \
	CONFIG_FILTER_NAMES("user", at, users),                         \
		CONFIG_FILTER_NAMES("group", at, groups),               \
		CONFIG_FILTER_NAMES("family", at, families),            \
		CONFIG_FILTER_NAMES("application", at, applications),   \
		CONFIG_FILTER_NAMES("activity", at, activities),        \
	{                                                               \
		"direction", false, config_filter_parse_direction, (at) \
	}

/**
 * config_filter_check - report keys that do not go together
 * @setting: the group, at which the error is reported
 * @thing:   "rules: a rule"
 */
void config_filter_check(struct config_parser *parser,
			 const config_setting_t *setting,
			 const struct config_filter *filter, const char *thing);

/**
 * config_filter_print - print one line for each key that was given; it parses back
 */
void config_filter_print(const struct config_filter *filter, FILE *stream);

#endif
