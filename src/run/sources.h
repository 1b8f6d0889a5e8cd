/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_SOURCES_H
#define RUN_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/source_counts.h"

struct io_source;
struct ruleset;

/* Options of the sources of a live service. */
struct run_sources_options {
	bool queues; /* else listen on `interface` */
	uint16_t first_queue, last_queue;
	const char *interface;
	bool marks_are_foreign; /* no VLAN and no DSCP in a queued packet's mark */
};

/* The open netfilter queues, or the interface. */
struct run_sources {
	bool queues;
	struct io_source **all;
	size_t count; /* that are open */
	struct run_source_counts counts;
};

/**
 * run_sources_open - open the queues or the interface
 * @sources: out; to be ended by run_sources_fini(), whatever is returned
 * @ruleset: its signatures set how much of a packet is needed
 *
 * Return: EXIT_GOOD, or the exit code of the program: the log says why.
 */
int run_sources_open(struct run_sources *sources,
		     const struct run_sources_options *options,
		     const struct ruleset *ruleset);

/**
 * run_sources_fini - close those that are open and free the counters
 *
 * Set @count to 0 before when run_live_run() has closed them.
 */
void run_sources_fini(struct run_sources *sources);

/**
 * run_sources_set_priority - return whether each source can set a packet's priority
 */
bool run_sources_set_priority(const struct run_sources *sources);

/**
 * run_sources_drain - unbind a queue, and handle what it has queued; its own thread
 */
void run_sources_drain(const struct run_sources *sources,
		       struct io_source *source);

/**
 * run_sources_count - store a source's counters; its own thread
 */
void run_sources_count(struct run_sources *sources, struct io_source *source);

#endif
