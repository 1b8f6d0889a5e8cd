/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that runs from the source tree uses the tree's configuration and
 * signatures, so that it is of use before it is installed.
 */
#include "source_tree.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/*
 * Files that strangers placed above a build directory, as in /tmp, must not configure
 * the program. The user who runs it, the owner of the executable and root could do so
 * anyway.
 */
static bool is_trusted(const struct stat *status, uid_t builder)
{
	uid_t owner = status->st_uid;

	return !(status->st_mode & S_IWOTH) &&
	       (owner == 0 || owner == geteuid() || owner == builder);
}

/* Return: 0; -ENOENT; -EPERM: it is not trusted. */
static int check_tree_file(const char *tree, const char *name, uid_t builder)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/%s", tree, name);
	struct stat status;

	if (length < 0 || (size_t)length >= sizeof(path) ||
	    stat(path, &status) < 0 || access(path, R_OK) < 0)
		return -ENOENT;
	return is_trusted(&status, builder) ? 0 : -EPERM;
}

static bool is_usable_tree(const char *tree)
{
	struct stat executable;

	return stat("/proc/self/exe", &executable) == 0 &&
	       check_tree_file(tree, "", executable.st_uid) == 0 &&
	       check_tree_file(tree, "Makefile", executable.st_uid) == 0 &&
	       check_tree_file(tree, "conf", executable.st_uid) == 0 &&
	       check_tree_file(tree, "conf/signatures", executable.st_uid) ==
		       0 &&
	       check_tree_file(tree, "conf/skywarden.conf",
			       executable.st_uid) != -EPERM;
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
	if (folder && strcmp(folder, "sbin") == 0)
		return NULL; /* installed, though PREFIX may end in /build */
	if (folder && strcmp(folder, "build") != 0)
		folder = cut_component(path);
	if (!folder || strcmp(folder, "build") != 0)
		return NULL;
	return is_usable_tree(path) ? strdup(path) : NULL;
}
