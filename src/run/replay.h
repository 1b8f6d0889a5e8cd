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
	const char *write; /* passed frames go to this pcapng file; or NULL */
	bool keep_state; /* --continue: keep what was learned from file to file */
	/* what was used of quotas goes on, and is kept; or NULL */
	struct run_checkpoint *checkpoint;
	const volatile sig_atomic_t *stop; /* not 0: drain and end */
	/* called now and then, and once at the end with path NULL */
	void (*progress)(void *context, const struct run_progress *progress);
	void *context;
	struct io_capture_writer *writer; /* ours, while we run */
	/* out */
	size_t failures; /* files that could not be read, or not to the end */
	size_t checkpoint_failures; /* times that counts were not taken up, or not kept */
	uint64_t alerts, drops; /* drops: packets */
};

/**
 * run_replay_run - read captures through the engine, on their own clock
 * @paths: files, directories (their captures in order of name, also below), or "-"
 *
 * Each file starts from an empty state, but for @keep_state. What is wrong with a file
 * is said in the log and counted; the others are still read. @write must not be
 * one of the captures; it stays as it was when nothing could be read.
 *
 * Return: 0; -ENOMEM, or -errno when @write was not written; the log says why.
 */
int run_replay_run(struct run_replay *replay, const char *const *paths,
		   size_t path_count);

#endif
