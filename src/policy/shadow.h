/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_SHADOW_H
#define POLICY_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy;

/*
 * Which rules can never be the first that fits, because an earlier one fits wherever
 * they do: it has all their users, groups, applications, times and so on, by name or
 * because networks and hours lie inside of others. One thread. Pure.
 */
struct policy_shadow;

/**
 * policy_shadow_create - get ready to ask
 * @policy: outlives it
 * @fed:    an identity feed may put any host into any group; else hosts are only
 *          those that the policy says
 * @budget: pairs of rules, and of what they are made of, that may be looked at
 *
 * Return: NULL with errno ENOMEM.
 */
struct policy_shadow *policy_shadow_create(const struct policy *policy,
					   bool fed, size_t budget);
void policy_shadow_destroy(struct policy_shadow *cover);

/**
 * policy_shadow_find - the first rule that leaves nothing to this one
 *
 * Return: its number; 0 when none does alone. Rules that do so only together are
 * not found.
 */
uint16_t policy_shadow_find(struct policy_shadow *cover, uint16_t rule);

/**
 * policy_shadow_is_spent - was there too much to look at? Then not all is found
 */
bool policy_shadow_is_spent(const struct policy_shadow *cover);

#endif
