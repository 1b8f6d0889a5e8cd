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
 * run_event_ring_create - a ring for @events, a power of 2
 *
 * Return: for run_event_ring_destroy(); NULL with errno ENOMEM.
 */
struct run_event_ring *run_event_ring_create(size_t events);
void run_event_ring_destroy(struct run_event_ring *outbox);

/**
 * run_event_ring_sink - what the worker is given; it is the producer
 */
struct engine_event_sink *run_event_ring_sink(struct run_event_ring *outbox);

/**
 * run_event_ring_peek - the oldest event, to be read in place. Consumer
 *
 * Return: valid until run_event_ring_pop(); NULL when there is none.
 */
const struct engine_event *run_event_ring_peek(struct run_event_ring *outbox);

/**
 * run_event_ring_pop - the event that was peeked at is done with. Consumer
 */
void run_event_ring_pop(struct run_event_ring *outbox);

/**
 * run_event_ring_lost - events lost because the ring was full. Any thread
 */
uint64_t run_event_ring_lost(const struct run_event_ring *outbox);

#endif
