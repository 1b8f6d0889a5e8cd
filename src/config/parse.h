/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_PARSE_H
#define CONFIG_PARSE_H

struct complaints;
struct config_input;
struct config_source;

/* What an input does to the lists that are already there. */
enum config_part {
	CONFIG_PART_MAIN, /* the main file: it may name more files */
	CONFIG_PART_MORE, /* a file that it names: it adds to lists */
	CONFIG_PART_SET,  /* a --set: it replaces lists */
};

/* Adds what @input says to @source; every error is said. */
void config_parse(struct config_source *source,
		  const struct config_input *input, enum config_part part,
		  struct complaints *complaints);

#endif
