/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_QUOTAS_H
#define CONFIG_QUOTAS_H

#include <libconfig.h>
#include <stdio.h>

struct config_parser;
struct config_source;

/**
 * config_quotas_parse - the key "quotas"
 * @target: struct config_source; they are added, or replace by a --set
 */
void config_quotas_parse(struct config_parser *parser,
			 const config_setting_t *setting, void *target);

/**
 * config_quotas_parse_state - the key "state"
 * @target: struct config_source
 */
void config_quotas_parse_state(struct config_parser *parser,
			       const config_setting_t *setting, void *target);

/**
 * config_quotas_print - state and quotas, as they parse back; none: nothing
 */
void config_quotas_print(const struct config_source *source, FILE *stream);

#endif
