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
 * What becomes of one packet. Mark and priority are for the live queue; replay
 * needs the action alone.
 */
struct verdict {
	uint8_t action; /* enum action; SHAPE passes, late */
	uint8_t zero;
	uint16_t rule;	    /* 1.. in the order of the file; 0 the default */
	uint32_t delay_us;  /* of a shaped packet; 0 otherwise */
	uint32_t mark;	    /* new packet mark, in the bits of mark_mask */
	uint32_t mark_mask; /* 0: leave the packet's mark alone */
	uint32_t priority;  /* skb->priority, as a classid; 0: leave it alone */
};
_Static_assert(sizeof(struct verdict) == 20, "no padding");

#endif
