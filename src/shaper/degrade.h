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

/* The outcome of a packet of a degraded flow. */
enum shaper_degrade_outcome {
	SHAPER_DEGRADE_EXEMPT, /* too small: passes, and does not count */
	SHAPER_DEGRADE_PASSES,
	SHAPER_DEGRADE_LOST,	 /* by the rule's loss */
	SHAPER_DEGRADE_TOO_FAST, /* above the rule's rate */
};

/* Traffic that may pass at once, above the rate. */
#define SHAPER_DEGRADE_BURST_US (USEC_PER_SEC / 5)

/**
 * shaper_degrader_create - create a degrader without any flow
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
 * shaper_degrade - decide whether a packet is lost by its rule's loss or rate
 * @flow:      the caller's, locked; has observed the packet
 * @direction: of the packet in it
 *
 * Packets of less than half the mean size of their direction are exempt: keep-alives,
 * signalling and acknowledgements are smaller than media. They count neither
 * for the loss nor for the rate.
 */
enum shaper_degrade_outcome shaper_degrade(struct shaper_degrader *degrader,
					   const struct policy_action *action,
					   const struct flow *flow,
					   const struct packet *packet,
					   unsigned direction);

/**
 * shaper_degrade_loses - return whether the loss hits this packet
 * @stream: a number of the flow and direction
 * @number: of the packet in it, from 0
 * @loss:   of 10000
 *
 * Packets are divided into runs, and each run loses one packet, whose place @seed
 * decides. So any part of a stream loses its share, within two packets, and at a loss
 * of a half or less never more than two in a row. Pure.
 */
bool shaper_degrade_loses(uint32_t seed, uint64_t stream, uint64_t number,
			  uint16_t loss);

#endif
