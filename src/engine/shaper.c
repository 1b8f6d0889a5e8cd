/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer arithmetic; nothing is lost to rounding. Pure.
 */
#include "engine/shaper.h"

#define CLOCK_BACK_US USEC_PER_SEC /* less is packets out of order */

/* Else nothing would pass until the clock is where it was. */
static void shaper_follow_clock(struct engine_shaper *shaper, usec_t now)
{
	usec_t back = usec_since(shaper->seen_us, now);

	if (back > CLOCK_BACK_US)
		shaper->free_us = usec_since(shaper->free_us, back);
	else if (back)
		return;
	shaper->seen_us = now;
}

bool engine_shaper_admit(struct engine_shaper *shaper, uint64_t rate_bps,
			 uint32_t bytes, usec_t now, uint32_t *delay_us)
{
	uint64_t work = (uint64_t)bytes * 8 * USEC_PER_SEC;
	usec_t delay;

	*delay_us = 0;
	shaper_follow_clock(shaper, now);
	delay = usec_since(shaper->free_us, now);
	if (delay > ENGINE_SHAPER_QUEUE_US)
		return false;
	*delay_us = (uint32_t)delay;
	if (shaper->free_us < now) { /* the link was idle */
		shaper->free_us = now;
		shaper->carry = 0;
	}
	work += shaper->carry;
	shaper->free_us += work / rate_bps;
	shaper->carry = work % rate_bps;
	return true;
}
