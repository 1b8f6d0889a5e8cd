/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_TIMER_QUEUE_H
#define ENGINE_TIMER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/usec.h"
#include "packet/address.h"
#include "packet/key.h"

/*
 * Deadlines of flows and hosts whose activity ends unless it is confirmed in time.
 * Bounded; any number of threads. Its lock is a leaf: no other lock is taken while it is
 * held.
 */
struct engine_timer_queue;

struct engine_timer_queue_entry {
	usec_t due_us;
	bool of_host;	      /* else of a flow */
	struct flow_key flow; /* zeroed when of_host */
	struct address host;  /* zeroed else */
};

/**
 * engine_timer_queue_create - create a queue with room for @entries, which never grows
 *
 * Return: for engine_timer_queue_destroy(); NULL with errno ENOMEM.
 */
struct engine_timer_queue *engine_timer_queue_create(size_t entries);
void engine_timer_queue_destroy(struct engine_timer_queue *timer_queue);

/**
 * engine_timer_queue_clear - forget all entries and the count of refused ones
 */
void engine_timer_queue_clear(struct engine_timer_queue *timer_queue);

/**
 * engine_timer_queue_add - set a timer for a flow or host
 * @entry: copied
 *
 * Return: whether there was room; else it is counted as refused.
 */
bool engine_timer_queue_add(struct engine_timer_queue *timer_queue,
			    const struct engine_timer_queue_entry *entry);

/**
 * engine_timer_queue_pop - remove and return the entry that is due first
 * @entry: out, only when true is returned
 *
 * Entries due at the same time come in the order flows, hosts, then by key. Lock-free
 * when none is due.
 *
 * Return: whether one was due by @now.
 */
bool engine_timer_queue_pop(struct engine_timer_queue *timer_queue, usec_t now,
			    struct engine_timer_queue_entry *entry);

/**
 * engine_timer_queue_refused - return how many entries were refused
 */
unsigned long long
engine_timer_queue_refused(struct engine_timer_queue *timer_queue);

#endif
