/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures as a source. One worker, one thread; the clock is the captures' own.
 */
#include "engine/replay.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/text.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/figures.h"
#include "engine/worker.h"
#include "io/capture.h"
#include "io/source.h"
#include "packet/packet.h"
#include "report/report.h"
#include "signature/match.h"

/* Link, network and transport headers, options and tunnels included. */
#define HEADER_BYTES 192
#define PROGRESS_EVERY 4096 /* packets */

/* ---- which files ---- */

struct files {
	char **paths;
	size_t count, room;
	bool failed;
};

static void files_add(struct files *files, const char *path)
{
	char *copy = strdup(path);

	if (files->count == files->room) {
		size_t room = files->room ? files->room * 2 : 64;
		char **grown = reallocarray(files->paths, room, sizeof(*grown));

		if (!grown) {
			free(copy);
			files->failed = true;
			return;
		}
		files->paths = grown;
		files->room = room;
	}
	if (copy)
		files->paths[files->count++] = copy;
	else
		files->failed = true;
}

static void files_free(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->paths[i]);
	free(files->paths);
}

/* Names that say that the file is a capture: one that is not is an error. */
static bool is_named_capture(const char *name)
{
	return strstr(name, ".pcap") || strstr(name, ".cap") ||
	       strstr(name, ".dmp") || strstr(name, ".ntar");
}

/* Its first bytes, as libpcap and the pcapng specification have them. */
static bool looks_like_capture(const char *path)
{
	static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34,
					  0x0a0d0d0a};
	FILE *file = fopen(path, "rbe");
	uint32_t magic = 0;
	bool known = false;

	if (!file)
		return true; /* opening it will say why not */
	if (fread(&magic, sizeof(magic), 1, file) == 1)
		for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
			known |= magic == magics[i] ||
				 magic == __builtin_bswap32(magics[i]);
	fclose(file);
	return known;
}

static void files_collect(struct files *files, const char *path);

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void files_collect_directory(struct files *files, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_visible, alphasort);

	if (count < 0) {
		files_add(files, path); /* opening it will say why not */
		return;
	}
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char *below;
		struct stat status;

		if (asprintf(&below, "%s/%s", path, name) < 0) {
			files->failed = true;
		} else {
			if (stat(below, &status) == 0 &&
			    S_ISDIR(status.st_mode))
				files_collect_directory(files, below);
			else if (is_named_capture(name) ||
				 looks_like_capture(below))
				files_add(files, below);
			else
				log_info("%s: skipped: not a capture", below);
			free(below);
		}
		free(entries[i]);
	}
	free(entries);
}

static void files_collect(struct files *files, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") != 0 && stat(path, &status) == 0 &&
	    S_ISDIR(status.st_mode))
		files_collect_directory(files, path);
	else
		files_add(files, path);
}

/* ---- one file ---- */

static void tell_progress(const struct engine_replay *replay,
			  const struct io_source *source,
			  struct engine_progress *progress)
{
	if (!replay->progress)
		return;
	io_capture_progress(source, &progress->done, &progress->total);
	replay->progress(replay->context, progress);
}

/* Reads the source to its end; 0, or the error that ended it. */
static int read_frames(const struct engine_replay *replay,
		       struct engine_worker *worker, struct io_source *source,
		       struct engine_progress *progress)
{
	struct frame frames[ENGINE_BATCH];
	struct verdict verdicts[ENGINE_BATCH];
	uint64_t told = 0;
	int count, error = 0;

	while (!*replay->stop && !error) {
		count = io_source_read(source, frames, ENGINE_BATCH);
		if (count == -EINTR)
			continue;
		if (count <= 0)
			return count;
		engine_worker_batch(worker, frames, (unsigned)count, verdicts);
		for (int i = 0; i < count && !error; i++)
			error = io_source_verdict(source, &frames[i],
						  &verdicts[i]);
		progress->packets += (uint64_t)count;
		if (progress->packets - told > PROGRESS_EVERY) {
			told = progress->packets;
			tell_progress(replay, source, progress);
		}
	}
	return error;
}

static void capture_begin(struct engine_replay *replay, const char *path,
			  size_t files)
{
	char name[4200];
	struct text text;

	text_init(&text, name, sizeof(name));
	text_append(&text, "%s", path);
	if (replay->go_on && files > 1)
		text_append(&text, " and %zu more", files - 1);
	report_capture_begin(replay->report, name);
}

static void capture_end(struct engine_replay *replay,
			struct engine_worker *worker, const char *error)
{
	struct engine_figures figures;
	struct report_stats stats = {
		.first_us = worker->first_us,
		.last_us = worker->now_us,
		.packets = worker->counters.packets,
		.bytes = worker->counters.bytes,
		.error = error,
	};

	engine_worker_finish(worker);
	engine_report_hosts(replay->engine, replay->report);
	engine_figures_collect(replay->engine, &worker->counters, &figures);
	stats.counters = figures.counters;
	stats.counter_count = figures.count;
	report_capture_end(replay->report, &stats);
	replay->alerts += worker->counters.alerts;
	replay->drops += worker->counters.verdicts[ACTION_DROP];
	engine_worker_reset(worker);
	engine_forget(replay->engine);
}

static size_t snap_of(const struct engine_replay *replay)
{
	const struct ruleset *ruleset = atomic_load(&replay->engine->ruleset);

	if (replay->writer)
		return 0;
	return HEADER_BYTES + signature_look_bytes(ruleset->signatures);
}

/* Why reading ended early, in words; nothing when it did not. */
static void error_of(int error, const struct io_source *source,
		     struct text *why)
{
	const char *words = io_capture_error(source);

	if (error < 0)
		text_append(why, "%s", *words ? words : strerror(-error));
}

static void replay_file(struct engine_replay *replay,
			struct engine_worker *worker,
			struct engine_progress *progress)
{
	bool first = !replay->go_on || progress->file == 1;
	char why[512];
	struct engine_direct_outlet *direct =
		(struct engine_direct_outlet *)worker->outlet;
	struct io_source *source;
	struct text text;

	text_init(&text, why, sizeof(why));
	source = io_capture_open(progress->path, snap_of(replay),
				 replay->writer, &text);
	if (!source) {
		log_warnx("%s: not read: %s", progress->path, why);
		replay->failures++;
	}
	text_init(&text, why, sizeof(why));
	if (first && (source || replay->go_on))
		capture_begin(replay, progress->path, progress->files);
	if (!source)
		return;
	direct->source = source;
	tell_progress(replay, source, progress);
	error_of(read_frames(replay, worker, source, progress), source, &text);
	if (text.length) {
		log_warnx("%s: not read to the end: %s", progress->path, why);
		replay->failures++;
	} else if (*replay->stop) {
		text_append(&text, "stopped by a signal");
	}
	if (!replay->go_on)
		capture_end(replay, worker, text.length ? why : NULL);
	direct->source = NULL;
	io_source_close(source);
}

int engine_replay_run(struct engine_replay *replay, const char *const *paths,
		      size_t path_count)
{
	struct engine_direct_outlet direct;
	struct engine_worker *worker =
		engine_worker_create(replay->engine, &direct.outlet);
	struct engine_progress progress = {0};
	struct files files = {0};

	engine_direct_outlet_init(&direct, replay->engine, replay->report);
	for (size_t i = 0; i < path_count; i++)
		files_collect(&files, paths[i]);
	if (!worker || files.failed) {
		engine_worker_destroy(worker);
		files_free(&files);
		return -ENOMEM;
	}
	progress.files = files.count;
	for (size_t i = 0; i < files.count && !*replay->stop; i++) {
		progress.file = i + 1;
		progress.path = files.paths[i];
		replay_file(replay, worker, &progress);
	}
	if (replay->go_on && files.count)
		capture_end(replay, worker, NULL);
	progress.path = NULL;
	if (replay->progress)
		replay->progress(replay->context, &progress);
	engine_worker_destroy(worker);
	files_free(&files);
	return 0;
}
