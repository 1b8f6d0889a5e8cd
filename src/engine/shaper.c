/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Integer arithmetic; nothing is lost to rounding. The shapers of all rules share a
 * lock, which only packets that are shaped take.
 */
#include "engine/shaper.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

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

struct engine_shapers {
	pthread_mutex_t lock;
	size_t used; /* past the highest rule that was asked for */
	struct engine_shaper by_rule[];
};

struct engine_shapers *engine_shapers_create(size_t rules)
{
	struct engine_shapers *shapers =
		calloc(1, sizeof(*shapers) +
				  (rules + 1) * sizeof(struct engine_shaper));

	if (shapers)
		pthread_mutex_init(&shapers->lock, NULL);
	return shapers;
}

void engine_shapers_destroy(struct engine_shapers *shapers)
{
	if (!shapers)
		return;
	pthread_mutex_destroy(&shapers->lock);
	free(shapers);
}

void engine_shapers_clear(struct engine_shapers *shapers)
{
	pthread_mutex_lock(&shapers->lock);
	memset(shapers->by_rule, 0, shapers->used * sizeof(*shapers->by_rule));
	shapers->used = 0;
	pthread_mutex_unlock(&shapers->lock);
}

bool engine_shapers_admit(struct engine_shapers *shapers, uint16_t rule,
			  uint64_t rate_bps, uint32_t bytes, usec_t now,
			  uint32_t *delay_us)
{
	bool admitted;

	pthread_mutex_lock(&shapers->lock);
	if (rule >= shapers->used)
		shapers->used = rule + 1U;
	admitted = engine_shaper_admit(&shapers->by_rule[rule], rate_bps, bytes,
				       now, delay_us);
	pthread_mutex_unlock(&shapers->lock);
	return admitted;
}
