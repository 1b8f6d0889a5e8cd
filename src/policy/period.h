/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_PERIOD_H
#define POLICY_PERIOD_H

#include <stdint.h>

#include "base/usec.h"

struct policy_zone;

enum policy_period_length {
	POLICY_EVERY_DAY,
	POLICY_EVERY_WEEK,
	POLICY_EVERY_MONTH,
};

/*
 * Days, weeks or months in local time of a zone. A month without the day starts on its
 * last day. If the clock skips the start, the period starts when the clock is set
 * forward; if the start comes twice, the first one counts.
 */
struct policy_period {
	const struct policy_zone *zone; /* borrowed; NULL: UTC */
	uint8_t length;			/* enum policy_period_length */
	uint8_t weekday;		/* of a week: 0 Monday */
	uint8_t day;			/* of a month: 1..31 */
	uint16_t minute;		/* of that day: 0..1439 */
};

struct policy_span {
	usec_t from, until; /* from <= time < until */
};

/**
 * policy_period_at - find the period of a time. Pure
 */
struct policy_span policy_period_at(const struct policy_period *period,
				    usec_t now);

#endif
