/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file is read whole, sorted by key; so what is not said any more is found. Its
 * times stand in a list of their own, under a
 * lock, which a worker asks only when its clock has left the span between two of them.
 */
#include "identity/feed.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diagnostic.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "identity/file.h"
#include "identity/table.h"

/* What tells one state of a file from another. */
struct version {
	bool there;
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct identity_feed {
	struct engine *engine;
	size_t most; /* hosts that there is room for */
	char *path;
	struct version read;	       /* what was read last, good or not */
	struct identity_file said;     /* in force */
	const struct policy *named_by; /* has been asked for its names */
};

struct identity_expiry {
	pthread_mutex_t lock;
	usec_t *times; /* ascending */
	size_t count;
	_Atomic uint32_t version; /* of the list */
};

/* ---- what expires ---- */

struct identity_expiry *identity_expiry_create(void)
{
	struct identity_expiry *expiry = calloc(1, sizeof(*expiry));

	if (!expiry)
		return NULL;
	pthread_mutex_init(&expiry->lock, NULL);
	atomic_init(&expiry->version, 1);
	return expiry;
}

void identity_expiry_destroy(struct identity_expiry *expiry)
{
	if (!expiry)
		return;
	pthread_mutex_destroy(&expiry->lock);
	free(expiry->times);
	free(expiry);
}

bool identity_expiry_is_around(const struct identity_expiry *expiry,
			       const struct identity_expiry_span *span,
			       usec_t now)
{
	return now >= span->from && now < span->until &&
	       span->version == atomic_load_explicit(&expiry->version,
						     memory_order_relaxed);
}

/* How many are over; the caller has the lock. */
static size_t count_over(const struct identity_expiry *expiry, usec_t now)
{
	size_t low = 0, high = expiry->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (expiry->times[middle] <= now)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool identity_expiry_move(struct identity_expiry *expiry, usec_t now,
			  struct identity_expiry_span *span)
{
	usec_t before = span->from;
	size_t over;

	pthread_mutex_lock(&expiry->lock);
	over = count_over(expiry, now);
	span->from = over ? expiry->times[over - 1] : 0;
	span->until = over < expiry->count ? expiry->times[over] : UINT64_MAX;
	span->version = atomic_load(&expiry->version);
	pthread_mutex_unlock(&expiry->lock);
	return span->from != before;
}

static int compare_times(const void *a, const void *b)
{
	const usec_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* @times: given away. */
static void expiry_replace(struct identity_expiry *expiry, usec_t *times,
			   size_t count)
{
	usec_t *old;

	if (count)
		qsort(times, count, sizeof(*times), compare_times);
	pthread_mutex_lock(&expiry->lock);
	old = expiry->times;
	expiry->times = times;
	expiry->count = count;
	atomic_fetch_add(&expiry->version, 1);
	pthread_mutex_unlock(&expiry->lock);
	free(old);
}

/* ---- in force ---- */

/* Both are sorted: who is only in the old one goes. */
static bool remove_others(struct identity_feed *feed,
			  const struct identity_file *file)
{
	bool news = false;
	size_t at = 0;

	for (size_t i = 0; i < feed->said.count; i++) {
		const struct identity_key *key = &feed->said.all[i].key;

		while (at < file->count &&
		       identity_file_compare(&file->all[at].key, key) < 0)
			at++;
		if (at < file->count &&
		    !identity_file_compare(&file->all[at].key, key))
			continue;
		identity_table_remove(feed->engine->identities, key);
		news = true;
	}
	return news;
}

static bool set_all(struct identity_feed *feed,
		    const struct identity_file *file)
{
	bool news = false;

	for (size_t i = 0; i < file->count; i++)
		news |= identity_table_set(feed->engine->identities,
					   &file->all[i].key,
					   &file->all[i].identity);
	return news;
}

/* Return: false when there is no memory for the times. */
static bool take_times(struct identity_feed *feed,
		       const struct identity_file *file)
{
	usec_t *times = calloc(file->count + 1, sizeof(*times));
	size_t count = 0;

	if (!times)
		return false;
	for (size_t i = 0; i < file->count; i++)
		if (file->all[i].identity.until_us)
			times[count++] = file->all[i].identity.until_us;
	expiry_replace(feed->engine->expiry, times, count);
	return true;
}

/* Return: false when there is no memory; then nothing changed. */
static bool take(struct identity_feed *feed, struct identity_file *file)
{
	bool news;

	if (!take_times(feed, file))
		return false;
	news = remove_others(feed, file);
	news |= set_all(feed, file);
	identity_file_free(&feed->said);
	feed->said = *file;
	if (news)
		engine_outdate(feed->engine);
	return true;
}

/* ---- the feed ---- */

struct identity_feed *identity_feed_create(struct engine *engine)
{
	struct identity_feed *feed = calloc(1, sizeof(*feed));

	if (!feed)
		return NULL;
	feed->engine = engine;
	feed->most = atomic_load(&engine->ruleset)->limits.hosts;
	return feed;
}

void identity_feed_destroy(struct identity_feed *feed)
{
	if (!feed)
		return;
	free(feed->path);
	identity_file_free(&feed->said);
	free(feed);
}

void identity_feed_follow(struct identity_feed *feed, const char *path)
{
	struct identity_file nobody = {NULL, 0};

	if (path && feed->path && strcmp(path, feed->path) == 0)
		return;
	if (feed->path)
		take(feed, &nobody);
	free(feed->path);
	feed->path = path ? strdup(path) : NULL;
	feed->read = (struct version){0};
}

static struct version version_of(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return (struct version){.there = false};
	return (struct version){
		.there = true,
		.device = status.st_dev,
		.inode = status.st_ino,
		.size = status.st_size,
		.changed = status.st_mtim,
	};
}

static bool is_same(const struct version *a, const struct version *b)
{
	return a->there == b->there && a->device == b->device &&
	       a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Return: whether there is something new to be said. */
static bool read_file(struct identity_feed *feed,
		      struct diagnostics *diagnostics)
{
	struct version version = version_of(feed->path);
	struct identity_file file;

	if (is_same(&version, &feed->read))
		return false;
	feed->read = version;
	if (!identity_file_read(feed->path, feed->most, diagnostics, &file))
		return false;
	if (take(feed, &file))
		return true;
	diagnostic_error(diagnostics, feed->path, 0, "%s", strerror(ENOMEM));
	identity_file_free(&file);
	return false;
}

void identity_feed_update(struct identity_feed *feed,
			  const struct policy *policy,
			  struct diagnostics *diagnostics)
{
	struct engine_identity_counts *fed = &feed->engine->fed;
	size_t unknown = 0;

	if (feed->path && !read_file(feed, diagnostics) &&
	    feed->named_by == policy)
		return;
	if (feed->path)
		unknown = identity_file_warn(&feed->said, feed->path, policy,
					     diagnostics);
	feed->named_by = policy;
	atomic_store(&fed->hosts, feed->said.count);
	atomic_store(&fed->unknown_names, unknown);
}

size_t identity_feed_count(const struct identity_feed *feed)
{
	return feed->said.count;
}
