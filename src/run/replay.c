/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures as a source. One worker, one thread; the clock is the captures' own.
 */
#include "run/replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "run/captures.h"
#include "run/checkpoint.h"
#include "engine/engine.h"
#include "engine/report_hosts.h"
#include "engine/event.h"
#include "engine/stats.h"
#include "engine/worker.h"
#include "io/capture.h"
#include "io/source.h"
#include "packet/packet.h"
#include "report/report.h"

#define PROGRESS_EVERY 4096 /* packets */

/* ---- one file ---- */

static void report_progress(const struct run_replay *replay,
			    const struct io_source *source,
			    struct run_progress *progress)
{
	uint64_t done, unused;

	if (!replay->progress)
		return;
	io_capture_progress(source, &done, &unused);
	progress->done = progress->before + done;
	replay->progress(replay->context, progress);
}

/* Reads the source to its end. Return: 0, or the error that ended it. */
static int read_frames(const struct run_replay *replay,
		       struct engine_worker *worker, struct io_source *source,
		       struct run_progress *progress)
{
	struct frame frames[ENGINE_BATCH];
	struct verdict verdicts[ENGINE_BATCH];
	uint64_t reported = 0; /* packets, by the last progress */
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
		if (progress->packets - reported > PROGRESS_EVERY) {
			reported = progress->packets;
			report_progress(replay, source, progress);
		}
	}
	return error;
}

static void capture_begin(struct run_replay *replay, const char *path,
			  size_t files)
{
	char name[4200];
	struct text text;

	text_init(&text, name, sizeof(name));
	text_append(&text, "%s", path);
	if (replay->keep_state && files > 1)
		text_append(&text, " and %zu more", files - 1);
	report_event(replay->report, &(struct report_event){
					     .kind = REPORT_EVENT_CAPTURE,
					     .capture = name,
				     });
	if (replay->checkpoint &&
	    run_checkpoint_load(replay->checkpoint, 0) < 0)
		replay->checkpoint_failures++;
}

static void capture_end(struct run_replay *replay, struct engine_worker *worker,
			const char *error)
{
	struct engine_stats stats;

	engine_worker_finish(worker);
	engine_report_hosts(replay->engine, replay->report);
	engine_stats_collect(replay->engine, &worker->counters, &stats);
	stats.event.first_us = worker->first_us;
	stats.event.last_us = worker->now_us;
	stats.event.error = error;
	engine_stats_report(replay->engine, &stats, replay->report);
	if (replay->checkpoint &&
	    run_checkpoint_save(replay->checkpoint, stats.event.last_us) < 0)
		replay->checkpoint_failures++;
	engine_stats_fini(&stats);
	replay->alerts += worker->counters.alerts;
	replay->drops += worker->counters.verdicts[ACTION_DROP] +
			 worker->counters.verdicts[ACTION_REJECT];
	engine_worker_reset(worker);
	engine_forget(replay->engine);
}

/* Appends why reading ended early; nothing if it reached the end. */
static void append_error(int error, const struct io_source *source,
			 struct text *why)
{
	const char *words = io_capture_error(source);

	if (error < 0)
		text_append(why, "%s", *words ? words : strerror(-error));
}

static void replay_file(struct run_replay *replay, struct engine_worker *worker,
			struct run_progress *progress)
{
	bool first = !replay->keep_state || progress->file == 1;
	char why[512];
	struct engine_direct_sink *direct =
		(struct engine_direct_sink *)worker->event_sink;
	struct io_source *source;
	struct text text;

	text_init(&text, why, sizeof(why));
	source = io_capture_open(progress->path, replay->writer, &text);
	if (!source) {
		log_warnx("%s: cannot read it: %s", progress->path, why);
		replay->failures++;
	}
	text_init(&text, why, sizeof(why));
	if (first && (source || replay->keep_state))
		capture_begin(replay, progress->path, progress->files);
	if (!source)
		return;
	direct->source = source;
	report_progress(replay, source, progress);
	append_error(read_frames(replay, worker, source, progress), source,
		     &text);
	if (text.length) {
		log_warnx("%s: cannot read it to its end: %s", progress->path,
			  why);
		replay->failures++;
	} else if (*replay->stop) {
		text_append(&text, "stopped by a signal");
	}
	if (!replay->keep_state)
		capture_end(replay, worker, text.length ? why : NULL);
	direct->source = NULL;
	io_source_close(source);
}

/* ---- packets that pass, to a file ---- */

/* A capture must not be replaced while it is read. */
static bool write_is_safe(const struct run_replay *replay,
			  const struct run_captures *captures)
{
	char *part = NULL;
	const char *input = run_captures_find(captures, replay->write);

	if (!input && asprintf(&part, "%s.part", replay->write) >= 0)
		input = run_captures_find(captures, part);
	free(part);
	if (input)
		log_warnx("%s: refused to write it: it is the capture %s",
			  replay->write, input);
	return !input;
}

/* Return: 0; -errno: the log says why. */
static int open_writer(struct run_replay *replay,
		       const struct run_captures *captures)
{
	if (!replay->write)
		return 0;
	if (!write_is_safe(replay, captures))
		return -EEXIST;
	replay->writer = io_capture_writer_open(replay->write);
	if (replay->writer)
		return 0;
	log_warn("%s", replay->write);
	return -EIO;
}

/* When nothing could be read, a file that existed before stays. */
static int close_writer(struct run_replay *replay, uint64_t packets)
{
	int error = 0;

	if (replay->writer && !packets && (replay->failures || *replay->stop))
		io_capture_writer_discard(replay->writer);
	else if (replay->writer)
		error = io_capture_writer_close(replay->writer);
	replay->writer = NULL;
	if (error)
		log_warnx("%s: %s", replay->write, strerror(-error));
	return error;
}

/* ---- all files ---- */

/* Ends the single report of --continue. */
static void end_common_report(struct run_replay *replay,
			      const struct run_captures *captures,
			      struct engine_worker *worker)
{
	char why[100];
	struct text text;

	text_init(&text, why, sizeof(why));
	if (replay->failures)
		text_append(&text,
			    "%zu of %zu captures were not read to their end",
			    replay->failures, captures->count);
	else if (*replay->stop)
		text_append(&text, "stopped by a signal");
	capture_end(replay, worker, text.length ? why : NULL);
}

/* return the size of all captures; 0 when one is not known */
static uint64_t total_bytes(const struct run_captures *captures)
{
	uint64_t total = 0;

	for (size_t i = 0; i < captures->count; i++) {
		if (!run_captures_is_file(captures->paths[i]))
			return 0;
		total += run_captures_bytes(captures->paths[i]);
	}
	return total;
}

static void replay_files(struct run_replay *replay,
			 const struct run_captures *captures,
			 struct engine_worker *worker,
			 struct run_progress *progress)
{
	progress->files = captures->count;
	progress->total = total_bytes(captures);
	for (size_t i = 0; i < captures->count && !*replay->stop; i++) {
		progress->file = i + 1;
		progress->path = captures->paths[i];
		replay_file(replay, worker, progress);
		progress->before += run_captures_bytes(progress->path);
	}
	if (replay->keep_state && captures->count)
		end_common_report(replay, captures, worker);
	progress->path = NULL;
	if (replay->progress)
		replay->progress(replay->context, progress);
}

int run_replay_run(struct run_replay *replay, const char *const *paths,
		   size_t path_count)
{
	struct engine_direct_sink direct;
	struct engine_worker *worker =
		engine_worker_create(replay->engine, &direct.event_sink);
	struct run_progress progress = {0};
	struct run_captures captures = {0};
	int error = -ENOMEM;

	engine_direct_sink_init(&direct, replay->engine, replay->report);
	for (size_t i = 0; i < path_count; i++)
		run_captures_add(&captures, paths[i]);
	if (!worker || captures.failed)
		log_warnx("replay: out of memory");
	else
		error = open_writer(replay, &captures);
	if (!error) {
		replay_files(replay, &captures, worker, &progress);
		error = close_writer(replay, progress.packets);
	}
	engine_worker_destroy(worker);
	run_captures_fini(&captures);
	return error;
}
