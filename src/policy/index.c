/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each subject (a user, a group, or everyone) has its own lists of rules, one for each
 * application: the cost of a decision does not grow with the rules of other subjects.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compiled.h"

/* A rule in the list of one subject. */
struct place {
	uint32_t subject; /* 0 everyone, then users, then groups */
	uint16_t application;
	uint16_t rule;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->subject != y->subject)
		return x->subject < y->subject ? -1 : 1;
	if (x->application != y->application)
		return x->application < y->application ? -1 : 1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

static struct place *put_rule(const struct policy *policy, size_t index,
			      struct place *at)
{
	const struct policy_rule *rule = &policy->rules[index];
	struct place place = {.rule = (uint16_t)(index + 1)};

	if (rule->applications.count == 1)
		place.application = rule->applications.items[0];
	if (!rule->users.count && !rule->groups.count)
		*at++ = place;
	for (size_t i = 0; i < rule->users.count; i++) {
		place.subject = rule->users.items[i];
		*at++ = place;
	}
	for (size_t i = 0; i < rule->groups.count; i++) {
		place.subject =
			(uint32_t)policy->user_count + rule->groups.items[i];
		*at++ = place;
	}
	return at;
}

/* Return: 0 when there are no numbers, or one is too high for a mask. */
static uint64_t mask_of(const struct policy_numbers *numbers, uint8_t *more)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < numbers->count; i++) {
		if (numbers->items[i] >= POLICY_MASK_NUMBERS) {
			*more = 1;
			return 0;
		}
		mask |= UINT64_C(1) << numbers->items[i];
	}
	return mask;
}

static void hot_set(struct policy *policy, size_t index)
{
	const struct policy_rule *rule = &policy->rules[index];
	struct policy_rule_hot *hot = &policy->hot[index];

	hot->least = rule->levels[0].confidence;
	hot->direction = rule->direction;
	hot->port_last = UINT16_MAX;
	hot->more = rule->quota || rule->tables.count > 1 ||
		    rule->peer_count > 1 || rule->port_count > 1;
	hot->applications = mask_of(&rule->applications, &hot->more);
	hot->activities = mask_of(&rule->activities, &hot->more);
	if (rule->tables.count == 1)
		hot->table = rule->tables.items[0];
	if (rule->peer_count == 1)
		hot->peer = rule->peers[0];
	hot->groups = rule->groups.count < 2 ? (uint8_t)rule->groups.count : 2;
	hot->has_levels = rule->level_count > 1;
	hot->action = rule->levels[0].action;
	if (rule->port_count == 1) {
		hot->port_first = rule->ports[0].first;
		hot->port_last = rule->ports[0].last;
	}
	if (hot->least < policy->least_confidence)
		policy->least_confidence = hot->least;
}

static void index_fill(struct policy *policy, const struct place *places,
		       size_t count)
{
	struct policy_rule_list *rule_list = policy->rule_lists;

	for (size_t i = 0; i < count; i++) {
		const struct place *place = &places[i];
		bool fresh = !i || place->subject != places[i - 1].subject;

		if (fresh)
			policy->slices[place->subject].first =
				(uint32_t)(rule_list - policy->rule_lists);
		if (fresh || place->application != places[i - 1].application) {
			*rule_list++ = (struct policy_rule_list){
				.first = (uint32_t)i,
				.application = place->application,
			};
			policy->slices[place->subject].count++;
		}
		policy->refs[i] = place->rule;
		rule_list[-1].count++;
	}
}

/* Keep the groups of users together, without the fields that decisions do not need. */
static bool index_people(struct policy *policy)
{
	size_t count = 0;

	for (size_t i = 0; i < policy->user_count; i++)
		count += policy->users[i].groups.count;
	policy->people =
		calloc(policy->user_count + 1, sizeof(*policy->people));
	policy->people_groups =
		calloc(count + 1, sizeof(*policy->people_groups));
	if (!policy->people || !policy->people_groups)
		return false;
	count = 0;
	for (size_t i = 0; i < policy->user_count; i++) {
		const struct policy_numbers *groups = &policy->users[i].groups;

		struct policy_person *person = &policy->people[i];
		uint16_t *to = person->few;

		person->count = (uint16_t)groups->count;
		person->has_rules = policy->slices[i + 1].count > 0;
		if (groups->count > POLICY_PERSON_GROUPS) {
			person->first = (uint32_t)count;
			to = policy->people_groups + count;
			count += groups->count;
		}
		for (size_t j = 0; j < groups->count; j++)
			to[j] = groups->items[j];
	}
	return true;
}

/* Zeroed and aligned to cache lines, which calloc() does not do. */
static struct policy_rule_hot *hot_build(size_t count)
{
	struct policy_rule_hot *hot =
		aligned_alloc(sizeof(*hot), count * sizeof(*hot));

	if (hot)
		memset(hot, 0, count * sizeof(*hot));
	return hot;
}

int policy_index_build(struct policy *policy)
{
	size_t subject_count = 1 + policy->user_count + policy->group_count;
	struct place *places, *end;
	size_t count = 0;

	policy->least_confidence = 101;
	for (size_t i = 0; i < policy->rule_count; i++)
		count += 1 + policy->rules[i].users.count +
			 policy->rules[i].groups.count;
	places = calloc(count + 1, sizeof(*places));
	policy->hot = hot_build(policy->rule_count + 1);
	policy->slices = calloc(subject_count, sizeof(*policy->slices));
	policy->rule_lists = calloc(count + 1, sizeof(*policy->rule_lists));
	policy->refs = calloc(count + 1, sizeof(*policy->refs));
	if (!places || !policy->hot || !policy->slices || !policy->rule_lists ||
	    !policy->refs) {
		free(places);
		return -ENOMEM;
	}
	memset(policy->hot, 0, policy->rule_count * sizeof(*policy->hot));
	end = places;
	for (size_t i = 0; i < policy->rule_count; i++) {
		end = put_rule(policy, i, end);
		hot_set(policy, i);
	}
	count = (size_t)(end - places);
	qsort(places, count, sizeof(*places), compare_places);
	index_fill(policy, places, count);
	free(places);
	return index_people(policy) ? 0 : -ENOMEM;
}

void policy_index_free(struct policy *policy)
{
	free(policy->hot);
	free(policy->slices);
	free(policy->rule_lists);
	free(policy->refs);
	free(policy->people);
	free(policy->people_groups);
}
