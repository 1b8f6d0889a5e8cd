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
 * Counts the use of quotas and finds the exhausted ones. For rulesets with quotas.
 * policy/quota.h defines what counts; host/quota.h keeps the counts.
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
 * engine_quota_exceeded - find the exhausted quotas of a host, of those that rules use
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
 * engine_quota_follow_clock - outdate all decisions when a period begins
 * @span: of the worker; moves on to @now
 *
 * Return: whether flows were outdated.
 */
bool engine_quota_follow_clock(struct engine *engine,
			       const struct ruleset *ruleset,
			       struct engine_quota_span *span, usec_t now);

/**
 * engine_quota_retire - drop counts of quotas that the ruleset in force does not have
 * @old: no worker uses it any more
 *
 * Dropped counts are logged. Other counts go on, in the periods of the new ruleset.
 */
void engine_quota_retire(struct engine *engine, const struct ruleset *old,
			 usec_t now);

/**
 * engine_quota_metrics - collect the use of all quotas for a report
 * @now:   periods that ended before are left out
 * @count: out; 0 without quotas
 *
 * Return: one array to be freed; names live as long as the ruleset. NULL without quotas,
 * and without memory.
 */
struct report_quota *engine_quota_metrics(struct engine *engine, usec_t now,
					  size_t *count);

#endif
