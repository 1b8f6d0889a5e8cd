/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_QUOTA_H
#define ENGINE_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "policy/period.h"

struct engine;
struct engine_packet_context;
struct flow_call;
struct policy_host;
struct report_quota;
struct ruleset;

/*
 * What is used of quotas, and whose are used up. For rulesets that have some; see
 * policy/quota.h for what counts and host/quota.h for where it stands.
 */

/**
 * engine_quota_pass - count a packet of a decided flow that passed
 * @bytes: that count with it, on the wire
 * @now:   of the worker
 *
 * Return: whether a quota is used up by it: flows were outdated.
 */
bool engine_quota_pass(struct engine *engine,
		       const struct engine_packet_context *pkt, uint64_t bytes,
		       usec_t now);

/**
 * engine_quota_call - count a call of the flow up to its last proof
 * @call: start_us 0: there is none
 *
 * Time in which several calls of one count overlap counts once. A call whose packets
 * are dropped is not counted, and that time will not be counted again.
 *
 * Return: whether a quota is used up by it: flows were outdated.
 */
bool engine_quota_call(struct engine *engine,
		       const struct engine_packet_context *pkt,
		       const struct flow_call *call);

/**
 * engine_quota_exceeded - which of the quotas that rules ask for are used up
 * @host: whose
 *
 * Return: bit n - 1: quota n.
 */
uint64_t engine_quota_exceeded(const struct engine *engine,
			       const struct ruleset *ruleset,
			       const struct policy_host *host, usec_t now);

/* A time in which no quota's period ends. */
struct engine_quota_span {
	struct policy_span span;
	uint32_t revision; /* of the ruleset that has these quotas */
};

/**
 * engine_quota_follow_clock - have flows decided anew when a period begins
 * @span: of the worker; moves on to @now
 *
 * Return: whether flows were outdated.
 */
bool engine_quota_follow_clock(struct engine *engine,
			       const struct ruleset *ruleset,
			       struct engine_quota_span *span, usec_t now);

/**
 * engine_quota_retire - another ruleset is in force, and nobody uses @old any more
 *
 * Counts of quotas that are gone are forgotten, and that is said; others go on, in
 * periods as they are now.
 */
void engine_quota_retire(struct engine *engine, const struct ruleset *old,
			 usec_t now);

/**
 * engine_quota_metrics - who used what, for a report
 * @now:   of periods that are over then nothing is said
 * @count: out; 0 where there are no quotas
 *
 * Return: to be freed in one; names live as long as the ruleset. NULL without any,
 * and without memory.
 */
struct report_quota *engine_quota_metrics(struct engine *engine, usec_t now,
					  size_t *count);

#endif
