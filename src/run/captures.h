/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_CAPTURES_H
#define RUN_CAPTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The files of a replay, in the order in which they are read. */
struct run_captures {
	char **paths; /* "-" is standard input */
	size_t count, room;
	bool failed; /* out of memory: not all of them are here */
};

/**
 * run_captures_add - add a file, "-", or the captures of a directory
 *
 * Directories below it are searched too, in order of name. A file in a directory
 * that is no capture by its name or its first bytes is skipped and logged. A @path
 * that does not exist is added: opening it reports the error.
 */
void run_captures_add(struct run_captures *captures, const char *path);

/**
 * run_captures_fini - free the paths, not the struct
 */
void run_captures_fini(struct run_captures *captures);

/**
 * run_captures_find - find a file among the captures
 * @path: compared by device and inode, not by name
 *
 * Return: its path in @captures; NULL when there is none, or no file @path.
 */
const char *run_captures_find(const struct run_captures *captures,
			      const char *path);

/**
 * run_captures_is_file - return whether the size of a capture is known or it does not exist
 *
 * False for a pipe; "-" is standard input, which may be a file.
 */
bool run_captures_is_file(const char *path);

/**
 * run_captures_bytes - return the size of a file; 0 when it is missing or not known
 */
uint64_t run_captures_bytes(const char *path);

#endif
