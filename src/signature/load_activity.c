/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "activities", which a file declares, and "activity", which a match proves.
 */
#include "signature/load.h"

#include <string.h>

#define LASTS_US (30 * USEC_PER_SEC) /* of an activity that does not say */
#define RANK_MOST 255
#define KEEPS_US (10 * 365 * 86400 * USEC_PER_SEC) /* longer than any flow */

/* The number of a name, declared now or before; 0 after an error was said. */
static uint16_t declare(struct loader *loader, const config_setting_t *at,
			const char *name)
{
	struct signature_set *set = loader->set;
	uint16_t number;

	if (!name || !reader_is_name(name)) {
		reader_fail(&loader->reader, at,
			    "activities: expected names of 1 to 40 letters, "
			    "digits, . _ or -, or groups with one: { name = "
			    "...; lasts = ...; }");
		return 0;
	}
	number = loader_name(loader, &set->activities, &set->activity_count,
			     name);
	if (!number || !loader_may_declare(loader, at, set->activity_alive,
					   number, "activities"))
		return 0;
	return number;
}

static bool is_same(const struct episode_traits *a,
		    const struct episode_traits *b)
{
	return a->lasts_us == b->lasts_us && a->rank == b->rank &&
	       a->call == b->call && a->alone == b->alone &&
	       a->outcome_of == b->outcome_of && a->within_us == b->within_us;
}

/* "outcome_of" and "within". */
static void load_outcome(struct loader *loader, config_setting_t *group,
			 struct episode_traits *traits)
{
	const struct reader *reader = &loader->reader;
	const char *name = NULL;

	if (!reader_string(reader, group, "outcome_of", &name) ||
	    (config_setting_get_member(group, "within") &&
	     !reader_time(reader, group, "within", &traits->within_us)))
		return;
	if (name)
		traits->outcome_of =
			(uint8_t)signature_set_activity(loader->set, name);
	if (name && !traits->outcome_of)
		reader_fail(reader, group,
			    "outcome_of: there is no activity \"%s\" above",
			    name);
	if (!name != !traits->within_us)
		reader_fail(reader, group,
			    "\"outcome_of\" and \"within\" go together");
}

/* A plain name takes over what another file said; two that differ do not fit. */
static void load_traits(struct loader *loader, config_setting_t *group,
			uint16_t number, const char *name)
{
	static const char *const keys[] = {"name",  "lasts",  "rank",
					   "call",  "alone",  "outcome_of",
					   "keeps", "within", NULL};
	const struct reader *reader = &loader->reader;
	struct signature_set *set = loader->set;
	struct episode_traits traits = {.lasts_us = LASTS_US};
	uint64_t rank = 0;
	bool keeps = false;

	if (!reader_check_keys(reader, group, keys) ||
	    (config_setting_get_member(group, "lasts") &&
	     !reader_time(reader, group, "lasts", &traits.lasts_us)) ||
	    !reader_number(reader, group, "rank", 0, RANK_MOST, &rank) ||
	    !reader_bool(reader, group, "call", &traits.call) ||
	    !reader_bool(reader, group, "alone", &traits.alone) ||
	    !reader_bool(reader, group, "keeps", &keeps))
		return;
	traits.rank = (uint8_t)rank;
	load_outcome(loader, group, &traits);
	if (set->activity_described[number - 1] &&
	    (!is_same(&set->traits[number - 1], &traits) ||
	     keeps != (set->flow_traits[number - 1].lasts_us == KEEPS_US)))
		reader_fail(reader, group,
			    "activities: \"%s\" was there before with another "
			    "life",
			    name);
	set->traits[number - 1] = set->flow_traits[number - 1] = traits;
	if (keeps)
		set->flow_traits[number - 1].lasts_us = KEEPS_US;
	set->activity_described[number - 1] = true;
}

static void load_activity(struct loader *loader, config_setting_t *it)
{
	struct signature_set *set = loader->set;
	const char *name = config_setting_get_string(it);
	uint16_t number;

	if (config_setting_is_group(it) &&
	    !reader_string(&loader->reader, it, "name", &name))
		return;
	number = declare(loader, it, name);
	if (!number)
		return;
	set->activity_alive[number - 1] = true;
	if (config_setting_is_group(it))
		load_traits(loader, it, number, name);
	else if (!set->activity_described[number - 1])
		set->traits[number - 1] = set->flow_traits[number - 1] =
			(struct episode_traits){.lasts_us = LASTS_US};
}

void loader_load_activities(struct loader *loader, const config_setting_t *root)
{
	config_setting_t *list = config_setting_get_member(root, "activities");

	if (list && !config_setting_is_list(list) &&
	    !config_setting_is_array(list)) {
		reader_fail(&loader->reader, list,
			    "activities: expected ( ... ) or [ ... ]");
		return;
	}
	for (int i = 0; list && i < config_setting_length(list); i++)
		load_activity(loader,
			      config_setting_get_elem(list, (unsigned)i));
}

/* { name = "chat"; weight = 12; } */
static bool load_weight(struct loader *loader, config_setting_t *group,
			struct signature_effect *effect, const char **name)
{
	static const char *const keys[] = {"name", "weight", "adds",
					   "host", "flow",   NULL};
	const struct reader *reader = &loader->reader;
	uint64_t weight = EVIDENCE_MOST;

	if (!reader_check_keys(reader, group, keys) ||
	    !reader_string(reader, group, "name", name) ||
	    !reader_number(reader, group, "weight", 1, EVIDENCE_MOST,
			   &weight) ||
	    !reader_bool(reader, group, "adds", &effect->activity_adds) ||
	    !reader_bool(reader, group, "host", &effect->activity_of_host) ||
	    !reader_bool(reader, group, "flow", &effect->activity_of_flow))
		return false;
	effect->activity_bits = (uint8_t)weight;
	if (effect->activity_of_host || effect->activity_of_flow)
		return true;
	reader_fail(reader, group,
		    "an activity is of the host, the flow or both");
	return false;
}

void loader_load_activity_of(struct loader *loader, config_setting_t *group,
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
	if (config_setting_is_group(it) &&
	    !load_weight(loader, it, effect, &name))
		return;
	if (!name) {
		reader_fail(&loader->reader, it,
			    "activity: expected a name, or { name = ...; "
			    "weight = ...; }");
		return;
	}
	effect->activity = (uint8_t)signature_set_activity(loader->set, name);
	if (!effect->activity)
		reader_fail(&loader->reader, it,
			    "activity: \"%s\" is not in \"activities\"", name);
	else if (!signature->application)
		reader_fail(&loader->reader, it,
			    "activity needs an application");
}
