/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "then": what a match of a signature, or of a host rule, sets.
 */
#include "signature/load.h"

#include <stdio.h>
#include <string.h>

#include "packet/name.h"
#include "signature/lex.h"
#include "signature/survey.h"

static const char *const sides[] = {"source", "dest", NULL};

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

/*
 * Anybody can write any name, and many services share one: it says what its own
 * flow is, of a host or an endpoint nothing. A question for a name is DNS, not what
 * it asks for.
 */
static bool names_allow(const struct reader *reader, config_setting_t *group,
			const struct signature *signature, bool is_rule)
{
	const struct signature_effect *effect = &signature->effect;

	if (effect->kind == EVIDENCE_NAME && effect->of_host)
		reader_fail(reader, group,
			    "evidence: a name decides its own flow only, "
			    "never a host");
	else if (is_rule && signature->names)
		reader_fail(reader, group,
			    "evidence: a rule gives none when its events come "
			    "of names");
	else if (signature->names & 1 << PACKET_NAME_DNS)
		reader_fail(reader, group,
			    "evidence: what asks \"dns.name\" gives none: a "
			    "DNS flow stays DNS");
	else if (signature->names && effect->kind != EVIDENCE_NAME)
		reader_fail(reader, group,
			    "evidence: what asks a name is of kind \"name\"");
	else
		return true;
	return false;
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

	if (!reader_check_keys(reader, group, keys) ||
	    !load_kind(reader, group, &effect->kind))
		return;
	effect->of_host = effect->kind != EVIDENCE_NAME;
	effect->of_flow = of_flow;
	if (!reader_number(reader, group, "weight", 1, EVIDENCE_MOST,
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
	if (!names_allow(reader, group, signature, !of_flow))
		return;
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
	static const char *const keys[] = {"endpoint", "weight",  "needs",
					   "lifetime", "vouched", "transports",
					   NULL};
	static const char *const transports[] = {"own", "both", NULL};
	struct signature *signature = &loader->set->signatures[number];
	struct signature_effect *effect = &signature->effect;
	const struct reader *reader = &loader->reader;
	uint64_t weight = EVIDENCE_DECIDES, needs = 1;
	usec_t lifetime = 0;
	bool vouched = false;
	uint8_t both = 0;

	if (!reader_check_keys(reader, group, keys) ||
	    !reader_word(reader, group, "endpoint", sides,
			 &effect->learn_side) ||
	    !reader_word(reader, group, "transports", transports, &both) ||
	    !reader_bool(reader, group, "vouched", &vouched) ||
	    !reader_number(reader, group, "weight", 1, EVIDENCE_MOST,
			   &weight) ||
	    !reader_number(reader, group, "needs", 1, UINT8_MAX, &needs) ||
	    !reader_time(reader, group, "lifetime", &lifetime))
		return;
	if (!signature->application) {
		reader_fail(reader, group, "learn needs an application");
		return;
	}
	if (signature->names ||
	    (effect->evidence && effect->kind == EVIDENCE_NAME)) {
		reader_fail(reader, group,
			    "learn: a name teaches nothing of an endpoint");
		return;
	}
	effect->learns = true;
	effect->learns_both = both;
	effect->lesson = (struct host_lesson){
		.application = signature->application,
		.signature = number,
		.bits = (uint8_t)weight,
		.needs = (uint8_t)needs,
		.vouched = vouched,
		.lifetime_us = lifetime,
	};
}

/* Events are names of one file; in the set they carry the file's number. */
static void event_name(const struct loader *loader, const char *name,
		       char *qualified, size_t size)
{
	snprintf(qualified, size, "%zu/%s", loader->set->file_count, name);
}

uint16_t loader_event_number(const struct loader *loader, const char *name)
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
	if (must_be_new && loader_event_number(loader, name)) {
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
	struct parse_place place = loader_place(loader, group);
	const char *text = NULL;
	uint32_t look;

	if (!reader_string(&loader->reader, group, "key", &text) || !text)
		return;
	if (signature_parse_value(loader->set->pool, &loader->scope, &place,
				  text, &effect->key) < 0 ||
	    !loader_may_read(loader, group, effect->key, text))
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

void loader_load_effect(struct loader *loader, config_setting_t *entry,
			uint16_t number, bool is_rule)
{
	static const char *const keys[] = {"evidence", "event", "key",
					   "host",     "learn", "activity",
					   "tells",    NULL};
	struct signature *signature = &loader->set->signatures[number];
	const struct reader *reader = &loader->reader;
	config_setting_t *group = reader_member(reader, entry, "then",
						CONFIG_TYPE_GROUP, "{ ... }");
	config_setting_t *it;
	unsigned limit;

	if (!group || !reader_check_keys(reader, group, keys))
		return;
	signature->effect.application = signature->application;
	signature->effect.sets = loader->sets;
	reader_word(reader, group, "host", sides, &signature->effect.host);
	loader_load_activity_of(loader, group, signature, is_rule);
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
	it = reader_member(reader, group, "tells", CONFIG_TYPE_GROUP,
			   "{ ... }");
	if (it)
		loader_load_tells(loader, it, number);
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
