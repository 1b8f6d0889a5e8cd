/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include <stdio.h>

#include "config/value.h"

struct diagnostics;
struct config_input;
struct config_source;

/**
 * config_file_parse - add what @input says to @source; every error is said
 * @part: what it does to lists that are there
 */
void config_file_parse(struct config_source *source,
		       const struct config_input *input, enum config_part part,
		       struct diagnostics *diagnostics);

/**
 * config_file_print - all keys as libconfig reads them: config_ruleset_print()
 */
void config_file_print(const struct config_source *source, FILE *stream);

#endif
