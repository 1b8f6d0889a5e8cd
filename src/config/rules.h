/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_RULES_H
#define CONFIG_RULES_H

#include <libconfig.h>
#include <stdio.h>

struct config_parser;
struct config_source;

/**
 * config_rules_parse - read the key "rules"
 * @target: struct config_source; items are added; a --set replaces them
 */
void config_rules_parse(struct config_parser *parser,
			const config_setting_t *setting, void *target);

/**
 * config_rules_print - print all rules; they parse back
 */
void config_rules_print(const struct config_source *source, FILE *stream);

#endif
