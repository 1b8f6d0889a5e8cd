/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time zones against the C library's, and time tables against a walk through
 * every minute.
 */
#include "policy/calendar.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	size_t size;

	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	file = fopen(path, "re");
	assert_non_null(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	zone = policy_zone_parse(bytes, size);
	assert_non_null(zone);
	return zone;
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
	struct tm tm = {.tm_year = year - 1900,
			.tm_mon = month - 1,
			.tm_mday = day,
			.tm_hour = hour,
			.tm_min = minute};

	return timegm(&tm);
}

/* From 1950 to 2100, in steps that fall on all hours; and across each change. */
static void zones_agree_with_the_library(void **state)
{
	static const char *const names[] = {
		"Europe/Berlin", "America/New_York",  "Australia/Lord_Howe",
		"Asia/Kolkata",	 "Africa/Casablanca", "America/Sao_Paulo",
		"Pacific/Apia",	 "Europe/Dublin",     "Antarctica/Troll",
		"America/Nuuk",	 "Asia/Tehran",	      "Etc/GMT+5"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct policy_zone *zone = zone_of(names[i]);
		int64_t until = 0;

		setenv("TZ", names[i], 1);
		tzset();
		for (int64_t at = utc(1950, 1, 1, 0, 0);
		     at < utc(2100, 1, 1, 0, 0);
		     at += 5 * DAY + 7 * HOUR + 13) {
			time_t t = at;
			struct tm tm;

			localtime_r(&t, &tm);
			assert_int_equal(policy_zone_offset(zone, at, &until),
					 tm.tm_gmtoff);
			assert_true(until > at);
			/* it is true until then, to the second */
			t = until - 1;
			if (until < utc(2100, 1, 1, 0, 0)) {
				int32_t offset =
					policy_zone_offset(zone, at, &until);

				localtime_r(&t, &tm);
				assert_int_equal(offset, tm.tm_gmtoff);
			}
		}
		policy_zone_free(zone);
	}
	unsetenv("TZ");
	tzset();
}

static void what_is_no_zone_is_refused(void **state)
{
	struct policy_zone *zone = zone_of("Europe/Berlin");
	FILE *file = fopen("/usr/share/zoneinfo/Europe/Berlin", "re");
	size_t size = fread(bytes, 1, sizeof(bytes), file);

	(void)state;
	policy_zone_free(zone);
	fclose(file);
	/* cut anywhere */
	for (size_t i = 0; i < size; i++) {
		assert_null(policy_zone_parse(bytes, i));
		assert_int_equal(errno, EINVAL);
	}
	/* a letter for any digit of the rule in the last line */
	for (size_t i = size - 2; bytes[i] != '\n'; i--) {
		uint8_t digit = bytes[i];

		if (digit < '0' || digit > '9')
			continue;
		bytes[i] = 'x';
		assert_null(policy_zone_parse(bytes, size));
		bytes[i] = digit;
	}
	bytes[0] = 'X';
	assert_null(policy_zone_parse(bytes, size));
}

/* ---- tables ---- */

static bool is_open(const struct policy_table *table, int64_t at)
{
	struct policy_active_schedules open;

	policy_calendar_look(table, 1, (usec_t)at * USEC_PER_SEC, &open);
	assert_true(open.from <= (usec_t)at * USEC_PER_SEC);
	assert_true(open.until > (usec_t)at * USEC_PER_SEC);
	return policy_active_schedules_has(&open, 1);
}

static void hours_of_days(void **state)
{
	const struct policy_hours hours[] = {{480, 720}, {22 * 60, 360}};
	const struct policy_table table = {.name = "t",
					   .days = 1 << 4, /* Friday */
					   .hours = hours,
					   .hour_count = 2};

	(void)state;
	/* 2026-11-20 is a Friday */
	assert_false(is_open(&table, utc(2026, 11, 20, 7, 59)));
	assert_true(is_open(&table, utc(2026, 11, 20, 8, 0)));
	assert_true(is_open(&table, utc(2026, 11, 20, 12, 0) - 1));
	assert_false(is_open(&table, utc(2026, 11, 20, 12, 0)));
	assert_false(is_open(&table, utc(2026, 11, 20, 3, 0)));
	assert_true(is_open(&table, utc(2026, 11, 20, 22, 0)));
	/* over midnight, into Saturday, and no further */
	assert_true(is_open(&table, utc(2026, 11, 21, 0, 0)));
	assert_true(is_open(&table, utc(2026, 11, 21, 5, 59)));
	assert_false(is_open(&table, utc(2026, 11, 21, 6, 0)));
	assert_false(is_open(&table, utc(2026, 11, 21, 9, 0)));
	assert_false(is_open(&table, utc(2026, 11, 21, 22, 0)));
}

static void the_clock_on_the_wall_counts(void **state)
{
	struct policy_zone *zone = zone_of("Europe/Berlin");
	const struct policy_hours hours = {2 * 60 + 30, 4 * 60};
	const struct policy_table table = {.name = "t",
					   .zone = zone,
					   .days = 0x7f,
					   .hours = &hours,
					   .hour_count = 1};

	(void)state;
	/* winter: 02:30 is 01:30 UTC; summer: 00:30 UTC */
	assert_false(is_open(&table, utc(2026, 1, 10, 1, 29)));
	assert_true(is_open(&table, utc(2026, 1, 10, 1, 30)));
	assert_true(is_open(&table, utc(2026, 7, 10, 0, 30)));
	assert_false(is_open(&table, utc(2026, 7, 10, 2, 0)));
	/* 2026-03-29: from 02:00 to 03:00 at 01:00 UTC; 02:30 never is */
	assert_false(is_open(&table, utc(2026, 3, 29, 1, 0) - 1));
	assert_true(is_open(&table, utc(2026, 3, 29, 1, 0)));
	assert_false(is_open(&table, utc(2026, 3, 29, 2, 0)));
	/* 2026-10-25: from 03:00 to 02:00 at 01:00 UTC; 02:30 is twice */
	assert_true(is_open(&table, utc(2026, 10, 25, 0, 30)));
	assert_false(is_open(&table, utc(2026, 10, 25, 1, 0)));
	assert_true(is_open(&table, utc(2026, 10, 25, 1, 30)));
	assert_false(is_open(&table, utc(2026, 10, 25, 3, 0)));
	policy_zone_free(zone);
}

/* Nothing changes before `until`: asked again each minute, the answer is kept. */
static void nothing_changes_before_the_border(void **state)
{
	struct policy_zone *berlin = zone_of("Europe/Berlin");
	struct policy_zone *howe = zone_of("Australia/Lord_Howe");
	const struct policy_hours hours[] = {{480, 720}, {1320, 361}, {5, 7}};
	const struct policy_table tables[] = {
		{.name = "a", .days = 0x1f, .hours = hours, .hour_count = 3},
		{.name = "b",
		 .zone = berlin,
		 .days = 0x60,
		 .hours = hours,
		 .hour_count = 2},
		{.name = "c",
		 .zone = howe,
		 .days = 0x55,
		 .hours = hours + 1,
		 .hour_count = 1},
	};
	struct policy_active_schedules known = {.until = 0};
	unsigned looks = 0;

	(void)state;
	for (int64_t at = utc(2026, 3, 20, 0, 0); at < utc(2026, 4, 10, 0, 0);
	     at += 60) {
		usec_t now = (usec_t)at * USEC_PER_SEC;
		struct policy_active_schedules open;

		policy_calendar_look(tables, 3, now, &open);
		if (now >= known.until) {
			known = open;
			looks++;
		}
		assert_memory_equal(known.tables, open.tables,
				    sizeof(open.tables));
	}
	/* 21 days, with 9 borders of 3 clocks in each at most */
	assert_in_range(looks, 21 * 5, 21 * 20);
	policy_zone_free(berlin);
	policy_zone_free(howe);
}

static void without_tables_nothing_ever_changes(void **state)
{
	struct policy_active_schedules open;

	(void)state;
	policy_calendar_look(NULL, 0, 12345, &open);
	assert_int_equal(open.from, 0);
	assert_true(open.until == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_agree_with_the_library),
		cmocka_unit_test(what_is_no_zone_is_refused),
		cmocka_unit_test(hours_of_days),
		cmocka_unit_test(the_clock_on_the_wall_counts),
		cmocka_unit_test(nothing_changes_before_the_border),
		cmocka_unit_test(without_tables_nothing_ever_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
