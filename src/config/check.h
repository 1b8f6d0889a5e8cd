/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

struct diagnostics;
struct config_source;
struct policy;
struct policy_quotas;
struct ruleset;
struct signature_set;

/**
 * config_check - resolve names to numbers and build the policy
 * @source:   keeps what the policy does not copy
 * @set:      NULL when it could not be loaded; then its names are not looked up
 * @previous: in force, whose counts of quotas go on; NULL at start
 * @quotas:   out: those of the configuration; NULL when there are none, or on errors
 *
 * Names of users, groups, time tables, quotas and rules must be unique; those that rules
 * use must exist, and no two users may be the same host. All errors are reported in one
 * run, and warnings of config/lint.h.
 *
 * Return: the policy; NULL when @diagnostics->count is not 0.
 */
struct policy *config_check(struct config_source *source,
			    const struct signature_set *set,
			    const struct ruleset *previous,
			    struct policy_quotas **quotas,
			    struct diagnostics *diagnostics);

#endif
