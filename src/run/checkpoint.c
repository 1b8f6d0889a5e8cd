/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of quota counts. Once it was written, quotas.json exists at any time: a hard
 * link gives the old file its second name before the new file takes the first.
 */
#include "run/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "run/quota_file.h"
#include "host/quota.h"
#include "policy/quota.h"

#define FILE_NAME "quotas.json"
#define BEFORE_NAME FILE_NAME ".1" /* the generation before */
#define FILE_MOST (256L << 20)	   /* bytes: more than a million counts */
#define PATH_BYTES 4200
#define EARLY_US (USEC_PER_SEC / 4)

struct run_checkpoint {
	struct engine *engine;
	const char *directory; /* NULL: the ruleset's */
	usec_t tried_us; /* when it was last written, or an attempt failed */
	usec_t took_us;	 /* duration of that */
	bool loaded;	 /* the file was read, or it did not exist */
	bool failed;	 /* the last attempt; it was logged */
};

struct run_checkpoint *run_checkpoint_create(struct engine *engine,
					     const char *directory)
{
	struct run_checkpoint *checkpoint = calloc(1, sizeof(*checkpoint));

	if (!checkpoint)
		return NULL;
	checkpoint->engine = engine;
	checkpoint->directory = directory;
	return checkpoint;
}

void run_checkpoint_destroy(struct run_checkpoint *checkpoint)
{
	free(checkpoint);
}

static const struct ruleset *ruleset_of(const struct run_checkpoint *it)
{
	return atomic_load(&it->engine->ruleset);
}

static const char *directory_of(const struct run_checkpoint *checkpoint)
{
	return checkpoint->directory ? checkpoint->directory
				     : ruleset_of(checkpoint)->state;
}

static const char *path_of(const struct run_checkpoint *checkpoint,
			   const char *name, char *path)
{
	snprintf(path, PATH_BYTES, "%s/%s", directory_of(checkpoint), name);
	return path;
}

/* ---- reading ---- */

/* Return: 0; -errno when this cannot be a checkpoint. */
static int check_file(FILE *file, struct stat *status)
{
	if (fstat(fileno(file), status) < 0)
		return -errno;
	if (S_ISDIR(status->st_mode))
		return -EISDIR;
	if (!S_ISREG(status->st_mode))
		return -ENOTSUP;
	return status->st_size > FILE_MOST ? -EFBIG : 0;
}

/* Return: to be freed; NULL with errno. */
static char *read_checkpoint(const char *path, size_t *size)
{
	FILE *file = fopen(path, "re");
	char *bytes = NULL;
	struct stat stat;
	int error;

	if (!file)
		return NULL;
	error = check_file(file, &stat);
	if (error) {
		errno = -error;
	} else {
		bytes = malloc((size_t)stat.st_size + 1);
		if (bytes)
			*size = fread(bytes, 1, (size_t)stat.st_size, file);
	}
	error = errno;
	fclose(file);
	errno = error;
	return bytes;
}

/* Restores a count if its quota still exists and counts the same. */
static bool restore_count(struct engine *engine,
			  const struct run_quota_record *record, usec_t now)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	const struct policy_quota *quota = policy_quotas_get(
		ruleset->quotas,
		policy_quotas_find(ruleset->quotas, record->quota));
	struct host_quota_key key = {.kind = record->kind};
	struct host_quota_count *count;
	unsigned stripe;

	if (!quota || quota->unit != record->unit || quota->per != record->per)
		return false;
	key.slot = quota->slot;
	memcpy(key.subject, record->subject, sizeof(key.subject));
	count = host_quotas_acquire(engine->quotas, &key, now, &stripe);
	if (!count)
		return false;
	if (count->until_us) {
		/* traffic was counted before the file was read */
		host_quota_add(count, record->count.used);
	} else {
		*count = record->count;
	}
	/* the period may be configured differently now */
	if (now && count->until_us > now) {
		struct policy_span span = policy_period_at(&quota->period, now);

		count->from_us = span.from;
		count->until_us = span.until;
	}
	host_quotas_release(engine->quotas, stripe);
	return true;
}

static void restore_all(struct run_checkpoint *checkpoint, const char *path,
			const struct run_quota_records *records, usec_t now)
{
	size_t lost = 0;

	for (size_t i = 0; i < records->count; i++)
		lost += !restore_count(checkpoint->engine, &records->all[i],
				       now);
	log_info("%s: restored %zu counters", path, records->count - lost);
	if (lost)
		log_warnx(
			"%s: discarded %zu counters: their quotas were removed "
			"or redefined",
			path, lost);
}

/* A damaged file is kept for inspection instead of being overwritten. */
static void put_aside(const char *path)
{
	char aside[PATH_BYTES + 16];

	snprintf(aside, sizeof(aside), "%s.damaged", path);
	if (rename(path, aside) < 0)
		log_warn("%s: cannot rename it to %s", path, aside);
	else
		log_warnx("%s: renamed to %s", path, aside);
}

/* Return: 0; -ENOENT when the file does not exist; else -errno: the reason is logged. */
static int load_file(struct run_checkpoint *checkpoint, const char *path,
		     usec_t now)
{
	struct run_quota_records records;
	char message[256];
	struct text why;
	size_t size;
	char *bytes = read_checkpoint(path, &size);
	int error = -errno;

	if (!bytes) {
		if (error != -ENOENT)
			log_warnx("%s: cannot read it: %s", path,
				  strerror(-error));
		return error;
	}
	text_init(&why, message, sizeof(message));
	error = run_quota_file_parse(bytes, size, &records, &why);
	free(bytes);
	if (error) {
		log_warnx("%s: rejected: %s", path,
			  error == -EINVAL ? message : strerror(-error));
		if (error == -EINVAL)
			put_aside(path);
		return error;
	}
	restore_all(checkpoint, path, &records, now);
	free(records.all);
	return 0;
}

int run_checkpoint_load(struct run_checkpoint *checkpoint, usec_t now)
{
	char path[PATH_BYTES];
	int error, before;

	if (!ruleset_of(checkpoint)->quotas)
		return 0;
	checkpoint->loaded = true;
	error = load_file(checkpoint, path_of(checkpoint, FILE_NAME, path),
			  now);
	if (!error)
		return 0;
	before = load_file(checkpoint, path_of(checkpoint, BEFORE_NAME, path),
			   now);
	if (!before)
		log_warnx("quotas: restored the previous checkpoint");
	if (!before || (error == -ENOENT && before == -ENOENT))
		return 0;
	log_warnx("quotas: counting starts at zero");
	return error == -ENOENT ? before : error;
}

/* ---- writing ---- */

struct collection {
	const struct policy_quotas *quotas;
	struct run_quota_records records;
	size_t room;
	usec_t now;
};

/* Frees a count whose period has ended: restoring it would be of no use. */
static bool collect_count(void *context, const struct host_quota_key *key,
			  struct host_quota_count *count)
{
	struct collection *all = context;
	const struct policy_quota *quota = policy_quotas_get(
		all->quotas, policy_quotas_of_slot(all->quotas, key->slot));
	struct run_quota_record *record;

	if (!quota || all->records.count == all->room)
		return true;
	if (count->until_us <= all->now)
		return false;
	record = &all->records.all[all->records.count++];
	snprintf(record->quota, sizeof(record->quota), "%s", quota->name);
	record->unit = quota->unit;
	record->per = quota->per;
	record->kind = key->kind;
	memcpy(record->subject, key->subject, sizeof(record->subject));
	record->count = *count;
	return true;
}

/* Return: to be freed; NULL with errno. */
static char *print_counts(struct run_checkpoint *checkpoint, usec_t now)
{
	struct collection all = {.quotas = ruleset_of(checkpoint)->quotas,
				 .records = {.saved_us = now},
				 .now = now};
	struct host_quotas_counts counts;
	char *text = NULL;

	host_quotas_count(checkpoint->engine->quotas, &counts);
	/* slack for counts that begin now; further ones go into the next file */
	all.room = counts.active + 1024;
	all.records.all = calloc(all.room, sizeof(*all.records.all));
	if (all.records.all) {
		host_quotas_each(checkpoint->engine->quotas, collect_count,
				 &all);
		text = run_quota_file_print(&all.records);
	}
	free(all.records.all);
	errno = text ? 0 : ENOMEM;
	return text;
}

static int write_and_sync(int descriptor, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t wrote = write(descriptor, text, left);

		if (wrote < 0 && errno != EINTR)
			return -errno;
		if (wrote > 0) {
			text += wrote;
			left -= (size_t)wrote;
		}
	}
	return fsync(descriptor) < 0 ? -errno : 0;
}

static int write_file(const char *path, const char *text)
{
	int descriptor =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	int error;

	if (descriptor < 0)
		return -errno;
	error = write_and_sync(descriptor, text);
	if (close(descriptor) < 0 && !error)
		error = -errno;
	return error;
}

/* rename() would replace an empty directory here, so refuse one. */
static bool is_directory(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Makes the renames durable. */
static int sync_directory(const char *path)
{
	int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = 0;

	if (descriptor < 0)
		return -errno;
	if (fsync(descriptor) < 0)
		error = -errno;
	close(descriptor);
	return error;
}

static int replace_file(const struct run_checkpoint *checkpoint,
			const char *text)
{
	char path[PATH_BYTES], part[PATH_BYTES], before[PATH_BYTES],
		link_part[PATH_BYTES];
	int error;

	path_of(checkpoint, FILE_NAME, path);
	path_of(checkpoint, FILE_NAME ".part", part);
	path_of(checkpoint, BEFORE_NAME, before);
	path_of(checkpoint, BEFORE_NAME ".part", link_part);
	error = is_directory(path) ? -EISDIR : write_file(part, text);
	if (error)
		return error;
	unlink(link_part);
	/* a file system without links: the old file loses its first name for a moment */
	if ((link(path, link_part) < 0 || rename(link_part, before) < 0) &&
	    errno != ENOENT && rename(path, before) < 0)
		return -errno;
	if (rename(part, path) < 0)
		return -errno;
	return sync_directory(directory_of(checkpoint));
}

int run_checkpoint_save(struct run_checkpoint *checkpoint, usec_t now)
{
	usec_t began = clock_monotonic();
	char *text;
	int error;

	if (!ruleset_of(checkpoint)->quotas)
		return 0;
	checkpoint->tried_us = now;
	/* a change from here on goes into the next file */
	host_quotas_take_changes(checkpoint->engine->quotas);
	text = print_counts(checkpoint, now);
	error = text ? replace_file(checkpoint, text) : -errno;
	free(text);
	checkpoint->took_us = clock_monotonic() - began;
	if (error && !checkpoint->failed)
		log_warnx("%s/" FILE_NAME ": cannot write it: %s: a restart "
			  "would lose the usage of quotas",
			  directory_of(checkpoint), strerror(-error));
	else if (!error && checkpoint->failed)
		log_warnx("%s/" FILE_NAME ": written again",
			  directory_of(checkpoint));
	checkpoint->failed = error;
	return error;
}

/*
 * Early enough that at most one interval is lost: the timer and the writing take time,
 * and the file before it counts until the new one has its name.
 */
static bool is_due(const struct run_checkpoint *checkpoint, usec_t now)
{
	usec_t interval = ruleset_of(checkpoint)->checkpoint * USEC_PER_SEC;
	usec_t early = EARLY_US + checkpoint->took_us * 3 / 2;

	if (early > interval / 2)
		early = interval / 2;
	return now < checkpoint->tried_us ||
	       now - checkpoint->tried_us + early >= interval;
}

void run_checkpoint_save_if_due(struct run_checkpoint *checkpoint, usec_t now)
{
	if (!ruleset_of(checkpoint)->quotas)
		return;
	if (!checkpoint->loaded)
		run_checkpoint_load(checkpoint, now);
	/* after a failure the changes taken then are not in any file */
	if (is_due(checkpoint, now) &&
	    (checkpoint->failed ||
	     host_quotas_take_changes(checkpoint->engine->quotas)))
		run_checkpoint_save(checkpoint, now);
}
