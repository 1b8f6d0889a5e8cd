/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiles one entry of "signatures". Every error is reported with its line; the
 * entry is kept incomplete, because a file with an error is rejected as a whole.
 */
#include "language/load_part.h"

#include <string.h>

#include "base/diagnostic.h"
#include "language/lex.h"
#include "signature/pool.h"
#include "language/analysis.h"
#include "language/evidence_bound.h"
#include "signature/operator.h"

/*
 * Bits by which a weight may exceed what its conditions are worth, for rounding.
 */
#define BOUND_SLACK 1.0

#define CONDITIONS_MOST 64 /* in one list */

/* Load the conditions of one list. Return: their number. */
static uint32_t load_conditions(struct loader *loader, config_setting_t *step,
				const char *key, uint32_t *nodes)
{
	config_setting_t *list = language_read_member(&loader->reader, step,
						      key, CONFIG_TYPE_ARRAY,
						      "[ \"condition\", ... ]");
	config_setting_t *alone = config_setting_get_member(step, key);
	int length = list ? config_setting_length(list)
			  : alone && config_setting_get_string(alone);
	uint32_t count = 0, node;

	/*
	 * a string instead of a list is an error, but not the use of its buffers
	 */
	loader->is_whole &= list || !alone;
	for (int i = 0; i < length; i++) {
		config_setting_t *it =
			list ? config_setting_get_elem(list, (unsigned)i)
			     : alone;
		const char *text = config_setting_get_string(it);
		struct parse_place place = language_loader_place(loader, it);

		if (!text)
			language_read_refuse(&loader->reader, it,
					     "a \"condition\"");
		if (i == CONDITIONS_MOST)
			language_read_fail(&loader->reader, it,
					   "%s: at most %d conditions", key,
					   CONDITIONS_MOST);
		if (text &&
		    language_parse_condition(loader->set->pool, &loader->scope,
					     &place, text, &node) == 0 &&
		    language_loader_may_read(loader, it, node, text) &&
		    count < CONDITIONS_MOST)
			nodes[count++] = node;
		else
			loader->is_whole = false;
	}
	return count;
}

static bool remembers_already(const struct signature_set *set,
			      const struct signature_pattern *pattern,
			      uint16_t reg)
{
	for (uint32_t i = 0; i < pattern->remember_count; i++)
		if (set->remembers[pattern->remember + i].reg == reg)
			return true;
	return false;
}

static void load_remember_one(struct loader *loader, config_setting_t *it,
			      struct signature_pattern *pattern)
{
	struct signature_set *set = loader->set;
	const char *text = config_setting_get_string(it);
	struct parse_place place = language_loader_place(loader, it);
	struct signature_remember *remember;
	uint16_t reg;
	uint32_t node;

	if (!text) {
		language_read_refuse(&loader->reader, it,
				     "\"register = value\"");
		return;
	}
	if (language_parse_assignment(set->pool, &loader->scope, &place, text,
				      &reg, &node) < 0 ||
	    !language_loader_may_read(loader, it, node, text))
		return;
	if (remembers_already(set, pattern, reg)) {
		language_read_fail(&loader->reader, it,
				   "remember: \"%s\" is written twice",
				   set->registers[reg].name);
		return;
	}
	remember = language_loader_append(loader, &set->remembers,
					  &set->remember_count,
					  sizeof(*remember));
	if (!remember)
		return;
	*remember = (struct signature_remember){reg, node};
	pattern->remember_count++;
	pattern->needs |= language_analysis_needs(set, node);
	set->registers[reg].used_by |= pattern->transports;
	language_analysis_use_registers(set, node, pattern->transports);
}

static void load_remember(struct loader *loader, config_setting_t *step,
			  struct signature_pattern *pattern)
{
	config_setting_t *list = language_read_member(
		&loader->reader, step, "remember", CONFIG_TYPE_ARRAY,
		"[ \"register = value\" ]");

	pattern->remember = (uint32_t)loader->set->remember_count;
	for (int i = 0; list && i < config_setting_length(list); i++)
		load_remember_one(loader,
				  config_setting_get_elem(list, (unsigned)i),
				  pattern);
}

/* Return the largest payload that `match` allows. */
static uint32_t pattern_size_most(const struct signature_set *set,
				  const struct signature_pattern *pattern)
{
	struct analysis_bounds bounds;

	language_analysis_bounds(
		set, signature_set_pool(set)->lists + pattern->match,
		pattern->match_count, &bounds);
	return bounds.size_high;
}

static void signature_look(const struct signature_set *set,
			   struct signature *signature, uint32_t node,
			   uint32_t size_most)
{
	uint32_t look = language_analysis_look(set, node, size_most);

	if (look > signature->look_bytes)
		signature->look_bytes = look;
}

/*
 * Collect what the conditions need and read. Return: what they are worth together.
 */
static double analyse_pattern(struct loader *loader, config_setting_t *step,
			      struct signature_pattern *pattern,
			      struct signature *signature)
{
	struct signature_set *set = loader->set;
	const uint32_t *lists = signature_set_pool(set)->lists;
	uint32_t nodes[2 * CONDITIONS_MOST];
	uint32_t count = 0;

	for (uint32_t i = 0; i < pattern->match_count; i++)
		nodes[count++] = lists[pattern->match + i];
	for (uint32_t i = 0; i < pattern->relation_count; i++)
		nodes[count++] = lists[pattern->relation + i];
	for (uint32_t i = 0; i < count; i++) {
		uint8_t needs = language_analysis_needs(set, nodes[i]);

		if (needs && i < pattern->match_count)
			language_read_fail(
				&loader->reader, step,
				"match: move conditions on \"known\" and on "
				"registers of endpoints and hosts to "
				"\"relation\"");
		if (((needs | needs >> SIGNATURE_NEEDS_SHIFT) &
		     SIGNATURE_NEEDS_KNOWN) &&
		    loader->lacks_application)
			language_read_fail(&loader->reader, step,
					   "\"known\" needs an application");
		pattern->needs |= needs;
		signature->names |= language_analysis_names(set, nodes[i]);
		language_analysis_use_registers(set, nodes[i],
						pattern->transports);
		signature_look(set, signature, nodes[i],
			       pattern_size_most(set, pattern));
	}
	for (uint32_t i = 0; i < pattern->remember_count; i++)
		signature_look(set, signature,
			       set->remembers[pattern->remember + i].node,
			       pattern_size_most(set, pattern));
	return language_evidence_bound(set, nodes, count);
}

static uint32_t list_of(struct loader *loader, const uint32_t *nodes,
			uint32_t count)
{
	uint32_t first = 0;

	if (signature_pool_add_list(loader->set->pool, nodes, count, &first) <
	    0)
		diagnostic_error(loader->reader.diagnostics,
				 loader->reader.file, 0, "no memory");
	return first;
}

static const char *const pattern_keys[] = {
	"from", "on", "match", "relation", "remember", "after", "gap", NULL};

/* Check that the occasion has all that the nodes use. */
static void check_asks(struct loader *loader, config_setting_t *step,
		       const struct signature_pattern *pattern,
		       const uint32_t *nodes, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint8_t uses = language_analysis_uses(loader->set, nodes[i]);

		if ((uses & USES_PACKET) && pattern->on >= ON_WINDOW)
			language_read_fail(
				&loader->reader, step,
				"no packet here: use words about the "
				"flow or the window, such as "
				"window.bytes");
		if ((uses & USES_WINDOW) && pattern->on != ON_WINDOW)
			language_read_fail(&loader->reader, step,
					   "words about a window need "
					   "on = \"window\"");
		if (uses & USES_FORWARDED)
			loader->set->wants_forwarded = true;
	}
}

#define WINDOW_MOST (FLOW_METER_SECONDS - 1)

/* Check the occasion against the other keys. */
static void check_occasion(struct loader *loader, config_setting_t *step,
			   const struct signature_pattern *pattern)
{
	const struct settings_reader *reader = &loader->reader;
	bool is_step = !config_setting_get_member(step, "name");
	const config_setting_t *it = config_setting_get_member(step, "on");
	const char *on = it ? config_setting_get_string(it) : NULL;

	if (pattern->on >= ON_DECISION && !pattern->of_decided &&
	    !loader->refused_of)
		language_read_fail(reader, step,
				   "on = \"%s\" needs flows = \"decided\"", on);
	if (pattern->on == ON_START && pattern->of_decided)
		language_read_fail(
			reader, step,
			"on = \"start\" comes before a flow is decided; "
			"use \"decision\"");
	if (pattern->on >= ON_DECISION && is_step)
		language_read_fail(reader, step,
				   "on = \"%s\" cannot be used in a step", on);
	if (pattern->on >= ON_WINDOW &&
	    config_setting_get_member(step, "remember"))
		language_read_fail(
			reader, step,
			"remember: there is no packet at the end of a "
			"window or flow");
}

/* Load "on" and "window". Return: whether the occasion is valid. */
static bool load_occasion(struct loader *loader, config_setting_t *step,
			  struct signature_pattern *pattern)
{
	static const char *const ons[] = {
		"payload", "start", "decision", "retransmission",
		"window",  "end",   NULL};
	const struct settings_reader *reader = &loader->reader;
	const config_setting_t *it = config_setting_get_member(step, "window");
	bool has_on = language_read_word(reader, step, "on", ons, &pattern->on);
	bool has_window = !it;
	usec_t window = 0;

	if (it)
		has_window =
			language_read_time(reader, step, "window", &window);
	if (has_window && has_on &&
	    (window > WINDOW_MOST * USEC_PER_SEC || window % USEC_PER_SEC ||
	     (pattern->on == ON_WINDOW) != (window > 0)))
		language_read_fail(
			reader, step,
			"on = \"window\" takes a window of 1s to %ds, in "
			"whole seconds",
			WINDOW_MOST);
	pattern->window = (uint8_t)(window / USEC_PER_SEC);
	check_occasion(loader, step, pattern);
	return has_on;
}

static void load_pattern(struct loader *loader, config_setting_t *step,
			 uint16_t number, unsigned index, uint8_t transports,
			 bool of_decided)
{
	static const char *const froms[] = {"any",   "orig",   "reply",
					    "local", "remote", NULL};
	struct signature_set *set = loader->set;
	const struct settings_reader *reader = &loader->reader;
	uint32_t match[CONDITIONS_MOST], relation[CONDITIONS_MOST];
	struct signature_pattern pattern = {.signature = number,
					    .step = (uint8_t)index,
					    .transports = transports,
					    .of_decided = of_decided};
	struct signature_pattern *slot;
	bool has_on;

	language_read_word(reader, step, "from", froms, &pattern.from);
	has_on = load_occasion(loader, step, &pattern);
	language_read_bool(reader, step, "gap", &pattern.gap);
	language_load_head_after(loader, step, &pattern.after,
				 &pattern.has_after);
	/* named buffers belong to one packet */
	memset(loader->scope.buffers, 0, sizeof(loader->scope.buffers));
	pattern.match_count = load_conditions(loader, step, "match", match);
	pattern.buffers = *loader->scope.buffers[1];
	/* before `relation`, whose buffers it may not use */
	load_remember(loader, step, &pattern);
	pattern.relation_count =
		load_conditions(loader, step, "relation", relation);
	if (has_on) {
		check_asks(loader, step, &pattern, match, pattern.match_count);
		check_asks(loader, step, &pattern, relation,
			   pattern.relation_count);
	}
	pattern.match = list_of(loader, match, pattern.match_count);
	pattern.relation = list_of(loader, relation, pattern.relation_count);
	set->signatures[number].bits += analyse_pattern(
		loader, step, &pattern, &set->signatures[number]);
	if (!index && (config_setting_get_member(step, "after") || pattern.gap))
		language_read_fail(
			reader, step,
			"\"after\" and \"gap\" cannot be used in the "
			"first step");
	set->signatures[number].has_after |= pattern.has_after;
	set->wants_start |= pattern.on == ON_START;
	slot = language_loader_append(loader, &set->patterns,
				      &set->pattern_count, sizeof(*slot));
	if (slot)
		*slot = pattern;
	set->signatures[number].pattern_count++;
}

#define STEPS_MOST 15 /* progress has four bits for the step */

static void load_steps(struct loader *loader, config_setting_t *group,
		       config_setting_t *steps, uint16_t number,
		       uint8_t transports, bool of_decided)
{
	int count = config_setting_length(steps);

	if (count < 1 || count > STEPS_MOST) {
		language_read_fail(&loader->reader, steps,
				   "steps: expected 1 to %d, got %d",
				   STEPS_MOST, count);
		loader->is_whole = false;
	}
	for (const char *const *key = pattern_keys; *key; key++)
		if (config_setting_get_member(group, *key))
			language_read_fail(
				&loader->reader, group,
				"\"%s\" must be given inside \"steps\"", *key);
	for (int i = 0; i < count; i++) {
		config_setting_t *step =
			config_setting_get_elem(steps, (unsigned)i);

		if (!config_setting_is_group(step)) {
			language_read_refuse(&loader->reader, step, "{ ... }");
			loader->is_whole = false;
			continue;
		}
		loader->is_whole &= language_read_check_keys(
			&loader->reader, step, pattern_keys);
		load_pattern(loader, step, number, (unsigned)i, transports,
			     of_decided);
	}
}

/* Check that no weight exceeds what the conditions are worth. */
static void check_worth(struct loader *loader, config_setting_t *group,
			const struct signature *signature)
{
	const struct signature_effect *effect = &signature->effect;

	if (effect->evidence && effect->bits > signature->bits + BOUND_SLACK)
		language_read_fail(
			&loader->reader, group,
			"a weight of %u bits is more than the conditions "
			"are worth: %.0f",
			effect->bits, signature->bits);
	if (effect->activity_bits < EVIDENCE_MOST &&
	    effect->activity_bits > signature->bits + BOUND_SLACK)
		language_read_fail(
			&loader->reader, group,
			"activity: a weight of %u bits is more than the "
			"conditions are worth: %.0f",
			effect->activity_bits, signature->bits);
	if (effect->learns &&
	    effect->proof.bits >
		    effect->proof.needs * signature->bits + BOUND_SLACK)
		language_read_fail(
			&loader->reader, group,
			"learn: a weight of %u bits is more than the "
			"conditions are worth, %u times: %.0f",
			effect->proof.bits, effect->proof.needs,
			effect->proof.needs * signature->bits);
}

/* Return whether the step has a "remember" that is not empty, or is wrong. */
static bool has_remember(const config_setting_t *step)
{
	const config_setting_t *it =
		config_setting_get_member(step, "remember");

	return it &&
	       (!config_setting_is_aggregate(it) || config_setting_length(it));
}

/*
 * Load the steps, or the entry as its only step; check that it has an effect.
 */
static void load_patterns(struct loader *loader, config_setting_t *group,
			  uint16_t number, uint8_t transports, bool of_decided)
{
	config_setting_t *alone = config_setting_get_member(group, "steps");
	config_setting_t *steps = language_read_member(
		&loader->reader, group, "steps", CONFIG_TYPE_LIST, "( ... )");
	bool remembers = has_remember(group);

	if (steps)
		load_steps(loader, group, steps, number, transports,
			   of_decided);
	else
		load_pattern(loader, group, number, 0, transports, of_decided);
	loader->is_whole &= !alone == !steps;
	for (int i = 0; steps && i < config_setting_length(steps); i++)
		remembers |= has_remember(
			config_setting_get_elem(steps, (unsigned)i));
	if (!remembers && !config_setting_get_member(group, "then"))
		language_read_fail(&loader->reader, group,
				   "expected \"then\" or \"remember\": the "
				   "signature has no effect");
}

void language_load_signature(struct loader *loader, config_setting_t *group)
{
	static const char *const keys[] = {
		"name",	    "about",	"source", "application", "transport",
		"steps",    "then",	"from",	  "on",		 "match",
		"relation", "remember", "after",  "gap",	 "flows",
		"window",   NULL};
	static const char *const transports[] = {"any", "tcp", "udp", NULL};
	static const char *const flows[] = {"all", "decided", NULL};
	static const uint8_t masks[] = {SIGNATURE_TCP | SIGNATURE_UDP,
					SIGNATURE_TCP, SIGNATURE_UDP};
	struct signature_set *set = loader->set;
	uint8_t transport = 0, of = 0;
	int number;

	loader->is_whole =
		language_read_check_keys(&loader->reader, group, keys) &&
		!loader->refused_generator;
	language_read_word(&loader->reader, group, "transport", transports,
			   &transport);
	loader->refused_of = !language_read_word(&loader->reader, group,
						 "flows", flows, &of);
	number = language_load_head(loader, group);
	if (number < 0)
		return;
	if (of && loader->lacks_application)
		language_read_fail(&loader->reader, group,
				   "flows: \"decided\" needs an application");
	set->signatures[number].pattern = (uint32_t)set->pattern_count;
	load_patterns(loader, group, (uint16_t)number, masks[transport], of);
	language_load_effect(loader, group, (uint16_t)number, false);
	if (loader->is_whole)
		check_worth(loader, group, &set->signatures[number]);
	if (set->signatures[number].look_bytes > set->look_bytes)
		set->look_bytes = set->signatures[number].look_bytes;
}
