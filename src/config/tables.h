/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_TABLES_H
#define CONFIG_TABLES_H

#include <libconfig.h>
#include <stdio.h>

struct diagnostics;
struct config_parser;
struct config_source;

/**
 * config_tables_parse - read the key "time_tables"
 * @target: struct config_source; items are added; a --set replaces them
 */
void config_tables_parse(struct config_parser *parser,
			 const config_setting_t *setting, void *target);

/**
 * config_tables_print - print time tables, if any; they parse back
 */
void config_tables_print(const struct config_source *source, FILE *stream);

/**
 * config_tables_minute - return the minutes of "08:30", up to "24:00"
 *
 * Return: 0 to 1440; -1: no time.
 */
int config_tables_minute(const char *text);

/**
 * config_tables_day_name - return "mon" for 0; NULL above 6
 */
const char *config_tables_day_name(unsigned day);

/**
 * config_tables_load - read the zones that tables and quotas name
 *
 * From files of the tz database; they live as long as the source. Missing and invalid
 * ones are reported at their keys.
 */
void config_tables_load(struct config_source *source,
			struct diagnostics *diagnostics);

#endif
