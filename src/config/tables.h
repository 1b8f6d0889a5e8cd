/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_TABLES_H
#define CONFIG_TABLES_H

#include <libconfig.h>
#include <stdio.h>

struct complaints;
struct config_parser;
struct config_source;

/* The key "time_tables". @target: struct config_source. */
void config_tables_parse(struct config_parser *parser,
			 const config_setting_t *setting, void *target);

/* As it parses back. */
void config_tables_print(const struct config_source *source, FILE *stream);

/* Minutes of "08:30", up to "24:00"; -1 when it is none. */
int config_tables_minute(const char *text);
/* "mon" for 0; NULL above 6. */
const char *config_tables_day_name(unsigned day);

/* Reads the zones that tables and quotas name; they end with the source. */
void config_tables_load(struct config_source *source,
			struct complaints *complaints);

#endif
