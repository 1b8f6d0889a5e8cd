/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is no error, but cannot be meant. A rule that could match in any way is not
 * spoken of: what is not certain is not said. One thread.
 */
#include "config/lint.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "config/source.h"
#include "evidence/evidence.h"
#include "policy/shadow.h"
#include "policy/policy.h"
#include "policy/quota.h"
#include "signature/match.h"
#include "signature/set.h"

/* To find rules that others cover: half a second's. */
#define PAIRS_MOST 10000000

__attribute__((format(printf, 3, 4))) static void
warn(const struct config_lint *remarks, const struct config_name *about,
     const char *format, ...)
{
	char buffer[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	diagnostic_warning(remarks->diagnostics, about->place.file,
			   about->place.line, "%s", buffer);
}

/* ---- who ---- */

/* Where the hosts are that a user or a group is made of; the best of them. */
enum reach {
	NOBODY,	  /* there are none */
	STRANGER, /* only outside of home_networks */
	OURS,
};

/* Of all users and groups, by number. */
struct reaches {
	enum reach *users, *groups;
};

static bool is_near_home(const struct config_source *source,
			 const struct prefix *prefix)
{
	for (size_t i = 0; i < source->home.count; i++) {
		const struct prefix *home = &source->home.items[i];

		if (packet_prefix_contains(home, &prefix->address) ||
		    packet_prefix_contains(prefix, &home->address))
			return true;
	}
	return false;
}

/* A card, a VLAN or an interface can have any address. */
static enum reach reach_of(const struct config_source *source,
			   const struct config_members *members)
{
	if (members->macs.count || members->vlans.count ||
	    members->interfaces.count)
		return OURS;
	for (size_t i = 0; i < members->networks.count; i++)
		if (is_near_home(source, &members->networks.items[i]))
			return OURS;
	return members->networks.count ? STRANGER : NOBODY;
}

static void raise_to(enum reach *reach, enum reach other)
{
	if (other > *reach)
		*reach = other;
}

static bool reaches_init(struct reaches *reaches,
			 const struct config_lint *remarks)
{
	const struct config_source *source = remarks->source;

	reaches->users = calloc(source->user_count + 1, sizeof(enum reach));
	reaches->groups = calloc(source->group_count + 1, sizeof(enum reach));
	if (!reaches->users || !reaches->groups)
		return false;
	for (size_t i = 0; i < source->group_count; i++)
		reaches->groups[i + 1] =
			reach_of(source, &source->groups[i].members);
	for (size_t i = 0; i < source->user_count; i++) {
		const struct policy_numbers *groups =
			&remarks->spec->users[i].groups;

		reaches->users[i + 1] =
			reach_of(source, &source->users[i].self.members);
		for (size_t j = 0; j < groups->count; j++)
			raise_to(&reaches->groups[groups->items[j]],
				 reaches->users[i + 1]);
	}
	return true;
}

static void reaches_fini(struct reaches *reaches)
{
	free(reaches->users);
	free(reaches->groups);
}

/* A feed may say of any host that it is them. Return: whether something was said. */
static bool warn_nobody(const struct config_lint *remarks, size_t i,
			const struct reaches *reaches)
{
	const struct policy_rule *rule = &remarks->spec->rules[i];
	const struct config_name *name = &remarks->source->rules[i].name;
	enum reach most = NOBODY;

	if (remarks->source->identity.text ||
	    (!rule->users.count && !rule->groups.count))
		return false;
	for (size_t j = 0; j < rule->groups.count; j++)
		raise_to(&most, reaches->groups[rule->groups.items[j]]);
	for (size_t j = 0; j < rule->users.count; j++)
		raise_to(&most, reaches->users[rule->users.items[j]]);
	if (most == STRANGER)
		warn(remarks, name,
		     "rules: \"%s\" only matches flows without an end in "
		     "\"home_networks\": nobody it is for is in those",
		     name->text);
	else if (most == NOBODY && rule->users.count)
		warn(remarks, name,
		     "rules: \"%s\" can never match: nothing says which hosts "
		     "it is for",
		     name->text);
	else if (most == NOBODY)
		warn(remarks, name,
		     "rules: \"%s\" can never match: nobody is in its group",
		     name->text);
	return most != OURS;
}

/* ---- what ---- */

/* What can come of all pairs of the rule's applications and activities. */
static unsigned gives_of(const struct config_lint *remarks,
			 const struct policy_rule *rule)
{
	static const uint16_t any[] = {0};
	const struct policy_numbers all = {any, 1};
	const struct policy_numbers *applications =
		rule->applications.count ? &rule->applications : &all;
	unsigned gives = 0;

	for (size_t i = 0; i < rule->activities.count; i++)
		for (size_t j = 0; j < applications->count &&
				   !(gives & SIGNATURE_GIVES_FLOWS);
		     j++)
			gives |= signature_set_gives(remarks->set,
						     applications->items[j],
						     rule->activities.items[i]);
	return gives;
}

static bool warn_activity(const struct config_lint *remarks, size_t i)
{
	const struct policy_rule *rule = &remarks->spec->rules[i];
	const struct config_rule *source = &remarks->source->rules[i];
	static const char *const whose[] = {"any application",
					    "its application",
					    "one of its applications"};
	unsigned kind = rule->applications.count < 2
				? (unsigned)rule->applications.count
				: 2;
	unsigned gives;
	struct text what;
	char buffer[128];

	if (!rule->activities.count)
		return false;
	gives = gives_of(remarks, rule);
	if (gives & SIGNATURE_GIVES_FLOWS)
		return false;
	text_init(&what, buffer, sizeof(buffer));
	if (rule->activities.count == 1)
		text_append(&what, "the activity \"%s\"",
			    source->filter.activities.items[0].text);
	else
		text_append(&what, "one of its activities");
	if (gives)
		warn(remarks, &source->name,
		     "rules: \"%s\" can never match a flow: only hosts are "
		     "given %s",
		     source->name.text, buffer);
	else
		warn(remarks, &source->name,
		     "rules: \"%s\" can never match: no signature gives %s %s",
		     source->name.text, whose[kind], buffer);
	return true;
}

/* Below what is decided only levels reach: check_levels() raised it. */
static void warn_confidence(const struct config_lint *remarks, size_t i)
{
	const struct config_rule *rule = &remarks->source->rules[i];
	const struct config_action *plain = &rule->plain;

	if (!rule->level_count && plain->confidence &&
	    plain->confidence < EVIDENCE_CONFIDENT)
		diagnostic_warning(
			remarks->diagnostics, plain->confidence_place.file,
			plain->confidence_place.line,
			"confidence: %u of \"%s\" means %u: what is "
			"less sure fits only \"levels\"",
			plain->confidence, rule->name.text, EVIDENCE_CONFIDENT);
}

/* ---- what others leave ---- */

static void warn_covered(const struct config_lint *remarks, size_t i,
			 struct policy_shadow *cover)
{
	uint16_t other = policy_shadow_find(cover, (uint16_t)(i + 1));
	const struct config_name *name = &remarks->source->rules[i].name;
	const struct config_name *by;

	if (!other)
		return;
	by = &remarks->source->rules[other - 1].name;
	warn(remarks, name,
	     "rules: \"%s\" can never match: \"%s\" at %s:%u has all of it",
	     name->text, by->text, by->place.file, by->place.line);
}

static void warn_rules(const struct config_lint *remarks)
{
	struct policy_shadow *cover = policy_shadow_create(
		remarks->policy, remarks->source->identity.text, PAIRS_MOST);
	struct reaches reaches = {NULL, NULL};
	bool ready = cover && reaches_init(&reaches, remarks);

	for (size_t i = 0; i < remarks->spec->rule_count; i++)
		warn_confidence(remarks, i);
	for (size_t i = 0; ready && i < remarks->spec->rule_count; i++)
		if (!warn_nobody(remarks, i, &reaches) &&
		    !warn_activity(remarks, i))
			warn_covered(remarks, i, cover);
	if (ready && policy_shadow_is_spent(cover))
		diagnostic_warning(remarks->diagnostics, "rules", 0,
				   "too many for all that can never match to "
				   "be found");
	reaches_fini(&reaches);
	policy_shadow_destroy(cover);
}

/* ---- quotas ---- */

static void warn_quota(const struct config_lint *remarks, size_t i, bool asked)
{
	const struct episode_traits *traits =
		signature_flow_traits(remarks->set);
	const struct policy_quota *quota = &remarks->quotas[i];
	const struct config_name *name = &remarks->source->quotas[i].name;
	bool runs = !quota->activities.count ||
		    quota->unit != POLICY_QUOTA_CALLS;

	for (size_t j = 0; j < quota->activities.count; j++)
		runs |= traits[quota->activities.items[j] - 1].call;
	if (!runs)
		warn(remarks, name,
		     "quotas: \"%s\" is never used: none of its activities is "
		     "a call",
		     name->text);
	if (!asked)
		warn(remarks, name,
		     "quotas: \"%s\" is only counted: no rule asks for it",
		     name->text);
}

void config_lint_warn(const struct config_lint *remarks)
{
	uint64_t asked = policy_asked_quotas(remarks->policy);

	warn_rules(remarks);
	for (size_t i = 0; i < remarks->source->quota_count; i++)
		warn_quota(remarks, i, asked >> i & 1);
}
