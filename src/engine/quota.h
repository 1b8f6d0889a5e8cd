/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_QUOTA_H
#define ENGINE_QUOTA_H

#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

struct engine;
struct engine_sighting;
struct engine_worker;
struct flow_call;
struct policy_host;
struct report_quota;
struct ruleset;

/*
 * What is used of quotas, and whose are used up. For rulesets that have some; see
 * policy/quota.h for what counts and host/quota.h for where it stands.
 */

/* A packet of a decided flow passed, and as many bytes with it. */
void engine_quota_pass(struct engine_worker *worker,
		       const struct engine_sighting *sighting, uint64_t bytes);

/* A call of the flow was proven up to some time. */
void engine_quota_call(struct engine_worker *worker,
		       const struct engine_sighting *sighting,
		       const struct flow_call *call);

/* Of those that rules ask for; bit n - 1: quota n is used up. */
uint64_t engine_quota_over(const struct engine *engine,
			   const struct ruleset *ruleset,
			   const struct policy_host *host, usec_t now);

/* A period begins: flows are decided anew. */
void engine_quota_follow_clock(struct engine_worker *worker,
			       const struct ruleset *ruleset);

/**
 * engine_quota_retire - another ruleset is in force, and nobody uses @old any more
 *
 * Counts of quotas that are gone are forgotten, and that is said; others go on, in
 * periods as they are now.
 */
void engine_quota_retire(struct engine *engine, const struct ruleset *old,
			 usec_t now);

/**
 * engine_quota_figures - who used what, for a report
 * @now:   of periods that are over then nothing is said
 * @count: out; 0 where there are no quotas
 *
 * Return: to be freed in one; names live as long as the ruleset. NULL without any,
 * and without memory.
 */
struct report_quota *engine_quota_figures(struct engine *engine, usec_t now,
					  size_t *count);

#endif
