/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_TABLES_H
#define CONFIG_TABLES_H

#include <libconfig.h>
#include <stdio.h>

struct diagnostics;
struct config_parser;
struct config_source;

/**
 * config_tables_parse - the key "time_tables"
 * @target: struct config_source; they are added, or replace by a --set
 */
void config_tables_parse(struct config_parser *parser,
			 const config_setting_t *setting, void *target);

/**
 * config_tables_print - as they parse back; none: nothing
 */
void config_tables_print(const struct config_source *source, FILE *stream);

/**
 * config_tables_minute - minutes of "08:30", up to "24:00"
 *
 * Return: 0 to 1440; -1 when it is none.
 */
int config_tables_minute(const char *text);

/**
 * config_tables_day_name - "mon" for 0; NULL above 6
 */
const char *config_tables_day_name(unsigned day);

/**
 * config_tables_load - read the zones that tables and quotas name
 *
 * From the tz database's files; they end with the source. Those that are not
 * there, or wrong, are said at their keys.
 */
void config_tables_load(struct config_source *source,
			struct diagnostics *diagnostics);

#endif
