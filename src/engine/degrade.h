/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_DEGRADE_H
#define ENGINE_DEGRADE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"

struct engine_degrader;
struct flow;
struct packet;
struct policy_action;

/* What becomes of a packet of a flow that is degraded. */
enum engine_degrade_fate {
	ENGINE_DEGRADE_SPARED, /* passes, and counts for nothing */
	ENGINE_DEGRADE_PASSES,
	ENGINE_DEGRADE_LOST,	 /* it is this one's turn */
	ENGINE_DEGRADE_TOO_FAST, /* above the rate */
};

/* What may pass at once, above the rate. */
#define ENGINE_DEGRADE_BURST_US (USEC_PER_SEC / 5)

/**
 * engine_degrader_create - no flow has a number or clock yet
 *
 * Return: for engine_degrader_destroy(); NULL with errno ENOMEM.
 */
struct engine_degrader *engine_degrader_create(void);
void engine_degrader_destroy(struct engine_degrader *degrader);

/**
 * engine_degrader_clear - forget all numbers and clocks
 */
void engine_degrader_clear(struct engine_degrader *degrader);

/**
 * engine_degrade - does a packet fall to its rule's loss or rate?
 * @flow:      the caller's, locked; has observed the packet
 * @direction: of the packet in it
 *
 * Packets of less than half the mean size of their direction are spared: keep-alives,
 * signalling and acknowledgements are smaller than media. They neither count for the
 * loss nor take from the rate.
 */
enum engine_degrade_fate engine_degrade(struct engine_degrader *degrader,
					const struct policy_action *action,
					const struct flow *flow,
					const struct packet *packet,
					unsigned direction);

/**
 * engine_degrade_loses - is this packet one of those that are lost?
 * @stream: a number of the flow and direction
 * @number: of the packet in it, from 0
 * @loss:   of 10000
 *
 * Packets are cut into runs such that each run loses one, somewhere in it, by @seed. So
 * any part of a stream loses its share, to one packet or two, and at a loss of a half
 * or less never more than two in a row. Pure.
 */
bool engine_degrade_loses(uint32_t seed, uint64_t stream, uint64_t number,
			  uint16_t loss);

#endif
