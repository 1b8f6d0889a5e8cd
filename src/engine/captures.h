/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_CAPTURES_H
#define ENGINE_CAPTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The files of a replay, in the order in which they are read. */
struct engine_captures {
	char **paths; /* "-" is standard input */
	size_t count, room;
	bool failed; /* out of memory: not all of them are here */
};

/**
 * engine_captures_add - a file, "-", or the captures of a directory
 *
 * And of those below it, in order of name. In a directory what is no capture by
 * name or first bytes is skipped, and that is logged. A file that is not there
 * is added: opening it says why not.
 */
void engine_captures_add(struct engine_captures *captures, const char *path);

/**
 * engine_captures_fini - free the paths, not the struct
 */
void engine_captures_fini(struct engine_captures *captures);

/**
 * engine_captures_find - which of the files is this one?
 * @path: the same by device and inode, whatever its name is
 *
 * Return: its path in @captures; NULL when there is none, or no file @path.
 */
const char *engine_captures_find(const struct engine_captures *captures,
				 const char *path);

/**
 * engine_captures_is_file - is it a file of a known size, or missing?
 *
 * A pipe is not; "-" is what standard input is.
 */
bool engine_captures_is_file(const char *path);

/**
 * engine_captures_bytes - size of a file; 0 when it is missing or not known
 */
uint64_t engine_captures_bytes(const char *path);

#endif
