/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A binary heap by time, then by key: entries due at the same time come in an order that
 * does not depend on the order of insertion.
 *
 * Lock: all of it, by `lock`; `first_us` is read without it.
 */
#include "engine/timer_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct engine_timer_queue {
	pthread_mutex_t lock;
	_Atomic uint64_t first_us; /* due time of the first; UINT64_MAX: none */
	unsigned long long refused;
	size_t count, room;
	struct engine_timer_queue_entry entries[];
};

struct engine_timer_queue *engine_timer_queue_create(size_t entries)
{
	struct engine_timer_queue *timer_queue =
		calloc(1, sizeof(*timer_queue) +
				  entries * sizeof(timer_queue->entries[0]));

	if (!timer_queue)
		return NULL;
	pthread_mutex_init(&timer_queue->lock, NULL);
	timer_queue->room = entries;
	atomic_init(&timer_queue->first_us, UINT64_MAX);
	return timer_queue;
}

void engine_timer_queue_destroy(struct engine_timer_queue *timer_queue)
{
	if (!timer_queue)
		return;
	pthread_mutex_destroy(&timer_queue->lock);
	free(timer_queue);
}

/* ---- the caller holds the lock ---- */

static bool entry_is_before(const struct engine_timer_queue_entry *a,
			    const struct engine_timer_queue_entry *b)
{
	int order;

	if (a->due_us != b->due_us)
		return a->due_us < b->due_us;
	if (a->of_host != b->of_host)
		return b->of_host;
	order = a->of_host ? packet_address_compare(&a->host, &b->host)
			   : packet_key_compare(&a->flow, &b->flow);
	return order < 0;
}

static void entries_swap(struct engine_timer_queue *timer_queue, size_t i,
			 size_t j)
{
	struct engine_timer_queue_entry entry = timer_queue->entries[i];

	timer_queue->entries[i] = timer_queue->entries[j];
	timer_queue->entries[j] = entry;
}

static void entry_move_up(struct engine_timer_queue *timer_queue, size_t i)
{
	while (i > 0 && entry_is_before(&timer_queue->entries[i],
					&timer_queue->entries[(i - 1) / 2])) {
		entries_swap(timer_queue, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static void entry_move_down(struct engine_timer_queue *timer_queue, size_t i)
{
	for (;;) {
		size_t first = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < timer_queue->count &&
			    entry_is_before(&timer_queue->entries[child],
					    &timer_queue->entries[first]))
				first = child;
		if (first == i)
			return;
		entries_swap(timer_queue, i, first);
		i = first;
	}
}

static void note_first(struct engine_timer_queue *timer_queue)
{
	atomic_store_explicit(&timer_queue->first_us,
			      timer_queue->count
				      ? timer_queue->entries[0].due_us
				      : UINT64_MAX,
			      memory_order_relaxed);
}

/* ---- all ---- */

void engine_timer_queue_clear(struct engine_timer_queue *timer_queue)
{
	pthread_mutex_lock(&timer_queue->lock);
	timer_queue->count = 0;
	timer_queue->refused = 0;
	note_first(timer_queue);
	pthread_mutex_unlock(&timer_queue->lock);
}

bool engine_timer_queue_add(struct engine_timer_queue *timer_queue,
			    const struct engine_timer_queue_entry *entry)
{
	bool added;

	pthread_mutex_lock(&timer_queue->lock);
	added = timer_queue->count < timer_queue->room;
	if (added) {
		timer_queue->entries[timer_queue->count] = *entry;
		entry_move_up(timer_queue, timer_queue->count++);
		note_first(timer_queue);
	} else {
		timer_queue->refused++;
	}
	pthread_mutex_unlock(&timer_queue->lock);
	return added;
}

bool engine_timer_queue_pop(struct engine_timer_queue *timer_queue, usec_t now,
			    struct engine_timer_queue_entry *entry)
{
	bool is_due;

	if (atomic_load_explicit(&timer_queue->first_us, memory_order_relaxed) >
	    now)
		return false;
	pthread_mutex_lock(&timer_queue->lock);
	is_due = timer_queue->count && timer_queue->entries[0].due_us <= now;
	if (is_due) {
		*entry = timer_queue->entries[0];
		timer_queue->entries[0] =
			timer_queue->entries[--timer_queue->count];
		entry_move_down(timer_queue, 0);
		note_first(timer_queue);
	}
	pthread_mutex_unlock(&timer_queue->lock);
	return is_due;
}

unsigned long long
engine_timer_queue_refused(struct engine_timer_queue *timer_queue)
{
	unsigned long long refused;

	pthread_mutex_lock(&timer_queue->lock);
	refused = timer_queue->refused;
	pthread_mutex_unlock(&timer_queue->lock);
	return refused;
}
