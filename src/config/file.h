/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include <stdio.h>

#include "config/value.h"

struct diagnostics;
struct config_input;
struct config_source;

/**
 * config_file_parse - add the settings of @input to @source; report all errors
 * @part: whether lists are extended or replaced
 */
void config_file_parse(struct config_source *source,
		       const struct config_input *input, enum config_part part,
		       struct diagnostics *diagnostics);

/**
 * config_file_print - print all keys, see config_ruleset_print()
 */
void config_file_print(const struct config_source *source, FILE *stream);

#endif
