/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The captures that a replay reads: the files that it is given, and those that it
 * finds in directories, in order of their names.
 */
#include "run/captures.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static void add_file(struct run_captures *captures, const char *path)
{
	char *copy = strdup(path);

	if (captures->count == captures->room) {
		size_t room = captures->room ? captures->room * 2 : 64;
		char **grown =
			reallocarray(captures->paths, room, sizeof(*grown));

		if (!grown) {
			free(copy);
			captures->failed = true;
			return;
		}
		captures->paths = grown;
		captures->room = room;
	}
	if (copy)
		captures->paths[captures->count++] = copy;
	else
		captures->failed = true;
}

void run_captures_fini(struct run_captures *captures)
{
	for (size_t i = 0; i < captures->count; i++)
		free(captures->paths[i]);
	free(captures->paths);
}

/* A file with such a name is read, and it is an error if it is no capture. */
static bool is_named_capture(const char *name)
{
	return strstr(name, ".pcap") || strstr(name, ".cap") ||
	       strstr(name, ".dmp") || strstr(name, ".ntar");
}

/* The first bytes of libpcap's formats and of pcapng, in both byte orders. */
static bool looks_like_capture(const char *path)
{
	static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34,
					  0x0a0d0d0a};
	FILE *file = fopen(path, "rbe");
	uint32_t magic = 0;
	bool known = false;

	if (!file)
		return true; /* the replay reports why it cannot be opened */
	if (fread(&magic, sizeof(magic), 1, file) == 1)
		for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
			known |= magic == magics[i] ||
				 magic == __builtin_bswap32(magics[i]);
	fclose(file);
	return known;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_directory(struct run_captures *captures, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_visible, alphasort);

	if (count < 0) {
		add_file(captures, path); /* the replay reports why */
		return;
	}
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char *below;
		struct stat status;

		if (asprintf(&below, "%s/%s", path, name) < 0) {
			captures->failed = true;
		} else {
			if (stat(below, &status) == 0 &&
			    S_ISDIR(status.st_mode))
				add_directory(captures, below);
			else if (is_named_capture(name) ||
				 looks_like_capture(below))
				add_file(captures, below);
			else
				log_info("%s: skipped: not a capture", below);
			free(below);
		}
		free(entries[i]);
	}
	free(entries);
}

void run_captures_add(struct run_captures *captures, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") != 0 && stat(path, &status) == 0 &&
	    S_ISDIR(status.st_mode))
		add_directory(captures, path);
	else
		add_file(captures, path);
}

/* "-" is standard input */
static int status_of(const char *path, struct stat *status)
{
	return strcmp(path, "-") ? stat(path, status)
				 : fstat(STDIN_FILENO, status);
}

const char *run_captures_find(const struct run_captures *captures,
			      const char *path)
{
	struct stat wanted, status;

	if (stat(path, &wanted) < 0)
		return NULL;
	for (size_t i = 0; i < captures->count; i++)
		if (status_of(captures->paths[i], &status) == 0 &&
		    status.st_dev == wanted.st_dev &&
		    status.st_ino == wanted.st_ino)
			return captures->paths[i];
	return NULL;
}

bool run_captures_is_file(const char *path)
{
	struct stat status;

	return status_of(path, &status) < 0 || S_ISREG(status.st_mode);
}

uint64_t run_captures_bytes(const char *path)
{
	struct stat status;

	if (status_of(path, &status) < 0 || !S_ISREG(status.st_mode))
		return 0;
	return (uint64_t)status.st_size;
}
