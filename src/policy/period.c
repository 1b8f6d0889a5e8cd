/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Periods have numbers: days, weeks or months, counted from 1970. Pure.
 */
#include "policy/period.h"

#include "policy/zone.h"

#define DAY_SECONDS 86400
#define MINUTE_SECONDS 60
#define OFFSET_MOST (26 * 3600) /* RFC 8536 3.2 */

/* ---- the calendar ---- */

static int64_t divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/*
 * Days from 1970-01-01 to the first of a month, counted from January 1970. Counting
 * years from March puts the leap day at their end.
 */
static int64_t days_before_month(int64_t month)
{
	int64_t year = divide_down(month - 2, 12) + 1970;
	int64_t from_march = month - 2 - (year - 1970) * 12;
	int64_t leaps = divide_down(year, 4) - divide_down(year, 100) +
			divide_down(year, 400);

	/* 1970-03-01 is day 59, and 477 leap days were before it */
	return (year - 1970) * 365 + leaps - 477 + 59 +
	       (153 * from_march + 2) / 5;
}

/* The first day of a period. */
static int64_t first_day(const struct policy_period *period, int64_t number)
{
	int64_t first, days;

	switch (period->length) {
	case POLICY_EVERY_WEEK:
		/* 1970-01-05 was the first Monday */
		return number * 7 + 4 + period->weekday;
	case POLICY_EVERY_MONTH:
		first = days_before_month(number);
		days = days_before_month(number + 1) - first;
		return first + (period->day < days ? period->day : days) - 1;
	default:
		return number;
	}
}

/* A number not below that of the period of @day. */
static int64_t number_after(const struct policy_period *period, int64_t day)
{
	switch (period->length) {
	case POLICY_EVERY_WEEK:
		return divide_down(day, 7) + 1;
	case POLICY_EVERY_MONTH:
		return divide_down(day, 28) + 1;
	default:
		return day + 1;
	}
}

/* ---- the clock ---- */

/* The first time, in seconds UTC, at which local time is @wall or later. */
static int64_t first_time(const struct policy_zone *zone, int64_t wall)
{
	int64_t from = wall - OFFSET_MOST, until, at;

	if (!zone)
		return wall;
	for (;;) {
		int32_t offset = policy_zone_offset(zone, from, &until);

		at = wall - offset > from ? wall - offset : from;
		if (at < until)
			return at;
		from = until;
	}
}

static int64_t begin_of(const struct policy_period *period, int64_t number)
{
	return first_time(period->zone,
			  first_day(period, number) * DAY_SECONDS +
				  (int64_t)period->minute * MINUTE_SECONDS);
}

static usec_t to_usec(int64_t seconds)
{
	return seconds > 0 ? (usec_t)seconds * USEC_PER_SEC : 0;
}

struct policy_span policy_period_at(const struct policy_period *period,
				    usec_t now)
{
	int64_t at = (int64_t)(now / USEC_PER_SEC), until = 0;
	int64_t day = divide_down(at + OFFSET_MOST, DAY_SECONDS);
	int64_t number = number_after(period, day), begin;

	/* that number counts months of 28 days: go back to the right year */
	if (period->length == POLICY_EVERY_MONTH)
		while (days_before_month(number - 12) > day)
			number -= 12;
	until = begin_of(period, number + 1);
	while ((begin = begin_of(period, number)) > at) {
		until = begin;
		number--;
	}
	return (struct policy_span){to_usec(begin), to_usec(until)};
}
