/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/shaper.h"

bool engine_shaper_admit(struct engine_shaper *shaper, uint64_t rate_bps,
			 uint32_t bytes, usec_t now, uint32_t *delay_us)
{
	usec_t start = shaper->free_us > now ? shaper->free_us : now;
	usec_t delay = start - now;

	*delay_us = 0;
	if (delay > ENGINE_SHAPER_QUEUE_US)
		return false;
	*delay_us = (uint32_t)delay;
	shaper->free_us = start + (uint64_t)bytes * 8 * USEC_PER_SEC / rate_bps;
	return true;
}
