/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compiles one entry of "hosts". */
#include "language/load_part.h"

#include <string.h>

/* Collect the names that the raisers of an event depend on. */
static uint8_t names_of_event(const struct signature_set *set, uint16_t event)
{
	uint8_t names = 0;

	for (size_t i = 0; event && i < set->signature_count; i++)
		if (set->signatures[i].effect.event == event)
			names |= set->signatures[i].names;
	return names;
}

static void load_rule_events(struct loader *loader, config_setting_t *group,
			     struct signature_rule *rule)
{
	const struct settings_reader *reader = &loader->reader;
	config_setting_t *list = language_read_member(reader, group, "events",
						      CONFIG_TYPE_ARRAY,
						      "[ \"event\", ... ]");
	int count = list ? config_setting_length(list) : 0;

	if (!config_setting_get_member(group, "events"))
		language_read_fail(reader, group, "\"events\" is missing");
	else if (list && (count < 1 || count > RULE_EVENTS_MOST))
		language_read_fail(reader, list,
				   "events: expected 1 to %d names, got "
				   "%d",
				   RULE_EVENTS_MOST, count);
	for (int i = 0; i < count; i++) {
		config_setting_t *it =
			config_setting_get_elem(list, (unsigned)i);
		uint16_t event =
			language_load_effect_find_event(loader, it, "events");

		loader->set->signatures[rule->signature].names |=
			names_of_event(loader->set, event);
		if (i < RULE_EVENTS_MOST)
			rule->events[rule->event_count++] = event;
	}
}

static void load_rule_mask(struct loader *loader, config_setting_t *group,
			   const char *key, uint8_t *mask)
{
	static const char *const names[] = {"peer", "flow", "key", "port"};
	const unsigned count = sizeof(names) / sizeof(*names);
	config_setting_t *list = language_read_member(
		&loader->reader, group, key, CONFIG_TYPE_ARRAY,
		"[ \"peer\", \"flow\", \"key\", \"port\" ]");

	for (int i = 0; list && i < config_setting_length(list); i++) {
		config_setting_t *it =
			config_setting_get_elem(list, (unsigned)i);
		const char *name = config_setting_get_string(it);
		unsigned bit = 0;

		while (bit < count && (!name || strcmp(name, names[bit]) != 0))
			bit++;
		if (bit == count)
			language_read_refuse(
				&loader->reader, it,
				"\"peer\", \"flow\", \"key\" or \"port\"");
		else
			*mask |= (uint8_t)(1U << bit);
	}
}

/* "share_of" and "share": completions as a percentage of another event. */
static void load_rule_share(struct loader *loader, config_setting_t *group,
			    struct signature_rule *rule)
{
	const struct settings_reader *reader = &loader->reader;
	const config_setting_t *of =
		config_setting_get_member(group, "share_of");
	uint64_t share = 0;

	language_read_number(reader, group, "share", 1, 100, &share);
	rule->share = (uint8_t)share;
	if (of)
		rule->of =
			language_load_effect_find_event(loader, of, "share_of");
	if (!of != !config_setting_get_member(group, "share"))
		language_read_fail(
			reader, group,
			"\"share_of\" and \"share\" require each other");
}

static void load_rule_window(struct loader *loader, config_setting_t *group,
			     struct signature_rule *rule)
{
	const struct settings_reader *reader = &loader->reader;
	uint64_t at_least = 1, peers = 1, keys = 1, key_peers = 1;
	bool has_keys;

	/* after an error accept any number of the others */
	if (!language_read_number(reader, group, "at_least", 1, HOST_EVENTS,
				  &at_least))
		at_least = UINT16_MAX;
	has_keys = language_read_number(reader, group, "keys", 1, HOST_EVENTS,
					&keys);
	language_read_number(reader, group, "peers", 1, HOST_EVENTS, &peers);
	language_read_number(reader, group, "key_peers", 1, HOST_EVENTS,
			     &key_peers);
	language_read_time(reader, group, "within", &rule->within_us);
	language_load_head_after(loader, group, &rule->after, &rule->has_after);
	rule->at_least = (uint16_t)at_least;
	rule->peers = (uint16_t)peers;
	rule->keys = (uint16_t)keys;
	rule->key_peers = (uint16_t)key_peers;
	if (rule->event_count == 1 &&
	    (rule->has_after || rule->same || rule->different))
		language_read_fail(
			reader, group,
			"\"after\", \"same\" and \"different\" need at least "
			"two events");
	if (peers > at_least)
		language_read_fail(
			reader, group,
			"peers: %llu of them require at_least = %llu or more",
			(unsigned long long)peers, (unsigned long long)peers);
	if (keys * key_peers > at_least)
		language_read_fail(reader, group,
				   "keys: %llu with %llu peers each require "
				   "at_least = %llu or more",
				   (unsigned long long)keys,
				   (unsigned long long)key_peers,
				   (unsigned long long)(keys * key_peers));
	if (has_keys && keys == 1 && key_peers > 1)
		language_read_fail(reader, group,
				   "key_peers: needs keys = 2 or more");
}

/* Load "unless". */
static void load_rule_unless(struct loader *loader, config_setting_t *group,
			     struct signature_rule *rule)
{
	const struct settings_reader *reader = &loader->reader;
	config_setting_t *list = language_read_member(reader, group, "unless",
						      CONFIG_TYPE_ARRAY,
						      "[ \"event\", ... ]");
	int count = list ? config_setting_length(list) : 0;

	if (count > RULE_UNLESS_MOST)
		language_read_fail(reader, list,
				   "unless: at most %d names, got %d",
				   RULE_UNLESS_MOST, count);
	for (int i = 0; i < count; i++) {
		config_setting_t *it =
			config_setting_get_elem(list, (unsigned)i);
		uint16_t event =
			language_load_effect_find_event(loader, it, "unless");

		if (i < RULE_UNLESS_MOST)
			rule->unless[rule->unless_count++] = event;
	}
}

void language_load_rule(struct loader *loader, config_setting_t *group)
{
	static const char *const keys[] = {
		"name",	     "about", "source", "application", "events",
		"at_least",  "peers", "keys",	"key_peers",   "each",
		"share_of",  "share", "within", "after",       "same",
		"different", "then",  "unless", NULL};
	struct signature_set *set = loader->set;
	struct signature_rule *slot;
	struct signature_rule rule = {0};
	int number;

	language_read_check_keys(&loader->reader, group, keys);
	number = language_load_head(loader, group);
	if (number < 0)
		return;
	rule.signature = (uint16_t)number;
	load_rule_events(loader, group, &rule);
	load_rule_unless(loader, group, &rule);
	load_rule_mask(loader, group, "same", &rule.same);
	load_rule_mask(loader, group, "different", &rule.different);
	load_rule_mask(loader, group, "each", &rule.each);
	load_rule_share(loader, group, &rule);
	load_rule_window(loader, group, &rule);
	language_load_effect(loader, group, (uint16_t)number, true);
	if (!config_setting_get_member(group, "then"))
		language_read_fail(&loader->reader, group,
				   "expected \"then\": the rule has no effect");
	slot = language_loader_append(loader, &set->rules, &set->rule_count,
				      sizeof(*slot));
	if (slot)
		*slot = rule;
}
