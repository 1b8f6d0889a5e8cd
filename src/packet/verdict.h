/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_VERDICT_H
#define PACKET_VERDICT_H

#include <stdint.h>

/* What the policy says about a flow. */
enum action {
	ACTION_ACCEPT,
	ACTION_DROP,
	ACTION_SHAPE,
	ACTION_COUNT,
};

/* "accept", "drop", "shape". */
const char *packet_action_name(enum action action);

/*
 * What becomes of one packet. The live queue adds marks and priorities here;
 * replay needs the action alone.
 */
struct verdict {
	uint8_t action; /* enum action; SHAPE passes, late */
	uint8_t zero;
	uint16_t rule;	   /* 1.. in the order of the file; 0 the default */
	uint32_t delay_us; /* of a shaped packet; 0 otherwise */
};
_Static_assert(sizeof(struct verdict) == 8, "no padding");

#endif
