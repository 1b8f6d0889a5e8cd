/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_WHEEL_H
#define FLOW_WHEEL_H

#include <stdint.h>

#include "flow/flow.h"

/*
 * Flows of an array that age alike, by the tick of a packet: of the last one when
 * the flow was put there. Later packets do not move it (that would touch strangers in
 * memory): it is looked at when its timeout could have passed, and goes on to the
 * tick of its last packet if more came meanwhile. As that is never an earlier
 * tick, a sweep finds every flow that is due; and who ends when does not follow the
 * hash. Clocks may jump: a wheel goes round as often as it likes, since whether a
 * flow is due is asked of its own times.
 *
 * The owner's lock is held by every caller. Links are indices of the array + 1.
 */
#define FLOW_WHEEL_SLOTS 512 /* a power of 2 */

/* Flows of one tick, in the order in which they were put there. */
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
 * flow_wheel_tick_shift - how long a tick is for flows of a timeout
 *
 * Return: n, for ticks of 2^n seconds, the shortest of which all of @timeout
 * fits into one turn.
 */
uint8_t flow_wheel_tick_shift(usec_t timeout);

/**
 * flow_wheel_tick - the tick of a time
 * @tick_shift: see flow_wheel_tick_shift()
 */
static inline uint64_t flow_wheel_tick(usec_t when, uint8_t tick_shift)
{
	return when / USEC_PER_SEC >> tick_shift;
}

/**
 * flow_wheel_put - append a flow that is in no wheel to a tick's slot
 * @flows: the array that links are indices of, as in all that follow
 * @tick:  of a packet of the flow, no later than its last one
 */
void flow_wheel_put(struct flow_wheel *wheel, struct flow *flows,
		    struct flow *flow, uint64_t tick);

/**
 * flow_wheel_remove - take out a flow that is in this wheel
 */
void flow_wheel_remove(struct flow_wheel *wheel, struct flow *flows,
		       struct flow *flow);

/**
 * flow_wheel_oldest - the flow that was not seen for longest, to a tick
 *
 * One that saw packets since it was put moves on, at most once for each packet.
 *
 * Return: the flow, still in the wheel; NULL when there is none.
 */
struct flow *flow_wheel_oldest(struct flow_wheel *wheel, struct flow *flows,
			       uint8_t tick_shift);

#endif
