/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_EXPLAIN_H
#define CONFIG_EXPLAIN_H

#include "base/usec.h"

struct policy_host;
struct ruleset;
struct text;

/* Looks up in the identities of a feed what user and groups a host has at a time. */
struct config_explain_feed {
	void (*lookup)(void *context, usec_t now, struct policy_host *host);
	void *context;
};

/**
 * config_explain - print which rule applies to a flow, and why no earlier one does
 * @question: "user=alice,application=NAME,time=2026-11-20T10:00": see skywardend(8)
 * @feed:     is asked for the host unless the question names a user or groups
 * @now:      the time unless the question gives one
 * @error:    out: the reason when NULL is returned
 *
 * Return: the answer, lines for a person, for free(); NULL with errno EINVAL for a
 * wrong question, or ENOMEM.
 */
char *config_explain(const struct ruleset *ruleset, const char *question,
		     const struct config_explain_feed *feed, usec_t now,
		     struct text *error);

#endif
