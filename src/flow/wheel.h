/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_WHEEL_H
#define FLOW_WHEEL_H

#include <stdint.h>

#include "flow/flow.h"

/*
 * Flows of an array with the same timeout, in slots by the tick of a packet: the last
 * one when the flow was put there. Later packets do not move the flow, because that
 * would touch its neighbours in memory. It is examined when its timeout could have
 * passed, and moves to the tick of its last packet if more came meanwhile. That tick is
 * never an earlier one, so a sweep finds every flow that is due, and the order in which
 * flows end does not follow the hash. Clocks may jump, and a wheel may turn any number
 * of times: the flow's own times tell whether it is due.
 *
 * Every caller holds the owner's lock. Links are indices of the array + 1.
 */
#define FLOW_WHEEL_SLOTS 512 /* a power of 2 */

/* Flows of one tick, in the order of insertion. */
struct flow_slot {
	uint32_t head, tail; /* links; 0: empty */
};

/* Tick n is in slot n modulo FLOW_WHEEL_SLOTS. All zero: empty. */
struct flow_wheel {
	uint64_t first; /* no flow is in an earlier tick */
	uint32_t count; /* of flows */
	struct flow_slot slots[FLOW_WHEEL_SLOTS];
};

/**
 * flow_wheel_tick_shift - choose the length of a tick for a timeout
 *
 * Return: n, for ticks of 2^n seconds: the shortest with which all of @timeout fits into
 * one turn.
 */
uint8_t flow_wheel_tick_shift(usec_t timeout);

/**
 * flow_wheel_tick - return the tick of a time
 * @tick_shift: see flow_wheel_tick_shift()
 */
static inline uint64_t flow_wheel_tick(usec_t when, uint8_t tick_shift)
{
	return when / USEC_PER_SEC >> tick_shift;
}

/**
 * flow_wheel_put - append a flow that is in no wheel to a tick's slot
 * @flows: the array that links are indices of; also below
 * @tick:  of a packet of the flow, no later than its last one
 */
void flow_wheel_put(struct flow_wheel *wheel, struct flow *flows,
		    struct flow *flow, uint64_t tick);

/**
 * flow_wheel_remove - remove a flow that is in this wheel
 */
void flow_wheel_remove(struct flow_wheel *wheel, struct flow *flows,
		       struct flow *flow);

/**
 * flow_wheel_oldest - find the flow with the oldest last packet, to a tick
 *
 * Flows with packets since they were put move on, at most once for each packet.
 *
 * Return: the flow, still in the wheel; NULL when the wheel is empty.
 */
struct flow *flow_wheel_oldest(struct flow_wheel *wheel, struct flow *flows,
			       uint8_t tick_shift);

#endif
