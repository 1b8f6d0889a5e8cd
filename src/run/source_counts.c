/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of the counters of sources. The lock is held for a copy only, so that a
 * source's thread never waits for a writer.
 */
#include "run/source_counts.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/stats.h"

static const struct {
	const char *name;
	size_t offset; /* of a 64-bit count in struct io_nfqueue_counts */
} queue_counters[] = {
	{"received", offsetof(struct io_nfqueue_counts, received)},
	{"received_gso", offsetof(struct io_nfqueue_counts, received_gso)},
	{"verdicts", offsetof(struct io_nfqueue_counts, verdicts)},
	{"passed", offsetof(struct io_nfqueue_counts, passed)},
	{"gaps", offsetof(struct io_nfqueue_counts, gaps)},
	{"enobufs", offsetof(struct io_nfqueue_counts, enobufs)},
	{"late", offsetof(struct io_nfqueue_counts, late)},
	{"refused", offsetof(struct io_nfqueue_counts, refused)},
	{"malformed", offsetof(struct io_nfqueue_counts, malformed)},
	{"reject_sent", offsetof(struct io_nfqueue_counts, reject_sent)},
	{"reject_failed", offsetof(struct io_nfqueue_counts, reject_failed)},
	{"kernel_dropped", offsetof(struct io_nfqueue_counts, queue_dropped)},
	{"user_dropped", offsetof(struct io_nfqueue_counts, user_dropped)},
	{"kernel_last_id", offsetof(struct io_nfqueue_counts, kernel_last_id)},
};

int run_source_counts_init(struct run_source_counts *counts, bool queues,
			   size_t sources)
{
	*counts = (struct run_source_counts){
		.queues = queues,
		.count = sources,
		.of_queues = calloc(sources, sizeof(*counts->of_queues)),
	};
	pthread_mutex_init(&counts->lock, NULL);
	return counts->of_queues ? 0 : -ENOMEM;
}

void run_source_counts_fini(struct run_source_counts *counts)
{
	free(counts->of_queues);
	pthread_mutex_destroy(&counts->lock);
}

void run_source_counts_store(struct run_source_counts *counts, size_t number,
			     struct io_source *source)
{
	struct io_capture_live_counts of_interface = {0};
	struct io_nfqueue_counts of_queue = {0};

	if (counts->queues)
		io_nfqueue_counts(source, &of_queue);
	else
		io_capture_live_counts(source, &of_interface);
	pthread_mutex_lock(&counts->lock);
	counts->of_queues[number] = of_queue;
	counts->of_interface = of_interface;
	pthread_mutex_unlock(&counts->lock);
}

static void add_queue_counts(const struct run_source_counts *counts,
			     struct engine_stats *stats)
{
	const size_t names = sizeof(queue_counters) / sizeof(*queue_counters);

	for (size_t i = 0; i < names; i++) {
		size_t offset = queue_counters[i].offset;
		uint64_t sum = 0;

		for (size_t j = 0; j < counts->count; j++)
			sum += *(const uint64_t *)((const char *)&counts
							   ->of_queues[j] +
						   offset);
		engine_stats_add(stats, "queue", queue_counters[i].name, sum);
	}
}

static void add_interface_counts(const struct io_capture_live_counts *it,
				 struct engine_stats *stats)
{
	engine_stats_add(stats, "interface", "received", it->received);
	engine_stats_add(stats, "interface", "seen", it->seen);
	engine_stats_add(stats, "interface", "dropped", it->dropped);
	engine_stats_add(stats, "interface", "interface_dropped",
			 it->interface_dropped);
}

void run_source_counts_add(struct run_source_counts *counts,
			   struct engine_stats *stats)
{
	pthread_mutex_lock(&counts->lock);
	if (counts->queues)
		add_queue_counts(counts, stats);
	else
		add_interface_counts(&counts->of_interface, stats);
	pthread_mutex_unlock(&counts->lock);
}
