/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_EXPLAIN_H
#define CONFIG_EXPLAIN_H

#include <stdio.h>

#include "base/usec.h"

struct ruleset;
struct text;

/**
 * config_explain - which rule would apply, and why none before it does
 * @asked: "user=alice,application=NAME,time=2026-11-20T10:00": see skywardend(8)
 * @now:   the time when none is asked for
 * @why:   out: what is wrong with @asked
 *
 * Return: 0; -EINVAL when @asked makes no sense, and then nothing is written.
 */
int config_explain(const struct ruleset *ruleset, const char *asked, usec_t now,
		   FILE *stream, struct text *why);

#endif
