/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_ZONE_H
#define POLICY_ZONE_H

#include <stddef.h>
#include <stdint.h>

/*
 * A time zone of the tz database (RFC 8536): the offset of local time from UTC at any
 * time. Immutable; any thread may call. Pure: it reads no file and does not depend on
 * the zone of the process.
 */
struct policy_zone;

/**
 * policy_zone_parse - parse a TZif file of version 2 or later
 *
 * Return: the zone; NULL with errno ENOMEM or EINVAL.
 */
struct policy_zone *policy_zone_parse(const uint8_t *bytes, size_t size);
void policy_zone_free(struct policy_zone *zone);

/**
 * policy_zone_offset - return the seconds east of UTC
 * @at:    seconds since 1970 UTC
 * @until: out: the offset holds at least until then
 */
int32_t policy_zone_offset(const struct policy_zone *zone, int64_t at,
			   int64_t *until);

#endif
