/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_SOURCE_COUNTS_H
#define RUN_SOURCE_COUNTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "io/capture_live.h"
#include "io/nfqueue.h"

struct engine_stats;
struct io_source;

/*
 * The newest counters of queues or of an interface: each source's own thread
 * stores them, the thread that writes statistics adds them up.
 */
struct run_source_counts {
	pthread_mutex_t lock; /* of what follows */
	bool queues;	      /* else an interface */
	size_t count;	      /* of `of_queues` */
	struct io_nfqueue_counts *of_queues;
	struct io_capture_live_counts of_interface;
};

/**
 * run_source_counts_init - counters of @sources queues, or of an interface
 *
 * Return: 0; -ENOMEM. run_source_counts_fini() may follow in any case, and for
 * counters that are all zero.
 */
int run_source_counts_init(struct run_source_counts *counts, bool queues,
			   size_t sources);
void run_source_counts_fini(struct run_source_counts *counts);

/**
 * run_source_counts_store - store a source's counters, in its own thread
 * @number: of the source, from 0
 */
void run_source_counts_store(struct run_source_counts *counts, size_t number,
			     struct io_source *source);

/**
 * run_source_counts_add - append the sums to the statistics
 *
 * Group "queue", summed over all queues, or group "interface".
 */
void run_source_counts_add(struct run_source_counts *counts,
			   struct engine_stats *stats);

#endif
