/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_OUTPUTS_H
#define CONFIG_OUTPUTS_H

#include <libconfig.h>
#include <stdio.h>

struct config_parser;
struct config_source;
struct diagnostics;

/**
 * config_outputs_parse - read the key "outputs"
 * @target: struct config_source
 */
void config_outputs_parse(struct config_parser *parser,
			  const config_setting_t *setting, void *target);

/**
 * config_outputs_check - report outputs that write to the same file
 *
 * By name: links are found when the files are opened.
 */
void config_outputs_check(const struct config_source *source,
			  struct diagnostics *diagnostics);

/**
 * config_outputs_print - print the key "outputs", with the events of each
 */
void config_outputs_print(const struct config_source *source, FILE *stream);

#endif
