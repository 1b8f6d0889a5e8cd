/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One entry of a signature file, a signature or a host rule, to its compiled form.
 * Every mistake is said with its line; the entry is kept half made, because a file
 * with an error is refused whole anyway.
 */
#include "signature/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/complaint.h"
#include "signature/identity.h"
#include "signature/lex.h"
#include "signature/pool.h"
#include "signature/survey.h"
#include "signature/worth.h"

/* Rounding that a weight may have over what its conditions are worth. */
#define WORTH_SLACK 1.0

#define CONDITIONS_MOST 64 /* of one list */

static const char *const sides[] = {"source", "dest", NULL};

static struct parse_place place_of(const struct loader *loader,
				   const config_setting_t *at)
{
	struct settings_place place = reader_place(&loader->reader, at);

	return (struct parse_place){.complaints = loader->reader.complaints,
				    .file = place.file,
				    .line = place.line};
}

/* Was anything said about this entry? Then its nodes are not all there. */
static bool entry_has_failed(const struct loader *loader)
{
	return loader->reader.complaints->count != loader->entry_errors;
}

/* ---- what both kinds have ---- */

static bool name_is_taken(const struct signature_set *set, const char *name)
{
	for (size_t i = 0; i < set->signature_count; i++)
		if (set->signatures[i].alive &&
		    strcmp(set->signatures[i].name, name) == 0)
			return true;
	return false;
}

static bool load_application_of(struct loader *loader, config_setting_t *group,
				uint16_t *application)
{
	const char *name = NULL;

	*application = loader->application;
	if (!reader_string(&loader->reader, group, "application", &name))
		return false;
	if (!name)
		return true;
	*application = signature_set_application(loader->set, name);
	if (!*application)
		reader_fail(&loader->reader, group,
			    "application: \"%s\" is not declared in "
			    "\"applications\"",
			    name);
	return *application != 0;
}

/* The place of a signature: the one it had in an earlier set, or a new one. */
static struct signature *signature_place(struct loader *loader,
					 const char *name, uint64_t content)
{
	struct signature_set *set = loader->set;
	struct signature *it = NULL;

	for (size_t i = 0; i < set->signature_count && !it; i++)
		if (!set->signatures[i].alive &&
		    set->signatures[i].content == content &&
		    strcmp(set->signatures[i].name, name) == 0)
			it = &set->signatures[i];
	if (it) {
		free(it->name);
		free(it->about);
		free(it->source);
	} else {
		it = loader_append(loader, &set->signatures,
				   &set->signature_count, sizeof(*it));
	}
	if (it)
		*it = (struct signature){
			.name = loader_copy(loader, name),
			.content = content,
			.alive = true,
			.progress = -1,
		};
	return it;
}

/* Name, texts and application; the signature's number, or -1. */
static int load_head(struct loader *loader, config_setting_t *group)
{
	struct signature_set *set = loader->set;
	const struct reader *reader = &loader->reader;
	struct settings_place place = reader_place(reader, group);
	const char *name = NULL, *about = NULL, *source = NULL;
	char qualified[96];
	uint16_t application;
	struct signature *it;

	if (!reader_string(reader, group, "name", &name) ||
	    !reader_string(reader, group, "about", &about) ||
	    !reader_string(reader, group, "source", &source) ||
	    !load_application_of(loader, group, &application))
		return -1;
	if (!name || !reader_is_name(name) || !about || !source) {
		reader_fail(reader, group,
			    "expected \"name\" (letters, digits, . _ -), "
			    "\"about\" and \"source\"");
		return -1;
	}
	snprintf(qualified, sizeof(qualified), "%s%s%s",
		 application ? set->applications[application - 1] : "",
		 application ? "." : "", name);
	if (name_is_taken(set, qualified)) {
		reader_fail(reader, group, "\"%s\" was there before",
			    qualified);
		return -1;
	}
	it = signature_place(loader, qualified,
			     signature_identity_of(group) ^ loader->declared);
	if (!it)
		return -1;
	it->about = loader_copy(loader, about);
	it->source = loader_copy(loader, source);
	it->file = place.file;
	it->line = place.line;
	it->application = application;
	return (int)(it - set->signatures);
}

/* ---- effects ---- */

static bool load_kind(const struct reader *reader, config_setting_t *group,
		      uint8_t *kind)
{
	const char *name = NULL;
	int number;

	if (!reader_string(reader, group, "kind", &name))
		return false;
	number = name ? packet_evidence_kind_parse(name) : -1;
	if (number < 0)
		reader_fail(reader, group,
			    "evidence: expected a kind: generator, echo, "
			    "constant, size, timing, fanout, order, endpoint, "
			    "name or port");
	else
		*kind = (uint8_t)number;
	return number >= 0;
}

/* What flows and times say together is no proof of bytes. */
static bool rule_may_claim(uint8_t kind)
{
	return kind == EVIDENCE_FANOUT || kind == EVIDENCE_ORDER ||
	       kind == EVIDENCE_TIMING || kind == EVIDENCE_SIZE;
}

static void load_evidence(struct loader *loader, config_setting_t *group,
			  struct signature *signature, bool of_flow)
{
	static const char *const keys[] = {"kind", "weight", "adds",
					   "host", "flow",   NULL};
	struct signature_effect *effect = &signature->effect;
	const struct reader *reader = &loader->reader;
	uint64_t weight = 0;
	unsigned limit;

	effect->of_host = true;
	effect->of_flow = of_flow;
	if (!reader_check_keys(reader, group, keys) ||
	    !load_kind(reader, group, &effect->kind) ||
	    !reader_number(reader, group, "weight", 1, EVIDENCE_MOST,
			   &weight) ||
	    !reader_bool(reader, group, "adds", &effect->adds) ||
	    !reader_bool(reader, group, "host", &effect->of_host) ||
	    !reader_bool(reader, group, "flow", &effect->of_flow))
		return;
	limit = packet_evidence_kind_limit(effect->kind);
	if (!weight || weight > limit) {
		reader_fail(reader, group,
			    "evidence: a weight of 1..%u bits is possible for "
			    "kind \"%s\"",
			    limit, packet_evidence_kind_name(effect->kind));
		return;
	}
	if (!of_flow && !rule_may_claim(effect->kind)) {
		reader_fail(reader, group,
			    "evidence: a host rule may claim the kinds fanout, "
			    "order, timing and size, which never decide "
			    "alone");
		return;
	}
	if (!effect->of_host && !effect->of_flow) {
		reader_fail(reader, group,
			    "evidence is for the host, the flow or both");
		return;
	}
	if (!signature->application) {
		reader_fail(reader, group, "evidence needs an application");
		return;
	}
	effect->bits = (uint8_t)weight;
	effect->evidence = true;
}

static void load_learn(struct loader *loader, config_setting_t *group,
		       uint16_t number)
{
	static const char *const keys[] = {"endpoint", "weight", "needs",
					   "lifetime", NULL};
	struct signature *signature = &loader->set->signatures[number];
	struct signature_effect *effect = &signature->effect;
	const struct reader *reader = &loader->reader;
	uint64_t weight = EVIDENCE_DECIDES, needs = 1;
	usec_t lifetime = 0;

	if (!reader_check_keys(reader, group, keys) ||
	    !reader_word(reader, group, "endpoint", sides,
			 &effect->learn_side) ||
	    !reader_number(reader, group, "weight", 1, EVIDENCE_MOST,
			   &weight) ||
	    !reader_number(reader, group, "needs", 1, UINT8_MAX, &needs) ||
	    !reader_time(reader, group, "lifetime", &lifetime))
		return;
	if (!signature->application) {
		reader_fail(reader, group, "learn needs an application");
		return;
	}
	effect->learns = true;
	effect->lesson = (struct host_lesson){
		.application = signature->application,
		.signature = number,
		.bits = (uint8_t)weight,
		.needs = (uint8_t)needs,
		.lifetime_us = lifetime,
	};
}

static void load_activity_of(struct loader *loader, config_setting_t *group,
			     struct signature_effect *effect)
{
	const char *name = NULL;

	if (!reader_string(&loader->reader, group, "activity", &name) || !name)
		return;
	effect->activity = signature_set_activity(loader->set, name);
	if (!effect->activity)
		reader_fail(&loader->reader, group,
			    "activity: \"%s\" is not in \"activities\"", name);
}

/* Events are names of one file; in the set they carry the file's number. */
static void event_name(const struct loader *loader, const char *name,
		       char *qualified, size_t size)
{
	snprintf(qualified, size, "%zu/%s", loader->set->file_count, name);
}

static uint16_t event_number(const struct loader *loader, const char *name)
{
	char qualified[96];

	event_name(loader, name, qualified, sizeof(qualified));
	for (size_t i = 0; i < loader->set->event_count; i++)
		if (strcmp(loader->set->events[i], qualified) == 0)
			return (uint16_t)(i + 1);
	return 0;
}

static void load_event(struct loader *loader, config_setting_t *group,
		       struct signature_effect *effect, bool must_be_new)
{
	const char *name = NULL;
	char qualified[96];

	if (!reader_string(&loader->reader, group, "event", &name) || !name)
		return;
	if (!reader_is_name(name)) {
		reader_fail(&loader->reader, group,
			    "event: expected a name of letters, digits, . _ -");
		return;
	}
	if (must_be_new && event_number(loader, name)) {
		reader_fail(&loader->reader, group,
			    "event: a host rule raises an event of its own; "
			    "\"%s\" was there before",
			    name);
		return;
	}
	event_name(loader, name, qualified, sizeof(qualified));
	effect->event = loader_name(loader, &loader->set->events,
				    &loader->set->event_count, qualified);
}

static void load_key(struct loader *loader, config_setting_t *group,
		     struct signature *signature)
{
	struct signature_effect *effect = &signature->effect;
	struct parse_place place = place_of(loader, group);
	const char *text = NULL;
	uint32_t look;

	if (!reader_string(&loader->reader, group, "key", &text) || !text)
		return;
	if (signature_parse_value(loader->set->pool, &loader->scope, &place,
				  text, &effect->key) < 0)
		return;
	effect->keyed = true;
	if (!effect->event)
		reader_fail(&loader->reader, group,
			    "key: only an event has a key");
	signature_survey_use(loader->set, effect->key,
			     SIGNATURE_TCP | SIGNATURE_UDP);
	look = signature_survey_look(loader->set, effect->key,
				     SURVEY_SIZE_MOST);
	if (look > signature->look_bytes)
		signature->look_bytes = look;
	if (signature_survey_needs(loader->set, effect->key))
		reader_fail(&loader->reader, group,
			    "key: registers of endpoints and hosts, and "
			    "\"known\", cannot be a key");
}

static void load_effect(struct loader *loader, config_setting_t *entry,
			uint16_t number, bool is_rule)
{
	static const char *const keys[] = {
		"evidence", "event", "key", "host", "learn", "activity", NULL};
	struct signature *signature = &loader->set->signatures[number];
	const struct reader *reader = &loader->reader;
	config_setting_t *group = reader_member(reader, entry, "then",
						CONFIG_TYPE_GROUP, "{ ... }");
	config_setting_t *it;
	unsigned limit;

	if (!group || !reader_check_keys(reader, group, keys))
		return;
	signature->effect.application = signature->application;
	reader_word(reader, group, "host", sides, &signature->effect.host);
	load_activity_of(loader, group, &signature->effect);
	load_event(loader, group, &signature->effect, is_rule);
	if (is_rule && config_setting_get_member(group, "key"))
		reader_fail(reader, group,
			    "key: a host rule keeps the key of its last event");
	else
		load_key(loader, group, signature);
	it = reader_member(reader, group, "evidence", CONFIG_TYPE_GROUP,
			   "{ ... }");
	if (it)
		load_evidence(loader, it, signature, !is_rule);
	it = reader_member(reader, group, "learn", CONFIG_TYPE_GROUP,
			   "{ ... }");
	if (it)
		load_learn(loader, it, number);
	limit = packet_evidence_kind_limit(EVIDENCE_ORDER);
	if (is_rule && signature->effect.lesson.bits > limit)
		reader_fail(reader, it,
			    "learn: a host rule teaches at most %u bits",
			    limit);
}

/* ---- patterns ---- */

/* The conditions of one list; gives how many. */
static uint32_t load_conditions(struct loader *loader, config_setting_t *step,
				const char *key, uint32_t *nodes)
{
	config_setting_t *list = reader_member(&loader->reader, step, key,
					       CONFIG_TYPE_ARRAY,
					       "[ \"condition\", ... ]");
	uint32_t count = 0;

	for (int i = 0; list && i < config_setting_length(list); i++) {
		config_setting_t *it =
			config_setting_get_elem(list, (unsigned)i);
		const char *text = config_setting_get_string(it);
		struct parse_place place = place_of(loader, it);

		if (!text || count == CONDITIONS_MOST) {
			reader_fail(&loader->reader, it,
				    "%s: expected strings, and at most %d", key,
				    CONDITIONS_MOST);
			break;
		}
		if (signature_parse_condition(loader->set->pool, &loader->scope,
					      &place, text, &nodes[count]) == 0)
			count++;
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
	struct parse_place place = place_of(loader, it);
	struct signature_remember *remember;
	uint16_t reg;
	uint32_t node;

	if (!text) {
		reader_fail(&loader->reader, it,
			    "remember: expected \"register = value\"");
		return;
	}
	if (signature_parse_assignment(set->pool, &loader->scope, &place, text,
				       &reg, &node) < 0)
		return;
	if (remembers_already(set, pattern, reg)) {
		reader_fail(&loader->reader, it,
			    "remember: a packet writes \"%s\" once",
			    set->registers[reg].name);
		return;
	}
	remember = loader_append(loader, &set->remembers, &set->remember_count,
				 sizeof(*remember));
	if (!remember)
		return;
	*remember = (struct signature_remember){reg, node};
	pattern->remember_count++;
	pattern->needs |= signature_survey_needs(set, node);
	set->registers[reg].used_by |= pattern->transports;
	signature_survey_use(set, node, pattern->transports);
}

static void load_remember(struct loader *loader, config_setting_t *step,
			  struct signature_pattern *pattern)
{
	config_setting_t *list = reader_member(&loader->reader, step,
					       "remember", CONFIG_TYPE_ARRAY,
					       "[ \"register = value\" ]");

	pattern->remember = (uint32_t)loader->set->remember_count;
	for (int i = 0; list && i < config_setting_length(list); i++)
		load_remember_one(loader,
				  config_setting_get_elem(list, (unsigned)i),
				  pattern);
}

static void load_after(struct loader *loader, config_setting_t *step,
		       struct node_range *after, bool *dated)
{
	*dated = config_setting_get_member(step, "after") &&
		 reader_times(&loader->reader, step, "after", after);
}

/* The largest payload that `match` allows. */
static uint32_t pattern_size_most(const struct signature_set *set,
				  const struct signature_pattern *pattern)
{
	struct survey_bounds bounds;

	signature_survey_bounds(set,
				signature_set_pool(set)->lists + pattern->match,
				pattern->match_count, &bounds);
	return bounds.size_high;
}

static void signature_look(const struct signature_set *set,
			   struct signature *signature, uint32_t node,
			   uint32_t size_most)
{
	uint32_t look = signature_survey_look(set, node, size_most);

	if (look > signature->look_bytes)
		signature->look_bytes = look;
}

/* What the conditions need, read, and are worth together. */
static double pattern_survey(struct loader *loader, config_setting_t *step,
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
		uint8_t needs = signature_survey_needs(set, nodes[i]);

		if (needs && i < pattern->match_count)
			reader_fail(&loader->reader, step,
				    "match: what endpoints and hosts sent "
				    "before belongs into \"relation\"");
		if ((needs & SIGNATURE_NEEDS_KNOWN) && !signature->application)
			reader_fail(&loader->reader, step,
				    "\"known\" needs an application");
		pattern->needs |= needs;
		signature_survey_use(set, nodes[i], pattern->transports);
		signature_look(set, signature, nodes[i],
			       pattern_size_most(set, pattern));
	}
	for (uint32_t i = 0; i < pattern->remember_count; i++)
		signature_look(set, signature,
			       set->remembers[pattern->remember + i].node,
			       pattern_size_most(set, pattern));
	return signature_worth(set, nodes, count);
}

static uint32_t list_of(struct loader *loader, const uint32_t *nodes,
			uint32_t count)
{
	uint32_t first = 0;

	if (signature_pool_add_list(loader->set->pool, nodes, count, &first) <
	    0)
		complaint_error(loader->reader.complaints, loader->reader.file,
				0, "no memory");
	return first;
}

static const char *const pattern_keys[] = {
	"from", "on", "match", "relation", "remember", "after", "gap", NULL};

static void load_pattern(struct loader *loader, config_setting_t *step,
			 uint16_t number, unsigned index, uint8_t transports)
{
	static const char *const froms[] = {"any",   "orig",   "reply",
					    "local", "remote", NULL};
	static const char *const ons[] = {"payload", "start", NULL};
	struct signature_set *set = loader->set;
	const struct reader *reader = &loader->reader;
	uint32_t match[CONDITIONS_MOST], relation[CONDITIONS_MOST];
	struct signature_pattern pattern = {.signature = number,
					    .step = (uint8_t)index,
					    .transports = transports};
	struct signature_pattern *slot;
	uint8_t on = 0;

	reader_word(reader, step, "from", froms, &pattern.from);
	reader_word(reader, step, "on", ons, &on);
	reader_bool(reader, step, "gap", &pattern.gap);
	load_after(loader, step, &pattern.after, &pattern.dated);
	pattern.start = on == 1;
	/* named buffers are those of one packet */
	memset(loader->scope.buffers, 0, sizeof(loader->scope.buffers));
	pattern.match_count = load_conditions(loader, step, "match", match);
	pattern.buffers = *loader->scope.buffers[1];
	/* before `relation`: what is remembered does not wait for it */
	load_remember(loader, step, &pattern);
	pattern.relation_count =
		load_conditions(loader, step, "relation", relation);
	pattern.match = list_of(loader, match, pattern.match_count);
	pattern.relation = list_of(loader, relation, pattern.relation_count);
	if (!entry_has_failed(loader))
		set->signatures[number].bits += pattern_survey(
			loader, step, &pattern, &set->signatures[number]);
	if (!index && (pattern.dated || pattern.gap))
		reader_fail(reader, step,
			    "\"after\" and \"gap\" are for later steps");
	set->signatures[number].dated |= pattern.dated;
	set->wants_start |= pattern.start;
	slot = loader_append(loader, &set->patterns, &set->pattern_count,
			     sizeof(*slot));
	if (slot)
		*slot = pattern;
	set->signatures[number].pattern_count++;
}

#define STEPS_MOST 15 /* progress has four bits */

static void load_steps(struct loader *loader, config_setting_t *group,
		       config_setting_t *steps, uint16_t number,
		       uint8_t transports)
{
	int count = config_setting_length(steps);

	if (count < 1 || count > STEPS_MOST) {
		reader_fail(&loader->reader, steps, "steps: expected 1 to %d",
			    STEPS_MOST);
		return;
	}
	for (const char *const *key = pattern_keys; *key; key++)
		if (config_setting_get_member(group, *key))
			reader_fail(&loader->reader, group,
				    "\"%s\" belongs into the steps", *key);
	for (int i = 0; i < count; i++) {
		config_setting_t *step =
			config_setting_get_elem(steps, (unsigned)i);

		if (!config_setting_is_group(step))
			reader_fail(&loader->reader, steps,
				    "steps: expected ( { ... }, ... )");
		else if (reader_check_keys(&loader->reader, step, pattern_keys))
			load_pattern(loader, step, number, (unsigned)i,
				     transports);
	}
}

/* A weight must not claim more than the conditions can tell apart. */
static void check_worth(struct loader *loader, config_setting_t *group,
			const struct signature *signature)
{
	const struct signature_effect *effect = &signature->effect;

	if (effect->evidence && effect->bits > signature->bits + WORTH_SLACK)
		reader_fail(&loader->reader, group,
			    "a weight of %u bits is more than the conditions "
			    "are worth: %.0f",
			    effect->bits, signature->bits);
	if (effect->learns &&
	    effect->lesson.bits >
		    effect->lesson.needs * signature->bits + WORTH_SLACK)
		reader_fail(&loader->reader, group,
			    "learn: a weight of %u bits is more than the "
			    "conditions are worth, %u times: %.0f",
			    effect->lesson.bits, effect->lesson.needs,
			    effect->lesson.needs * signature->bits);
}

void loader_load_signature(struct loader *loader, config_setting_t *group)
{
	static const char *const keys[] = {
		"name",	    "about",	"source", "application", "transport",
		"steps",    "then",	"from",	  "on",		 "match",
		"relation", "remember", "after",  "gap",	 NULL};
	static const char *const transports[] = {"any", "tcp", "udp", NULL};
	static const uint8_t masks[] = {SIGNATURE_TCP | SIGNATURE_UDP,
					SIGNATURE_TCP, SIGNATURE_UDP};
	struct signature_set *set = loader->set;
	uint8_t transport = 0;
	config_setting_t *steps;
	size_t remembers;
	int number;

	loader->entry_errors = loader->reader.complaints->count;
	reader_check_keys(&loader->reader, group, keys);
	reader_word(&loader->reader, group, "transport", transports,
		    &transport);
	number = load_head(loader, group);
	if (number < 0)
		return;
	set->signatures[number].pattern = (uint32_t)set->pattern_count;
	remembers = set->remember_count;
	steps = reader_member(&loader->reader, group, "steps", CONFIG_TYPE_LIST,
			      "( ... )");
	if (steps)
		load_steps(loader, group, steps, (uint16_t)number,
			   masks[transport]);
	else
		load_pattern(loader, group, (uint16_t)number, 0,
			     masks[transport]);
	load_effect(loader, group, (uint16_t)number, false);
	remembers = set->remember_count - remembers;
	if (!config_setting_get_member(group, "then") && !remembers &&
	    !entry_has_failed(loader))
		reader_fail(&loader->reader, group,
			    "expected \"then\" or \"remember\": it does "
			    "nothing");
	if (!entry_has_failed(loader))
		check_worth(loader, group, &set->signatures[number]);
	if (set->signatures[number].look_bytes > set->look_bytes)
		set->look_bytes = set->signatures[number].look_bytes;
}

/* ---- host rules ---- */

static void load_rule_events(struct loader *loader, config_setting_t *group,
			     struct signature_rule *rule)
{
	const struct reader *reader = &loader->reader;
	config_setting_t *list = reader_member(reader, group, "events",
					       CONFIG_TYPE_ARRAY,
					       "[ \"event\", ... ]");
	int count = list ? config_setting_length(list) : 0;

	if (count < 1 || count > RULE_EVENTS_MOST) {
		reader_fail(reader, group, "events: expected 1 to %d names",
			    RULE_EVENTS_MOST);
		return;
	}
	for (int i = 0; i < count; i++) {
		config_setting_t *it =
			config_setting_get_elem(list, (unsigned)i);
		const char *name = config_setting_get_string(it);

		rule->events[i] = name ? event_number(loader, name) : 0;
		if (!rule->events[i])
			reader_fail(reader, it,
				    "events: nothing above raises \"%s\"",
				    name ? name : "?");
	}
	rule->event_count = (uint8_t)count;
}

static void load_rule_mask(struct loader *loader, config_setting_t *group,
			   const char *key, uint8_t *mask)
{
	static const char *const names[] = {"peer", "flow", "key"};
	config_setting_t *list =
		reader_member(&loader->reader, group, key, CONFIG_TYPE_ARRAY,
			      "[ \"peer\", \"flow\", \"key\" ]");

	for (int i = 0; list && i < config_setting_length(list); i++) {
		config_setting_t *it =
			config_setting_get_elem(list, (unsigned)i);
		const char *name = config_setting_get_string(it);
		unsigned bit = 0;

		while (bit < 3 && (!name || strcmp(name, names[bit]) != 0))
			bit++;
		if (bit == 3)
			reader_fail(&loader->reader, it,
				    "%s: expected \"peer\", \"flow\" or "
				    "\"key\"",
				    key);
		else
			*mask |= (uint8_t)(1U << bit);
	}
}

static void load_rule_window(struct loader *loader, config_setting_t *group,
			     struct signature_rule *rule)
{
	const struct reader *reader = &loader->reader;
	uint64_t at_least = 1, peers = 1;

	reader_number(reader, group, "at_least", 1, HOST_EVENTS, &at_least);
	reader_number(reader, group, "peers", 1, HOST_EVENTS, &peers);
	reader_time(reader, group, "within", &rule->within_us);
	load_after(loader, group, &rule->after, &rule->dated);
	rule->at_least = (uint16_t)at_least;
	rule->peers = (uint16_t)peers;
	if (rule->event_count == 1 &&
	    (rule->dated || rule->same || rule->different))
		reader_fail(reader, group,
			    "\"after\", \"same\" and \"different\" are between "
			    "two events");
	if (peers > at_least)
		reader_fail(reader, group,
			    "peers: %llu of them take at_least = %llu",
			    (unsigned long long)peers,
			    (unsigned long long)peers);
}

void loader_load_rule(struct loader *loader, config_setting_t *group)
{
	static const char *const keys[] = {
		"name",	     "about", "source", "application", "events",
		"at_least",  "peers", "within", "after",       "same",
		"different", "then",  NULL};
	struct signature_set *set = loader->set;
	struct signature_rule *slot;
	struct signature_rule rule = {0};
	int number;

	reader_check_keys(&loader->reader, group, keys);
	number = load_head(loader, group);
	if (number < 0)
		return;
	rule.signature = (uint16_t)number;
	load_rule_events(loader, group, &rule);
	load_rule_mask(loader, group, "same", &rule.same);
	load_rule_mask(loader, group, "different", &rule.different);
	load_rule_window(loader, group, &rule);
	load_effect(loader, group, (uint16_t)number, true);
	if (!config_setting_get_member(group, "then"))
		reader_fail(&loader->reader, group,
			    "expected \"then\": it does nothing");
	slot = loader_append(loader, &set->rules, &set->rule_count,
			     sizeof(*slot));
	if (slot)
		*slot = rule;
}
