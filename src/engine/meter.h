/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_METER_H
#define ENGINE_METER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a tree of classes would do to a packet, on the packets' own clock: clocks
 * instead of queues. Pure arithmetic.
 *
 * A class sends what its rate allows at once, and above that borrows from the next
 * class above it that has something left, up to every ceiling on the way, as HTB
 * does. What is left goes to lower priorities first; among equals to who comes
 * first, where HTB takes turns.
 */

/* 1/64 ns: a 64-byte packet at 100 Gbit/s takes 328 of them. */
#define ENGINE_METER_UNITS_PER_US UINT64_C(64000)
#define ENGINE_METER_PRIORITIES 8
#define ENGINE_METER_ENDLESS UINT64_MAX /* a rate that is never used up */

/* One direction of one class. Zeroed: idle. Units since any fixed time. */
struct engine_meter {
	/* when what was sent is paid for, that traffic of this priority has to
	 * wait for: by the ceiling, and by the rate */
	uint64_t ceiling_free[ENGINE_METER_PRIORITIES];
	uint64_t rate_free[ENGINE_METER_PRIORITIES];
	uint64_t last_sent; /* packets of one class keep their order */
};

struct engine_meter_step {
	struct engine_meter *meter;
	uint64_t rate_bps; /* 0: guaranteed nothing */
	uint64_t ceiling_bps;
};

/**
 * engine_meter_admit - when would this packet be sent?
 * @steps:    its class, then the classes above it, up to the link
 * @priority: of its class
 * @now, @queue, @delay: in units; @delay: out
 *
 * Return: false when it would have to wait longer than @queue: it is lost, and has
 * cost nothing.
 */
bool engine_meter_admit(const struct engine_meter_step *steps, size_t count,
			unsigned priority, uint32_t bytes, uint64_t now,
			uint64_t queue, uint64_t *delay);

/**
 * engine_meter_charge - a packet was sent, whatever that cost
 *
 * All rates and ceilings pay; parameters as of engine_meter_admit().
 */
void engine_meter_charge(const struct engine_meter_step *steps, size_t count,
			 unsigned priority, uint32_t bytes, uint64_t now);

#endif
