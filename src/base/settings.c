/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read files into one text in libconfig's language.
 *
 * @include lines are expanded here, so that libconfig 1.5 sees one string: its
 * own reader ends the process when a directory is included, takes absolute
 * names for relative ones, does not notice an unclosed comment, and cuts large
 * integers down to 32 bits unless there is an L behind them. One thread; reads
 * files.
 */
#include "base/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/path.h"

/* Numbers with so many digits may need more than 32 bits. */
#define LONG_DECIMAL 10
#define LONG_HEX 8

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

enum lexis {
	LEXIS_CODE,
	LEXIS_STRING,
	LEXIS_BLOCK_COMMENT,
	LEXIS_LINE_COMMENT,
};

struct reader {
	struct settings *settings;
	const char *directory; /* of relative includes */
	const struct settings_names *names;
	struct diagnostics *diagnostics;
	FILE *flat;	/* everything, includes expanded */
	unsigned lines; /* written to flat */
	size_t bytes;	/* read so far, of all files */
	const char *open[SETTINGS_MOST_DEPTH]; /* outermost first */
	unsigned depth;
};

/* A position in a file. */
struct walk {
	const char *path;
	const char *at;
	unsigned line;
	enum lexis lexis;
	unsigned since; /* line where the string or comment began */
};

static bool flatten_file(struct reader *reader, const char *path,
			 const struct settings_place *from);

static void report_include(struct reader *reader,
			   const struct settings_place *place, const char *path,
			   const char *reason)
{
	if (place)
		diagnostic_error(reader->diagnostics, place->file, place->line,
				 "include \"%s\": %s", path, reason);
	else
		diagnostic_error(reader->diagnostics, path, 0, "%s", reason);
}

static bool segment_add(struct reader *reader, const char *path, unsigned line)
{
	struct settings *settings = reader->settings;
	struct settings_segment *segments;

	segments = reallocarray(settings->segments, settings->segment_count + 1,
				sizeof(*segments));
	if (!segments) {
		report_include(reader, NULL, path, strerror(ENOMEM));
		return false;
	}
	settings->segments = segments;
	segments[settings->segment_count++] = (struct settings_segment){
		.first = reader->lines + 1,
		.place = {path, line},
	};
	return true;
}

/* Return the whole file as a string, or NULL with a reason. */
static char *file_read_whole(struct reader *reader, const char *path,
			     const char **reason)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char block[16384], *text = NULL;
	size_t size = 0;
	ssize_t got = -1;
	FILE *stream;

	*reason = strerror(errno);
	if (fd < 0)
		return NULL;
	stream = open_memstream(&text, &size);
	while (stream && (got = read(fd, block, sizeof(block))) > 0) {
		fwrite(block, 1, (size_t)got, stream);
		reader->bytes += (size_t)got;
		if (reader->bytes > SETTINGS_MOST_BYTES)
			break;
	}
	*reason = strerror(errno);
	close(fd);
	if (stream && fclose(stream) == 0 && got == 0) {
		*reason = "contains a NUL byte; it must be text";
		if (strlen(text) == size)
			return text;
	} else if (got == 0) {
		*reason = strerror(ENOMEM);
	} else if (got > 0) {
		*reason = "larger than 16 MiB, includes counted";
	}
	free(text);
	return NULL;
}

/* If the line is an @include, move past it and return its name; else NULL. */
static char *include_take_name(struct walk *walk)
{
	const char *at = walk->at + strspn(walk->at, " \t");
	const char *end;
	size_t blanks;

	if (strncmp(at, "@include", 8) != 0)
		return NULL;
	at += 8;
	blanks = strspn(at, " \t");
	if (!blanks || at[blanks] != '"')
		return NULL;
	at += blanks + 1;
	end = at + strcspn(at, "\"\n");
	if (*end != '"')
		return NULL;
	walk->at = end + 1;
	return strndup(at, (size_t)(end - at));
}

/* Return the path of an include, kept for good; NULL when there is no memory. */
static const char *include_path(struct reader *reader, const char *name)
{
	char *joined = path_join(reader->directory, name);
	const char *path = NULL;

	if (joined)
		path = reader->names->keep(reader->names->context, joined);
	free(joined);
	return path;
}

static bool flatten_include(struct reader *reader, struct walk *walk,
			    const char *name)
{
	struct settings_place place = {walk->path, walk->line};
	const char *path = include_path(reader, name);

	if (!path) {
		report_include(reader, &place, name, strerror(ENOMEM));
		return false;
	}
	for (unsigned i = 0; i < reader->depth; i++)
		if (strcmp(reader->open[i], path) == 0) {
			report_include(reader, &place, path, "includes itself");
			return false;
		}
	if (reader->depth == SETTINGS_MOST_DEPTH) {
		report_include(reader, &place, path, "more than 10 files deep");
		return false;
	}
	return flatten_file(reader, path, &place) &&
	       segment_add(reader, walk->path, walk->line);
}

static bool text_starts(const struct walk *walk, const char *text)
{
	return strncmp(walk->at, text, strlen(text)) == 0;
}

/* The kind of text that starts here. */
static enum lexis lexis_begun(const struct walk *walk)
{
	if (text_starts(walk, "\""))
		return LEXIS_STRING;
	if (text_starts(walk, "/*"))
		return LEXIS_BLOCK_COMMENT;
	if (text_starts(walk, "#") || text_starts(walk, "//"))
		return LEXIS_LINE_COMMENT;
	return LEXIS_CODE;
}

/* Follow the states of libconfig's scanner. Return: bytes to skip. */
static size_t lexis_step(struct walk *walk)
{
	static const char *const ends[] = {
		[LEXIS_STRING] = "\"",
		[LEXIS_BLOCK_COMMENT] = "*/",
		[LEXIS_LINE_COMMENT] = "\n",
	};

	if (walk->lexis == LEXIS_CODE) {
		walk->lexis = lexis_begun(walk);
		walk->since = walk->line;
		return walk->lexis == LEXIS_BLOCK_COMMENT ? 2 : 1;
	}
	if (walk->lexis == LEXIS_STRING &&
	    (text_starts(walk, "\\\"") || text_starts(walk, "\\\\")))
		return 2;
	if (text_starts(walk, ends[walk->lexis])) {
		size_t length = strlen(ends[walk->lexis]);

		walk->lexis = LEXIS_CODE;
		return length;
	}
	return 1;
}

/* Is this word, which ends at @length, an integer that needs its L? */
static bool is_long(const char *word, size_t length)
{
	size_t sign = word[0] == '-' || word[0] == '+';

	if (!sign && word[0] == '0' && (word[1] == 'x' || word[1] == 'X'))
		return length >= 2 + LONG_HEX &&
		       strspn(word + 2, DIGITS "abcdefABCDEF") == length - 2;
	return length >= sign + LONG_DECIMAL &&
	       strspn(word + sign, DIGITS) == length - sign;
}

/* Copy a name, a number or one step of other text. */
static void copy_word(struct walk *walk, FILE *flat)
{
	bool code = walk->lexis == LEXIS_CODE;
	size_t length = code ? strspn(walk->at, LETTERS DIGITS "_*.+-") : 0;

	if (!length)
		length = lexis_step(walk);
	fwrite(walk->at, 1, length, flat);
	if (code && is_long(walk->at, length))
		fputc('L', flat);
	walk->at += length;
}

/* Copy to the end of the line; add a missing newline. */
static void copy_line(struct walk *walk, FILE *flat)
{
	bool newline = false;

	while (*walk->at && !newline) {
		newline = *walk->at == '\n';
		copy_word(walk, flat);
	}
	if (!newline)
		fputc('\n', flat);
}

/* Copy one line, or the file that it includes. Return: false after an error. */
static bool flatten_line(struct reader *reader, struct walk *walk)
{
	if (walk->lexis == LEXIS_CODE) {
		char *name = include_take_name(walk);
		bool good = !name || flatten_include(reader, walk, name);

		free(name);
		if (!good)
			return false;
	}
	copy_line(walk, reader->flat);
	walk->line++;
	reader->lines++;
	return true;
}

static bool flatten_text(struct reader *reader, const char *path,
			 const char *text)
{
	struct walk walk = {.path = path, .at = text, .line = 1};

	if (!segment_add(reader, path, 1))
		return false;
	while (*walk.at)
		if (!flatten_line(reader, &walk))
			return false;
	if (walk.lexis == LEXIS_STRING || walk.lexis == LEXIS_BLOCK_COMMENT) {
		diagnostic_error(reader->diagnostics, path, walk.since,
				 "this %s is not closed",
				 walk.lexis == LEXIS_STRING ? "string"
							    : "comment");
		return false;
	}
	return true;
}

static bool flatten_file(struct reader *reader, const char *path,
			 const struct settings_place *from)
{
	const char *reason;
	char *text = file_read_whole(reader, path, &reason);
	bool good;

	if (!text) {
		report_include(reader, from, path, reason);
		return false;
	}
	reader->open[reader->depth++] = path;
	good = flatten_text(reader, path, text);
	reader->depth--;
	free(text);
	return good;
}

bool settings_read(struct settings *settings, const char *path,
		   const char *directory, const struct settings_names *names,
		   struct diagnostics *diagnostics)
{
	struct reader reader = {.settings = settings,
				.directory = directory,
				.names = names,
				.diagnostics = diagnostics};
	const char *kept = names->keep(names->context, path);
	size_t size = 0;
	bool good;

	*settings = (struct settings){.text = NULL};
	reader.flat = kept ? open_memstream(&settings->text, &size) : NULL;
	if (!reader.flat) {
		report_include(&reader, NULL, path, strerror(ENOMEM));
		return false;
	}
	good = flatten_file(&reader, kept, NULL);
	if (fclose(reader.flat) != 0 && good) {
		report_include(&reader, NULL, path, strerror(ENOMEM));
		good = false;
	}
	if (!good)
		settings_fini(settings);
	return good;
}

void settings_fini(struct settings *settings)
{
	free(settings->text);
	free(settings->segments);
	*settings = (struct settings){.text = NULL};
}

struct settings_place settings_place_of(const struct settings *settings,
					unsigned line)
{
	size_t low = 0, high = settings->segment_count;
	struct settings_place place;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (settings->segments[middle].first <= line)
			low = middle;
		else
			high = middle;
	}
	place = settings->segments[low].place;
	if (line > settings->segments[low].first)
		place.line += line - settings->segments[low].first;
	return place;
}

void settings_widen(const char *text, FILE *stream)
{
	struct walk walk = {.at = text};

	while (*walk.at)
		copy_line(&walk, stream);
}
