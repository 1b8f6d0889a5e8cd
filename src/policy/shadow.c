/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts are compared by their records: a host in a record is also in all records around
 * it. Times are compared by the minutes of a week in the same zone, which is right
 * whatever its daylight saving time does.
 */
#include "policy/shadow.h"

#include <errno.h>
#include <stdlib.h>

#include "policy/compiled.h"

#define WEEK_MINUTES (7 * POLICY_DAY)
#define WEEK_WORDS ((WEEK_MINUTES + 63) / 64)

/* The cost of comparing weeks, in pairs of rules. */
#define WEEK_COST 16

/* Minutes in which a table is active; bits past the end are always set. */
struct week {
	uint64_t words[WEEK_WORDS];
};

/* Lists in one array: list i is items[firsts[i]] up to items[firsts[i + 1]]. */
struct lists {
	uint32_t *firsts, *items;
};

struct policy_shadow {
	const struct policy *policy;
	bool has_feed;
	size_t budget;
	struct week *weeks;		  /* of tables */
	struct lists of_users, of_groups; /* indexes of records */
	struct lists users;		  /* in each group: numbers */
};

static bool spend(struct policy_shadow *shadow, size_t cost)
{
	shadow->budget -= cost < shadow->budget ? cost : shadow->budget;
	return shadow->budget;
}

/* ---- lists ---- */

/* Add all items to count them, call lists_open(), then add them again. */
static bool lists_init(struct lists *lists, size_t count)
{
	lists->firsts = calloc(count + 2, sizeof(*lists->firsts));
	return lists->firsts;
}

/* @number: from 1. */
static void lists_add(struct lists *lists, size_t number, uint32_t item)
{
	if (lists->items)
		lists->items[lists->firsts[number]] = item;
	lists->firsts[number]++;
}

/* Turn counts into first indexes; adding items moves each to its end. */
static bool lists_open(struct lists *lists, size_t count)
{
	uint32_t sum = 0;

	for (size_t i = 0; i <= count; i++) {
		uint32_t own = lists->firsts[i];

		lists->firsts[i] = sum;
		sum += own;
	}
	lists->items = calloc(sum + 1, sizeof(*lists->items));
	return lists->items;
}

static void lists_fini(struct lists *lists)
{
	free(lists->firsts);
	free(lists->items);
}

static size_t lists_count(const struct lists *lists, size_t number)
{
	return lists->firsts[number] - lists->firsts[number - 1];
}

static uint32_t lists_get(const struct lists *lists, size_t number, size_t i)
{
	return lists->items[lists->firsts[number - 1] + i];
}

/* ---- weeks ---- */

static void week_open(struct week *week, unsigned from, unsigned until)
{
	for (unsigned minute = from; minute < until; minute++)
		week->words[minute % WEEK_MINUTES / 64] |=
			UINT64_C(1) << (minute % WEEK_MINUTES % 64);
}

static void week_fill(struct week *week, const struct policy_table *table)
{
	for (unsigned minute = WEEK_MINUTES; minute < WEEK_WORDS * 64; minute++)
		week->words[minute / 64] |= UINT64_C(1) << (minute % 64);
	for (unsigned day = 0; day < 7; day++) {
		for (size_t i = 0;
		     table->days >> day & 1 && i < table->hour_count; i++) {
			unsigned from = table->hours[i].from;
			unsigned until = table->hours[i].until;

			if (until <= from)
				until += POLICY_DAY;
			week_open(week, day * POLICY_DAY + from,
				  day * POLICY_DAY + until);
		}
	}
}

/* Is one of @tables, of this zone, active in each of these minutes? NULL: all minutes. */
static bool week_is_in(const struct policy_shadow *shadow,
		       const struct policy_numbers *tables,
		       const struct policy_zone *zone, const struct week *week)
{
	for (unsigned word = 0; word < WEEK_WORDS; word++) {
		uint64_t missing = week ? week->words[word] : UINT64_MAX;

		for (size_t i = 0; missing && i < tables->count; i++) {
			uint16_t table = tables->items[i];

			if (shadow->policy->tables[table - 1].zone == zone)
				missing &=
					~shadow->weeks[table - 1].words[word];
		}
		if (missing)
			return false;
	}
	return true;
}

static bool is_always_open(const struct policy_shadow *shadow,
			   const struct policy_numbers *tables)
{
	for (size_t i = 0; i < tables->count; i++)
		if (week_is_in(
			    shadow, tables,
			    shadow->policy->tables[tables->items[i] - 1].zone,
			    NULL))
			return true;
	return false;
}

static bool times_cover(struct policy_shadow *shadow,
			const struct policy_numbers *outer,
			const struct policy_numbers *inner)
{
	size_t i = 0;

	if (!outer->count)
		return true;
	while (i < inner->count && policy_numbers_have(outer, inner->items[i]))
		i++;
	if (i && i == inner->count)
		return true;
	if (!spend(shadow, WEEK_COST * (outer->count + inner->count)))
		return false;
	for (i = 0; i < inner->count; i++) {
		uint16_t table = inner->items[i];

		if (!week_is_in(shadow, outer,
				shadow->policy->tables[table - 1].zone,
				&shadow->weeks[table - 1]))
			break;
	}
	return (i && i == inner->count) || is_always_open(shadow, outer);
}

/* ---- users and groups ---- */

static bool chain_is_in(const struct policy_shadow *shadow,
			const struct policy_subject_record *record,
			const struct policy_numbers *groups)
{
	const struct policy_subjects *subjects = shadow->policy->subjects;

	for (; record; record = policy_subject_outer(subjects, record)) {
		const uint16_t *own = policy_subject_groups(subjects, record);

		for (unsigned i = 0; i < record->count; i++)
			if (policy_numbers_have(groups, own[i]))
				return true;
	}
	return false;
}

/* Is each of these records in one of the groups? */
static bool records_are_in(struct policy_shadow *shadow,
			   const struct lists *lists, size_t number,
			   const struct policy_numbers *groups)
{
	const struct policy_subjects *subjects = shadow->policy->subjects;

	for (size_t i = 0; i < lists_count(lists, number); i++) {
		const struct policy_subject_record *record =
			policy_subject_record_at(subjects,
						 lists_get(lists, number, i));
		const struct policy_subject_record *outer =
			policy_subject_outer_vlan(subjects, record);

		if (!spend(shadow, 1) ||
		    (!chain_is_in(shadow, record, groups) &&
		     (!outer || !chain_is_in(shadow, outer, groups))))
			return false;
	}
	return true;
}

/* Does the rule match each host of that user? */
static bool user_is_in(struct policy_shadow *shadow, uint16_t user,
		       const struct policy_rule *outer)
{
	const struct policy_numbers *own =
		&shadow->policy->users[user - 1].groups;

	if (policy_numbers_have(&outer->users, user))
		return true;
	for (size_t i = 0; i < own->count; i++)
		if (policy_numbers_have(&outer->groups, own->items[i]))
			return true;
	return !shadow->has_feed &&
	       records_are_in(shadow, &shadow->of_users, user, &outer->groups);
}

static bool group_is_in(struct policy_shadow *shadow, uint16_t group,
			const struct policy_rule *outer)
{
	if (policy_numbers_have(&outer->groups, group))
		return true;
	if (shadow->has_feed ||
	    !records_are_in(shadow, &shadow->of_groups, group, &outer->groups))
		return false;
	for (size_t i = 0; i < lists_count(&shadow->users, group); i++)
		if (!spend(shadow, 1) ||
		    !user_is_in(shadow,
				(uint16_t)lists_get(&shadow->users, group, i),
				outer))
			return false;
	return true;
}

static bool subjects_cover(struct policy_shadow *shadow,
			   const struct policy_rule *outer,
			   const struct policy_rule *inner)
{
	if (!outer->users.count && !outer->groups.count)
		return true;
	if (!inner->users.count && !inner->groups.count)
		return false;
	for (size_t i = 0; i < inner->groups.count; i++)
		if (!group_is_in(shadow, inner->groups.items[i], outer))
			return false;
	for (size_t i = 0; i < inner->users.count; i++)
		if (!user_is_in(shadow, inner->users.items[i], outer))
			return false;
	return true;
}

/* ---- the other conditions ---- */

/* Is all of @inner in @outer? An empty list contains everything. */
static bool numbers_cover(const struct policy_numbers *outer,
			  const struct policy_numbers *inner)
{
	if (!outer->count)
		return true;
	for (size_t i = 0; i < inner->count; i++)
		if (!policy_numbers_have(outer, inner->items[i]))
			return false;
	return inner->count;
}

static bool peers_cover(const struct policy_rule *outer,
			const struct policy_rule *inner)
{
	if (!outer->peer_count)
		return true;
	for (size_t i = 0; i < inner->peer_count; i++) {
		const struct prefix *peer = &inner->peers[i];
		bool held = false;

		for (size_t j = 0; j < outer->peer_count && !held; j++)
			held = outer->peers[j].bits <= peer->bits &&
			       packet_prefix_contains(&outer->peers[j],
						      &peer->address);
		if (!held)
			return false;
	}
	return inner->peer_count;
}

static bool ports_cover(const struct policy_rule *outer,
			const struct policy_rule *inner)
{
	if (!outer->port_count)
		return true;
	for (size_t i = 0; i < inner->port_count; i++) {
		bool held = false;

		for (size_t j = 0; j < outer->port_count && !held; j++)
			held = outer->ports[j].first <= inner->ports[i].first &&
			       outer->ports[j].last >= inner->ports[i].last;
		if (!held)
			return false;
	}
	return inner->port_count;
}

static bool covers(struct policy_shadow *shadow,
		   const struct policy_rule *outer,
		   const struct policy_rule *inner)
{
	return outer->levels[0].confidence <= inner->levels[0].confidence &&
	       (!outer->direction || outer->direction == inner->direction) &&
	       (!outer->quota || (outer->quota == inner->quota &&
				  outer->exceeded == inner->exceeded)) &&
	       numbers_cover(&outer->applications, &inner->applications) &&
	       numbers_cover(&outer->activities, &inner->activities) &&
	       peers_cover(outer, inner) && ports_cover(outer, inner) &&
	       subjects_cover(shadow, outer, inner) &&
	       times_cover(shadow, &outer->tables, &inner->tables);
}

/* ---- searching ---- */

/* The search for the first rule that shadows one. */
struct search {
	struct policy_shadow *shadow;
	uint16_t rule;
	uint16_t best; /* 0: none */
};

static void shadow_search_rule_list(struct search *search,
				    const struct policy_rule_list *rule_list)
{
	const struct policy *policy = search->shadow->policy;
	const struct policy_rule *inner = &policy->rules[search->rule - 1];
	uint16_t end = search->best ? search->best : search->rule;

	for (unsigned i = 0; i < rule_list->count; i++) {
		uint16_t other = policy->refs[rule_list->first + i];

		if (other >= end || !spend(search->shadow, 1))
			return;
		if (covers(search->shadow, &policy->rules[other - 1], inner)) {
			search->best = other;
			return;
		}
	}
}

static void shadow_search_subject(struct search *search, size_t subject)
{
	const struct policy *policy = search->shadow->policy;
	const struct policy_slice *slice = &policy->slices[subject];
	const struct policy_rule *inner = &policy->rules[search->rule - 1];
	uint16_t application = inner->applications.count == 1
				       ? inner->applications.items[0]
				       : 0;

	for (uint32_t i = 0; i < slice->count; i++) {
		const struct policy_rule_list *rule_list =
			&policy->rule_lists[slice->first + i];

		if (!rule_list->application ||
		    rule_list->application == application)
			shadow_search_rule_list(search, rule_list);
	}
}

static void search_group(struct search *search, uint16_t group)
{
	shadow_search_subject(search,
			      search->shadow->policy->user_count + group);
}

static void search_chain(struct search *search,
			 const struct policy_subject_record *record)
{
	const struct policy_subjects *subjects =
		search->shadow->policy->subjects;

	for (; record; record = policy_subject_outer(subjects, record))
		for (unsigned i = 0; i < record->count; i++)
			search_group(search, policy_subject_groups(subjects,
								   record)[i]);
}

/* Groups with the first record: a group that has all records has this one. */
static void search_records(struct search *search, const struct lists *lists,
			   size_t number)
{
	const struct policy_subjects *subjects =
		search->shadow->policy->subjects;
	const struct policy_subject_record *record;

	if (search->shadow->has_feed || !lists_count(lists, number))
		return;
	record =
		policy_subject_record_at(subjects, lists_get(lists, number, 0));
	search_chain(search, record);
	search_chain(search, policy_subject_outer_vlan(subjects, record));
}

static void search_user(struct search *search, uint16_t user)
{
	const struct policy_shadow *shadow = search->shadow;
	const struct policy_numbers *own =
		&shadow->policy->users[user - 1].groups;

	shadow_search_subject(search, user);
	for (size_t i = 0; i < own->count; i++)
		search_group(search, own->items[i]);
	search_records(search, &shadow->of_users, user);
}

/* A rule that shadows this one names no subject, or one that it names, too. */
uint16_t policy_shadow_find(struct policy_shadow *shadow, uint16_t rule)
{
	const struct policy_rule *inner = &shadow->policy->rules[rule - 1];
	struct search search = {.shadow = shadow, .rule = rule};

	shadow_search_subject(&search, 0);
	if (inner->groups.count) {
		uint16_t group = inner->groups.items[0];

		search_group(&search, group);
		search_records(&search, &shadow->of_groups, group);
		if (!lists_count(&shadow->of_groups, group) &&
		    lists_count(&shadow->users, group))
			search_user(&search, (uint16_t)lists_get(&shadow->users,
								 group, 0));
	} else if (inner->users.count) {
		search_user(&search, inner->users.items[0]);
	}
	return search.best;
}

bool policy_shadow_is_spent(const struct policy_shadow *shadow)
{
	return !shadow->budget;
}

/* ---- preparing ---- */

static void add_all(struct policy_shadow *shadow)
{
	const struct policy *policy = shadow->policy;
	const struct policy_subject_record *record;

	for (size_t i = 0;
	     (record = policy_subject_record_at(policy->subjects, i)); i++) {
		if (record->user)
			lists_add(&shadow->of_users, record->user, (uint32_t)i);
		for (unsigned j = 0; j < record->count; j++)
			lists_add(&shadow->of_groups,
				  policy_subject_groups(policy->subjects,
							record)[j],
				  (uint32_t)i);
	}
	for (size_t i = 0; i < policy->user_count; i++) {
		const struct policy_numbers *groups = &policy->users[i].groups;

		for (size_t j = 0; j < groups->count; j++)
			lists_add(&shadow->users, groups->items[j],
				  (uint32_t)(i + 1));
	}
}

static bool lists_fill(struct policy_shadow *shadow)
{
	const struct policy *policy = shadow->policy;

	shadow->weeks = calloc(policy->table_count + 1, sizeof(*shadow->weeks));
	if (!shadow->weeks ||
	    !lists_init(&shadow->of_users, policy->user_count) ||
	    !lists_init(&shadow->of_groups, policy->group_count) ||
	    !lists_init(&shadow->users, policy->group_count))
		return false;
	for (size_t i = 0; i < policy->table_count; i++)
		week_fill(&shadow->weeks[i], &policy->tables[i]);
	add_all(shadow); /* counts */
	if (!lists_open(&shadow->of_users, policy->user_count) ||
	    !lists_open(&shadow->of_groups, policy->group_count) ||
	    !lists_open(&shadow->users, policy->group_count))
		return false;
	add_all(shadow);
	return true;
}

struct policy_shadow *policy_shadow_create(const struct policy *policy,
					   bool has_feed, size_t budget)
{
	struct policy_shadow *shadow = calloc(1, sizeof(*shadow));

	if (!shadow)
		return NULL;
	shadow->policy = policy;
	shadow->has_feed = has_feed;
	shadow->budget = budget;
	if (lists_fill(shadow))
		return shadow;
	policy_shadow_destroy(shadow);
	errno = ENOMEM;
	return NULL;
}

void policy_shadow_destroy(struct policy_shadow *shadow)
{
	if (!shadow)
		return;
	lists_fini(&shadow->of_users);
	lists_fini(&shadow->of_groups);
	lists_fini(&shadow->users);
	free(shadow->weeks);
	free(shadow);
}
