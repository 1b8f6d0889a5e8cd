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
 * run_captures_add - a file, "-", or the captures of a directory
 *
 * And of those below it, in order of name. In a directory what is no capture by
 * name or first bytes is skipped, and that is logged. A file that is not there
 * is added: opening it says why not.
 */
void run_captures_add(struct run_captures *captures, const char *path);

/**
 * run_captures_fini - free the paths, not the struct
 */
void run_captures_fini(struct run_captures *captures);

/**
 * run_captures_find - which of the files is this one?
 * @path: the same by device and inode, whatever its name is
 *
 * Return: its path in @captures; NULL when there is none, or no file @path.
 */
const char *run_captures_find(const struct run_captures *captures,
			      const char *path);

/**
 * run_captures_is_file - is it a file of a known size, or missing?
 *
 * A pipe is not; "-" is what standard input is.
 */
bool run_captures_is_file(const char *path);

/**
 * run_captures_bytes - size of a file; 0 when it is missing or not known
 */
uint64_t run_captures_bytes(const char *path);

#endif
