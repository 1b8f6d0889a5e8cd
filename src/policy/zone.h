/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_ZONE_H
#define POLICY_ZONE_H

#include <stddef.h>
#include <stdint.h>

/*
 * A time zone as the tz database has it (RFC 8536): how far the clock on the wall
 * is from UTC, at any time. Immutable; any thread may ask. Pure: no file is read
 * and the process's own zone does not matter.
 */
struct policy_zone;

/**
 * policy_zone_parse - a TZif file of version 2 or later
 *
 * Return: the zone; NULL with errno ENOMEM or EINVAL.
 */
struct policy_zone *policy_zone_parse(const uint8_t *bytes, size_t size);
void policy_zone_free(struct policy_zone *zone);

/**
 * policy_zone_offset - seconds east of UTC
 * @at:    seconds since 1970 UTC
 * @until: out: it is the same until then, and maybe longer
 */
int32_t policy_zone_offset(const struct policy_zone *zone, int64_t at,
			   int64_t *until);

#endif
