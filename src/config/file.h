/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include <stdio.h>

#include "config/value.h"

struct complaints;
struct config_input;
struct config_source;

/* Adds what @input says to @source; every error is said. */
void config_file_parse(struct config_source *source,
		       const struct config_input *input, enum config_part part,
		       struct complaints *complaints);

/* The whole configuration as libconfig reads it; see config_ruleset_print(). */
void config_file_print(const struct config_source *source, FILE *stream);

#endif
