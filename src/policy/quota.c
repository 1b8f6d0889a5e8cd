/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copy a set of quotas and index it by application. Immutable once built.
 */
#include "policy/quota.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/compiled.h"

#define APPLICATIONS 256 /* numbers that a flow can have */
#define UNITS 2

struct policy_quotas {
	uint64_t naming[UNITS][APPLICATIONS];
	size_t count;
	uint32_t next_slot; /* the first that was never used */
	struct policy_quota all[POLICY_QUOTAS_MOST];
};

/* ---- building ---- */

static bool quota_copy_numbers(struct policy_numbers *numbers)
{
	uint16_t *copy = calloc(numbers->count + 1, sizeof(*copy));

	if (copy && numbers->count)
		memcpy(copy, numbers->items, numbers->count * sizeof(*copy));
	numbers->items = copy;
	return copy;
}

static bool quota_copy(struct policy_quota *quota)
{
	bool good;

	quota->name = strdup(quota->name);
	good = quota_copy_numbers(&quota->users);
	good &= quota_copy_numbers(&quota->groups);
	good &= quota_copy_numbers(&quota->applications);
	good &= quota_copy_numbers(&quota->activities);
	return good && quota->name;
}

static void slot_assign(struct policy_quotas *quotas,
			struct policy_quota *quota,
			const struct policy_quotas *previous)
{
	const struct policy_quota *old = policy_quotas_get(
		previous, policy_quotas_find(previous, quota->name));

	if (old && old->unit == quota->unit && old->per == quota->per)
		quota->slot = old->slot;
	else
		quota->slot = quotas->next_slot++;
}

static void index_quota(struct policy_quotas *quotas, size_t number)
{
	const struct policy_quota *quota = &quotas->all[number];
	uint64_t *naming = quotas->naming[quota->unit];
	uint64_t bit = UINT64_C(1) << number;

	for (size_t i = 0; i < quota->applications.count; i++)
		if (quota->applications.items[i] < APPLICATIONS)
			naming[quota->applications.items[i]] |= bit;
	for (size_t i = 1; i < APPLICATIONS && !quota->applications.count; i++)
		naming[i] |= bit;
}

struct policy_quotas *policy_quotas_create(const struct policy_quota *all,
					   size_t count,
					   const struct policy_quotas *previous)
{
	struct policy_quotas *quotas;

	if (count > POLICY_QUOTAS_MOST) {
		errno = EINVAL;
		return NULL;
	}
	quotas = calloc(1, sizeof(*quotas));
	if (!quotas)
		return NULL;
	quotas->next_slot = previous ? previous->next_slot : 1;
	for (size_t i = 0; i < count; i++) {
		quotas->all[i] = all[i];
		quotas->count++;
		if (!quota_copy(&quotas->all[i])) {
			policy_quotas_destroy(quotas);
			errno = ENOMEM;
			return NULL;
		}
		slot_assign(quotas, &quotas->all[i], previous);
		index_quota(quotas, i);
	}
	return quotas;
}

static void free_numbers(const struct policy_numbers *numbers)
{
	free((void *)(uintptr_t)numbers->items);
}

void policy_quotas_destroy(struct policy_quotas *quotas)
{
	if (!quotas)
		return;
	for (size_t i = 0; i < quotas->count; i++) {
		struct policy_quota *quota = &quotas->all[i];

		free((char *)(uintptr_t)quota->name);
		free_numbers(&quota->users);
		free_numbers(&quota->groups);
		free_numbers(&quota->applications);
		free_numbers(&quota->activities);
	}
	free(quotas);
}

/* ---- lookups ---- */

size_t policy_quotas_count(const struct policy_quotas *quotas)
{
	return quotas ? quotas->count : 0;
}

const struct policy_quota *policy_quotas_get(const struct policy_quotas *quotas,
					     uint16_t number)
{
	if (!number || number > policy_quotas_count(quotas))
		return NULL;
	return &quotas->all[number - 1];
}

uint16_t policy_quotas_find(const struct policy_quotas *quotas,
			    const char *name)
{
	for (size_t i = 0; i < policy_quotas_count(quotas); i++)
		if (strcmp(quotas->all[i].name, name) == 0)
			return (uint16_t)(i + 1);
	return 0;
}

uint16_t policy_quotas_of_slot(const struct policy_quotas *quotas,
			       uint32_t slot)
{
	for (size_t i = 0; i < policy_quotas_count(quotas); i++)
		if (quotas->all[i].slot == slot)
			return (uint16_t)(i + 1);
	return 0;
}

uint64_t policy_quotas_naming(const struct policy_quotas *quotas,
			      enum policy_quota_unit unit, uint16_t application)
{
	return application < APPLICATIONS ? quotas->naming[unit][application]
					  : 0;
}

/* ---- matching ---- */

bool policy_quota_counts(const struct policy_quota *quota, uint16_t activity,
			 uint8_t direction)
{
	return policy_numbers_match(&quota->activities, activity) &&
	       (!quota->direction || quota->direction == direction);
}

bool policy_quota_whose(const struct policy *policy,
			const struct policy_quota *quota,
			const struct policy_host *host,
			struct policy_quota_whose *whose)
{
	struct policy_answer answer;

	*whose = (struct policy_quota_whose){.per = POLICY_QUOTA_HOST};
	if (quota->per == POLICY_QUOTA_HOST && !quota->users.count &&
	    !quota->groups.count)
		return true;
	if (!policy_is_one_of(policy, &quota->users, &quota->groups, host,
			      &answer))
		return false;
	if (quota->per == POLICY_QUOTA_GROUP) {
		whose->per = POLICY_QUOTA_GROUP;
		whose->number = answer.group;
		return answer.group;
	}
	if (quota->per == POLICY_QUOTA_USER && answer.user) {
		whose->per = POLICY_QUOTA_USER;
		whose->number = answer.user;
	}
	return true;
}

bool policy_quota_needs_groups(const struct policy_quota *quota)
{
	return quota->per == POLICY_QUOTA_GROUP || quota->groups.count;
}

bool policy_quota_whose_user(const struct policy_quota *quota, uint16_t user,
			     struct policy_quota_whose *whose)
{
	*whose = (struct policy_quota_whose){.per = POLICY_QUOTA_HOST};
	if (quota->per == POLICY_QUOTA_USER && user) {
		whose->per = POLICY_QUOTA_USER;
		whose->number = user;
	}
	return !quota->users.count ||
	       (user && policy_numbers_have(&quota->users, user));
}

struct policy_span policy_quotas_span(const struct policy_quotas *quotas,
				      usec_t now)
{
	struct policy_span all = {0, UINT64_MAX};

	for (size_t i = 0; i < policy_quotas_count(quotas); i++) {
		struct policy_span span =
			policy_period_at(&quotas->all[i].period, now);

		all.from = span.from > all.from ? span.from : all.from;
		all.until = span.until < all.until ? span.until : all.until;
	}
	return all;
}

/* ---- names ---- */

const char *policy_quota_unit_name(unsigned unit)
{
	static const char *const names[] = {"bytes", "call_minutes"};

	return unit < sizeof(names) / sizeof(*names) ? names[unit] : NULL;
}

const char *policy_quota_per_name(unsigned per)
{
	static const char *const names[] = {"user", "group", "host"};

	return per < sizeof(names) / sizeof(*names) ? names[per] : NULL;
}

const char *policy_period_name(unsigned length)
{
	static const char *const names[] = {"day", "week", "month"};

	return length < sizeof(names) / sizeof(*names) ? names[length] : NULL;
}
