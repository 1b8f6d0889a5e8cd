/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language/rings.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "host/host.h"
#include "signature/compiled.h"

/*
 * Move an event to the common ring; 0: no event. Return: whether it was elsewhere.
 */
static bool demote(struct signature_set *set, uint16_t event)
{
	bool news = event && set->event_rings[event] != HOST_RING_ANY;

	if (news)
		set->event_rings[event] = HOST_RING_ANY;
	return news;
}

static bool is_of_any(const struct signature_set *set, uint16_t event)
{
	return event && set->event_rings[event] == HOST_RING_ANY;
}

/* Return whether an event that a rule uses or raises is in the common ring. */
static bool rule_is_of_any(const struct signature_set *set,
			   const struct signature_rule *rule)
{
	bool any =
		is_of_any(set, rule->of) ||
		is_of_any(set, set->signatures[rule->signature].effect.event);

	for (unsigned i = 0; i < rule->event_count; i++)
		any |= is_of_any(set, rule->events[i]);
	for (unsigned i = 0; i < rule->unless_count; i++)
		any |= is_of_any(set, rule->unless[i]);
	return any;
}

static bool rule_demote(struct signature_set *set,
			const struct signature_rule *rule)
{
	bool news = demote(set, rule->of);

	news |= demote(set, set->signatures[rule->signature].effect.event);
	for (unsigned i = 0; i < rule->event_count; i++)
		news |= demote(set, rule->events[i]);
	for (unsigned i = 0; i < rule->unless_count; i++)
		news |= demote(set, rule->unless[i]);
	return news;
}

int language_rings_build(struct signature_set *set)
{
	bool news = true;

	set->event_rings = malloc(set->event_count + 1);
	if (!set->event_rings)
		return -ENOMEM;
	memset(set->event_rings, HOST_RING_DECIDED, set->event_count + 1);
	for (size_t i = 0; i < set->pattern_count; i++)
		if (!set->patterns[i].of_decided)
			demote(set, set->signatures[set->patterns[i].signature]
					    .effect.event);
	while (news) { /* ends: each round moves at least one event */
		news = false;
		for (size_t i = 0; i < set->rule_count; i++)
			if (rule_is_of_any(set, &set->rules[i]))
				news |= rule_demote(set, &set->rules[i]);
	}
	return 0;
}
