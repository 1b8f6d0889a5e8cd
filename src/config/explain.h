/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_EXPLAIN_H
#define CONFIG_EXPLAIN_H

#include <stdio.h>

#include "base/usec.h"

struct policy_host;
struct ruleset;
struct text;

/* Who an identity feed says that a host is, at a time. */
struct config_explain_feed {
	void (*tell)(void *context, usec_t now, struct policy_host *host);
	void *context;
};

/**
 * config_explain - which rule would apply, and why none before it does
 * @asked: "user=alice,application=NAME,time=2026-11-20T10:00": see skywardend(8)
 * @feed:  is asked about the host unless the question says who it is
 * @now:   the time when none is asked for
 * @why:   out: what is wrong with @asked
 *
 * Return: 0; -EINVAL when @asked makes no sense, and then nothing is written.
 */
int config_explain(const struct ruleset *ruleset, const char *asked,
		   const struct config_explain_feed *feed, usec_t now,
		   FILE *stream, struct text *why);

#endif
