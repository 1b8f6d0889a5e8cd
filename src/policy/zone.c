/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TZif: a list of transitions, and a rule in POSIX syntax for the time after the last
 * one, such as "CET-1CEST,M3.5.0,M10.5.0/3". Pure.
 */
#include "policy/zone.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"

#define DAY_SECONDS 86400
#define OFFSET_MOST (26 * 3600) /* RFC 8536 3.2 */
#define HEADER_BYTES 44
#define TRANSITIONS_MOST 20000 /* the longest of the database has 300 */

enum day_kind {
	DAY_OF_MONTH_WEEK, /* Mm.w.d */
	DAY_WITHOUT_LEAP,  /* Jn: 1..365, 29 February is never counted */
	DAY_OF_YEAR,	   /* n: 0..365 */
};

/* The time of a year at which the clock is changed. */
struct change {
	enum day_kind kind;
	int month, week, day;
	int32_t seconds; /* of local time before the change */
};

struct policy_zone {
	size_t count;
	int64_t *times;	  /* ascending; seconds UTC */
	int32_t *offsets; /* from that time on */
	int32_t first;	  /* before all of them */
	bool has_rule, has_dst;
	int32_t standard, dst;	  /* offsets of the rule */
	struct change start, end; /* of dst */
};

/* ---- the rule ---- */

static bool parse_number(const char **at, int least, int most, int *value)
{
	char *end;
	long number;

	if (**at < '0' || **at > '9')
		return false;
	number = strtol(*at, &end, 10);
	if (number < least || number > most)
		return false;
	*value = (int)number;
	*at = end;
	return true;
}

/* [+-]hh[:mm[:ss]] */
static bool parse_offset(const char **at, int hours_most, int32_t *seconds)
{
	int sign = **at == '-' ? -1 : 1, hours, minutes = 0, rest = 0;

	if (**at == '-' || **at == '+')
		++*at;
	if (!parse_number(at, 0, hours_most, &hours))
		return false;
	if (**at == ':' && (++*at, !parse_number(at, 0, 59, &minutes)))
		return false;
	if (**at == ':' && (++*at, !parse_number(at, 0, 59, &rest)))
		return false;
	*seconds = sign * (hours * 3600 + minutes * 60 + rest);
	return true;
}

/* "CET", or "<+03>". */
static bool parse_abbreviation(const char **at)
{
	const char *end = *at;

	if (*end == '<') {
		end = strchr(end, '>');
		if (!end)
			return false;
		*at = end + 1;
		return true;
	}
	while ((*end >= 'a' && *end <= 'z') || (*end >= 'A' && *end <= 'Z'))
		end++;
	if (end - *at < 3)
		return false;
	*at = end;
	return true;
}

static bool parse_change(const char **at, struct change *change)
{
	bool good;

	change->seconds = 2 * 3600;
	if (**at == 'M') {
		++*at;
		change->kind = DAY_OF_MONTH_WEEK;
		good = parse_number(at, 1, 12, &change->month) &&
		       *(*at)++ == '.' &&
		       parse_number(at, 1, 5, &change->week) &&
		       *(*at)++ == '.' && parse_number(at, 0, 6, &change->day);
	} else if (**at == 'J') {
		++*at;
		change->kind = DAY_WITHOUT_LEAP;
		good = parse_number(at, 1, 365, &change->day);
	} else {
		change->kind = DAY_OF_YEAR;
		good = parse_number(at, 0, 365, &change->day);
	}
	if (!good || **at != '/')
		return good;
	++*at;
	return parse_offset(at, 167, &change->seconds);
}

/* POSIX counts west of UTC. */
static bool parse_posix_rule(struct policy_zone *zone, const char *text)
{
	if (!parse_abbreviation(&text) ||
	    !parse_offset(&text, 24, &zone->standard))
		return false;
	zone->standard = -zone->standard;
	zone->has_rule = true;
	if (!*text)
		return true;
	zone->has_dst = true;
	zone->dst = zone->standard + 3600;
	if (!parse_abbreviation(&text))
		return false;
	if (*text != ',') {
		if (!parse_offset(&text, 24, &zone->dst))
			return false;
		zone->dst = -zone->dst;
	}
	return *text++ == ',' && parse_change(&text, &zone->start) &&
	       *text++ == ',' && parse_change(&text, &zone->end) && !*text;
}

/* ---- the file ---- */

struct header {
	uint32_t is_utc, is_standard, leaps, times, types, characters;
};

static bool parse_header(struct cursor *cursor, struct header *header)
{
	const uint8_t *bytes = cursor_take(cursor, HEADER_BYTES);

	if (!bytes || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
		return false;
	header->is_utc = cursor_be32(bytes + 20);
	header->is_standard = cursor_be32(bytes + 24);
	header->leaps = cursor_be32(bytes + 28);
	header->times = cursor_be32(bytes + 32);
	header->types = cursor_be32(bytes + 36);
	header->characters = cursor_be32(bytes + 40);
	return header->is_utc <= 256 && header->is_standard <= 256 &&
	       header->leaps <= 1000 && header->types <= 256 &&
	       header->characters <= 4096 && header->times <= TRANSITIONS_MOST;
}

static int64_t be64(const uint8_t *bytes)
{
	return (int64_t)((uint64_t)cursor_be32(bytes) << 32 |
			 cursor_be32(bytes + 4));
}

/* Times, then the type of each, then the types: offset, dst, name. */
static bool parse_data(struct cursor *cursor, const struct header *header,
		       struct policy_zone *zone)
{
	const uint8_t *times = cursor_take(cursor, header->times * 8UL);
	const uint8_t *numbers = cursor_take(cursor, header->times);
	const uint8_t *types = cursor_take(cursor, header->types * 6UL);
	size_t rest = header->characters + header->leaps * 12UL +
		      header->is_standard + header->is_utc;

	if (!times || !numbers || !types || !header->types ||
	    !cursor_take(cursor, rest))
		return false;
	for (size_t i = 0; i < header->types; i++) {
		int32_t offset = (int32_t)cursor_be32(types + 6 * i);

		if (offset > OFFSET_MOST || offset < -OFFSET_MOST)
			return false;
	}
	zone->first = (int32_t)cursor_be32(types);
	for (size_t i = 0; i < header->times; i++) {
		zone->times[i] = be64(times + 8 * i);
		if (numbers[i] >= header->types ||
		    (i && zone->times[i] <= zone->times[i - 1]))
			return false;
		zone->offsets[i] = (int32_t)cursor_be32(types + 6 * numbers[i]);
	}
	zone->count = header->times;
	return true;
}

/* A rule between newlines; empty: no rule for the time after the last transition. */
static bool parse_footer(struct cursor *cursor, struct policy_zone *zone)
{
	char text[256];
	const uint8_t *end;
	size_t size;

	if (cursor->left < 2 || cursor->at[0] != '\n')
		return false;
	end = memchr(cursor->at + 1, '\n', cursor->left - 1);
	if (!end)
		return false;
	size = (size_t)(end - cursor->at) - 1;
	if (size >= sizeof(text))
		return false;
	memcpy(text, cursor->at + 1, size);
	text[size] = '\0';
	return !size || parse_posix_rule(zone, text);
}

static struct policy_zone *zone_create(size_t times)
{
	struct policy_zone *zone = calloc(1, sizeof(*zone));

	if (!zone)
		return NULL;
	zone->times = calloc(times + 1, sizeof(*zone->times));
	zone->offsets = calloc(times + 1, sizeof(*zone->offsets));
	if (zone->times && zone->offsets)
		return zone;
	policy_zone_free(zone);
	errno = ENOMEM;
	return NULL;
}

struct policy_zone *policy_zone_parse(const uint8_t *bytes, size_t size)
{
	struct cursor cursor = cursor_over(bytes, size);
	struct policy_zone *zone;
	struct header header;
	size_t old;

	errno = EINVAL;
	if (!parse_header(&cursor, &header))
		return NULL;
	/* the same with 32 bits, for old readers */
	old = header.times * 5UL + header.types * 6UL + header.characters +
	      header.leaps * 8UL + header.is_standard + header.is_utc;
	if (!cursor_take(&cursor, old) || !parse_header(&cursor, &header))
		return NULL;
	zone = zone_create(header.times);
	if (!zone)
		return NULL;
	if (parse_data(&cursor, &header, zone) && parse_footer(&cursor, zone))
		return zone;
	policy_zone_free(zone);
	errno = EINVAL;
	return NULL;
}

void policy_zone_free(struct policy_zone *zone)
{
	if (!zone)
		return;
	free(zone->times);
	free(zone->offsets);
	free(zone);
}

/* ---- days ---- */

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970-01-01 to the first of January. */
static int64_t days_before_year(int64_t year)
{
	int64_t y = year - 1;
	int64_t leaps = y / 4 - y / 100 + y / 400;

	return (year - 1970) * 365 + leaps -
	       (1969 / 4 - 1969 / 100 + 1969 / 400);
}

static int days_of_year_before(int month, bool leap)
{
	static const int days[] = {0,	31,  59,  90,  120, 151,
				   181, 212, 243, 273, 304, 334};

	return days[month - 1] + (leap && month > 2);
}

static int days_of_month(int month, bool leap)
{
	return month == 12 ? 31
			   : days_of_year_before(month + 1, leap) -
				     days_of_year_before(month, leap);
}

/* Sunday is 0; 1970-01-01 was a Thursday. */
static int weekday(int64_t days)
{
	int64_t day = (days + 4) % 7;

	return (int)(day < 0 ? day + 7 : day);
}

static int64_t year_of(int64_t seconds)
{
	int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
	int64_t year = 1970 + days / 366 - (days < 0);

	while (days_before_year(year + 1) <= days)
		year++;
	while (days_before_year(year) > days)
		year--;
	return year;
}

/* Seconds UTC of a change, made while the clock is @offset from UTC. */
static int64_t change_time(const struct change *change, int64_t year,
			   int32_t offset)
{
	bool leap = is_leap(year);
	int64_t day = days_before_year(year);
	int64_t first;

	switch (change->kind) {
	case DAY_WITHOUT_LEAP:
		day += change->day - 1 + (leap && change->day >= 60);
		break;
	case DAY_OF_YEAR:
		day += change->day;
		break;
	default:
		first = day + days_of_year_before(change->month, leap);
		day = first + (change->day - weekday(first) + 7) % 7 +
		      (change->week - 1) * 7;
		if (day >= first + days_of_month(change->month, leap))
			day -= 7;
	}
	return day * DAY_SECONDS + change->seconds - offset;
}

/* ---- offsets ---- */

static int32_t offset_by_rule(const struct policy_zone *zone, int64_t at,
			      int64_t *until)
{
	int64_t year, latest = INT64_MIN;
	int32_t offset = zone->standard;

	if (!zone->has_dst)
		return zone->standard;
	year = year_of(at);
	for (int64_t y = year - 1; y <= year + 1; y++) {
		int64_t start = change_time(&zone->start, y, zone->standard);
		int64_t end = change_time(&zone->end, y, zone->dst);

		/* on a tie (dst all year) the later start counts */
		if (end <= at && end > latest) {
			latest = end;
			offset = zone->standard;
		}
		if (start <= at && start >= latest) {
			latest = start;
			offset = zone->dst;
		}
		if (start > at && start < *until)
			*until = start;
		if (end > at && end < *until)
			*until = end;
	}
	return offset;
}

int32_t policy_zone_offset(const struct policy_zone *zone, int64_t at,
			   int64_t *until)
{
	size_t low = 0, high = zone->count;

	*until = INT64_MAX;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->times[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < zone->count) {
		*until = zone->times[low];
		return low ? zone->offsets[low - 1] : zone->first;
	}
	if (zone->has_rule)
		return offset_by_rule(zone, at, until);
	return low ? zone->offsets[low - 1] : zone->first;
}
