/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_RULE_COUNTERS_H
#define ENGINE_RULE_COUNTERS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/flow.h"
#include "policy/policy.h"
#include "report/totals.h"

struct engine;
struct ruleset;

#define ENGINE_RULE_COUNTER_LINES \
	(((size_t)POLICY_RULES_MOST + 1) * POLICY_LEVELS_MOST)

/* Counters of one level of a rule. */
struct engine_rule_counter {
	_Atomic uint64_t packets, bytes; /* of flows that it decided */
	_Atomic uint64_t dropped_packets, dropped_bytes, late_packets;
};

/*
 * Counters of each rule: written by one worker at the verdict, which knows the rule, and
 * read by any thread. Numbers of rules mean something else after each reload, so there
 * are two pages: while workers move on from a ruleset to the next one, both are written.
 * Memory is used as it is touched.
 */
struct engine_rule_counters {
	struct engine_rule_counters *next; /* of the engine's other workers */
	struct engine_rule_counter
		*lines; /* the page of this batch's ruleset */
	size_t used[2]; /* lines that are not 0 are before it, by page */
	struct engine_rule_counter pages[2][ENGINE_RULE_COUNTER_LINES];
};

/**
 * engine_rule_counters_create - create the counters of one worker, known to the engine
 *
 * One thread creates, destroys and collects them; workers only count.
 *
 * Return: the counters, all 0; NULL with errno ENOMEM.
 */
struct engine_rule_counters *engine_rule_counters_create(struct engine *engine);
void engine_rule_counters_destroy(struct engine *engine,
				  struct engine_rule_counters *rule_counters);

/**
 * engine_rule_counters_clear - set both pages to 0
 */
void engine_rule_counters_clear(struct engine_rule_counters *rule_counters);

/**
 * engine_rule_counters_follow - count for the rules of @ruleset from now on
 */
void engine_rule_counters_follow(struct engine_rule_counters *rule_counters,
				 const struct ruleset *ruleset);

/**
 * engine_rule_counters_add - add to a sum that one worker writes
 *
 * No lock, and no read that waits.
 */
static inline void engine_rule_counters_add(_Atomic uint64_t *sum,
					    uint64_t more)
{
	atomic_store_explicit(
		sum, atomic_load_explicit(sum, memory_order_relaxed) + more,
		memory_order_relaxed);
}

/**
 * engine_rule_counter_of - return the counters of a flow's rule and level
 */
static inline struct engine_rule_counter *
engine_rule_counter_of(struct engine_rule_counters *rule_counters,
		       const struct flow *flow)
{
	return &rule_counters->lines[(size_t)flow->rule * POLICY_LEVELS_MOST +
				     flow->level];
}

/**
 * engine_rule_counters_count - count a packet of a flow
 *
 * Once for each packet, also when it is dropped.
 */
static inline void
engine_rule_counters_count(struct engine_rule_counters *rule_counters,
			   const struct flow *flow, uint32_t bytes)
{
	struct engine_rule_counter *line =
		engine_rule_counter_of(rule_counters, flow);

	engine_rule_counters_add(&line->packets, 1);
	engine_rule_counters_add(&line->bytes, bytes);
}

/**
 * engine_rule_counters_drop - count that a counted packet was dropped
 */
static inline void
engine_rule_counters_drop(struct engine_rule_counters *rule_counters,
			  const struct flow *flow, uint32_t bytes)
{
	struct engine_rule_counter *line =
		engine_rule_counter_of(rule_counters, flow);

	engine_rule_counters_add(&line->dropped_packets, 1);
	engine_rule_counters_add(&line->dropped_bytes, bytes);
}

/**
 * engine_rule_counters_late - count that a counted packet was delayed
 */
static inline void
engine_rule_counters_late(struct engine_rule_counters *rule_counters,
			  const struct flow *flow)
{
	engine_rule_counters_add(
		&engine_rule_counter_of(rule_counters, flow)->late_packets, 1);
}

/**
 * engine_rule_counters_retire - keep the counters of a ruleset by the names of its rules
 * @old: no worker counts for it any more
 *
 * For the thread that publishes rulesets.
 */
void engine_rule_counters_retire(struct engine *engine,
				 const struct ruleset *old);

/**
 * engine_rule_counters_collect - sum up the counters of each rule and action
 * @sums: out; in the order of the rules, then rules of earlier configurations, then the
 *        default, which has no name. Rules without packets are left out. To be freed by
 *        report_totals_fini(), also without memory: then some are missing.
 *
 * For the thread that publishes rulesets.
 */
void engine_rule_counters_collect(struct engine *engine,
				  struct report_totals *sums);

#endif
