/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file is read whole, into a list that is sorted by key; so what is said twice is
 * found, and what is not said any more. Its times stand in a list of their own, under a
 * lock, which a worker asks only when its clock has left the span between two of them.
 */
#include "engine/feed.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/complaint.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "host/identity.h"
#include "host/identity_line.h"

#define ERRORS_MOST 20 /* of one file, to be said */

struct entry {
	struct host_identity_key key;
	unsigned line;
	struct host_identity identity;
};

/* What tells one state of a file from another. */
struct version {
	bool there;
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct engine_feed {
	struct engine *engine;
	size_t most; /* hosts that there is room for */
	char *path;
	struct version read;   /* what was read last, good or not */
	struct entry *entries; /* in force; sorted by key */
	size_t count;
};

struct engine_expiry {
	pthread_mutex_t lock;
	usec_t *times; /* ascending */
	size_t count;
	_Atomic uint32_t version; /* of the list */
};

/* ---- what expires ---- */

struct engine_expiry *engine_expiry_create(void)
{
	struct engine_expiry *expiry = calloc(1, sizeof(*expiry));

	if (!expiry)
		return NULL;
	pthread_mutex_init(&expiry->lock, NULL);
	atomic_init(&expiry->version, 1);
	return expiry;
}

void engine_expiry_destroy(struct engine_expiry *expiry)
{
	if (!expiry)
		return;
	pthread_mutex_destroy(&expiry->lock);
	free(expiry->times);
	free(expiry);
}

bool engine_expiry_is_around(const struct engine_expiry *expiry,
			     const struct engine_expiry_span *span, usec_t now)
{
	return now >= span->from && now < span->until &&
	       span->version == atomic_load_explicit(&expiry->version,
						     memory_order_relaxed);
}

/* How many are over; the caller has the lock. */
static size_t count_over(const struct engine_expiry *expiry, usec_t now)
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

bool engine_expiry_move(struct engine_expiry *expiry, usec_t now,
			struct engine_expiry_span *span)
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
static void expiry_replace(struct engine_expiry *expiry, usec_t *times,
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

/* ---- reading ---- */

static int compare_keys(const struct host_identity_key *a,
			const struct host_identity_key *b)
{
	if (a->of_mac != b->of_mac)
		return a->of_mac ? 1 : -1;
	return a->of_mac ? packet_mac_compare(&a->mac, &b->mac)
			 : packet_address_compare(&a->address, &b->address);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = compare_keys(&x->key, &y->key);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* A file while it is read. */
struct reading {
	const char *path;
	struct complaints *complaints;
	unsigned errors, line;
	struct entry *entries;
	size_t count, room, most;
};

static void reading_fail(struct reading *reading, unsigned line,
			 const char *what)
{
	if (++reading->errors <= ERRORS_MOST)
		complaint_error(reading->complaints, reading->path, line, "%s",
				what);
	else if (reading->errors == ERRORS_MOST + 1)
		complaint_error(reading->complaints, reading->path, line,
				"more errors");
}

static bool reading_grow(struct reading *reading)
{
	size_t room = reading->room ? reading->room * 2 : 64;
	struct entry *grown;

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

/* Return: whether there may be more. */
static bool read_line(struct reading *reading, char *line, size_t size)
{
	struct entry *entry;
	const char *why;
	char text[128];
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
	error = host_identity_line_parse(line, &entry->key, &entry->identity,
					 &why);
	if (error == -EINVAL) {
		snprintf(text, sizeof(text), "expected %s", why);
		reading_fail(reading, reading->line, text);
	}
	if (error)
		return true;
	entry->line = reading->line;
	if (++reading->count <= reading->most)
		return true;
	reading_fail(reading, reading->line,
		     "more hosts than \"limits.hosts\" has room for");
	return false;
}

static void refuse_twice(struct reading *reading)
{
	char text[64];

	if (reading->count)
		qsort(reading->entries, reading->count,
		      sizeof(*reading->entries), compare_entries);
	for (size_t i = 1; i < reading->count; i++) {
		const struct entry *before = &reading->entries[i - 1];
		const struct entry *entry = &reading->entries[i];

		if (compare_keys(&before->key, &entry->key))
			continue;
		snprintf(text, sizeof(text), "the same host as in line %u",
			 before->line);
		reading_fail(reading, entry->line, text);
	}
}

/* A file that is not there is one without lines. */
static void read_file(struct reading *reading)
{
	FILE *file = fopen(reading->path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t size;

	if (!file) {
		if (errno != ENOENT)
			reading_fail(reading, 0, strerror(errno));
		return;
	}
	while ((size = getline(&line, &room, file)) >= 0) {
		reading->line++;
		if (!read_line(reading, line, (size_t)size))
			break;
	}
	if (size < 0 && !feof(file)) /* getline() has just set it */
		reading_fail(reading, 0, strerror(errno));
	free(line);
	fclose(file);
	refuse_twice(reading);
}

/* ---- in force ---- */

/* Both lists are sorted: who is only in the old one goes. */
static bool remove_others(struct engine_feed *feed,
			  const struct reading *reading)
{
	bool news = false;
	size_t at = 0;

	for (size_t i = 0; i < feed->count; i++) {
		const struct host_identity_key *key = &feed->entries[i].key;

		while (at < reading->count &&
		       compare_keys(&reading->entries[at].key, key) < 0)
			at++;
		if (at < reading->count &&
		    !compare_keys(&reading->entries[at].key, key))
			continue;
		host_identities_remove(feed->engine->identities, key);
		news = true;
	}
	return news;
}

static bool set_all(struct engine_feed *feed, const struct reading *reading)
{
	bool news = false;

	for (size_t i = 0; i < reading->count; i++)
		news |= host_identities_set(feed->engine->identities,
					    &reading->entries[i].key,
					    &reading->entries[i].identity);
	return news;
}

/* Return: false when there is no memory for the times. */
static bool take_times(struct engine_feed *feed, const struct reading *reading)
{
	usec_t *times = calloc(reading->count + 1, sizeof(*times));
	size_t count = 0;

	if (!times)
		return false;
	for (size_t i = 0; i < reading->count; i++)
		if (reading->entries[i].identity.until_us)
			times[count++] = reading->entries[i].identity.until_us;
	expiry_replace(feed->engine->expiry, times, count);
	return true;
}

static void take(struct engine_feed *feed, struct reading *reading)
{
	bool news;

	if (!take_times(feed, reading)) {
		reading_fail(reading, 0, strerror(ENOMEM));
		free(reading->entries);
		return;
	}
	news = remove_others(feed, reading);
	news |= set_all(feed, reading);
	free(feed->entries);
	feed->entries = reading->entries;
	feed->count = reading->count;
	if (news)
		engine_outdate(feed->engine);
}

/* ---- the feed ---- */

struct engine_feed *engine_feed_create(struct engine *engine)
{
	struct engine_feed *feed = calloc(1, sizeof(*feed));

	if (!feed)
		return NULL;
	feed->engine = engine;
	feed->most = atomic_load(&engine->ruleset)->limits.hosts;
	return feed;
}

void engine_feed_destroy(struct engine_feed *feed)
{
	if (!feed)
		return;
	free(feed->path);
	free(feed->entries);
	free(feed);
}

void engine_feed_follow(struct engine_feed *feed, const char *path)
{
	struct reading nobody = {0};

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

void engine_feed_update(struct engine_feed *feed, struct complaints *complaints)
{
	struct reading reading = {.path = feed->path,
				  .complaints = complaints,
				  .most = feed->most};
	struct version version;

	if (!feed->path)
		return;
	version = version_of(feed->path);
	if (is_same(&version, &feed->read))
		return;
	feed->read = version;
	read_file(&reading);
	if (reading.errors)
		free(reading.entries);
	else
		take(feed, &reading);
}

size_t engine_feed_count(const struct engine_feed *feed)
{
	return feed->count;
}

void engine_feed_check(const char *path, size_t hosts,
		       struct complaints *complaints)
{
	struct reading reading = {
		.path = path, .complaints = complaints, .most = hosts};

	read_file(&reading);
	free(reading.entries);
}
