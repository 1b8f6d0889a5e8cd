/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can only be checked when everything is read. Pure.
 */
#include "config/check.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/complaint.h"
#include "config/classes.h"
#include "config/nearest.h"
#include "config/source.h"
#include "policy/policy.h"
#include "signature/set.h"

struct check {
	const struct config_source *source;
	const struct signature_set *set;
	struct complaints *complaints;
	const struct config_name **groups; /* sorted by name */
	size_t group_count;		   /* of those that have a name */
	const struct config_name **rules;  /* sorted by name */
	size_t rule_count;
	struct policy_group *policy_groups;
	struct policy_rule *policy_rules;
};

/* By name; equal ones in the order of the configuration. */
static int compare_names(const void *a, const void *b)
{
	const struct config_name *x = *(const struct config_name *const *)a;
	const struct config_name *y = *(const struct config_name *const *)b;
	int order = strcmp(x->text, y->text);

	return order ? order : (x > y) - (x < y);
}

static void check_unique(struct check *check, const char *what,
			 const struct config_name **names, size_t count)
{
	qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 1; i < count; i++) {
		const struct settings_place *first = &names[i - 1]->place;
		const struct settings_place *place = &names[i]->place;

		if (strcmp(names[i - 1]->text, names[i]->text) == 0)
			complaint_error(
				check->complaints, place->file, place->line,
				"name: %s \"%s\" is already at %s:%u", what,
				names[i]->text, first->file, first->line);
	}
}

static void complain_unknown(struct check *check,
			     const struct config_name *name, const char *what,
			     const struct config_nearest *nearest)
{
	char hint[CONFIG_NEAREST_TEXT];

	complaint_error(check->complaints, name->place.file, name->place.line,
			"%s: there is no \"%s\"%s", what, name->text,
			config_nearest_print(nearest, hint));
}

static uint16_t find_group(struct check *check, const struct config_name *name)
{
	struct config_nearest nearest = config_nearest_to(name->text);
	size_t low = 0, high = check->group_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct config_name *at = check->groups[middle];
		int order = strcmp(name->text, at->text);

		if (!order) {
			const struct config_group *group =
				(const void *)((const char *)at -
					       offsetof(struct config_group,
							name));

			return (uint16_t)(group - check->source->groups + 1);
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	for (size_t i = 0; i < check->group_count; i++)
		config_nearest_offer(&nearest, check->groups[i]->text);
	complain_unknown(check, name, "group", &nearest);
	return POLICY_ANY;
}

static uint16_t find_application(struct check *check,
				 const struct config_name *name)
{
	struct config_nearest nearest = config_nearest_to(name->text);
	uint16_t number = signature_set_application(check->set, name->text);

	if (number)
		return number;
	for (size_t i = 1; i <= signature_set_application_count(check->set);
	     i++)
		config_nearest_offer(
			&nearest, signature_set_application_name(check->set,
								 (uint16_t)i));
	complain_unknown(check, name, "application", &nearest);
	return POLICY_ANY;
}

static uint16_t find_activity(struct check *check,
			      const struct config_name *name)
{
	struct config_nearest nearest = config_nearest_to(name->text);
	uint16_t number = signature_set_activity(check->set, name->text);

	if (number)
		return number;
	for (size_t i = 1; i <= signature_set_activity_count(check->set); i++)
		config_nearest_offer(
			&nearest,
			signature_set_activity_name(check->set, (uint16_t)i));
	complain_unknown(check, name, "activity", &nearest);
	return POLICY_ANY;
}

static void check_groups(struct check *check)
{
	for (size_t i = 0; i < check->source->group_count; i++) {
		const struct config_group *group = &check->source->groups[i];

		check->policy_groups[i] = (struct policy_group){
			.name = group->name.text,
			.prefixes = group->networks.items,
			.prefix_count = group->networks.count,
		};
		if (group->name.text)
			check->groups[check->group_count++] = &group->name;
	}
	check_unique(check, "group", check->groups, check->group_count);
}

static void check_rules(struct check *check)
{
	size_t class = check->source->class_count;

	for (size_t i = 0; i < check->source->rule_count; i++) {
		const struct config_rule *rule = &check->source->rules[i];
		struct policy_rule *out = &check->policy_rules[i];

		*out = (struct policy_rule){
			.name = rule->name.text,
			.confidence = rule->confidence,
			.action = rule->action,
			.rate_bps = rule->rate_bps,
		};
		if (config_classes_has_own(rule))
			out->class = (uint16_t)++ class;
		if (rule->group.text)
			out->group = find_group(check, &rule->group);
		if (rule->application.text && check->set)
			out->application =
				find_application(check, &rule->application);
		if (rule->activity.text && check->set)
			out->activity = find_activity(check, &rule->activity);
		if (rule->name.text)
			check->rules[check->rule_count++] = &rule->name;
	}
	check_unique(check, "rule", check->rules, check->rule_count);
}

struct policy *config_check(const struct config_source *source,
			    const struct signature_set *set,
			    struct complaints *complaints)
{
	size_t groups = source->group_count, rules = source->rule_count;
	struct check check = {source, set, complaints, .groups = NULL};
	struct policy *policy = NULL;

	check.groups = calloc(groups + 1, sizeof(*check.groups));
	check.rules = calloc(rules + 1, sizeof(*check.rules));
	check.policy_groups = calloc(groups + 1, sizeof(*check.policy_groups));
	check.policy_rules = calloc(rules + 1, sizeof(*check.policy_rules));
	if (check.groups && check.rules && check.policy_groups &&
	    check.policy_rules) {
		check_groups(&check);
		check_rules(&check);
		if (!complaints->count)
			policy = policy_create(check.policy_groups, groups,
					       check.policy_rules, rules);
	}
	if (!policy && !complaints->count)
		complaint_error(complaints, "configuration", 0, "%s",
				strerror(ENOMEM));
	free(check.groups);
	free(check.rules);
	free(check.policy_groups);
	free(check.policy_rules);
	return policy;
}
