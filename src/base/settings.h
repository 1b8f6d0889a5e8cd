/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct diagnostics;

/*
 * Files in libconfig's language as one text, for config_read_string(): with the
 * files that they @include, and so that libconfig 1.5 reads integers whole.
 */

#define SETTINGS_MOST_BYTES (16U << 20) /* of a file and its @includes */
#define SETTINGS_MOST_DEPTH 10		/* files that include each other */

/*
 * For config_set_include_dir(): where libconfig shall look for an @include that
 * is left in the text. It is not understood here, and never there.
 */
#define SETTINGS_NOWHERE "/dev/null"

/* Where something is written. */
struct settings_place {
	const char *file; /* or an option; NULL: nowhere, a default */
	unsigned line;	  /* or which of these options, from 1 */
};

/* Lines of the text, from @first on, come from @place on. */
struct settings_segment {
	unsigned first;
	struct settings_place place;
};

struct settings {
	char *text;
	struct settings_segment *segments; /* sorted; at least one */
	size_t segment_count;
};

/* Who keeps the names of files: places may outlive the text. */
struct settings_names {
	const char *(*keep)(void *context, const char *name); /* NULL: ENOMEM */
	void *context;
};

/**
 * settings_read - read a file and what it includes
 * @directory: where relative includes start, "" the working one
 * @names:     keeps a copy of each file's name, of @path first
 *
 * @include is what libconfig takes for it, anywhere but in a comment or string;
 * it must be the first word of its line. Strings and comments end in the file
 * where they begin.
 *
 * Return: the text is there, to be ended by settings_fini(); false when there is
 * none. Then the reason has been said.
 */
bool settings_read(struct settings *settings, const char *path,
		   const char *directory, const struct settings_names *names,
		   struct diagnostics *diagnostics);
void settings_fini(struct settings *settings);

/**
 * settings_place_of - the file and line that a line of the text comes from
 * @line: from 1, as libconfig counts them
 */
struct settings_place settings_place_of(const struct settings *settings,
					unsigned line);

/**
 * settings_widen - copy a text that is in no file, such as one value
 *
 * Integers that may not fit 32 bits get the L that libconfig wants behind them;
 * the last line gets its newline. @include stays as it is.
 */
void settings_widen(const char *text, FILE *stream);

#endif
