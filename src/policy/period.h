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
 * Days, weeks or months on the clock of a zone. A month without the day begins on
 * its last one. Where the clock leaves the time out, the period begins when it goes
 * on; where it comes twice, the first time counts.
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
 * policy_period_at - the period that a time is in. Pure
 */
struct policy_span policy_period_at(const struct policy_period *period,
				    usec_t now);

#endif
