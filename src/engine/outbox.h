/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_OUTBOX_H
#define ENGINE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/event.h"

/*
 * Events from one worker to the thread that writes them: a ring without locks, of
 * one producer and one consumer. When the consumer is too slow, events are lost and
 * counted; the worker never waits.
 */
struct engine_outbox;

/**
 * engine_outbox_create - a ring for @events, a power of 2
 *
 * Return: for engine_outbox_destroy(); NULL with errno ENOMEM.
 */
struct engine_outbox *engine_outbox_create(size_t events);
void engine_outbox_destroy(struct engine_outbox *outbox);

/**
 * engine_outbox_outlet - what the worker is given; it is the producer
 */
struct engine_outlet *engine_outbox_outlet(struct engine_outbox *outbox);

/**
 * engine_outbox_peek - the oldest event, to be read in place. Consumer
 *
 * Return: valid until engine_outbox_pop(); NULL when there is none.
 */
const struct engine_event *engine_outbox_peek(struct engine_outbox *outbox);

/**
 * engine_outbox_pop - the event that was peeked at is done with. Consumer
 */
void engine_outbox_pop(struct engine_outbox *outbox);

/**
 * engine_outbox_lost - events lost because the ring was full. Any thread
 */
uint64_t engine_outbox_lost(const struct engine_outbox *outbox);

#endif
