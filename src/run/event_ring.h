/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_EVENT_RING_H
#define RUN_EVENT_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/event.h"

/*
 * Events from one worker to the thread that writes them: a ring without locks, of
 * one producer and one consumer. When the consumer is too slow, events are lost and
 * counted; the worker never waits.
 */
struct run_event_ring;

/**
 * run_event_ring_create - create a ring for @events, a power of 2
 *
 * Return: for run_event_ring_destroy(); NULL with errno ENOMEM.
 */
struct run_event_ring *run_event_ring_create(size_t events);
void run_event_ring_destroy(struct run_event_ring *ring);

/**
 * run_event_ring_sink - return the sink for the worker, which is the producer
 */
struct engine_event_sink *run_event_ring_sink(struct run_event_ring *ring);

/**
 * run_event_ring_peek - return the oldest event, in place. Consumer
 *
 * Return: valid until run_event_ring_pop(); NULL when the ring is empty.
 */
const struct engine_event *run_event_ring_peek(struct run_event_ring *ring);

/**
 * run_event_ring_pop - free the place of the event that was peeked at. Consumer
 */
void run_event_ring_pop(struct run_event_ring *ring);

/**
 * run_event_ring_lost - return how many events did not fit into the ring. Any thread
 */
uint64_t run_event_ring_lost(const struct run_event_ring *ring);

#endif
