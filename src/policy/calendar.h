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

/* Minutes of the local day; until <= from: it ends on the next day. */
struct policy_hours {
	uint16_t from;	/* 0..1439: the first minute */
	uint16_t until; /* 1..1440: the first one after it */
};

/*
 * Times that come back every week. The clock of the zone counts: an hour that
 * does not exist is not there, one that comes twice counts twice.
 */
struct policy_table {
	const char *name;
	const struct policy_zone *zone; /* borrowed; NULL: UTC */
	uint8_t days; /* on which hours begin: bit 0 Monday, bit 6 Sunday */
	const struct policy_hours *hours; /* none: never open */
	size_t hour_count;
};

/* Which tables are open, and for how long that is known. */
struct policy_active_schedules {
	usec_t from, until;			  /* from <= time < until */
	uint64_t tables[POLICY_TABLES_MOST / 64]; /* bit n - 1: table n */
};

/**
 * policy_active_schedules_has - is this table open?
 * @table: number from 1
 */
static inline bool
policy_active_schedules_has(const struct policy_active_schedules *open,
			    uint16_t table)
{
	unsigned bit = table - 1U;

	return open->tables[bit / 64] >> (bit % 64) & 1;
}

/**
 * policy_calendar_look - what is open at a time
 * @open: out; `until` is no later than the next border of any table
 */
void policy_calendar_look(const struct policy_table *tables, size_t count,
			  usec_t now, struct policy_active_schedules *open);

#endif
