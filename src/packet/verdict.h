/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_VERDICT_H
#define PACKET_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

/* The action that the policy chose for a flow. */
enum action {
	ACTION_ACCEPT,
	ACTION_DROP,
	ACTION_SHAPE,	   /* passes at the pace of a class or rate */
	ACTION_LOG,	   /* passes, and writes an alert */
	ACTION_REJECT,	   /* dropped, and both ends are notified */
	ACTION_PRIORITISE, /* passes in a class or with a DSCP of its own */
	ACTION_DEGRADE,	   /* a part of it is lost */
	ACTION_COUNT,
};

/**
 * packet_action_name - return the name in rules: "accept", "drop", "shape", ...
 *
 * Return: never NULL.
 */
const char *packet_action_name(enum action action);

/**
 * packet_action_drops - return whether packets with this action are dropped
 */
bool packet_action_drops(enum action action);

/*
 * The verdict on one packet. Priority and DSCP are for the live queue; replay needs
 * the action alone.
 */
struct verdict {
	uint8_t action;	   /* enum action; SHAPE passes, late */
	uint8_t dscp;	   /* to write, + 1; 0: leave it alone */
	uint16_t rule;	   /* 1.. in the order of the file; 0 the default */
	uint32_t delay_us; /* of a shaped packet; 0 otherwise */
	uint32_t priority; /* skb->priority, as a classid; 0: leave it alone */
};
_Static_assert(sizeof(struct verdict) == 12, "no padding");

#endif
