/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_SHADOW_H
#define POLICY_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy;

/*
 * Finds rules that can never match first, because an earlier rule matches all their
 * flows: it has all their users, groups, applications, times and so on, by name or
 * because its networks and hours contain theirs. One thread. Pure.
 */
struct policy_shadow;

/**
 * policy_shadow_create - prepare the comparison of rules
 * @policy:   outlives it
 * @has_feed: an identity feed may put any host into any group; else only the hosts
 *            of the policy count
 * @budget:   pairs of rules, and of their parts, to compare at most
 *
 * Return: NULL with errno ENOMEM.
 */
struct policy_shadow *policy_shadow_create(const struct policy *policy,
					   bool has_feed, size_t budget);
void policy_shadow_destroy(struct policy_shadow *shadow);

/**
 * policy_shadow_find - find the first rule that shadows this one
 *
 * Return: its number; 0 when no single rule does. Several rules that shadow it only
 * together are not found.
 */
uint16_t policy_shadow_find(struct policy_shadow *shadow, uint16_t rule);

/**
 * policy_shadow_is_spent - return whether the budget ran out: rules may be missed
 */
bool policy_shadow_is_spent(const struct policy_shadow *shadow);

#endif
