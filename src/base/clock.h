/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <time.h>

#include "base/usec.h"

/*
 * The clocks of the machine, for io/, run/ and the mains only: everything else gets
 * its time from the packet, so that a replay decides as the live daemon does.
 */

static inline usec_t clock_read(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (usec_t)now.tv_sec * USEC_PER_SEC + (usec_t)now.tv_nsec / 1000;
}

/**
 * clock_now - return the time of day, which may be set back
 */
static inline usec_t clock_now(void)
{
	return clock_read(CLOCK_REALTIME);
}

/**
 * clock_monotonic - return a time that only grows, to measure durations
 */
static inline usec_t clock_monotonic(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

#endif
