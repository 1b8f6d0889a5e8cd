/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_LIVE_H
#define RUN_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "run/loop.h"

struct engine;
struct engine_counters;
struct io_source;
struct report;
struct ruleset;

/*
 * Live sources through the engine: each has a worker thread; the caller's thread
 * writes events, handles signals and publishes rulesets.
 */
struct run_live {
	struct engine *engine;
	struct io_source **sources;
	size_t source_count;
	struct report *report; /* written by the caller's thread only */
	bool pin;	       /* worker n to processor n */

	/* while it runs; ready() may add watches, which its caller removes */
	struct run_loop loop;

	/* functions of the caller, and their context */
	void *context;
	/* stop the kernel from queuing, and handle what it has queued */
	void (*drain)(void *context, struct io_source *source);
	/* load a new ruleset; NULL keeps the one in force */
	struct ruleset *(*load)(void *context);
	void (*unload)(void *context, struct ruleset *ruleset);
	/* open the report's files anew; a file that cannot be stays as it is */
	void (*reopen)(void *context);
	/* copy the source's counters; its own thread calls, about once a second */
	void (*count)(void *context, struct io_source *source);
	/* once a second, and with @dump when USR2 came and at the end */
	void (*tick)(void *context, const struct engine_counters *counters,
		     bool dump);
	/* ten times a second; may be NULL */
	void (*timer)(void *context);
	/* all workers run and signals are handled */
	void (*ready)(void *context);
};

/**
 * run_live_run - serve the sources until TERM or INT
 *
 * HUP reopens the report and loads a new ruleset, USR1 reopens the report, USR2
 * makes a tick with @dump. Signals must be blocked in the whole process before: see
 * run_live_block_signals(). Sources are drained and closed at the end.
 *
 * Return: 0; -errno when a source broke or a thread could not be created.
 */
int run_live_run(struct run_live *live);

/**
 * run_live_block_signals - block the signals that run_live_run() reads
 *
 * Call it before the first thread is created: threads inherit the mask.
 */
void run_live_block_signals(void);

#endif
