/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_REPLAY_H
#define RUN_REPLAY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct engine;
struct run_checkpoint;
struct io_capture_writer;
struct report;

/* How far a replay is. */
struct run_progress {
	const char *path;     /* the file that is being read */
	size_t file, files;   /* its number from 1, of how many */
	uint64_t done, total; /* bytes of all files; total 0: not known */
	uint64_t before;      /* bytes of the files before this one */
	uint64_t packets;     /* so far, of all files */
};

struct run_replay {
	struct engine *engine;
	struct report *report;
	const char *write; /* pcapng file for the frames that pass; or NULL */
	bool keep_state; /* --continue: keep what was learned from file to file */
	/* restored before and saved after each capture; or NULL */
	struct run_checkpoint *checkpoint;
	const volatile sig_atomic_t *stop; /* not 0: drain and end */
	/* about every 4096 packets, and once at the end with path NULL; or NULL */
	void (*progress)(void *context, const struct run_progress *progress);
	void *context;
	struct io_capture_writer *writer; /* ours, while we run */
	/* out */
	size_t failures; /* files that could not be read, or not to the end */
	size_t checkpoint_failures; /* not restored, or not saved */
	uint64_t alerts, drops;	    /* drops: packets */
};

/**
 * run_replay_run - run captures through the engine, on their own clock
 * @paths: files, directories (their captures in order of name, also below), or "-"
 *
 * Each file starts from an empty state, except with @keep_state. An error in a file is
 * logged and counted; the others are still read. @write must not be one of the
 * captures; it stays as it was when nothing could be read.
 *
 * Return: 0; -ENOMEM, or -errno when @write was not written: the log says why.
 */
int run_replay_run(struct run_replay *replay, const char *const *paths,
		   size_t path_count);

#endif
