/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that runs from the source tree uses the tree's configuration and
 * signatures, so that it is of use before it is installed.
 */
#include "source_tree.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Remove the last component of @path, and return it; NULL when there is none. */
static char *cut_component(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	*slash = '\0';
	return slash + 1;
}

static bool tree_has(const char *tree, const char *name)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/%s", tree, name);

	return length > 0 && (size_t)length < sizeof(path) &&
	       access(path, R_OK) == 0;
}

char *source_tree_find(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	const char *folder;

	if (length < 0)
		return NULL;
	path[length] = '\0';
	cut_component(path);
	folder = cut_component(path);
	if (folder && strcmp(folder, "build") != 0)
		folder = cut_component(path);
	if (!folder || strcmp(folder, "build") != 0)
		return NULL;
	if (!tree_has(path, "Makefile") || !tree_has(path, "conf/signatures"))
		return NULL;
	return strdup(path);
}
