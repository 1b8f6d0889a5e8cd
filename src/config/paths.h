/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_PATHS_H
#define CONFIG_PATHS_H

#include <stdbool.h>

#include "config/source.h"

struct diagnostics;

/**
 * config_paths_expand - find the files that patterns name, each once
 * @source:	its memory is used
 * @directory:	where relative patterns start; "" is the working directory
 * @patterns:	files and globs; an existing file is never a glob
 * @may_be_none: do not warn of a glob that matches nothing
 * @files:	files are added in the order of the patterns, those of a glob sorted
 *
 * A named file that is missing is an error; a glob without a match a warning.
 */
void config_paths_expand(struct config_source *source, const char *directory,
			 const struct config_patterns *patterns,
			 bool may_be_none, struct config_files *files,
			 struct diagnostics *diagnostics);

#endif
