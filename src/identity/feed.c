/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file is read whole and sorted by key. A merge with the records in force, which
 * are sorted too, finds those that the file no longer has.
 */
#include "identity/feed.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diagnostic.h"
#include "identity/expiry.h"
#include "identity/file.h"
#include "identity/table.h"

/* The state of a file; another state means that it has to be read again. */
struct version {
	bool exists;
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct identity_feed {
	struct identity_table *table;
	struct identity_expiry *expiry;
	size_t limit; /* hosts that the table has room for */
	char *path;
	struct version version;	       /* of the last reading, good or not */
	struct identity_file in_force; /* the records of the table */
	bool changed;		       /* the table, since the last update */
	const struct policy
		*checked_by; /* in which the names were last looked up */
	size_t unknown_names;
};

/* ---- records in force ---- */

/* Remove from the table those in force that @file does not have; both are sorted. */
static void remove_missing(struct identity_feed *feed,
			   const struct identity_file *file)
{
	size_t at = 0;

	for (size_t i = 0; i < feed->in_force.count; i++) {
		const struct identity_key *key = &feed->in_force.all[i].key;

		while (at < file->count &&
		       identity_file_compare(&file->all[at].key, key) < 0)
			at++;
		if (at < file->count &&
		    !identity_file_compare(&file->all[at].key, key))
			continue;
		identity_table_remove(feed->table, key);
		feed->changed = true;
	}
}

/* Return: false when there is no memory for the times. */
static bool replace_times(struct identity_feed *feed,
			  const struct identity_file *file)
{
	usec_t *times = calloc(file->count + 1, sizeof(*times));
	size_t count = 0;

	if (!times)
		return false;
	for (size_t i = 0; i < file->count; i++)
		if (file->all[i].identity.until_us)
			times[count++] = file->all[i].identity.until_us;
	identity_expiry_replace(feed->expiry, times, count);
	return true;
}

/* Return: false when there is no memory; then nothing changed. */
static bool put_in_force(struct identity_feed *feed, struct identity_file *file)
{
	if (!replace_times(feed, file))
		return false;
	remove_missing(feed, file);
	for (size_t i = 0; i < file->count; i++)
		feed->changed |= identity_table_set(
			feed->table, &file->all[i].key, &file->all[i].identity);
	identity_file_free(&feed->in_force);
	feed->in_force = *file;
	return true;
}

/* ---- the feed ---- */

struct identity_feed *identity_feed_create(struct identity_table *table,
					   struct identity_expiry *expiry,
					   size_t limit)
{
	struct identity_feed *feed = calloc(1, sizeof(*feed));

	if (!feed)
		return NULL;
	feed->table = table;
	feed->expiry = expiry;
	feed->limit = limit;
	return feed;
}

void identity_feed_destroy(struct identity_feed *feed)
{
	if (!feed)
		return;
	free(feed->path);
	identity_file_free(&feed->in_force);
	free(feed);
}

void identity_feed_follow(struct identity_feed *feed, const char *path)
{
	struct identity_file empty = {NULL, 0};

	if (path && feed->path && strcmp(path, feed->path) == 0)
		return;
	if (feed->path)
		put_in_force(feed, &empty);
	free(feed->path);
	feed->path = path ? strdup(path) : NULL;
	feed->version = (struct version){0};
}

static struct version version_of(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return (struct version){.exists = false};
	return (struct version){
		.exists = true,
		.device = status.st_dev,
		.inode = status.st_ino,
		.size = status.st_size,
		.changed = status.st_mtim,
	};
}

static bool version_is_same(const struct version *a, const struct version *b)
{
	return a->exists == b->exists && a->device == b->device &&
	       a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Return: whether other records are in force now. */
static bool reread_if_changed(struct identity_feed *feed,
			      struct diagnostics *diagnostics)
{
	struct version version = version_of(feed->path);
	struct identity_file file;

	if (version_is_same(&version, &feed->version))
		return false;
	feed->version = version;
	if (!identity_file_read(feed->path, feed->limit, diagnostics, &file))
		return false;
	if (put_in_force(feed, &file))
		return true;
	diagnostic_error(diagnostics, feed->path, 0, "%s", strerror(ENOMEM));
	identity_file_free(&file);
	return false;
}

bool identity_feed_update(struct identity_feed *feed,
			  const struct policy *policy,
			  struct diagnostics *diagnostics)
{
	bool changed;

	if (!feed->path)
		feed->unknown_names = 0;
	else if (reread_if_changed(feed, diagnostics) ||
		 feed->checked_by != policy)
		feed->unknown_names = identity_file_warn(
			&feed->in_force, feed->path, policy, diagnostics);
	feed->checked_by = policy;
	changed = feed->changed;
	feed->changed = false;
	return changed;
}

size_t identity_feed_count(const struct identity_feed *feed)
{
	return feed->in_force.count;
}

size_t identity_feed_unknown_names(const struct identity_feed *feed)
{
	return feed->unknown_names;
}
