/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_LIVE_H
#define RUN_LIVE_H

#include <stdbool.h>
#include <stddef.h>

struct engine;
struct engine_counters;
struct io_source;
struct report;
struct ruleset;

/*
 * Live sources through the engine: a worker thread each, and the caller's thread,
 * which writes events, minds signals and publishes rulesets.
 */
struct run_live {
	struct engine *engine;
	struct io_source **sources;
	size_t source_count;
	struct report *report; /* written by the caller's thread only */
	bool pin;	       /* worker n to processor n */

	/* what the caller does for us; context is theirs */
	void *context;
	/* let no packet be lost that waits for the source; then it is closed */
	void (*drain)(void *context, struct io_source *source);
	/* a new ruleset, or NULL to keep the one in force */
	struct ruleset *(*load)(void *context);
	void (*unload)(void *context, struct ruleset *ruleset);
	/* the report on files opened anew; it must not fail */
	struct report *(*reopen)(void *context, struct report *report);
	/* from the source's own thread, about once a second */
	void (*count)(void *context, struct io_source *source);
	/* once a second: figures of all workers so far */
	void (*tick)(void *context, const struct engine_counters *counters,
		     bool dump);
	/* ten times a second; may be NULL */
	void (*beat)(void *context);
	/* every worker runs: traffic is served */
	void (*ready)(void *context);
};

/**
 * run_live_run - serve the sources until TERM or INT
 *
 * HUP loads a new ruleset and reopens the report, USR1 reopens it, USR2 asks the
 * tick for a dump. Signals must be blocked in the whole process before: see
 * run_live_block_signals(). Sources are drained and closed at the end.
 *
 * Return: 0; -errno when a source broke or a thread could not be made.
 */
int run_live_run(struct run_live *live);

/**
 * run_live_block_signals - block what run_live_run() waits for
 *
 * Before there is another thread: threads inherit it.
 */
void run_live_block_signals(void);

#endif
