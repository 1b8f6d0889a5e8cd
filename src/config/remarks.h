/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_REMARKS_H
#define CONFIG_REMARKS_H

struct complaints;
struct config_source;
struct policy;
struct policy_quota;
struct policy_spec;
struct signature_set;

/* A configuration without errors, as written and as understood. */
struct config_remarks {
	const struct config_source *source;
	const struct signature_set *set;
	const struct policy_spec *spec;
	const struct policy_quota *quotas; /* as many as the source has */
	const struct policy *policy;
	struct complaints *complaints;
};

/**
 * config_remarks_say - warn of what is no error, but cannot be meant
 *
 * Rules that can never match, quotas that count nothing or that nobody asks
 * for. What is not certain is not said.
 */
void config_remarks_say(const struct config_remarks *remarks);

#endif
