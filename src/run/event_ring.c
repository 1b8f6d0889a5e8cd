/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `tail` is written by the producer only, `head` by the consumer only; each reads
 * the other's with acquire, so that an event is whole when it is seen and no longer
 * read when its place is used again.
 */
#include "run/event_ring.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct run_event_ring {
	struct engine_event_sink event_sink; /* first */
	size_t mask;
	struct engine_event *events;
	_Alignas(64) atomic_size_t tail;
	_Atomic uint64_t lost;
	_Alignas(64) atomic_size_t head;
};

static void outbox_take(struct engine_event_sink *event_sink,
			const struct engine_event *event)
{
	struct run_event_ring *outbox = (struct run_event_ring *)event_sink;
	size_t tail = atomic_load_explicit(&outbox->tail, memory_order_relaxed);
	size_t head = atomic_load_explicit(&outbox->head, memory_order_acquire);

	if (tail - head > outbox->mask) {
		atomic_fetch_add_explicit(&outbox->lost, 1,
					  memory_order_relaxed);
		return;
	}
	outbox->events[tail & outbox->mask] = *event;
	atomic_store_explicit(&outbox->tail, tail + 1, memory_order_release);
}

struct run_event_ring *run_event_ring_create(size_t events)
{
	struct run_event_ring *outbox = aligned_alloc(64, sizeof(*outbox));

	if (!outbox)
		return NULL;
	memset(outbox, 0, sizeof(*outbox));
	outbox->event_sink.take = outbox_take;
	outbox->mask = events - 1;
	outbox->events = calloc(events, sizeof(*outbox->events));
	if (!outbox->events) {
		free(outbox);
		return NULL;
	}
	return outbox;
}

void run_event_ring_destroy(struct run_event_ring *outbox)
{
	if (!outbox)
		return;
	free(outbox->events);
	free(outbox);
}

struct engine_event_sink *run_event_ring_sink(struct run_event_ring *outbox)
{
	return &outbox->event_sink;
}

const struct engine_event *run_event_ring_peek(struct run_event_ring *outbox)
{
	size_t head = atomic_load_explicit(&outbox->head, memory_order_relaxed);

	if (head == atomic_load_explicit(&outbox->tail, memory_order_acquire))
		return NULL;
	return &outbox->events[head & outbox->mask];
}

void run_event_ring_pop(struct run_event_ring *outbox)
{
	size_t head = atomic_load_explicit(&outbox->head, memory_order_relaxed);

	atomic_store_explicit(&outbox->head, head + 1, memory_order_release);
}

uint64_t run_event_ring_lost(const struct run_event_ring *outbox)
{
	return atomic_load_explicit(&outbox->lost, memory_order_relaxed);
}
