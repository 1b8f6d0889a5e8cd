/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Groups and rules. Pure, and immutable once built, so it needs no lock.
 *
 * Prefixes either nest or are disjoint, so they form a forest. They are kept
 * sorted, outer before inner, each knowing the one around it: one binary search
 * finds the innermost prefix of a host, its parents are the rest. Every group
 * has its own list of rules, in the order of the file, and so have the rules
 * without a group; what a question costs does not grow with the other groups.
 */
#include "policy/policy.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NO_PARENT SIZE_MAX

struct network {
	struct prefix prefix;
	size_t parent; /* index of the prefix around it, or NO_PARENT */
	uint16_t group;
};

/* Rules of one group: by_group[first] up to by_group[first + count - 1]. */
struct slice {
	size_t first, count;
};

struct policy {
	char **group_names;
	size_t group_count;
	struct policy_rule *rules; /* names are copies */
	size_t rule_count;
	struct network *networks; /* sorted by address, then length */
	size_t network_count;
	uint16_t *by_group;   /* numbers of rules from 1, ascending per group */
	struct slice *slices; /* by group; the first is POLICY_ANY's */
};

static int compare_networks(const void *a, const void *b)
{
	const struct network *x = a, *y = b;
	int order;

	order = packet_address_compare(&x->prefix.address, &y->prefix.address);
	if (order)
		return order;
	if (x->prefix.bits != y->prefix.bits)
		return x->prefix.bits < y->prefix.bits ? -1 : 1;
	return (x->group > y->group) - (x->group < y->group);
}

/* The prefix around each is the nearest earlier one that still contains it. */
static void link_networks(struct policy *policy)
{
	for (size_t i = 0; i < policy->network_count; i++) {
		struct network *network = &policy->networks[i];
		size_t parent = i ? i - 1 : NO_PARENT;

		while (parent != NO_PARENT &&
		       !packet_prefix_contains(&policy->networks[parent].prefix,
					       &network->prefix.address))
			parent = policy->networks[parent].parent;
		network->parent = parent;
	}
}

static int copy_groups(struct policy *policy, const struct policy_group *groups,
		       size_t count)
{
	size_t total = 0, at = 0;

	for (size_t i = 0; i < count; i++)
		total += groups[i].prefix_count;
	policy->group_names = calloc(count + 1, sizeof(char *));
	policy->networks = calloc(total + 1, sizeof(*policy->networks));
	if (!policy->group_names || !policy->networks)
		return -ENOMEM;
	policy->group_count = count;
	policy->network_count = total;
	for (size_t i = 0; i < count; i++) {
		policy->group_names[i] = strdup(groups[i].name);
		if (!policy->group_names[i])
			return -ENOMEM;
		for (size_t j = 0; j < groups[i].prefix_count; j++)
			policy->networks[at++] = (struct network){
				.prefix = groups[i].prefixes[j],
				.group = (uint16_t)(i + 1),
			};
	}
	qsort(policy->networks, total, sizeof(*policy->networks),
	      compare_networks);
	link_networks(policy);
	return 0;
}

static int copy_rules(struct policy *policy, const struct policy_rule *rules,
		      size_t count)
{
	policy->rules = calloc(count + 1, sizeof(*rules));
	if (!policy->rules)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		policy->rules[i] = rules[i];
		policy->rules[i].name = strdup(rules[i].name);
		if (!policy->rules[i].name)
			return -ENOMEM;
		policy->rule_count++;
	}
	return 0;
}

/* Rules counted, then dealt out, per group; their order stays. */
static int slice_rules(struct policy *policy)
{
	size_t first = 0;

	policy->by_group = calloc(policy->rule_count + 1, sizeof(uint16_t));
	policy->slices = calloc(policy->group_count + 1, sizeof(struct slice));
	if (!policy->by_group || !policy->slices)
		return -ENOMEM;
	for (size_t i = 0; i < policy->rule_count; i++)
		policy->slices[policy->rules[i].group].count++;
	for (size_t i = 0; i <= policy->group_count; i++) {
		policy->slices[i].first = first;
		first += policy->slices[i].count;
		policy->slices[i].count = 0;
	}
	for (size_t i = 0; i < policy->rule_count; i++) {
		struct slice *slice = &policy->slices[policy->rules[i].group];

		policy->by_group[slice->first + slice->count++] =
			(uint16_t)(i + 1);
	}
	return 0;
}

static bool is_sound(size_t group_count, const struct policy_rule *rules,
		     size_t rule_count)
{
	if (rule_count > POLICY_RULES_MOST || group_count > UINT16_MAX)
		return false;
	for (size_t i = 0; i < rule_count; i++)
		if (rules[i].group > group_count)
			return false;
	return true;
}

struct policy *policy_create(const struct policy_group *groups,
			     size_t group_count,
			     const struct policy_rule *rules, size_t rule_count)
{
	struct policy *policy;

	if (!is_sound(group_count, rules, rule_count)) {
		errno = EINVAL;
		return NULL;
	}
	policy = calloc(1, sizeof(*policy));
	if (!policy)
		return NULL;
	if (copy_groups(policy, groups, group_count) < 0 ||
	    copy_rules(policy, rules, rule_count) < 0 ||
	    slice_rules(policy) < 0) {
		policy_destroy(policy);
		errno = ENOMEM;
		return NULL;
	}
	return policy;
}

void policy_destroy(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->group_count; i++)
		free(policy->group_names[i]);
	for (size_t i = 0; i < policy->rule_count; i++)
		free((void *)(uintptr_t)policy->rules[i].name);
	free(policy->group_names);
	free(policy->rules);
	free(policy->networks);
	free(policy->by_group);
	free(policy->slices);
	free(policy);
}

static bool rule_fits(const struct policy_rule *rule,
		      const struct policy_question *question)
{
	if (rule->application != POLICY_ANY &&
	    rule->application != question->application)
		return false;
	if (rule->activity != POLICY_ANY &&
	    rule->activity != question->activity)
		return false;
	return question->confidence >= rule->confidence;
}

/* The first rule of this group that fits and comes before @best; else @best. */
static uint16_t first_rule(const struct policy *policy, uint16_t group,
			   const struct policy_question *question,
			   uint16_t best)
{
	const struct slice *slice = &policy->slices[group];

	for (size_t i = 0; i < slice->count; i++) {
		uint16_t number = policy->by_group[slice->first + i];

		if (best && number >= best)
			return best;
		if (rule_fits(&policy->rules[number - 1], question))
			return number;
	}
	return best;
}

/* The last network that starts at or before the host; NO_PARENT for none. */
static size_t network_before(const struct policy *policy,
			     const struct address *host)
{
	size_t low = 0, high = policy->network_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct network *network = &policy->networks[middle];

		if (packet_address_compare(&network->prefix.address, host) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : NO_PARENT;
}

struct policy_answer policy_decide(const struct policy *policy,
				   const struct policy_question *question)
{
	struct policy_answer answer = {.action = ACTION_ACCEPT};
	bool known = question->application != 0;
	const struct policy_rule *rule;

	if (known)
		answer.rule = first_rule(policy, POLICY_ANY, question, 0);
	for (size_t i = network_before(policy, &question->host); i != NO_PARENT;
	     i = policy->networks[i].parent) {
		const struct network *network = &policy->networks[i];

		if (!packet_prefix_contains(&network->prefix, &question->host))
			continue;
		if (!answer.group || network->group < answer.group)
			answer.group = network->group;
		if (known)
			answer.rule = first_rule(policy, network->group,
						 question, answer.rule);
	}
	if (!answer.rule)
		return answer;
	rule = &policy->rules[answer.rule - 1];
	if (rule->group != POLICY_ANY)
		answer.group = rule->group;
	answer.action = rule->action;
	answer.rate_bps = rule->rate_bps;
	return answer;
}

const char *policy_rule_name(const struct policy *policy, uint16_t rule)
{
	if (!rule || rule > policy->rule_count)
		return NULL;
	return policy->rules[rule - 1].name;
}

const char *policy_group_name(const struct policy *policy, uint16_t group)
{
	if (!group || group > policy->group_count)
		return NULL;
	return policy->group_names[group - 1];
}

size_t policy_rule_count(const struct policy *policy)
{
	return policy->rule_count;
}

uint64_t policy_rule_rate(const struct policy *policy, uint16_t rule)
{
	return rule && rule <= policy->rule_count
		       ? policy->rules[rule - 1].rate_bps
		       : 0;
}

uint16_t policy_rule_class(const struct policy *policy, uint16_t rule)
{
	return rule && rule <= policy->rule_count
		       ? policy->rules[rule - 1].class
		       : 0;
}
