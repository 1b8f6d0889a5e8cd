/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Only the producer writes `tail`, only the consumer writes `head`. Each reads the
 * other's with acquire: an event is complete before the consumer sees it, and the
 * consumer has finished with it before its place is used again.
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

static void ring_put(struct engine_event_sink *event_sink,
		     const struct engine_event *event)
{
	struct run_event_ring *ring = (struct run_event_ring *)event_sink;
	size_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
	size_t head = atomic_load_explicit(&ring->head, memory_order_acquire);

	if (tail - head > ring->mask) {
		atomic_fetch_add_explicit(&ring->lost, 1, memory_order_relaxed);
		return;
	}
	ring->events[tail & ring->mask] = *event;
	atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
}

struct run_event_ring *run_event_ring_create(size_t events)
{
	struct run_event_ring *ring = aligned_alloc(64, sizeof(*ring));

	if (!ring)
		return NULL;
	memset(ring, 0, sizeof(*ring));
	ring->event_sink.take = ring_put;
	ring->mask = events - 1;
	ring->events = calloc(events, sizeof(*ring->events));
	if (!ring->events) {
		free(ring);
		return NULL;
	}
	return ring;
}

void run_event_ring_destroy(struct run_event_ring *ring)
{
	if (!ring)
		return;
	free(ring->events);
	free(ring);
}

struct engine_event_sink *run_event_ring_sink(struct run_event_ring *ring)
{
	return &ring->event_sink;
}

const struct engine_event *run_event_ring_peek(struct run_event_ring *ring)
{
	size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);

	if (head == atomic_load_explicit(&ring->tail, memory_order_acquire))
		return NULL;
	return &ring->events[head & ring->mask];
}

void run_event_ring_pop(struct run_event_ring *ring)
{
	size_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);

	atomic_store_explicit(&ring->head, head + 1, memory_order_release);
}

uint64_t run_event_ring_lost(const struct run_event_ring *ring)
{
	return atomic_load_explicit(&ring->lost, memory_order_relaxed);
}
