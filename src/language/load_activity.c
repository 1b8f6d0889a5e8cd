/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "activities", which a file declares, and "activity", which a match proves.
 */
#include "language/load_part.h"

#include <string.h>

#include "base/suggest.h"

#define LASTS_US (30 * USEC_PER_SEC) /* default */
#define RANK_MOST 255
#define STICKY_US (10 * 365 * 86400 * USEC_PER_SEC) /* longer than any flow */

/* Declare an activity. Return: its number, new or known; 0 after an error. */
static uint16_t declare_activity(struct loader *loader,
				 const config_setting_t *at, const char *name)
{
	struct signature_set *set = loader->set;
	uint16_t number;

	number = language_loader_name(loader, &set->activities,
				      &set->activity_count, name);
	if (!number ||
	    !language_loader_has_room(loader, at, set->activity_alive, number,
				      "activities"))
		return 0;
	if (!set->activity_alive[number - 1])
		loader->activities[number - 1] =
			settings_value_place(&loader->reader, at);
	set->activity_alive[number - 1] = true;
	return number;
}

static uint16_t activity_number(struct loader *loader,
				const config_setting_t *at, const char *name)
{
	const struct signature_set *set = loader->set;
	uint16_t number = signature_set_activity(set, name);
	struct suggestion suggestion = suggest_for(name);
	char hint[NEAREST_TEXT];

	if (number)
		return number;
	signature_set_offer_activities(set, &suggestion);
	language_read_fail(&loader->reader, at,
			   "activity: \"%.64s\" is not in \"activities\"%s",
			   name, suggest_print(&suggestion, hint));
	return 0;
}

static bool traits_equal(const struct episode_traits *a,
			 const struct episode_traits *b)
{
	return a->lasts_us == b->lasts_us && a->rank == b->rank &&
	       a->call == b->call && a->alone == b->alone &&
	       a->outcome_of == b->outcome_of && a->within_us == b->within_us;
}

/* "outcome_of" and "within". */
static bool load_outcome(struct loader *loader, config_setting_t *group,
			 struct episode_traits *traits)
{
	const struct settings_reader *reader = &loader->reader;
	const config_setting_t *of =
		config_setting_get_member(group, "outcome_of");
	const config_setting_t *within =
		config_setting_get_member(group, "within");
	const char *name = NULL;
	bool good = language_read_string(reader, group, "outcome_of", &name);

	if (within)
		good &= language_read_time(reader, group, "within",
					   &traits->within_us);
	if (name)
		traits->outcome_of =
			(uint8_t)signature_set_activity(loader->set, name);
	if (name && !traits->outcome_of)
		language_read_fail(
			reader, of,
			"outcome_of: no activity \"%.64s\" is declared above",
			name);
	if (!of != !within)
		language_read_fail(
			reader, group,
			"\"outcome_of\" and \"within\" require each other");
	return good && !of == !within && !name == !traits->outcome_of;
}

/*
 * Read the settings of an activity. A plain name keeps the settings of another
 * file; different settings are an error. @number: 0 when the name is wrong; then
 * only other errors are reported.
 */
static void load_traits(struct loader *loader, config_setting_t *group,
			uint16_t number)
{
	static const char *const keys[] = {"name",   "lasts",  "rank",
					   "call",   "alone",  "outcome_of",
					   "sticky", "within", NULL};
	const struct settings_reader *reader = &loader->reader;
	struct signature_set *set = loader->set;
	struct episode_traits traits = {.lasts_us = LASTS_US};
	uint64_t rank = 0;
	bool sticky = false, good;

	good = language_read_check_keys(reader, group, keys);
	if (config_setting_get_member(group, "lasts"))
		good &= language_read_time(reader, group, "lasts",
					   &traits.lasts_us);
	good &= language_read_number(reader, group, "rank", 0, RANK_MOST,
				     &rank);
	good &= language_read_bool(reader, group, "call", &traits.call);
	good &= language_read_bool(reader, group, "alone", &traits.alone);
	good &= language_read_bool(reader, group, "sticky", &sticky);
	good &= load_outcome(loader, group, &traits);
	if (!good || !number)
		return;
	traits.rank = (uint8_t)rank;
	if (set->activity_described[number - 1] &&
	    (!traits_equal(&set->traits[number - 1], &traits) ||
	     sticky != (set->flow_traits[number - 1].lasts_us == STICKY_US)))
		language_read_fail(
			reader, group,
			"activities: \"%s\" redeclared with different "
			"settings",
			set->activities[number - 1]);
	set->traits[number - 1] = set->flow_traits[number - 1] = traits;
	if (sticky)
		set->flow_traits[number - 1].lasts_us = STICKY_US;
	set->activity_described[number - 1] = true;
}

static void load_activity(struct loader *loader, config_setting_t *it)
{
	struct signature_set *set = loader->set;
	const char *name = config_setting_get_string(it);
	bool is_group = config_setting_is_group(it);
	uint16_t number = 0;

	if (is_group && !config_setting_get_member(it, "name"))
		language_read_fail(&loader->reader, it,
				   "an activity needs a \"name\"");
	else if (is_group)
		language_read_name(&loader->reader, it, "name", &name);
	else if (!name || !language_read_is_name(name))
		language_read_refuse(
			&loader->reader, it,
			"names of 1 to 40 letters, digits, . _ or -, or "
			"groups with one: { name = ...; lasts = ...; }");
	if (name && language_read_is_name(name))
		number = declare_activity(loader, it, name);
	if (is_group)
		load_traits(loader, it, number);
	if (number && !set->activity_described[number - 1])
		set->traits[number - 1] = set->flow_traits[number - 1] =
			(struct episode_traits){.lasts_us = LASTS_US};
}

void language_load_activity_all(struct loader *loader,
				const config_setting_t *root)
{
	config_setting_t *list = config_setting_get_member(root, "activities");

	if (!list)
		return;
	if (!config_setting_is_list(list) && !config_setting_is_array(list)) {
		language_read_refuse(&loader->reader, list,
				     "( ... ) or [ ... ]");
		/* declare it all the same, so that its uses are no errors */
		if (config_setting_get_string(list) ||
		    config_setting_get_member(list, "name"))
			load_activity(loader, list);
		return;
	}
	for (int i = 0; i < config_setting_length(list); i++)
		load_activity(loader,
			      config_setting_get_elem(list, (unsigned)i));
}

/*
 * Read { name = "chat"; weight = 12; }. Return: the name; NULL after an error.
 */
static const char *load_weight(struct loader *loader, config_setting_t *group,
			       struct signature_effect *effect)
{
	static const char *const keys[] = {"name", "weight", "adds",
					   "host", "flow",   NULL};
	const struct settings_reader *reader = &loader->reader;
	uint64_t weight = EVIDENCE_MOST;
	const char *name = NULL;

	language_read_check_keys(reader, group, keys);
	if (!config_setting_get_member(group, "name"))
		language_read_fail(reader, group, "activity needs a \"name\"");
	language_read_string(reader, group, "name", &name);
	language_read_number(reader, group, "weight", 1, EVIDENCE_MOST,
			     &weight);
	language_read_bool(reader, group, "adds", &effect->activity_adds);
	language_read_bool(reader, group, "host", &effect->activity_of_host);
	language_read_bool(reader, group, "flow", &effect->activity_of_flow);
	effect->activity_bits = (uint8_t)weight;
	if (!effect->activity_of_host && !effect->activity_of_flow)
		language_read_fail(
			reader, group,
			"activity: expected host = true, flow = true or both");
	return name;
}

void language_load_activity_effect(struct loader *loader,
				   config_setting_t *group,
				   struct signature *signature, bool is_rule)
{
	config_setting_t *it = config_setting_get_member(group, "activity");
	struct signature_effect *effect = &signature->effect;
	const char *name;

	if (!it)
		return;
	effect->activity_of_host = true;
	effect->activity_of_flow = !is_rule;
	effect->activity_bits = EVIDENCE_MOST;
	name = config_setting_get_string(it);
	if (config_setting_is_group(it))
		name = load_weight(loader, it, effect);
	else if (!name)
		language_read_refuse(
			&loader->reader, it,
			"a name, or { name = ...; weight = ...; }");
	if (name)
		effect->activity = (uint8_t)activity_number(loader, it, name);
	if (loader->lacks_application)
		language_read_fail(&loader->reader, it,
				   "activity needs an application");
}
