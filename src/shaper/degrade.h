/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_DEGRADE_H
#define SHAPER_DEGRADE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"

struct shaper_degrader;
struct flow;
struct packet;
struct policy_action;

/* What becomes of a packet of a flow that is degraded. */
enum shaper_degrade_outcome {
	SHAPER_DEGRADE_SPARED, /* passes, and counts for nothing */
	SHAPER_DEGRADE_PASSES,
	SHAPER_DEGRADE_LOST,	 /* it is this one's turn */
	SHAPER_DEGRADE_TOO_FAST, /* above the rate */
};

/* What may pass at once, above the rate. */
#define SHAPER_DEGRADE_BURST_US (USEC_PER_SEC / 5)

/**
 * shaper_degrader_create - no flow has a number or clock yet
 *
 * Return: for shaper_degrader_destroy(); NULL with errno ENOMEM.
 */
struct shaper_degrader *shaper_degrader_create(void);
void shaper_degrader_destroy(struct shaper_degrader *degrader);

/**
 * shaper_degrader_clear - forget all numbers and clocks
 */
void shaper_degrader_clear(struct shaper_degrader *degrader);

/**
 * shaper_degrade - does a packet fall to its rule's loss or rate?
 * @flow:      the caller's, locked; has observed the packet
 * @direction: of the packet in it
 *
 * Packets of less than half the mean size of their direction are spared: keep-alives,
 * signalling and acknowledgements are smaller than media. They neither count for the
 * loss nor take from the rate.
 */
enum shaper_degrade_outcome shaper_degrade(struct shaper_degrader *degrader,
					   const struct policy_action *action,
					   const struct flow *flow,
					   const struct packet *packet,
					   unsigned direction);

/**
 * shaper_degrade_loses - is this packet one of those that are lost?
 * @stream: a number of the flow and direction
 * @number: of the packet in it, from 0
 * @loss:   of 10000
 *
 * Packets are cut into runs such that each run loses one, somewhere in it, by @seed. So
 * any part of a stream loses its share, to one packet or two, and at a loss of a half
 * or less never more than two in a row. Pure.
 */
bool shaper_degrade_loses(uint32_t seed, uint64_t stream, uint64_t number,
			  uint16_t loss);

#endif
