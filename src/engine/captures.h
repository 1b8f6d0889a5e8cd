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

/* Adds a file, "-", or the captures of a directory and those below it. */
void engine_captures_add(struct engine_captures *captures, const char *path);

void engine_captures_fini(struct engine_captures *captures);

/**
 * engine_captures_find - which of the files is this one?
 * @path: the same by device and inode, whatever its name is
 *
 * Return: its path in @captures; NULL when there is none, or no file @path.
 */
const char *engine_captures_find(const struct engine_captures *captures,
				 const char *path);

/* Is it a file of a known size, or missing? A pipe is not. */
bool engine_captures_is_file(const char *path);

/* 0 when there is no such file, or its size is not known. */
uint64_t engine_captures_bytes(const char *path);

#endif
