/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Periods against the C library's calendar: every one of them over years, in zones
 * that change their clocks, and the days on which that shows.
 */
#include "policy/period.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "policy/zone.h"

#define HOUR 3600
#define DAY (24 * HOUR)

static uint8_t bytes[1 << 18];

static struct policy_zone *zone_of(const char *name)
{
	char path[128];
	struct policy_zone *zone;
	FILE *file;

	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	file = fopen(path, "re");
	assert_non_null(file);
	zone = policy_zone_parse(bytes, fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
	assert_non_null(zone);
	return zone;
}

static usec_t utc(int year, int month, int day, int hour, int minute)
{
	struct tm tm = {.tm_year = year - 1900,
			.tm_mon = month - 1,
			.tm_mday = day,
			.tm_hour = hour,
			.tm_min = minute};

	return (usec_t)timegm(&tm) * USEC_PER_SEC;
}

static struct tm wall(usec_t at)
{
	time_t seconds = (time_t)(at / USEC_PER_SEC);
	struct tm tm;

	localtime_r(&seconds, &tm);
	return tm;
}

static int days_of_month(const struct tm *tm)
{
	struct tm last = {
		.tm_year = tm->tm_year, .tm_mon = tm->tm_mon + 1, .tm_mday = 0};

	timegm(&last);
	return last.tm_mday;
}

/* Does a period begin at this time, by the library's clock? */
static void assert_begins(const struct policy_period *period, usec_t at)
{
	struct tm tm = wall(at);
	int minute = tm.tm_hour * 60 + tm.tm_min, last = days_of_month(&tm);

	assert_int_equal(tm.tm_sec, 0);
	/* or later, where the clock leaves it out */
	assert_true(minute >= period->minute && minute <= period->minute + 60);
	if (minute != period->minute)
		assert_true(wall(at).tm_gmtoff !=
			    wall(at - USEC_PER_SEC).tm_gmtoff);
	if (period->length == POLICY_EVERY_WEEK)
		assert_int_equal((tm.tm_wday + 6) % 7, period->weekday);
	if (period->length == POLICY_EVERY_MONTH)
		assert_int_equal(tm.tm_mday,
				 period->day < last ? period->day : last);
}

static void walk(const struct policy_period *period, usec_t from, usec_t until)
{
	static const int least[] = {22, 6 * 24, 27 * 24};
	static const int most[] = {26, 8 * 24, 32 * 24};

	for (usec_t at = from; at < until;) {
		struct policy_span span = policy_period_at(period, at), again;
		usec_t hours = (span.until - span.from) / USEC_PER_SEC / HOUR;

		assert_true(span.from <= at && at < span.until);
		assert_begins(period, span.from);
		assert_in_range(hours, least[period->length],
				most[period->length]);
		/* the same from any time in it, and no gap to the next */
		again = policy_period_at(period, span.until - 1);
		assert_int_equal(again.from, span.from);
		assert_int_equal(again.until, span.until);
		again = policy_period_at(period, span.until);
		assert_int_equal(again.from, span.until);
		at = span.until;
	}
}

static void periods_follow_each_other(void **state)
{
	static const char *const names[] = {
		"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
		"Asia/Kolkata", "America/Sao_Paulo"};
	static const uint16_t minutes[] = {0, 150, 4 * 60 + 30, 1439};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct policy_zone *zone = zone_of(names[i]);

		setenv("TZ", names[i], 1);
		tzset();
		for (unsigned m = 0; m < 4; m++) {
			struct policy_period period = {.zone = zone,
						       .minute = minutes[m]};

			period.length = POLICY_EVERY_DAY;
			walk(&period, utc(2015, 12, 30, 3, 0),
			     utc(2017, 1, 3, 0, 0));
			period.length = POLICY_EVERY_WEEK;
			for (period.weekday = 0; period.weekday < 7;
			     period.weekday++)
				walk(&period, utc(2015, 1, 1, 0, 0),
				     utc(2019, 1, 1, 0, 0));
			period.length = POLICY_EVERY_MONTH;
			for (period.day = 1; period.day <= 31; period.day++)
				walk(&period, utc(1999, 1, 15, 0, 0),
				     utc(2005, 1, 1, 0, 0));
		}
		policy_zone_free(zone);
	}
	unsetenv("TZ");
	tzset();
}

static void a_month_without_the_day_begins_on_its_last(void **state)
{
	const struct policy_period period = {.length = POLICY_EVERY_MONTH,
					     .day = 31};
	struct policy_span span;

	(void)state;
	span = policy_period_at(&period, utc(2026, 2, 27, 23, 59));
	assert_int_equal(span.from, utc(2026, 1, 31, 0, 0));
	assert_int_equal(span.until, utc(2026, 2, 28, 0, 0));
	span = policy_period_at(&period, utc(2026, 2, 28, 0, 0));
	assert_int_equal(span.until, utc(2026, 3, 31, 0, 0));
	span = policy_period_at(&period, utc(2028, 2, 28, 12, 0));
	assert_int_equal(span.until, utc(2028, 2, 29, 0, 0));
	span = policy_period_at(&period, utc(2026, 4, 30, 0, 0));
	assert_int_equal(span.from, utc(2026, 4, 30, 0, 0));
	assert_int_equal(span.until, utc(2026, 5, 31, 0, 0));
}

static void daylight_saving_is_minded(void **state)
{
	struct policy_zone *zone = zone_of("Europe/Berlin");
	struct policy_period period = {.zone = zone,
				       .length = POLICY_EVERY_DAY};
	struct policy_span span;

	(void)state;
	/* 23 hours and 25 */
	span = policy_period_at(&period, utc(2026, 3, 29, 12, 0));
	assert_int_equal(span.from, utc(2026, 3, 28, 23, 0));
	assert_int_equal(span.until, utc(2026, 3, 29, 22, 0));
	span = policy_period_at(&period, utc(2026, 10, 25, 12, 0));
	assert_int_equal(span.from, utc(2026, 10, 24, 22, 0));
	assert_int_equal(span.until, utc(2026, 10, 25, 23, 0));
	/* 02:30 is left out: it begins when the clock goes on, at 03:00 */
	period.minute = 150;
	span = policy_period_at(&period, utc(2026, 3, 29, 12, 0));
	assert_int_equal(span.from, utc(2026, 3, 29, 1, 0));
	/* 02:30 comes twice: the first counts */
	span = policy_period_at(&period, utc(2026, 10, 25, 1, 15));
	assert_int_equal(span.from, utc(2026, 10, 25, 0, 30));
	assert_int_equal(span.until, utc(2026, 10, 26, 1, 30));
	policy_zone_free(zone);
}

static void a_day_that_never_was_has_no_period(void **state)
{
	struct policy_zone *zone = zone_of("Pacific/Apia");
	const struct policy_period period = {.zone = zone,
					     .length = POLICY_EVERY_DAY};
	struct policy_span span;

	(void)state;
	/* 30 December 2011 was left out */
	span = policy_period_at(&period, utc(2011, 12, 30, 9, 59));
	assert_int_equal(span.from, utc(2011, 12, 29, 10, 0));
	assert_int_equal(span.until, utc(2011, 12, 30, 10, 0));
	span = policy_period_at(&period, utc(2011, 12, 30, 10, 0));
	assert_int_equal(span.from, utc(2011, 12, 30, 10, 0));
	assert_int_equal(span.until, utc(2011, 12, 31, 10, 0));
	policy_zone_free(zone);
}

static void the_beginning_of_time_is_in_a_period(void **state)
{
	struct policy_period period = {.length = POLICY_EVERY_DAY, .day = 15};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct policy_span span;

		period.length = (uint8_t)i;
		span = policy_period_at(&period, 0);
		assert_int_equal(span.from, 0);
		assert_true(span.until > 0);
	}
	assert_int_equal(policy_period_at(&period, 0).until,
			 utc(1970, 1, 15, 0, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(periods_follow_each_other),
		cmocka_unit_test(a_month_without_the_day_begins_on_its_last),
		cmocka_unit_test(daylight_saving_is_minded),
		cmocka_unit_test(a_day_that_never_was_has_no_period),
		cmocka_unit_test(the_beginning_of_time_is_in_a_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
