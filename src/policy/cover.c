/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which rules can never be the first that fits, because an earlier one fits
 * wherever they do. Pure.
 */
#include "policy/compiled.h"

/* Is all of @inner in @outer? An empty list has everything. */
static bool numbers_cover(const struct policy_numbers *outer,
			  const struct policy_numbers *inner)
{
	if (!outer->count)
		return true;
	for (size_t i = 0; i < inner->count; i++)
		if (!policy_numbers_have(outer, inner->items[i]))
			return false;
	return inner->count;
}

static bool user_is_in(const struct policy *policy, uint16_t user,
		       const struct policy_numbers *groups)
{
	const struct policy_numbers *own = &policy->users[user - 1].groups;

	for (size_t i = 0; i < own->count; i++)
		if (policy_numbers_have(groups, own->items[i]))
			return true;
	return false;
}

static bool who_covers(const struct policy *policy,
		       const struct policy_rule *outer,
		       const struct policy_rule *inner)
{
	if (!outer->users.count && !outer->groups.count)
		return true;
	if (!inner->users.count && !inner->groups.count)
		return false;
	for (size_t i = 0; i < inner->groups.count; i++)
		if (!policy_numbers_have(&outer->groups,
					 inner->groups.items[i]))
			return false;
	for (size_t i = 0; i < inner->users.count; i++) {
		uint16_t user = inner->users.items[i];

		if (!policy_numbers_have(&outer->users, user) &&
		    !user_is_in(policy, user, &outer->groups))
			return false;
	}
	return true;
}

static bool peers_cover(const struct policy_rule *outer,
			const struct policy_rule *inner)
{
	if (!outer->peer_count)
		return true;
	for (size_t i = 0; i < inner->peer_count; i++) {
		const struct prefix *peer = &inner->peers[i];
		bool held = false;

		for (size_t j = 0; j < outer->peer_count && !held; j++)
			held = outer->peers[j].bits <= peer->bits &&
			       packet_prefix_contains(&outer->peers[j],
						      &peer->address);
		if (!held)
			return false;
	}
	return inner->peer_count;
}

static bool ports_cover(const struct policy_rule *outer,
			const struct policy_rule *inner)
{
	if (!outer->port_count)
		return true;
	for (size_t i = 0; i < inner->port_count; i++) {
		bool held = false;

		for (size_t j = 0; j < outer->port_count && !held; j++)
			held = outer->ports[j].first <= inner->ports[i].first &&
			       outer->ports[j].last >= inner->ports[i].last;
		if (!held)
			return false;
	}
	return inner->port_count;
}

static bool covers(const struct policy *policy, const struct policy_rule *outer,
		   const struct policy_rule *inner)
{
	return outer->grades[0].confidence <= inner->grades[0].confidence &&
	       (!outer->direction || outer->direction == inner->direction) &&
	       (!outer->quota ||
		(outer->quota == inner->quota && outer->over == inner->over)) &&
	       numbers_cover(&outer->applications, &inner->applications) &&
	       who_covers(policy, outer, inner) &&
	       numbers_cover(&outer->activities, &inner->activities) &&
	       numbers_cover(&outer->tables, &inner->tables) &&
	       peers_cover(outer, inner) && ports_cover(outer, inner);
}

/* The first of these rules that covers it, before @best; else @best. */
static uint16_t first_in_bucket(const struct policy *policy,
				const struct policy_bucket *bucket,
				uint16_t rule, uint16_t best, size_t *budget)
{
	const struct policy_rule *inner = &policy->rules[rule - 1];
	uint16_t end = best ? best : rule;

	for (unsigned i = 0; i < bucket->count; i++) {
		uint16_t other = policy->refs[bucket->first + i];

		if (other >= end || !*budget)
			break;
		--*budget;
		if (covers(policy, &policy->rules[other - 1], inner))
			return other;
	}
	return best;
}

static uint16_t first_of_who(const struct policy *policy, uint32_t who,
			     uint16_t rule, uint16_t best, size_t *budget)
{
	const struct policy_slice *slice = &policy->slices[who];
	const struct policy_rule *inner = &policy->rules[rule - 1];
	uint16_t application = inner->applications.count == 1
				       ? inner->applications.items[0]
				       : 0;

	for (uint32_t i = 0; i < slice->count; i++) {
		const struct policy_bucket *bucket =
			&policy->buckets[slice->first + i];

		if (!bucket->application || bucket->application == application)
			best = first_in_bucket(policy, bucket, rule, best,
					       budget);
	}
	return best;
}

/* A rule that covers this one is for everyone, or for one of its own whos. */
uint16_t policy_covered_by(const struct policy *policy, uint16_t rule,
			   size_t *budget)
{
	const struct policy_rule *inner = &policy->rules[rule - 1];
	uint32_t groups = (uint32_t)policy->user_count;
	uint16_t best = first_of_who(policy, 0, rule, 0, budget);

	if (inner->groups.count)
		return first_of_who(policy, groups + inner->groups.items[0],
				    rule, best, budget);
	if (!inner->users.count)
		return best;
	best = first_of_who(policy, inner->users.items[0], rule, best, budget);
	for (size_t i = 0;
	     i < policy->users[inner->users.items[0] - 1].groups.count; i++)
		best = first_of_who(
			policy,
			groups + policy->users[inner->users.items[0] - 1]
					 .groups.items[i],
			rule, best, budget);
	return best;
}
