/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_INPUT_H
#define CONFIG_INPUT_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

#include "config/source.h"

struct complaints;

#define CONFIG_INPUT_MOST_BYTES (16U << 20) /* of a file and its @includes */
#define CONFIG_INPUT_MOST_DEPTH 10	    /* files that include each other */

/* Lines of the parsed text, from @first on, come from @place on. */
struct config_segment {
	unsigned first;
	struct config_place place;
};

/* One file with its @includes, or one --set, as libconfig's tree. */
struct config_input {
	config_t config;
	struct config_segment *segments; /* sorted; at least one */
	size_t segment_count;
	bool is_setting; /* all lines are of the same place */
};

/**
 * config_input_read - parse a file and what it includes
 * @source: keeps file names; its directory is where relative includes start
 *
 * Return: the tree is there, to be ended by config_input_fini(); false when
 * there is none. Then the reason has been said.
 */
bool config_input_read(struct config_input *input, const char *path,
		       struct config_source *source,
		       struct complaints *complaints);

/**
 * config_input_set - parse "limits.flows=5000"
 * @number: which --set it is, from 1
 *
 * A value that libconfig does not understand is taken for a string.
 *
 * Return: as of config_input_read().
 */
bool config_input_set(struct config_input *input, const char *setting,
		      unsigned number, struct config_source *source,
		      struct complaints *complaints);
void config_input_fini(struct config_input *input);

struct config_place config_input_place(const struct config_input *input,
				       unsigned line);

#endif
