/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

struct complaints;
struct config_source;
struct policy;
struct signature_set;

/**
 * config_check - names to numbers
 * @set: NULL when it could not be loaded; then its names are not looked up
 *
 * Names of groups and rules must be unique; those of groups, applications and
 * activities in rules must exist. Every error is said.
 *
 * Return: the policy; NULL when @complaints->count is not 0.
 */
struct policy *config_check(const struct config_source *source,
			    const struct signature_set *set,
			    struct complaints *complaints);

#endif
