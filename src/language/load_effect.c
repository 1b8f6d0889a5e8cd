/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads "then": the effects of a signature or a host rule. */
#include "language/load_part.h"

#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "packet/name.h"
#include "language/lex.h"
#include "language/analysis.h"

static const char *const sides[] = {"source", "dest", NULL};

static bool load_kind(const struct settings_reader *reader,
		      config_setting_t *group, uint8_t *kind)
{
	static const char kinds[] = "generator, echo, constant, size, timing, "
				    "fanout, order, endpoint, name or port";
	const config_setting_t *it = config_setting_get_member(group, "kind");
	const char *name = it ? config_setting_get_string(it) : NULL;
	int number = name ? evidence_kind_parse(name) : -1;

	if (number >= 0)
		*kind = (uint8_t)number;
	else if (it)
		language_read_refuse(reader, it, "%s", kinds);
	else
		language_read_fail(reader, group,
				   "evidence needs a \"kind\": %s", kinds);
	return number >= 0;
}

/* Read "weight", of a known or unknown kind. Return: whether it is valid. */
static bool load_bits(const struct settings_reader *reader,
		      config_setting_t *group, bool has_kind, uint8_t kind,
		      uint8_t *bits)
{
	unsigned limit = has_kind ? evidence_kind_limit(kind) : EVIDENCE_MOST;
	uint64_t weight = 0;

	if (!language_read_number(reader, group, "weight", 1, EVIDENCE_MOST,
				  &weight))
		return false;
	*bits = (uint8_t)weight;
	if (weight && weight <= limit)
		return true;
	if (!weight)
		language_read_fail(reader, group,
				   "evidence needs a \"weight\"");
	else
		language_read_fail(
			reader, group,
			"evidence: a weight of 1..%u bits is possible for "
			"kind \"%s\", got %u",
			limit, evidence_kind_name(kind), *bits);
	return false;
}

/* Host rules combine flows and times: they may not claim evidence of bytes. */
static bool rule_may_claim(uint8_t kind)
{
	return kind == EVIDENCE_FANOUT || kind == EVIDENCE_ORDER ||
	       kind == EVIDENCE_TIMING || kind == EVIDENCE_SIZE;
}

/*
 * Any client can ask for any name, and many services share one. A name is evidence
 * for its own flow, not for a host or an endpoint. A DNS question is DNS, not the
 * application that it asks for.
 */
static void check_names(const struct settings_reader *reader,
			config_setting_t *group,
			const struct signature *signature, bool is_rule)
{
	const struct signature_effect *effect = &signature->effect;

	if (effect->kind == EVIDENCE_NAME && effect->of_host)
		language_read_fail(
			reader, group,
			"evidence: a name is evidence for its own flow "
			"only, never for a host");
	else if (is_rule && signature->names)
		language_read_fail(
			reader, group,
			"evidence: a host rule whose events depend on names "
			"cannot give evidence");
	else if (signature->names & 1 << PACKET_NAME_DNS)
		language_read_fail(
			reader, group,
			"evidence: a signature that uses \"dns.name\" cannot "
			"give evidence: its flow is DNS");
	else if (signature->names && effect->kind != EVIDENCE_NAME)
		language_read_fail(
			reader, group,
			"evidence: a signature that uses a name gives "
			"evidence of kind \"name\" only");
}

static void load_evidence(struct loader *loader, config_setting_t *group,
			  struct signature *signature, bool of_flow)
{
	static const char *const keys[] = {"kind", "weight", "adds",
					   "host", "flow",   NULL};
	struct signature_effect *effect = &signature->effect;
	const struct settings_reader *reader = &loader->reader;
	bool has_kind;

	language_read_check_keys(reader, group, keys);
	has_kind = load_kind(reader, group, &effect->kind);
	effect->of_host = !has_kind || effect->kind != EVIDENCE_NAME;
	effect->of_flow = of_flow;
	effect->evidence =
		load_bits(reader, group, has_kind, effect->kind, &effect->bits);
	language_read_bool(reader, group, "adds", &effect->adds);
	language_read_bool(reader, group, "host", &effect->of_host);
	language_read_bool(reader, group, "flow", &effect->of_flow);
	if (has_kind && !of_flow && !rule_may_claim(effect->kind))
		language_read_fail(
			reader, group,
			"evidence: a host rule may claim the kinds fanout, "
			"order, timing and size, which never decide "
			"alone");
	else if (has_kind)
		check_names(reader, group, signature, !of_flow);
	if (!effect->of_host && !effect->of_flow)
		language_read_fail(
			reader, group,
			"evidence: expected host = true, flow = true or both");
	if (loader->lacks_application)
		language_read_fail(reader, group,
				   "evidence needs an application");
}

static void load_learn(struct loader *loader, config_setting_t *group,
		       uint16_t number, bool is_rule)
{
	static const char *const keys[] = {
		"endpoint",    "weight",     "needs", "lifetime",
		"proven_peer", "transports", NULL};
	static const char *const transports[] = {"own", "both", NULL};
	struct signature *signature = &loader->set->signatures[number];
	struct signature_effect *effect = &signature->effect;
	const struct settings_reader *reader = &loader->reader;
	const unsigned rule_limit = evidence_kind_limit(EVIDENCE_ORDER);
	uint64_t weight = EVIDENCE_DECIDES, needs = 1;
	usec_t lifetime = 0;
	bool proven_peer = false, good;
	uint8_t both = 0;

	language_read_check_keys(reader, group, keys);
	language_read_word(reader, group, "endpoint", sides,
			   &effect->learn_side);
	language_read_word(reader, group, "transports", transports, &both);
	language_read_bool(reader, group, "proven_peer", &proven_peer);
	language_read_time(reader, group, "lifetime", &lifetime);
	good = language_read_number(reader, group, "weight", 1, EVIDENCE_MOST,
				    &weight);
	good &= language_read_number(reader, group, "needs", 1, UINT8_MAX,
				     &needs);
	if (is_rule && good && weight > rule_limit)
		language_read_fail(
			reader, group,
			"learn: a host rule teaches at most %u bits, got "
			"%u",
			rule_limit, (unsigned)weight);
	if (loader->lacks_application)
		language_read_fail(reader, group, "learn needs an application");
	if (signature->names ||
	    (effect->evidence && effect->kind == EVIDENCE_NAME))
		language_read_fail(
			reader, group,
			"learn: a signature that uses a name cannot teach "
			"an endpoint");
	effect->learns = good;
	effect->learns_both = both;
	effect->proof = (struct host_proof){
		.application = signature->application,
		.signature = number,
		.bits = (uint8_t)weight,
		.needs = (uint8_t)needs,
		.proven_peer = proven_peer,
		.lifetime_us = lifetime,
	};
}

/*
 * Events belong to one file: in the set, their names start with the file's number.
 */
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

uint16_t language_load_effect_find_event(struct loader *loader,
					 const config_setting_t *at,
					 const char *key)
{
	const struct signature_set *set = loader->set;
	const char *name = config_setting_get_string(at);
	uint16_t number = name ? event_number(loader, name) : 0;
	struct suggestion suggestion = suggest_for(name ? name : "");
	char hint[NEAREST_TEXT], own[32];
	size_t prefix;

	if (number)
		return number;
	if (!name) {
		language_read_refuse(&loader->reader, at,
				     "the name of an event");
		return 0;
	}
	event_name(loader, "", own, sizeof(own));
	prefix = strlen(own);
	for (size_t i = 0; i < set->event_count; i++)
		if (strncmp(set->events[i], own, prefix) == 0)
			suggest_offer(&suggestion, set->events[i] + prefix);
	language_read_fail(&loader->reader, at,
			   "%s: no signature or rule above raises \"%.64s\"%s",
			   key, name, suggest_print(&suggestion, hint));
	return 0;
}

/* A wrong name is declared as well, so that its uses are no errors. */
static void load_event(struct loader *loader, config_setting_t *group,
		       struct signature_effect *effect, bool must_be_new)
{
	const config_setting_t *it = config_setting_get_member(group, "event");
	const char *name = it ? config_setting_get_string(it) : NULL;
	char qualified[96];

	if (language_read_name(&loader->reader, group, "event", &name) &&
	    name && must_be_new && event_number(loader, name))
		language_read_fail(
			&loader->reader, it,
			"event: a host rule needs a new event; \"%s\" "
			"is already raised above",
			name);
	if (!name)
		return;
	event_name(loader, name, qualified, sizeof(qualified));
	effect->event = language_loader_name(loader, &loader->set->events,
					     &loader->set->event_count,
					     qualified);
}

static void load_key(struct loader *loader, config_setting_t *group,
		     struct signature *signature)
{
	struct signature_effect *effect = &signature->effect;
	struct parse_place place = language_loader_place(loader, group);
	const char *text = NULL;
	uint32_t look;

	if (!language_read_string(&loader->reader, group, "key", &text) ||
	    !text)
		return;
	if (!config_setting_get_member(group, "event"))
		language_read_fail(&loader->reader, group,
				   "key: expected \"event\" beside it");
	if (language_parse_value(loader->set->pool, &loader->scope, &place,
				 text, &effect->key) < 0 ||
	    !language_loader_may_read(loader, group, effect->key, text))
		return;
	effect->keyed = true;
	language_analysis_use_registers(loader->set, effect->key,
					SIGNATURE_TCP | SIGNATURE_UDP);
	look = language_analysis_look(loader->set, effect->key,
				      ANALYSIS_SIZE_MOST);
	if (look > signature->look_bytes)
		signature->look_bytes = look;
	if (language_analysis_needs(loader->set, effect->key))
		language_read_fail(&loader->reader, group,
				   "key: cannot use \"known\" or registers of "
				   "endpoints and hosts");
}

/* Load the groups of "then"; an error in one does not hide errors in others. */
static void load_groups(struct loader *loader, config_setting_t *group,
			uint16_t number, bool is_rule)
{
	const struct settings_reader *reader = &loader->reader;
	config_setting_t *it = language_read_member(
		reader, group, "evidence", CONFIG_TYPE_GROUP, "{ ... }");

	if (it)
		load_evidence(loader, it, &loader->set->signatures[number],
			      !is_rule);
	it = language_read_member(reader, group, "client_info",
				  CONFIG_TYPE_GROUP, "{ ... }");
	if (it)
		language_load_client_info(loader, it, number, is_rule);
	it = language_read_member(reader, group, "learn", CONFIG_TYPE_GROUP,
				  "{ ... }");
	if (it)
		load_learn(loader, it, number, is_rule);
}

void language_load_effect(struct loader *loader, config_setting_t *entry,
			  uint16_t number, bool is_rule)
{
	static const char *const keys[] = {"evidence",	  "event", "key",
					   "host",	  "learn", "activity",
					   "client_info", NULL};
	struct signature *signature = &loader->set->signatures[number];
	const struct settings_reader *reader = &loader->reader;
	config_setting_t *group = language_read_member(
		reader, entry, "then", CONFIG_TYPE_GROUP, "{ ... }");

	if (!group)
		return;
	language_read_check_keys(reader, group, keys);
	signature->effect.application = signature->application;
	signature->effect.sets = loader->sets;
	language_read_word(reader, group, "host", sides,
			   &signature->effect.host);
	language_load_activity_effect(loader, group, signature, is_rule);
	load_event(loader, group, &signature->effect, is_rule);
	if (is_rule && config_setting_get_member(group, "key"))
		language_read_fail(
			reader, group,
			"key: a host rule has the key of its last event; "
			"remove it");
	else
		load_key(loader, group, signature);
	load_groups(loader, group, number, is_rule);
}
