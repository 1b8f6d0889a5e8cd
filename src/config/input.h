/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_INPUT_H
#define CONFIG_INPUT_H

#include <libconfig.h>
#include <stdbool.h>

#include "base/settings_value.h"

struct diagnostics;
struct config_source;

/* One file with its @includes, or one --set, as libconfig's tree. */
struct config_input {
	config_t config;
	struct settings settings; /* empty of a --set */
	struct settings_place
		option; /* the --set; its file is NULL for a file */
};

/**
 * config_input_read - parse a file and what it includes
 * @source: keeps file names; its directory is where relative includes start
 *
 * Return: true, then call config_input_fini(); false after an error was reported.
 */
bool config_input_read(struct config_input *input, const char *path,
		       struct config_source *source,
		       struct diagnostics *diagnostics);

/**
 * config_input_set - parse "limits.flows=5000"
 * @number: which --set it is, from 1
 *
 * A value that libconfig cannot parse is read as a string.
 *
 * Return: as of config_input_read().
 */
bool config_input_set(struct config_input *input, const char *setting,
		      unsigned number, struct diagnostics *diagnostics);
void config_input_fini(struct config_input *input);

/**
 * config_input_reader - return what reads the values of an input and reports errors
 */
struct settings_reader config_input_reader(const struct config_input *input,
					   struct diagnostics *diagnostics);

#endif
