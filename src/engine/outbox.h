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

/* Return: the outbox, for @events events (a power of 2); NULL with ENOMEM. */
struct engine_outbox *engine_outbox_create(size_t events);
void engine_outbox_destroy(struct engine_outbox *outbox);

/* What the worker is given. */
struct engine_outlet *engine_outbox_outlet(struct engine_outbox *outbox);

/* The oldest event, to be read in place; NULL when there is none. Consumer. */
const struct engine_event *engine_outbox_peek(struct engine_outbox *outbox);

/* The event that was peeked at is done with. Consumer. */
void engine_outbox_pop(struct engine_outbox *outbox);

/* Events that were lost because the ring was full. Any thread. */
uint64_t engine_outbox_lost(const struct engine_outbox *outbox);

#endif
