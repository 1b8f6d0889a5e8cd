/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file is read whole, into a list that is sorted by key, so that duplicates are
 * neighbours.
 */
#include "identity/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "identity/line.h"
#include "policy/policy.h"

#define ERRORS_MOST 20 /* of one file, to be reported */

int identity_file_compare(const struct identity_key *a,
			  const struct identity_key *b)
{
	if (a->of_mac != b->of_mac)
		return a->of_mac ? 1 : -1;
	return a->of_mac ? packet_mac_compare(&a->mac, &b->mac)
			 : packet_address_compare(&a->address, &b->address);
}

static int compare_entries(const void *a, const void *b)
{
	const struct identity_record *x = a, *y = b;
	int order = identity_file_compare(&x->key, &y->key);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* A file while it is read. */
struct reading {
	const char *path;
	struct diagnostics *diagnostics;
	unsigned errors, line;
	struct identity_record *entries;
	size_t count, room, most;
};

static void reading_fail(struct reading *reading, unsigned line,
			 const char *what)
{
	if (++reading->errors <= ERRORS_MOST)
		diagnostic_error(reading->diagnostics, reading->path, line,
				 "%s", what);
	else if (reading->errors == ERRORS_MOST + 1)
		diagnostic_error(reading->diagnostics, reading->path, line,
				 "more errors");
}

static bool reading_grow(struct reading *reading)
{
	size_t room = reading->room ? reading->room * 2 : 64;
	struct identity_record *grown;

	if (reading->count < reading->room)
		return true;
	grown = reallocarray(reading->entries, room, sizeof(*grown));
	if (!grown) {
		reading_fail(reading, reading->line, strerror(ENOMEM));
		return false;
	}
	reading->entries = grown;
	reading->room = room;
	return true;
}

/* Return: whether to go on with the next line. */
static bool read_line(struct reading *reading, char *line, size_t size)
{
	struct identity_record *entry;
	struct text why;
	char text[400]; /* a word of 64 bytes, each as \x00 */
	int error;

	if (!reading_grow(reading))
		return false;
	entry = &reading->entries[reading->count];
	if (size && line[size - 1] == '\n')
		line[--size] = '\0';
	if (strlen(line) != size) {
		reading_fail(reading, reading->line, "a NUL byte");
		return true;
	}
	text_init(&why, text, sizeof(text));
	text_append(&why, "expected ");
	error = identity_line_parse(line, &entry->key, &entry->identity, &why);
	if (error == -EINVAL)
		reading_fail(reading, reading->line, text);
	if (error)
		return true;
	entry->line = reading->line;
	if (++reading->count <= reading->most)
		return true;
	reading_fail(reading, reading->line,
		     "more hosts than \"limits.hosts\" has room for");
	return false;
}

static void reject_duplicates(struct reading *reading)
{
	char text[64];

	if (reading->count)
		qsort(reading->entries, reading->count,
		      sizeof(*reading->entries), compare_entries);
	for (size_t i = 1; i < reading->count; i++) {
		const struct identity_record *before = &reading->entries[i - 1];
		const struct identity_record *entry = &reading->entries[i];

		if (identity_file_compare(&before->key, &entry->key))
			continue;
		snprintf(text, sizeof(text), "the same host as in line %u",
			 before->line);
		reading_fail(reading, entry->line, text);
	}
}

static void read_lines(struct reading *reading, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t size;

	while ((size = getline(&line, &room, file)) >= 0) {
		reading->line++;
		if (!read_line(reading, line, (size_t)size))
			break;
	}
	if (size < 0 && !feof(file)) /* getline() has just set it */
		reading_fail(reading, 0, strerror(errno));
	free(line);
	reject_duplicates(reading);
}

bool identity_file_read(const char *path, size_t most,
			struct diagnostics *diagnostics,
			struct identity_file *read)
{
	struct reading reading = {
		.path = path, .diagnostics = diagnostics, .most = most};
	FILE *file = fopen(path, "re");

	*read = (struct identity_file){NULL, 0};
	if (!file && errno == ENOENT)
		return true;
	if (file) {
		read_lines(&reading, file);
		fclose(file);
	} else {
		reading_fail(&reading, 0, strerror(errno));
	}
	if (reading.errors) {
		free(reading.entries);
		return false;
	}
	*read = (struct identity_file){reading.entries, reading.count};
	return true;
}

void identity_file_free(struct identity_file *file)
{
	free(file->all);
	*file = (struct identity_file){NULL, 0};
}

/* ---- lookups ---- */

/* return the entry of a key that has not expired at @now; NULL: none */
static const struct identity_entry *
find_record(const struct identity_file *file, const struct identity_key *key,
	    usec_t now)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct identity_entry *it = &file->all[i].identity;

		if (!identity_file_compare(&file->all[i].key, key))
			return it->until_us && it->until_us <= now ? NULL : it;
	}
	return NULL;
}

void identity_file_identify(const struct identity_file *file,
			    const struct policy *policy, usec_t now,
			    struct policy_host *host)
{
	struct identity_key key = {.address = host->address};
	const struct identity_entry *it = find_record(file, &key, now);

	key = (struct identity_key){.mac = host->mac, .of_mac = true};
	if (!it && host->has_mac)
		it = find_record(file, &key, now);
	if (!it)
		return;
	host->user = policy_user_number(policy, it->user);
	for (unsigned i = 0; i < it->group_count; i++) {
		uint16_t group = policy_group_number(policy, it->groups[i]);

		if (group && host->group_count < POLICY_FEED_GROUPS)
			host->groups[host->group_count++] = group;
	}
}

/* ---- names ---- */

/* return the first name of the entry that the policy does not have; NULL: it has all */
static const char *unknown_name(const struct identity_entry *identity,
				const struct policy *policy, const char **what)
{
	*what = "user";
	if (*identity->user && !policy_user_number(policy, identity->user))
		return identity->user;
	*what = "group";
	for (unsigned i = 0; i < identity->group_count; i++)
		if (!policy_group_number(policy, identity->groups[i]))
			return identity->groups[i];
	return NULL;
}

size_t identity_file_warn(const struct identity_file *file, const char *path,
			  const struct policy *policy,
			  struct diagnostics *diagnostics)
{
	const struct identity_record *first = NULL;
	const char *name, *what;
	char more[64] = "";
	size_t count = 0;

	for (size_t i = 0; i < file->count; i++) {
		const struct identity_record *it = &file->all[i];

		if (!unknown_name(&it->identity, policy, &what))
			continue;
		count++;
		if (!first || it->line < first->line)
			first = it;
	}
	if (!first)
		return 0;
	name = unknown_name(&first->identity, policy, &what);
	if (count > 1)
		snprintf(more, sizeof(more), "; %zu lines have such a name",
			 count);
	diagnostic_warning(diagnostics, path, first->line,
			   "%s \"%s\" is not in the configuration%s", what,
			   name, more);
	return count;
}
