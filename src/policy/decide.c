/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Find the first rule that matches, over all subjects of the host: everyone, its user
 * and its groups. Pure.
 */
#include "policy/compiled.h"

bool policy_numbers_have(const struct policy_numbers *numbers, uint16_t number)
{
	for (size_t i = 0; i < numbers->count; i++)
		if (numbers->items[i] == number)
			return true;
	return false;
}

static bool has_peer(const struct policy_rule *rule, const struct address *peer)
{
	for (size_t i = 0; i < rule->peer_count; i++)
		if (packet_prefix_contains(&rule->peers[i], peer))
			return true;
	return !rule->peer_count;
}

static bool has_port(const struct policy_rule *rule, uint16_t port)
{
	for (size_t i = 0; i < rule->port_count; i++)
		if (port >= rule->ports[i].first && port <= rule->ports[i].last)
			return true;
	return !rule->port_count;
}

static bool is_scheduled(const struct policy_rule *rule,
			 const struct policy_active_schedules *schedules)
{
	for (size_t i = 0; schedules && i < rule->tables.count; i++)
		if (policy_active_schedules_has(schedules,
						rule->tables.items[i]))
			return true;
	return !rule->tables.count;
}

static enum policy_reason rule_reason(const struct policy_rule *rule,
				      const struct policy_question *question)
{
	if (!policy_numbers_match(&rule->applications, question->application))
		return POLICY_OTHER_APPLICATION;
	if (!policy_numbers_match(&rule->activities, question->activity))
		return POLICY_OTHER_ACTIVITY;
	if (rule->direction && rule->direction != question->direction)
		return POLICY_OTHER_DIRECTION;
	if (!has_peer(rule, &question->peer))
		return POLICY_OTHER_PEER;
	if (!has_port(rule, question->peer_port))
		return POLICY_OTHER_PORT;
	if (!is_scheduled(rule, question->schedules))
		return POLICY_NOT_SCHEDULED;
	if (rule->quota &&
	    (question->exceeded >> (rule->quota - 1) & 1) != rule->exceeded)
		return POLICY_OTHER_QUOTA;
	if (question->confidence < rule->levels[0].confidence)
		return POLICY_LOW_CONFIDENCE;
	return POLICY_FITS;
}

/* ---- searching ---- */

struct search {
	const struct policy *policy;
	const struct policy_question *question; /* NULL: look for no rule */
	uint16_t rule;				/* the first so far */
	uint32_t subject; /* the subject in whose list it was */
	uint16_t group;	  /* the first so far */
};

static bool mask_has(uint64_t mask, uint16_t number)
{
	return !mask || (number < POLICY_MASK_NUMBERS && mask >> number & 1);
}

static bool hot_matches(const struct policy_rule_hot *hot,
			const struct policy_question *question)
{
	return question->confidence >= hot->least &&
	       mask_has(hot->applications, question->application) &&
	       mask_has(hot->activities, question->activity) &&
	       (!hot->direction || hot->direction == question->direction) &&
	       (!hot->table || (question->schedules &&
				policy_active_schedules_has(question->schedules,
							    hot->table))) &&
	       question->peer_port >= hot->port_first &&
	       question->peer_port <= hot->port_last &&
	       (!hot->peer.bits ||
		packet_prefix_contains(&hot->peer, &question->peer));
}

static void search_rule_list(struct search *search, uint32_t subject,
			     const struct policy_rule_list *rule_list)
{
	const struct policy *policy = search->policy;
	const struct policy_question *question = search->question;
	const uint16_t *refs = policy->refs + rule_list->first;

	for (unsigned i = 0; i < rule_list->count; i++) {
		uint16_t rule = refs[i];
		const struct policy_rule_hot *hot = &policy->hot[rule - 1];

		if (search->rule && rule >= search->rule)
			return;
		if (!hot_matches(hot, question))
			continue;
		if (hot->more && rule_reason(&policy->rules[rule - 1],
					     question) != POLICY_FITS)
			continue;
		search->rule = rule;
		search->subject = subject;
		return;
	}
}

/* The rule list of an application among those of a subject; NULL: there is none. */
static const struct policy_rule_list *
rule_list_of_application(const struct policy_rule_list *rule_lists,
			 size_t count, uint16_t application)
{
	while (count > 4) {
		size_t half = count / 2;

		if (rule_lists[half].application <= application) {
			rule_lists += half;
			count -= half;
		} else {
			count = half;
		}
	}
	for (size_t i = 0; i < count; i++)
		if (rule_lists[i].application == application)
			return &rule_lists[i];
	return NULL;
}

static void search_subject(struct search *search, uint32_t subject)
{
	const struct policy *policy = search->policy;
	const struct policy_slice *slice = &policy->slices[subject];
	const struct policy_rule_list *rule_list =
		policy->rule_lists + slice->first;
	size_t count = slice->count;

	if (!count)
		return;
	if (!rule_list->application) {
		search_rule_list(search, subject, rule_list);
		rule_list++;
		count--;
	}
	rule_list = rule_list_of_application(rule_list, count,
					     search->question->application);
	if (rule_list)
		search_rule_list(search, subject, rule_list);
}

static struct policy_numbers groups_of(const struct policy *policy,
				       uint16_t user)
{
	const struct policy_person *person = &policy->people[user - 1];

	return (struct policy_numbers){person->count > POLICY_PERSON_GROUPS
					       ? policy->people_groups +
							 person->first
					       : person->few,
				       person->count};
}

static void search_groups(struct search *search, const uint16_t *groups,
			  size_t count)
{
	uint32_t before = (uint32_t)search->policy->user_count;

	for (size_t i = 0; i < count; i++) {
		if (!search->group || groups[i] < search->group)
			search->group = groups[i];
		if (search->question)
			search_subject(search, before + groups[i]);
	}
}

static void search_found(struct search *search, const struct policy_host *host,
			 const struct policy_subject_match *found)
{
	const struct policy *policy = search->policy;

	for (unsigned i = 0; i < found->count; i++)
		for (const struct policy_subject_record *record =
			     found->chains[i];
		     record;
		     record = policy_subject_outer(policy->subjects, record))
			search_groups(
				search,
				policy_subject_groups(policy->subjects, record),
				record->count);
	if (found->user) {
		const struct policy_numbers groups =
			groups_of(policy, found->user);

		search_groups(search, groups.items, groups.count);
		if (search->question &&
		    policy->people[found->user - 1].has_rules)
			search_subject(search, found->user);
	}
	search_groups(search, host->groups, host->group_count);
	if (search->question)
		search_subject(search, 0);
}

/* Does the host belong to @group, directly or through its user? */
static bool host_is_in_group(const struct policy *policy,
			     const struct policy_host *host,
			     const struct policy_subject_match *found,
			     uint16_t group)
{
	struct policy_numbers groups;

	for (unsigned i = 0; i < found->count; i++)
		for (const struct policy_subject_record *record =
			     found->chains[i];
		     record;
		     record = policy_subject_outer(policy->subjects, record)) {
			groups = (struct policy_numbers){
				policy_subject_groups(policy->subjects, record),
				record->count};

			if (policy_numbers_have(&groups, group))
				return true;
		}
	for (unsigned i = 0; i < host->group_count; i++)
		if (host->groups[i] == group)
			return true;
	if (!found->user)
		return false;
	groups = groups_of(policy, found->user);
	return policy_numbers_have(&groups, group);
}

/* The first of these groups that the host belongs to; 0: none. */
static uint16_t first_group_of(const struct policy *policy,
			       const struct policy_numbers *groups,
			       const struct policy_host *host,
			       const struct policy_subject_match *found)
{
	uint16_t best = 0;

	for (size_t i = 0; i < groups->count; i++) {
		uint16_t group = groups->items[i];

		if ((!best || group < best) &&
		    host_is_in_group(policy, host, found, group))
			best = group;
	}
	return best;
}

static uint8_t level_of(const struct policy_rule *rule, unsigned confidence)
{
	size_t level = rule->level_count - 1;

	while (level && rule->levels[level].confidence > confidence)
		level--;
	return (uint8_t)level;
}

/* The group by which the rule matched; 0: it names no group. */
static uint16_t group_of(const struct search *search,
			 const struct policy_host *host,
			 const struct policy_subject_match *found)
{
	const struct policy *policy = search->policy;
	unsigned groups = policy->hot[search->rule - 1].groups;

	if (!groups)
		return 0;
	if (groups == 1 && search->subject > policy->user_count)
		return (uint16_t)(search->subject - policy->user_count);
	return first_group_of(policy, &policy->rules[search->rule - 1].groups,
			      host, found);
}

struct policy_answer policy_decide(const struct policy *policy,
				   const struct policy_question *question)
{
	struct policy_answer answer = {.action = ACTION_ACCEPT};
	struct search search = {.policy = policy};
	const struct policy_rule_hot *hot;
	struct policy_subject_match found;
	const struct policy_rule *rule;
	uint16_t group;

	policy_subject_find(policy->subjects, &question->host, &found);
	if (question->application)
		search.question = question;
	search_found(&search, &question->host, &found);
	answer.user = found.user;
	answer.group = search.group;
	answer.rule = search.rule;
	if (!answer.rule)
		return answer;
	group = group_of(&search, &question->host, &found);
	if (group)
		answer.group = group;
	hot = &policy->hot[answer.rule - 1];
	answer.action = hot->action;
	if (!hot->has_levels)
		return answer;
	rule = &policy->rules[answer.rule - 1];
	answer.level = level_of(rule, question->confidence);
	answer.action = rule->levels[answer.level].action;
	return answer;
}

struct policy_answer policy_identify(const struct policy *policy,
				     const struct policy_host *host)
{
	struct search search = {.policy = policy};
	struct policy_subject_match found;

	policy_subject_find(policy->subjects, host, &found);
	search_found(&search, host, &found);
	return (struct policy_answer){.user = found.user,
				      .group = search.group,
				      .action = ACTION_ACCEPT};
}

bool policy_is_one_of(const struct policy *policy,
		      const struct policy_numbers *users,
		      const struct policy_numbers *groups,
		      const struct policy_host *host,
		      struct policy_answer *answer)
{
	struct search search = {.policy = policy};
	struct policy_subject_match found;
	uint16_t group;

	policy_subject_find(policy->subjects, host, &found);
	search_found(&search, host, &found);
	group = first_group_of(policy, groups, host, &found);
	*answer = (struct policy_answer){.user = found.user,
					 .group = group ? group : search.group,
					 .action = ACTION_ACCEPT};
	return (!users->count && !groups->count) || group ||
	       (found.user && policy_numbers_have(users, found.user));
}

/* ---- explaining ---- */

static bool is_for_host(const struct policy *policy,
			const struct policy_rule *rule,
			const struct policy_host *host)
{
	struct policy_subject_match found;

	if (!rule->users.count && !rule->groups.count)
		return true;
	policy_subject_find(policy->subjects, host, &found);
	return (found.user && policy_numbers_have(&rule->users, found.user)) ||
	       first_group_of(policy, &rule->groups, host, &found);
}

enum policy_reason policy_explain(const struct policy *policy, uint16_t rule,
				  const struct policy_question *question)
{
	const struct policy_rule *asked = &policy->rules[rule - 1];

	if (!is_for_host(policy, asked, &question->host))
		return POLICY_OTHER_SUBJECT;
	return rule_reason(asked, question);
}
