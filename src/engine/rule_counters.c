/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums by rule. One page belongs to rulesets with even revisions, the other to odd ones.
 * The publisher waits until all workers have moved on from a ruleset before it publishes
 * the next but one, and clears the page in between.
 */
#include "engine/rule_counters.h"

#include <stdlib.h>

#include "base/log.h"
#include "config/ruleset.h"
#include "engine/shared.h"
#include "packet/verdict.h"

/* Limit of rules of earlier rulesets: twice as many as one ruleset may have. */
#define PAST_MOST (2 * (POLICY_RULES_MOST + 1))

static unsigned page_of(const struct ruleset *ruleset)
{
	return ruleset->revision.number & 1;
}

static size_t lines_of(const struct ruleset *ruleset)
{
	return (policy_rule_count(ruleset->policy) + 1) * POLICY_LEVELS_MOST;
}

struct engine_rule_counters *engine_rule_counters_create(struct engine *engine)
{
	struct engine_rule_counters *rule_counters =
		calloc(1, sizeof(*rule_counters));

	if (!rule_counters)
		return NULL;
	rule_counters->next = engine->rule_counters_all;
	engine->rule_counters_all = rule_counters;
	return rule_counters;
}

void engine_rule_counters_destroy(struct engine *engine,
				  struct engine_rule_counters *rule_counters)
{
	struct engine_rule_counters **link = &engine->rule_counters_all;

	if (!rule_counters)
		return;
	while (*link != rule_counters)
		link = &(*link)->next;
	*link = rule_counters->next;
	free(rule_counters);
}

void engine_rule_counters_follow(struct engine_rule_counters *rule_counters,
				 const struct ruleset *ruleset)
{
	rule_counters->lines = rule_counters->pages[page_of(ruleset)];
	rule_counters->used[page_of(ruleset)] = lines_of(ruleset);
}

/* Write only counters that are not 0: untouched memory stays untouched. */
static void clear_sum(_Atomic uint64_t *sum)
{
	if (atomic_load_explicit(sum, memory_order_relaxed))
		atomic_store_explicit(sum, 0, memory_order_relaxed);
}

static void clear_lines(struct engine_rule_counter *lines, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		clear_sum(&lines[i].packets);
		clear_sum(&lines[i].bytes);
		clear_sum(&lines[i].dropped_packets);
		clear_sum(&lines[i].dropped_bytes);
		clear_sum(&lines[i].late_packets);
	}
}

void engine_rule_counters_clear(struct engine_rule_counters *rule_counters)
{
	for (unsigned page = 0; page < 2; page++) {
		clear_lines(rule_counters->pages[page],
			    rule_counters->used[page]);
		rule_counters->used[page] = 0;
	}
}

/* ---- sums ---- */

static uint64_t sum_value(const _Atomic uint64_t *sum)
{
	return atomic_load_explicit(sum, memory_order_relaxed);
}

/* Sum up all workers. */
static struct report_totals_counters
counters_of_all(const struct engine *engine, unsigned page, size_t line)
{
	struct report_totals_counters sum = {0};

	for (const struct engine_rule_counters *it = engine->rule_counters_all;
	     it; it = it->next) {
		const struct engine_rule_counter *of = &it->pages[page][line];

		sum.packets += sum_value(&of->packets);
		sum.bytes += sum_value(&of->bytes);
		sum.dropped_packets += sum_value(&of->dropped_packets);
		sum.dropped_bytes += sum_value(&of->dropped_bytes);
		sum.late_packets += sum_value(&of->late_packets);
	}
	return sum;
}

static void add_line(struct report_totals *sums, size_t most,
		     const struct report_totals_names *names,
		     const struct report_totals_counters *counters)
{
	struct report_totals_line *line =
		sums->count < most
			? report_totals_get(sums, names->first, names->second)
			: report_totals_find(sums, names->first, names->second);

	if (line)
		report_totals_sum(&line->counters, counters);
}

/* Add the counters of one rule of a ruleset: one line for each action. */
static void add_rule(const struct engine *engine, const struct ruleset *ruleset,
		     uint16_t rule, struct report_totals *sums, size_t most)
{
	struct report_totals_names names = {
		.first = policy_rule_name(ruleset->policy, rule),
	};
	size_t levels = policy_level_count(ruleset->policy, rule);

	for (size_t level = 0; level < levels; level++) {
		const struct policy_action *action =
			policy_action_of(ruleset->policy, rule, (uint8_t)level);
		struct report_totals_counters sum = counters_of_all(
			engine, page_of(ruleset),
			(size_t)rule * POLICY_LEVELS_MOST + level);

		names.second = packet_action_name(action->action);
		if (sum.packets)
			add_line(sums, most, &names, &sum);
	}
}

void engine_rule_counters_retire(struct engine *engine,
				 const struct ruleset *old)
{
	size_t rules = policy_rule_count(old->policy);
	struct report_totals *past = &engine->past;

	if (engine->leaving != old)
		return;
	engine->leaving = NULL;
	for (size_t rule = 0; rule <= rules; rule++)
		add_rule(engine, old, (uint16_t)rule, past, PAST_MOST);
	if (past->count == PAST_MOST)
		log_warnx("rules: statistics of older rules dropped: limit of "
			  "%zu reached",
			  past->count);
	for (struct engine_rule_counters *it = engine->rule_counters_all; it;
	     it = it->next)
		clear_lines(it->pages[page_of(old)], lines_of(old));
}

/* Add all rules of @ruleset. */
static void collect_rules(const struct engine *engine,
			  const struct ruleset *ruleset,
			  struct report_totals *sums)
{
	size_t rules = policy_rule_count(ruleset->policy);

	for (size_t rule = 1; rule <= rules; rule++)
		add_rule(engine, ruleset, (uint16_t)rule, sums, SIZE_MAX);
}

/* Add rules of earlier rulesets; the default is added last. */
static void collect_past(const struct engine *engine, bool of_default,
			 struct report_totals *sums)
{
	for (size_t i = 0; i < engine->past.count; i++) {
		const struct report_totals_line *line = engine->past.lines[i];

		if (!line->names.first == of_default)
			add_line(sums, SIZE_MAX, &line->names, &line->counters);
	}
}

void engine_rule_counters_collect(struct engine *engine,
				  struct report_totals *sums)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	const struct ruleset *leaving = engine->leaving;

	*sums = (struct report_totals){0};
	collect_rules(engine, ruleset, sums);
	if (leaving)
		collect_rules(engine, leaving, sums);
	collect_past(engine, false, sums);
	add_rule(engine, ruleset, 0, sums, SIZE_MAX);
	if (leaving)
		add_rule(engine, leaving, 0, sums, SIZE_MAX);
	collect_past(engine, true, sums);
}
