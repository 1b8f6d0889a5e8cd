/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Split and join names of files. Any thread; does not use the file system.
 */
#include "base/path.h"

#include <stdlib.h>
#include <string.h>

char *path_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strndup(path, slash ? (size_t)(slash - path) + 1 : 0);
}

char *path_join(const char *directory, const char *name)
{
	size_t length = strlen(directory), size = strlen(name) + 1;
	char *joined, *at;

	if (!length || name[0] == '/')
		return strdup(name);
	joined = malloc(length + 1 + size);
	if (!joined)
		return NULL;
	at = mempcpy(joined, directory, length);
	if (at[-1] != '/')
		*at++ = '/';
	memcpy(at, name, size);
	return joined;
}
