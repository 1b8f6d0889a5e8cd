/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes as a time zone: it is refused, or every time has an offset that holds
 * until a later one.
 */
#include "policy/zone.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct policy_zone *zone = policy_zone_parse(bytes, size);
	int64_t at = -5000000000;

	if (!zone)
		return 0;
	for (int i = 0; i < 200 && at < 20000000000000; i++) {
		int64_t until, again;
		int32_t offset = policy_zone_offset(zone, at, &until);

		require(until > at && offset <= 26 * 3600 &&
			offset >= -26 * 3600);
		require(policy_zone_offset(zone, until - 1, &again) == offset);
		at = until > at + 100000000 ? at + 100000000 + i * 12345
					    : until;
	}
	policy_zone_free(zone);
	return 0;
}
