/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks that need the whole configuration: names to numbers. Pure.
 */
#include "config/check.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/suggest.h"
#include "config/classes.h"
#include "config/lint.h"
#include "config/ruleset.h"
#include "config/source.h"
#include "config/subjects.h"
#include "evidence/evidence.h"
#include "policy/policy.h"
#include "policy/quota.h"
#include "signature/set.h"

/* Names of one kind of thing, sorted. */
struct directory {
	const char *what; /* "group" */
	struct entry {
		const struct config_name *name;
		uint16_t number;
	} * entries;
	size_t count;
};

struct check {
	struct config_source *source;
	const struct signature_set *set;
	struct diagnostics *diagnostics;
	struct directory users, groups, tables, quotas, rules;
	struct policy_spec spec;
	struct policy_quota *quota_specs;
	uint16_t own_class; /* the last one that a rule made */
	bool failed;	    /* no memory */
};

/* ---- directories ---- */

/* By name; equal names in the order of the configuration. */
static int compare_names(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name->text, y->name->text);

	return order ? order
		     : (x->number > y->number) - (x->number < y->number);
}

/* @things: @count structs of @step bytes, each with its name at @offset. */
static void directory_init(struct check *check, struct directory *directory,
			   const char *what, const void *things, size_t offset,
			   size_t count, size_t step)
{
	directory->what = what;
	directory->entries = calloc(count + 1, sizeof(*directory->entries));
	if (!directory->entries) {
		check->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const struct config_name *name =
			(const void *)((const char *)things + offset +
				       i * step);

		if (name->text)
			directory->entries[directory->count++] =
				(struct entry){name, (uint16_t)(i + 1)};
	}
	qsort(directory->entries, directory->count, sizeof(*directory->entries),
	      compare_names);
	for (size_t i = 1; i < directory->count; i++) {
		const struct config_name *first =
			directory->entries[i - 1].name;
		const struct config_name *name = directory->entries[i].name;

		if (strcmp(first->text, name->text) == 0)
			diagnostic_error(check->diagnostics, name->place.file,
					 name->place.line,
					 "name: %s \"%s\" is already at %s:%u",
					 what, name->text, first->place.file,
					 first->place.line);
	}
}

static void fail_unknown(struct check *check, const struct config_name *name,
			 const char *what, const struct suggestion *suggestion)
{
	char hint[NEAREST_TEXT];

	diagnostic_error(check->diagnostics, name->place.file, name->place.line,
			 "%s: there is no \"%s\"%s", what, name->text,
			 suggest_print(suggestion, hint));
}

/* Return the number of a name; 0 after an error was reported. */
static uint16_t directory_number(struct check *check,
				 const struct directory *directory,
				 const char *what,
				 const struct config_name *name)
{
	struct suggestion suggestion = suggest_for(name->text);
	size_t low = 0, high = directory->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *entry = &directory->entries[middle];
		int order = strcmp(name->text, entry->name->text);

		if (!order)
			return entry->number;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	for (size_t i = 0; i < directory->count; i++)
		suggest_offer(&suggestion, directory->entries[i].name->text);
	fail_unknown(check, name, what, &suggestion);
	return 0;
}

/* ---- lists of numbers ---- */

static uint16_t *numbers_alloc(struct check *check, size_t count)
{
	uint16_t *numbers = config_source_alloc(check->source,
						(count + 1) * sizeof(*numbers));

	if (!numbers)
		check->failed = true;
	return numbers;
}

static struct policy_numbers
directory_numbers(struct check *check, const struct directory *directory,
		  const char *what, const struct config_names *names)
{
	uint16_t *numbers;

	if (!names->count)
		return (struct policy_numbers){NULL, 0};
	numbers = numbers_alloc(check, names->count);
	for (size_t i = 0; numbers && i < names->count; i++)
		numbers[i] = directory_number(check, directory, what,
					      &names->items[i]);
	return (struct policy_numbers){numbers, numbers ? names->count : 0};
}

/* Names that signature files declare. */
struct vocabulary {
	const char *what;
	uint16_t (*number)(const struct signature_set *set, const char *name);
	void (*offer)(const struct signature_set *set,
		      struct suggestion *suggestion);
};

static const struct vocabulary application_names = {
	"application", signature_set_application,
	signature_set_offer_applications};
static const struct vocabulary activity_names = {
	"activity", signature_set_activity, signature_set_offer_activities};

static struct policy_numbers set_numbers(struct check *check,
					 const struct vocabulary *vocabulary,
					 const struct config_names *names)
{
	uint16_t *numbers;

	if (!names->count || !check->set)
		return (struct policy_numbers){NULL, 0};
	numbers = numbers_alloc(check, names->count);
	for (size_t i = 0; numbers && i < names->count; i++) {
		const struct config_name *name = &names->items[i];
		struct suggestion suggestion = suggest_for(name->text);

		numbers[i] = vocabulary->number(check->set, name->text);
		if (numbers[i])
			continue;
		vocabulary->offer(check->set, &suggestion);
		fail_unknown(check, name, vocabulary->what, &suggestion);
	}
	return (struct policy_numbers){numbers, numbers ? names->count : 0};
}

/* Add the applications of a family. Return: whether it has any. */
static bool add_family(const struct check *check, const char *family,
		       struct policy_numbers *all, uint16_t *numbers)
{
	size_t before = all->count;

	for (size_t i = 1; i <= signature_set_application_count(check->set);
	     i++) {
		const char *name = signature_set_application_family(
			check->set, (uint16_t)i);

		if (name && strcmp(name, family) == 0)
			numbers[all->count++] = (uint16_t)i;
	}
	return all->count > before;
}

static struct policy_numbers family_numbers(struct check *check,
					    const struct config_names *names)
{
	size_t most = signature_set_application_count(check->set);
	struct policy_numbers all = {NULL, 0};
	uint16_t *numbers = numbers_alloc(check, most * names->count);

	all.items = numbers;
	for (size_t i = 0; numbers && i < names->count; i++) {
		const struct config_name *name = &names->items[i];
		struct suggestion suggestion = suggest_for(name->text);

		if (add_family(check, name->text, &all, numbers))
			continue;
		for (size_t j = 1; j <= most; j++) {
			const char *family = signature_set_application_family(
				check->set, (uint16_t)j);

			if (family && *family)
				suggest_offer(&suggestion, family);
		}
		fail_unknown(check, name, "family", &suggestion);
	}
	return all;
}

/* ---- users and groups ---- */

static void check_subjects(struct check *check)
{
	struct config_source *source = check->source;
	struct policy_user *users = config_source_alloc(
		source, (source->user_count + 1) * sizeof(*users));
	struct policy_group *groups = config_source_alloc(
		source, (source->group_count + 1) * sizeof(*groups));
	const char **names = config_source_alloc(
		source, (config_subjects_count_interfaces(source) + 1) *
				sizeof(*names));

	if (!users || !groups || !names) {
		check->failed = true;
		return;
	}
	for (size_t i = 0; i < source->user_count; i++) {
		const struct config_user *user = &source->users[i];

		users[i] = (struct policy_user){
			.name = user->self.name.text,
			.members = config_subjects_members(&user->self.members,
							   names),
			.groups = directory_numbers(check, &check->groups,
						    "groups", &user->groups),
		};
		names += user->self.members.interfaces.count;
	}
	for (size_t i = 0; i < source->group_count; i++) {
		const struct config_group *group = &source->groups[i];

		groups[i].name = group->name.text;
		groups[i].members =
			config_subjects_members(&group->members, names);
		names += group->members.interfaces.count;
	}
	config_subjects_check_overlaps(source, check->diagnostics);
	check->spec.users = users;
	check->spec.user_count = source->user_count;
	check->spec.groups = groups;
	check->spec.group_count = source->group_count;
}

/* ---- time tables ---- */

static void check_tables(struct check *check)
{
	const struct config_source *source = check->source;
	struct policy_table *tables = config_source_alloc(
		check->source, (source->table_count + 1) * sizeof(*tables));

	if (!tables) {
		check->failed = true;
		return;
	}
	for (size_t i = 0; i < source->table_count; i++)
		tables[i] = (struct policy_table){
			.name = source->tables[i].name.text,
			.zone = source->tables[i].loaded,
			.days = source->tables[i].days,
			.hours = source->tables[i].hours,
			.hour_count = source->tables[i].hour_count,
		};
	check->spec.tables = tables;
	check->spec.table_count = source->table_count;
}

/* ---- quotas ---- */

static void check_quota(struct check *check, const struct config_quota *quota,
			struct policy_quota *out)
{
	const struct config_filter *filter = &quota->filter;

	*out = (struct policy_quota){
		.name = quota->name.text,
		.most = quota->most,
		.unit = quota->unit,
		.per = quota->per,
		.direction = filter->direction,
		.users = directory_numbers(check, &check->users, "user",
					   &filter->users),
		.groups = directory_numbers(check, &check->groups, "group",
					    &filter->groups),
		.applications = set_numbers(check, &application_names,
					    &filter->applications),
		.activities = set_numbers(check, &activity_names,
					  &filter->activities),
		.period = {.zone = quota->loaded,
			   .length = quota->length,
			   .weekday = quota->weekday,
			   .day = quota->day,
			   .minute = quota->minute},
	};
	if (filter->families.count && check->set)
		out->applications = family_numbers(check, &filter->families);
}

static void check_quotas(struct check *check)
{
	const struct config_source *source = check->source;

	check->quota_specs = config_source_alloc(
		check->source,
		(source->quota_count + 1) * sizeof(*check->quota_specs));
	if (!check->quota_specs) {
		check->failed = true;
		return;
	}
	for (size_t i = 0; i < source->quota_count; i++)
		check_quota(check, &source->quotas[i], &check->quota_specs[i]);
}

/* ---- rules ---- */

static struct policy_action action_of(struct check *check,
				      const struct config_action *action)
{
	struct policy_action out = {
		.confidence = action->confidence,
		.action = action->action,
		.loss = action->loss,
		.rate_bps = action->rate_bps,
		.seed = action->seed,
	};

	if (action->dscp_place.line)
		out.dscp = (uint8_t)(action->dscp + 1);
	if (config_classes_has_own(action))
		out.class = ++check->own_class;
	else if (action->class.text)
		out.class = config_classes_find(check->source, &action->class,
						check->diagnostics);
	return out;
}

/*
 * A rule without levels acts on decided flows only: raise its confidence to that of a
 * decision. Levels may act below it.
 */
static void check_levels(struct check *check, const struct config_rule *rule,
			 struct policy_rule *out)
{
	size_t count = rule->level_count ? rule->level_count : 1;
	struct policy_action *levels =
		config_source_alloc(check->source, count * sizeof(*levels));

	if (!levels) {
		check->failed = true;
		return;
	}
	for (size_t i = 0; i < rule->level_count; i++)
		levels[i] = action_of(check, &rule->levels[i]);
	if (!rule->level_count) {
		levels[0] = action_of(check, &rule->plain);
		if (levels[0].confidence < EVIDENCE_CONFIDENT)
			levels[0].confidence = EVIDENCE_CONFIDENT;
	}
	out->levels = levels;
	out->level_count = count;
}

static void check_rule(struct check *check, const struct config_rule *rule,
		       struct policy_rule *out)
{
	const struct config_filter *filter = &rule->filter;

	*out = (struct policy_rule){
		.name = rule->name.text,
		.users = directory_numbers(check, &check->users, "user",
					   &filter->users),
		.groups = directory_numbers(check, &check->groups, "group",
					    &filter->groups),
		.applications = set_numbers(check, &application_names,
					    &filter->applications),
		.activities = set_numbers(check, &activity_names,
					  &filter->activities),
		.tables = directory_numbers(check, &check->tables, "when",
					    &rule->tables),
		.peers = rule->peers.items,
		.peer_count = rule->peers.count,
		.ports = rule->ports,
		.port_count = rule->port_count,
		.direction = filter->direction,
		.exceeded = rule->exceeded,
	};
	if (filter->families.count && check->set)
		out->applications = family_numbers(check, &filter->families);
	if (rule->quota.text)
		out->quota = directory_number(check, &check->quotas, "quota",
					      &rule->quota);
	check_levels(check, rule, out);
}

static void check_rules(struct check *check)
{
	const struct config_source *source = check->source;
	struct policy_rule *rules = config_source_alloc(
		check->source, (source->rule_count + 1) * sizeof(*rules));

	if (!rules) {
		check->failed = true;
		return;
	}
	/* these follow the named classes: see config_classes_check() */
	check->own_class = (uint16_t)source->class_count;
	for (size_t i = 0; i < source->rule_count; i++)
		check_rule(check, &source->rules[i], &rules[i]);
	check->spec.rules = rules;
	check->spec.rule_count = source->rule_count;
}

/* ---- the whole ---- */

static void directories_init(struct check *check)
{
	const struct config_source *source = check->source;

	directory_init(check, &check->users, "user", source->users,
		       offsetof(struct config_user, self.name),
		       source->user_count, sizeof(*source->users));
	directory_init(check, &check->groups, "group", source->groups,
		       offsetof(struct config_group, name), source->group_count,
		       sizeof(*source->groups));
	directory_init(check, &check->tables, "time table", source->tables,
		       offsetof(struct config_table, name), source->table_count,
		       sizeof(*source->tables));
	directory_init(check, &check->quotas, "quota", source->quotas,
		       offsetof(struct config_quota, name), source->quota_count,
		       sizeof(*source->quotas));
	directory_init(check, &check->rules, "rule", source->rules,
		       offsetof(struct config_rule, name), source->rule_count,
		       sizeof(*source->rules));
}

struct policy *config_check(struct config_source *source,
			    const struct signature_set *set,
			    const struct ruleset *previous,
			    struct policy_quotas **quotas,
			    struct diagnostics *diagnostics)
{
	struct check check = {source, set, diagnostics, .failed = false};
	struct policy *policy = NULL;

	directories_init(&check);
	if (!check.failed) {
		check_subjects(&check);
		check_tables(&check);
		check_quotas(&check);
		check_rules(&check);
	}
	if (!check.failed && !diagnostics->count)
		policy = policy_create(&check.spec);
	if (policy && source->quota_count) {
		*quotas = policy_quotas_create(
			check.quota_specs, source->quota_count,
			previous ? previous->quotas : NULL);
		if (!*quotas) {
			policy_destroy(policy);
			policy = NULL;
		}
	}
	if (policy)
		config_lint_warn(&(struct config_lint){
			.source = source,
			.set = set,
			.spec = &check.spec,
			.quotas = check.quota_specs,
			.policy = policy,
			.reload = previous,
			.diagnostics = diagnostics,
		});
	if (!policy && !diagnostics->count)
		diagnostic_error(diagnostics, "configuration", 0, "%s",
				 strerror(ENOMEM));
	free(check.users.entries);
	free(check.groups.entries);
	free(check.tables.entries);
	free(check.quotas.entries);
	free(check.rules.entries);
	return policy;
}
