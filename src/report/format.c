/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times and numbers, without strftime() and printf("%f"): these depend on the locale
 * and cost more than the rest of an event's line.
 */
#include "report/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400U
#define TIME_MOST UINT64_C(253402300799999999) /* 9999-12-31T23:59:59.999999 */
#define EXACT_BYTES 10000 /* below, the exact number is short */

struct date {
	unsigned year, month, day; /* 1970..9999, 1..12, 1..31 */
};

/*
 * Days since 1970 to a date of the Gregorian calendar, counted in years that
 * begin with March and eras of 400 years. Source: H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms".
 */
static struct date date_from_days(unsigned days)
{
	unsigned since = days + 719468; /* days since 0000-03-01 */
	unsigned era = since / 146097, of_era = since % 146097;
	unsigned year =
		(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
		365;
	unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153; /* 0 is March */
	struct date date = {
		.year = year + era * 400 + (month >= 10),
		.month = month < 10 ? month + 3 : month - 9,
		.day = of_year - (153 * month + 2) / 5 + 1,
	};

	return date;
}

/* Print @value with leading zeros. Return: the position after it. */
static char *append_digits(char *at, unsigned value, unsigned width)
{
	for (unsigned i = width; i-- > 0; value /= 10)
		at[i] = (char)('0' + value % 10);
	return at + width;
}

static char *append_char(char *at, char character)
{
	*at = character;
	return at + 1;
}

static char *append_date(char *at, usec_t time)
{
	struct date date =
		date_from_days((unsigned)(time / (DAY_SECONDS * USEC_PER_SEC)));

	at = append_char(append_digits(at, date.year, 4), '-');
	at = append_char(append_digits(at, date.month, 2), '-');
	return append_digits(at, date.day, 2);
}

/* @decimals: 3 or 6 */
static char *append_time_of_day(char *at, usec_t time, unsigned decimals)
{
	unsigned second = (unsigned)(time / USEC_PER_SEC % DAY_SECONDS);
	unsigned usec = (unsigned)(time % USEC_PER_SEC);

	at = append_char(append_digits(at, second / 3600, 2), ':');
	at = append_char(append_digits(at, second / 60 % 60, 2), ':');
	at = append_char(append_digits(at, second % 60, 2), '.');
	return append_digits(at, decimals == 6 ? usec : usec / 1000, decimals);
}

static const char *print_date_time(usec_t time, char separator,
				   unsigned decimals, const char *end,
				   char *text)
{
	char *at;

	if (time > TIME_MOST)
		time = TIME_MOST;
	at = append_char(append_date(text, time), separator);
	at = append_time_of_day(at, time, decimals);
	memcpy(at, end, strlen(end) + 1);
	return text;
}

const char *report_format_time_eve(usec_t time, char *text)
{
	return print_date_time(time, 'T', 6, "+0000", text);
}

const char *report_format_time_iso(usec_t time, char *text)
{
	return print_date_time(time, 'T', 6, "Z", text);
}

const char *report_format_time_plain(usec_t time, char *text)
{
	return print_date_time(time, ' ', 3, " UTC", text);
}

const char *report_format_time_of_day(usec_t time, char *text)
{
	*append_time_of_day(text, time > TIME_MOST ? TIME_MOST : time, 3) =
		'\0';
	return text;
}

const char *report_format_duration(usec_t duration, char *text)
{
	uint64_t seconds = duration / USEC_PER_SEC;
	unsigned ms = (unsigned)(duration % USEC_PER_SEC / USEC_PER_MSEC);
	unsigned second = (unsigned)(seconds % 60);
	unsigned minute = (unsigned)(seconds / 60 % 60);
	unsigned hour = (unsigned)(seconds / 3600 % 24);

	if (seconds < 60)
		snprintf(text, REPORT_FORMAT_TEXT, "%u.%03u s", second, ms);
	else if (seconds < 3600)
		snprintf(text, REPORT_FORMAT_TEXT, "%um %02us", minute, second);
	else if (seconds < DAY_SECONDS)
		snprintf(text, REPORT_FORMAT_TEXT, "%uh %02um %02us", hour,
			 minute, second);
	else
		snprintf(text, REPORT_FORMAT_TEXT, "%" PRIu64 "d %02uh %02um",
			 seconds / DAY_SECONDS, hour, minute);
	return text;
}

const char *report_format_count(uint64_t count, char *text)
{
	char plain[REPORT_FORMAT_TEXT];
	int length = snprintf(plain, sizeof(plain), "%" PRIu64, count);
	char *at = text;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			at = append_char(at, ',');
		at = append_char(at, plain[i]);
	}
	*at = '\0';
	return text;
}

const char *report_format_bytes(uint64_t bytes, char *text)
{
	static const char units[] = "kMGTPE";
	const char *unit = units;
	uint64_t tenth = 100, tenths;
	char count[REPORT_FORMAT_TEXT];

	if (bytes < EXACT_BYTES) {
		snprintf(text, REPORT_FORMAT_TEXT, "%.26s B",
			 report_format_count(bytes, count));
		return text;
	}
	for (;; unit++, tenth *= 1000) {
		tenths = bytes / tenth + (bytes % tenth >= tenth / 2);
		if (tenths < 10000 || unit[1] == '\0')
			break;
	}
	snprintf(text, REPORT_FORMAT_TEXT, "%" PRIu64 ".%u %cB", tenths / 10,
		 (unsigned)(tenths % 10), *unit);
	return text;
}
