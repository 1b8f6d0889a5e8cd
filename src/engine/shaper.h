/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_SHAPER_H
#define ENGINE_SHAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

/*
 * What a shaping rate would do to packets, on the packets' own clock: a link of
 * that rate with a queue of ENGINE_SHAPER_QUEUE_US before it. Pure arithmetic; the
 * caller keeps one per rule, zeroed at the start.
 */
struct engine_shaper {
	usec_t free_us; /* when the link has sent what it was given */
	uint64_t carry; /* what that leaves over, in bits times 10^6; below the
			   rate. Without it small packets would be free. */
	usec_t seen_us; /* of the last packet */
};

#define ENGINE_SHAPER_QUEUE_US USEC_PER_SEC

/**
 * engine_shaper_admit - when would this packet be sent?
 * @rate_bps: bits per second; above 0
 * @now:      may go back; by more than a second the clock was set, and the queue
 *            goes with it
 * @delay_us: out: how much later than it came
 *
 * Return: false when the queue is full: the packet is lost.
 */
bool engine_shaper_admit(struct engine_shaper *shaper, uint64_t rate_bps,
			 uint32_t bytes, usec_t now, uint32_t *delay_us);

/*
 * One shaper per rule, for all workers together: a rule's rate is that of all its
 * flows, on whatever queues they come. Any number of threads.
 */
struct engine_shapers;

/* Return: the shapers of rules 1..@rules; NULL with errno ENOMEM. */
struct engine_shapers *engine_shapers_create(size_t rules);
void engine_shapers_destroy(struct engine_shapers *shapers);

/* All queues are empty again. */
void engine_shapers_clear(struct engine_shapers *shapers);

/* engine_shaper_admit() of the rule's own. */
bool engine_shapers_admit(struct engine_shapers *shapers, uint16_t rule,
			  uint64_t rate_bps, uint32_t bytes, usec_t now,
			  uint32_t *delay_us);

#endif
