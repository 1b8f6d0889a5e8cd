/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct diagnostics;

/*
 * Files in libconfig's language as one text for config_read_string(): with the files
 * that they @include, and with integers written so that libconfig 1.5 reads all bits.
 */

#define SETTINGS_MOST_BYTES (16U << 20) /* of a file and its @includes */
#define SETTINGS_MOST_DEPTH 10		/* files that include each other */

/*
 * For config_set_include_dir(): an @include that is left in the text was not recognised
 * here, and libconfig must not find a file for it either.
 */
#define SETTINGS_NOWHERE "/dev/null"

/* The place of a setting. */
struct settings_place {
	const char *file; /* or an option; NULL: none, a default */
	unsigned line;	  /* or the number of the option, from 1 */
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

/* Keeps the names of files, because places may outlive the text. */
struct settings_names {
	const char *(*keep)(void *context, const char *name); /* NULL: ENOMEM */
	void *context;
};

/**
 * settings_read - read a file and what it includes
 * @directory: where relative includes start, "" the working one
 * @names:     keeps a copy of each file's name, of @path first
 *
 * @include must be the first word of its line, outside of comments and strings, as for
 * libconfig. Strings and comments end in the file in which they begin.
 *
 * Return: true, then call settings_fini(); false after an error was reported.
 */
bool settings_read(struct settings *settings, const char *path,
		   const char *directory, const struct settings_names *names,
		   struct diagnostics *diagnostics);
void settings_fini(struct settings *settings);

/**
 * settings_place_of - return the file and line from which a line of the text comes
 * @line: from 1, as libconfig counts them
 */
struct settings_place settings_place_of(const struct settings *settings,
					unsigned line);

/**
 * settings_widen - copy a text that is not in a file, such as one value
 *
 * Appends the L that libconfig needs to integers that may not fit 32 bits, and a missing
 * last newline. Does not expand @include.
 */
void settings_widen(const char *text, FILE *stream);

#endif
