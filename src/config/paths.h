/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_PATHS_H
#define CONFIG_PATHS_H

#include <stdbool.h>

#include "config/source.h"

struct diagnostics;

/**
 * config_paths_expand - files that patterns name, each once
 * @source:	whose memory is used
 * @directory:	what relative patterns start from; "" is the working directory
 * @patterns:	files and globs; a file that exists is not taken for a glob
 * @may_be_none: say nothing when a glob matches nothing
 * @files:	is added to, in the order of the patterns, globs sorted
 *
 * A named file that is missing is an error; a glob without a match a warning.
 */
void config_paths_expand(struct config_source *source, const char *directory,
			 const struct config_patterns *patterns,
			 bool may_be_none, struct config_files *files,
			 struct diagnostics *diagnostics);

#endif
