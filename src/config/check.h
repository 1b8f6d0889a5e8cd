/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

struct diagnostics;
struct config_source;
struct policy;
struct policy_quotas;
struct signature_set;

/**
 * config_check - names to numbers
 * @set: NULL when it could not be loaded; then its names are not looked up
 *
 * Names of users, groups, time tables, quotas and rules must be unique; those that rules
 * use must exist, and no two users be the same host. Every error is said; so are
 * rules that can never match, as warnings. @source keeps what the policy does not.
 *
 * @previous: quotas in force, whose counts go on; NULL
 * @quotas:   out: those of the configuration; NULL when there are none, or on errors
 *
 * Return: the policy; NULL when @diagnostics->count is not 0.
 */
struct policy *config_check(struct config_source *source,
			    const struct signature_set *set,
			    const struct policy_quotas *previous,
			    struct policy_quotas **quotas,
			    struct diagnostics *diagnostics);

#endif
