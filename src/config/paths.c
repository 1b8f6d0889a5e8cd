/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expand patterns to files. One thread; reads directories.
 */
#include "config/paths.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.h"

struct expansion {
	struct config_source *source;
	struct config_files *files;
	struct diagnostics *diagnostics;
	const struct config_name *pattern;
};

static void report_path(struct expansion *expansion, const char *path,
			const char *reason)
{
	const struct settings_place *place = &expansion->pattern->place;

	diagnostic_error(expansion->diagnostics,
			 place->file ? place->file : "defaults", place->line,
			 "%s: %s", path, reason);
}

/* Return the absolute name of a file without links, for free(); NULL after an error. */
static char *path_resolve(struct expansion *expansion, const char *path)
{
	char *real = realpath(path, NULL);
	struct stat status;
	int error = 0;

	if (!real || stat(real, &status) < 0)
		error = errno;
	else if (S_ISDIR(status.st_mode))
		error = EISDIR;
	if (!error)
		return real;
	report_path(expansion, path, strerror(error));
	free(real);
	return NULL;
}

static bool path_exists(const struct config_files *files, const char *real)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->items[i].real, real) == 0)
			return true;
	return false;
}

static void files_add(struct expansion *expansion, const char *path)
{
	struct config_files *files = expansion->files;
	char *real = path_resolve(expansion, path);
	struct config_file file;

	if (!real || path_exists(files, real)) {
		free(real);
		return;
	}
	file.path = config_source_keep(expansion->source, path);
	file.real = config_source_keep(expansion->source, real);
	free(real);
	/* double the size: memory stays linear in the count */
	if ((files->count & (files->count - 1)) == 0)
		files->items = config_source_grow(
			expansion->source, files->items, files->count,
			files->count + 1, sizeof(file));
	if (!files->items || !file.path || !file.real) {
		files->count = 0;
		report_path(expansion, path, strerror(ENOMEM));
		return;
	}
	files->items[files->count++] = file;
}

/* Escape wildcards of glob(3) in the name of the directory. */
static char *directory_escape(const char *directory)
{
	char *escaped = malloc(2 * strlen(directory) + 1), *at = escaped;

	if (!escaped)
		return NULL;
	for (; *directory; directory++) {
		if (strchr("\\*?[", *directory))
			*at++ = '\\';
		*at++ = *directory;
	}
	*at = '\0';
	return escaped;
}

static void files_add_glob(struct expansion *expansion, const char *directory,
			   bool may_be_none)
{
	const struct config_name *pattern = expansion->pattern;
	char *escaped = directory_escape(directory);
	const char *joined;
	glob_t found = {0};

	joined = escaped ? config_source_join(expansion->source, escaped,
					      pattern->text)
			 : NULL;
	free(escaped);
	if (!joined || glob(joined, 0, NULL, &found) == GLOB_NOSPACE)
		report_path(expansion, pattern->text, strerror(ENOMEM));
	else if (!found.gl_pathc && !may_be_none)
		diagnostic_warning(expansion->diagnostics, pattern->place.file,
				   pattern->place.line, "%s: matches no file",
				   pattern->text);
	for (size_t i = 0; i < found.gl_pathc; i++)
		files_add(expansion, found.gl_pathv[i]);
	globfree(&found);
}

void config_paths_expand(struct config_source *source, const char *directory,
			 const struct config_patterns *patterns,
			 bool may_be_none, struct config_files *files,
			 struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < patterns->count; i++) {
		const struct config_name *pattern = &patterns->items[i];
		struct expansion expansion = {source, files, diagnostics,
					      pattern};
		const char *path;

		path = config_source_join(source, directory, pattern->text);
		if (!path)
			report_path(&expansion, pattern->text,
				    strerror(ENOMEM));
		else if (strpbrk(pattern->text, "*?[") &&
			 access(path, F_OK) < 0)
			files_add_glob(&expansion, directory, may_be_none);
		else
			files_add(&expansion, path);
	}
}
