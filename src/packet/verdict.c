/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of actions. Pure.
 */
#include "packet/verdict.h"

const char *packet_action_name(enum action action)
{
	static const char *const names[ACTION_COUNT] = {
		[ACTION_ACCEPT] = "accept",
		[ACTION_DROP] = "drop",
		[ACTION_SHAPE] = "shape",
		[ACTION_LOG] = "log",
		[ACTION_REJECT] = "reject",
		[ACTION_PRIORITISE] = "prioritise",
		[ACTION_DEGRADE] = "degrade",
	};

	return action < ACTION_COUNT ? names[action] : "unknown";
}

bool packet_action_drops(enum action action)
{
	return action == ACTION_DROP || action == ACTION_REJECT;
}
