/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_QUOTAS_H
#define CONFIG_QUOTAS_H

#include <libconfig.h>
#include <stdio.h>

struct config_parser;
struct config_source;

/**
 * config_quotas_parse - read the key "quotas"
 * @target: struct config_source; items are added; a --set replaces them
 */
void config_quotas_parse(struct config_parser *parser,
			 const config_setting_t *setting, void *target);

/**
 * config_quotas_parse_state - read the key "state"
 * @target: struct config_source
 */
void config_quotas_parse_state(struct config_parser *parser,
			       const config_setting_t *setting, void *target);

/**
 * config_quotas_print - print state and quotas if there are quotas; they parse back
 */
void config_quotas_print(const struct config_source *source, FILE *stream);

#endif
