/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_LINT_H
#define CONFIG_LINT_H

struct diagnostics;
struct config_source;
struct policy;
struct policy_quota;
struct policy_spec;
struct signature_set;

/* A configuration without errors, as written and as understood. */
struct config_lint {
	const struct config_source *source;
	const struct signature_set *set;
	const struct policy_spec *spec;
	const struct policy_quota *quotas; /* as many as the source has */
	const struct policy *policy;
	struct diagnostics *diagnostics;
};

/**
 * config_lint_warn - warn of what is no error, but cannot be meant
 *
 * Rules that can never match, quotas that count nothing or that nobody asks
 * for. What is not certain is not said.
 */
void config_lint_warn(const struct config_lint *remarks);

#endif
