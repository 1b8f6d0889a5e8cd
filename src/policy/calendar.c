/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Find the time tables that are active. Pure.
 */
#include "policy/calendar.h"

#include <string.h>

#include "policy/zone.h"

#define DAY_SECONDS 86400
#define MINUTE_SECONDS 60

/* Local time of a zone. */
struct wall {
	unsigned weekday; /* 0 Monday */
	int32_t second;	  /* of the day */
	int64_t until;	  /* seconds UTC: the offset is constant until then */
};

static struct wall wall_at(const struct policy_zone *zone, int64_t at)
{
	struct wall wall = {.until = INT64_MAX};
	int64_t local = at, days;

	if (zone)
		local += policy_zone_offset(zone, at, &wall.until);
	days = local / DAY_SECONDS - (local % DAY_SECONDS < 0);
	wall.second = (int32_t)(local - days * DAY_SECONDS);
	/* 1970-01-01 was a Thursday */
	wall.weekday = (unsigned)(((days + 3) % 7 + 7) % 7);
	return wall;
}

static bool hours_hold(const struct policy_hours *hours, uint8_t days,
		       const struct wall *wall)
{
	int32_t from = hours->from * MINUTE_SECONDS;
	int32_t until = hours->until * MINUTE_SECONDS;
	bool today = days >> wall->weekday & 1;
	bool yesterday = days >> (wall->weekday + 6) % 7 & 1;

	if (from < until)
		return today && wall->second >= from && wall->second < until;
	return (today && wall->second >= from) ||
	       (yesterday && wall->second < until);
}

/* Seconds until the next time of day at which a table may change. */
static int32_t seconds_to_border(const struct policy_table *table,
				 const struct wall *wall)
{
	int32_t nearest = DAY_SECONDS - wall->second;

	for (size_t i = 0; i < table->hour_count; i++) {
		int32_t from = table->hours[i].from * MINUTE_SECONDS;
		int32_t until = table->hours[i].until * MINUTE_SECONDS;

		if (from > wall->second && from - wall->second < nearest)
			nearest = from - wall->second;
		if (until > wall->second && until - wall->second < nearest)
			nearest = until - wall->second;
	}
	return nearest;
}

static void table_look(const struct policy_table *table, unsigned bit,
		       int64_t at, struct policy_active_schedules *schedules)
{
	struct wall wall = wall_at(table->zone, at);
	int64_t until = at + seconds_to_border(table, &wall);
	usec_t until_us;

	for (size_t i = 0; i < table->hour_count; i++)
		if (hours_hold(&table->hours[i], table->days, &wall))
			schedules->tables[bit / 64] |= UINT64_C(1)
						       << (bit % 64);
	if (wall.until < until)
		until = wall.until;
	until_us = (usec_t)until * USEC_PER_SEC;
	if (until_us < schedules->until)
		schedules->until = until_us;
}

void policy_calendar_look(const struct policy_table *tables, size_t count,
			  usec_t now, struct policy_active_schedules *schedules)
{
	memset(schedules, 0, sizeof(*schedules));
	schedules->from = now;
	schedules->until = UINT64_MAX;
	for (size_t i = 0; i < count; i++)
		table_look(&tables[i], (unsigned)i,
			   (int64_t)(now / USEC_PER_SEC), schedules);
	if (!count)
		schedules->from = 0;
}
