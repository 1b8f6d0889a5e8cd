/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_CALENDAR_H
#define POLICY_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

struct policy_zone;

#define POLICY_TABLES_MOST 256
#define POLICY_DAY 1440 /* minutes */

/* Minutes of the local day; until <= from: ends on the next day. */
struct policy_hours {
	uint16_t from;	/* 0..1439: the first minute */
	uint16_t until; /* 1..1440: the first one after it */
};

/*
 * Hours of the week in local time of a zone. When the clock is set forward, the hour
 * that it skips is not in any table; when it is set back, the hour counts twice.
 */
struct policy_table {
	const char *name;
	const struct policy_zone *zone; /* borrowed; NULL: UTC */
	uint8_t days; /* on which hours start: bit 0 Monday, bit 6 Sunday */
	const struct policy_hours *hours; /* none: never active */
	size_t hour_count;
};

/* The active tables, and the time for which this holds. */
struct policy_active_schedules {
	usec_t from, until;			  /* from <= time < until */
	uint64_t tables[POLICY_TABLES_MOST / 64]; /* bit n - 1: table n */
};

/**
 * policy_active_schedules_has - return whether a table is active
 * @table: number from 1
 */
static inline bool
policy_active_schedules_has(const struct policy_active_schedules *schedules,
			    uint16_t table)
{
	unsigned bit = table - 1U;

	return schedules->tables[bit / 64] >> (bit % 64) & 1;
}

/**
 * policy_calendar_look - find the tables that are active at a time
 * @schedules: out; `until` is at most the next time at which any table changes
 */
void policy_calendar_look(const struct policy_table *tables, size_t count,
			  usec_t now,
			  struct policy_active_schedules *schedules);

#endif
