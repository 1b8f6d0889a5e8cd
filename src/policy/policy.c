/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copy a policy from its spec into memory of its own, check it, and index it.
 * Immutable once built, so it needs no lock.
 */
#include "policy/policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compiled.h"

/* ---- memory ---- */

struct policy_block {
	struct policy_block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

#define BLOCK_BYTES 65536

/* Copy bytes into memory of the policy; NULL: no memory. */
static void *copy_bytes(struct policy *policy, const void *bytes, size_t size)
{
	size_t room = (size + 15) & ~(size_t)15;
	struct policy_block *block = policy->blocks;
	void *copy;

	if (!block || block->size - block->used < room) {
		size_t most = room > BLOCK_BYTES ? room : BLOCK_BYTES;

		block = malloc(sizeof(*block) + most);
		if (!block)
			return NULL;
		block->next = policy->blocks;
		block->used = 0;
		block->size = most;
		policy->blocks = block;
	}
	copy = block->bytes + block->used;
	block->used += room;
	if (size)
		memcpy(copy, bytes, size);
	return copy;
}

static bool block_copy_name(struct policy *policy, const char **name)
{
	*name = copy_bytes(policy, *name, strlen(*name) + 1);
	return *name;
}

static bool copy_numbers(struct policy *policy, struct policy_numbers *numbers)
{
	numbers->items = copy_bytes(policy, numbers->items,
				    numbers->count * sizeof(*numbers->items));
	return numbers->items;
}

/* ---- copying ---- */

static bool copy_users(struct policy *policy, const struct policy_spec *spec)
{
	policy->users = copy_bytes(policy, spec->users,
				   spec->user_count * sizeof(*spec->users));
	policy->user_count = spec->user_count;
	for (size_t i = 0; policy->users && i < spec->user_count; i++) {
		struct policy_user *user = &policy->users[i];

		user->members = (struct policy_members){.prefixes = NULL};
		if (!block_copy_name(policy, &user->name) ||
		    !copy_numbers(policy, &user->groups))
			return false;
	}
	return policy->users;
}

static bool copy_groups(struct policy *policy, const struct policy_spec *spec)
{
	policy->groups = copy_bytes(policy, spec->groups,
				    spec->group_count * sizeof(*spec->groups));
	policy->group_count = spec->group_count;
	for (size_t i = 0; policy->groups && i < spec->group_count; i++) {
		policy->groups[i].members =
			(struct policy_members){.prefixes = NULL};
		if (!block_copy_name(policy, &policy->groups[i].name))
			return false;
	}
	return policy->groups;
}

static bool copy_tables(struct policy *policy, const struct policy_spec *spec)
{
	policy->tables = copy_bytes(policy, spec->tables,
				    spec->table_count * sizeof(*spec->tables));
	policy->table_count = spec->table_count;
	for (size_t i = 0; policy->tables && i < spec->table_count; i++) {
		struct policy_table *table = &policy->tables[i];

		table->hours =
			copy_bytes(policy, table->hours,
				   table->hour_count * sizeof(*table->hours));
		if (!table->hours || !block_copy_name(policy, &table->name))
			return false;
	}
	return policy->tables;
}

static bool copy_rule(struct policy *policy, struct policy_rule *rule)
{
	rule->peers = copy_bytes(policy, rule->peers,
				 rule->peer_count * sizeof(*rule->peers));
	rule->ports = copy_bytes(policy, rule->ports,
				 rule->port_count * sizeof(*rule->ports));
	rule->levels = copy_bytes(policy, rule->levels,
				  rule->level_count * sizeof(*rule->levels));
	return rule->peers && rule->ports && rule->levels &&
	       block_copy_name(policy, &rule->name) &&
	       copy_numbers(policy, &rule->users) &&
	       copy_numbers(policy, &rule->groups) &&
	       copy_numbers(policy, &rule->applications) &&
	       copy_numbers(policy, &rule->activities) &&
	       copy_numbers(policy, &rule->tables);
}

static bool copy_rules(struct policy *policy, const struct policy_spec *spec)
{
	policy->rules = copy_bytes(policy, spec->rules,
				   spec->rule_count * sizeof(*spec->rules));
	policy->rule_count = spec->rule_count;
	for (size_t i = 0; policy->rules && i < spec->rule_count; i++) {
		if (!copy_rule(policy, &policy->rules[i]))
			return false;
		if (policy->rules[i].quota)
			policy->asked_quotas |= UINT64_C(1)
						<< (policy->rules[i].quota - 1);
	}
	return policy->rules;
}

/* ---- names ---- */

static int compare_users(const void *a, const void *b, void *context)
{
	const struct policy *policy = context;
	const uint16_t *x = a, *y = b;

	return strcmp(policy->users[*x - 1].name, policy->users[*y - 1].name);
}

static int compare_groups(const void *a, const void *b, void *context)
{
	const struct policy *policy = context;
	const uint16_t *x = a, *y = b;

	return strcmp(policy->groups[*x - 1].name, policy->groups[*y - 1].name);
}

/* Return numbers 1 to @count, sorted by their names; NULL: no memory. */
static uint16_t *sort_names(struct policy *policy, size_t count,
			    int (*compare)(const void *a, const void *b,
					   void *context))
{
	uint16_t *numbers = calloc(count + 1, sizeof(*numbers));

	for (size_t i = 0; numbers && i < count; i++)
		numbers[i] = (uint16_t)(i + 1);
	if (numbers)
		qsort_r(numbers, count, sizeof(*numbers), compare, policy);
	return numbers;
}

/* Find a name by binary search. */
static uint16_t name_lookup(const struct policy *policy, const uint16_t *sorted,
			    size_t count,
			    const char *(*name_of)(const struct policy *policy,
						   uint16_t number),
			    const char *name)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, name_of(policy, sorted[middle]));

		if (!order)
			return sorted[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

uint16_t policy_user_number(const struct policy *policy, const char *name)
{
	return name_lookup(policy, policy->user_names, policy->user_count,
			   policy_user_name, name);
}

uint16_t policy_group_number(const struct policy *policy, const char *name)
{
	return name_lookup(policy, policy->group_names, policy->group_count,
			   policy_group_name, name);
}

/* ---- checking ---- */

static bool numbers_are_sound(const struct policy_numbers *numbers, size_t most)
{
	for (size_t i = 0; i < numbers->count; i++)
		if (!numbers->items[i] || numbers->items[i] > most)
			return false;
	return true;
}

static bool rule_is_sound(const struct policy_spec *spec,
			  const struct policy_rule *rule)
{
	return rule->level_count && rule->level_count <= POLICY_LEVELS_MOST &&
	       rule->quota <= POLICY_QUOTAS_MOST &&
	       numbers_are_sound(&rule->users, spec->user_count) &&
	       numbers_are_sound(&rule->groups, spec->group_count) &&
	       numbers_are_sound(&rule->tables, spec->table_count);
}

static bool is_sound(const struct policy_spec *spec)
{
	if (spec->rule_count > POLICY_RULES_MOST ||
	    spec->user_count > POLICY_USERS_MOST ||
	    spec->group_count > POLICY_GROUPS_MOST ||
	    spec->table_count > POLICY_TABLES_MOST)
		return false;
	for (size_t i = 0; i < spec->user_count; i++)
		if (!numbers_are_sound(&spec->users[i].groups,
				       spec->group_count))
			return false;
	for (size_t i = 0; i < spec->rule_count; i++)
		if (!rule_is_sound(spec, &spec->rules[i]))
			return false;
	return true;
}

/* ---- the policy ---- */

static bool copy_spec(struct policy *policy, const struct policy_spec *spec)
{
	if (!copy_users(policy, spec) || !copy_groups(policy, spec) ||
	    !copy_tables(policy, spec) || !copy_rules(policy, spec))
		return false;
	policy->user_names =
		sort_names(policy, policy->user_count, compare_users);
	policy->group_names =
		sort_names(policy, policy->group_count, compare_groups);
	policy->subjects = policy_subject_create(spec);
	return policy->user_names && policy->group_names && policy->subjects;
}

struct policy *policy_create(const struct policy_spec *spec)
{
	struct policy *policy;

	if (!is_sound(spec)) {
		errno = EINVAL;
		return NULL;
	}
	policy = calloc(1, sizeof(*policy));
	if (!policy)
		return NULL;
	if (!copy_spec(policy, spec) || policy_index_build(policy) < 0) {
		policy_destroy(policy);
		errno = ENOMEM;
		return NULL;
	}
	return policy;
}

void policy_destroy(struct policy *policy)
{
	struct policy_block *block;

	if (!policy)
		return;
	while ((block = policy->blocks)) {
		policy->blocks = block->next;
		free(block);
	}
	policy_index_free(policy);
	policy_subject_destroy(policy->subjects);
	free(policy->user_names);
	free(policy->group_names);
	free(policy);
}

/* ---- lookups ---- */

void policy_active_schedules_at(const struct policy *policy, usec_t now,
				struct policy_active_schedules *schedules)
{
	policy_calendar_look(policy->tables, policy->table_count, now,
			     schedules);
}

const struct policy_action *policy_action_of(const struct policy *policy,
					     uint16_t rule, uint8_t level)
{
	static const struct policy_action accept = {.action = ACTION_ACCEPT};

	if (!rule || rule > policy->rule_count ||
	    level >= policy->rules[rule - 1].level_count)
		return &accept;
	return &policy->rules[rule - 1].levels[level];
}

size_t policy_level_count(const struct policy *policy, uint16_t rule)
{
	if (!rule || rule > policy->rule_count)
		return 1;
	return policy->rules[rule - 1].level_count;
}

bool policy_asks_attachment(const struct policy *policy)
{
	return policy_subject_asks_place(policy->subjects);
}

uint64_t policy_asked_quotas(const struct policy *policy)
{
	return policy->asked_quotas;
}

unsigned policy_least_confidence(const struct policy *policy)
{
	return policy->least_confidence;
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
	return policy->groups[group - 1].name;
}

const char *policy_user_name(const struct policy *policy, uint16_t user)
{
	if (!user || user > policy->user_count)
		return NULL;
	return policy->users[user - 1].name;
}

size_t policy_rule_count(const struct policy *policy)
{
	return policy->rule_count;
}
