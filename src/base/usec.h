/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_USEC_H
#define BASE_USEC_H

#include <stdint.h>

/*
 * Time is microseconds since 1970 UTC, as the packet's source says it: the
 * capture's clock in replay. Only base/clock.h reads the clocks of the machine.
 */
typedef uint64_t usec_t;

#define USEC_PER_SEC UINT64_C(1000000)
#define USEC_PER_MSEC UINT64_C(1000)

/**
 * usec_since - time from @then to @now; 0 when the clock went back
 */
static inline usec_t usec_since(usec_t now, usec_t then)
{
	return now > then ? now - then : 0;
}

#endif
