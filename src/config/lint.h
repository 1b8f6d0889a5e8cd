/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_LINT_H
#define CONFIG_LINT_H

#include <stdbool.h>

struct diagnostics;
struct config_source;
struct policy;
struct policy_quota;
struct policy_spec;
struct signature_set;

/* A configuration without errors: as written and as compiled. */
struct config_lint {
	const struct config_source *source;
	const struct signature_set *set;
	const struct policy_spec *spec;
	const struct policy_quota *quotas; /* as many as the source has */
	const struct policy *policy;
	bool reload; /* of the live daemon: leave out what takes long */
	struct diagnostics *diagnostics;
};

/**
 * config_lint_warn - warn of valid settings that are probably mistakes
 *
 * Rules that can never match, quotas that count nothing or that no rule uses. Only
 * what is certain is reported. Rules that earlier ones shadow are looked for at start
 * and in -T only: many rules take half a second, which a reload need not wait for.
 */
void config_lint_warn(const struct config_lint *lint);

#endif
