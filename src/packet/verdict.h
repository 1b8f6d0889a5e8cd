/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_VERDICT_H
#define PACKET_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

/* What the policy says about a flow. */
enum action {
	ACTION_ACCEPT,
	ACTION_DROP,
	ACTION_SHAPE,	   /* passes at the pace of a class or rate */
	ACTION_LOG,	   /* passes, and is said */
	ACTION_REJECT,	   /* dropped, and both ends are told */
	ACTION_PRIORITISE, /* passes in a class, or with a DSCP, of its own */
	ACTION_DEGRADE,	   /* passes, but for a part of it */
	ACTION_COUNT,
};

/**
 * packet_action_name - as rules write it: "accept", "drop", "shape", ...
 *
 * Return: never NULL.
 */
const char *packet_action_name(enum action action);

/**
 * packet_action_drops - does a packet end here that has this action?
 */
bool packet_action_drops(enum action action);

/*
 * What becomes of one packet. Priority and DSCP are for the live queue; replay needs
 * the action alone.
 */
struct verdict {
	uint8_t action;	   /* enum action; SHAPE passes, late */
	uint8_t dscp;	   /* to be written, + 1; 0: leave it alone */
	uint16_t rule;	   /* 1.. in the order of the file; 0 the default */
	uint32_t delay_us; /* of a shaped packet; 0 otherwise */
	uint32_t priority; /* skb->priority, as a classid; 0: leave it alone */
};
_Static_assert(sizeof(struct verdict) == 12, "no padding");

#endif
