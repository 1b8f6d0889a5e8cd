/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Warnings of valid settings that are probably mistakes. A rule that could match in any
 * way causes none: only what is certain is reported. One thread.
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

/* Pairs of rules that are compared: takes half a second. */
#define PAIRS_MOST 10000000

__attribute__((format(printf, 3, 4))) static void
warn_name(const struct config_lint *lint, const struct config_name *about,
	  const char *format, ...)
{
	char buffer[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(buffer, sizeof(buffer), format, arguments);
	va_end(arguments);
	diagnostic_warning(lint->diagnostics, about->place.file,
			   about->place.line, "%s", buffer);
}

/* ---- users and groups ---- */

/* The best location of the hosts of a user or a group. */
enum reach {
	REACH_NONE,    /* it has no hosts */
	REACH_OUTSIDE, /* all are outside of home_networks */
	REACH_HOME,
};

/* By number of the user or group. */
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

/* A MAC address, a VLAN or an interface may have any IP address. */
static enum reach reach_of(const struct config_source *source,
			   const struct config_members *members)
{
	if (members->macs.count || members->vlans.count ||
	    members->interfaces.count)
		return REACH_HOME;
	for (size_t i = 0; i < members->networks.count; i++)
		if (is_near_home(source, &members->networks.items[i]))
			return REACH_HOME;
	return members->networks.count ? REACH_OUTSIDE : REACH_NONE;
}

static void reach_raise(enum reach *reach, enum reach other)
{
	if (other > *reach)
		*reach = other;
}

static bool reaches_init(struct reaches *reaches,
			 const struct config_lint *lint)
{
	const struct config_source *source = lint->source;

	reaches->users = calloc(source->user_count + 1, sizeof(enum reach));
	reaches->groups = calloc(source->group_count + 1, sizeof(enum reach));
	if (!reaches->users || !reaches->groups)
		return false;
	for (size_t i = 0; i < source->group_count; i++)
		reaches->groups[i + 1] =
			reach_of(source, &source->groups[i].members);
	for (size_t i = 0; i < source->user_count; i++) {
		const struct policy_numbers *groups =
			&lint->spec->users[i].groups;

		reaches->users[i + 1] =
			reach_of(source, &source->users[i].self.members);
		for (size_t j = 0; j < groups->count; j++)
			reach_raise(&reaches->groups[groups->items[j]],
				    reaches->users[i + 1]);
	}
	return true;
}

static void reaches_fini(struct reaches *reaches)
{
	free(reaches->users);
	free(reaches->groups);
}

/*
 * Warn of a rule whose users and groups have no hosts; with an identity feed any host
 * may be theirs. Return: whether it warned.
 */
static bool warn_hosts(const struct config_lint *lint, size_t i,
		       const struct reaches *reaches)
{
	const struct policy_rule *rule = &lint->spec->rules[i];
	const struct config_name *name = &lint->source->rules[i].name;
	enum reach most = REACH_NONE;

	if (lint->source->identity.text ||
	    (!rule->users.count && !rule->groups.count))
		return false;
	for (size_t j = 0; j < rule->groups.count; j++)
		reach_raise(&most, reaches->groups[rule->groups.items[j]]);
	for (size_t j = 0; j < rule->users.count; j++)
		reach_raise(&most, reaches->users[rule->users.items[j]]);
	if (most == REACH_OUTSIDE)
		warn_name(lint, name,
			  "rules: \"%s\" only matches flows without an end in "
			  "\"home_networks\": its users and groups are all "
			  "outside",
			  name->text);
	else if (most == REACH_NONE && rule->users.count)
		warn_name(lint, name,
			  "rules: \"%s\" can never match: its users have no "
			  "hosts "
			  "and there is no identity feed",
			  name->text);
	else if (most == REACH_NONE)
		warn_name(lint, name,
			  "rules: \"%s\" can never match: its groups are empty",
			  name->text);
	return most != REACH_HOME;
}

/* ---- activities ---- */

/* Return what signatures give for all pairs of the rule's applications and activities. */
static unsigned gives_of(const struct config_lint *lint,
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
			gives |= signature_set_gives(lint->set,
						     applications->items[j],
						     rule->activities.items[i]);
	return gives;
}

static bool warn_activity(const struct config_lint *lint, size_t i)
{
	const struct policy_rule *rule = &lint->spec->rules[i];
	const struct config_rule *source = &lint->source->rules[i];
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
	gives = gives_of(lint, rule);
	if (gives & SIGNATURE_GIVES_FLOWS)
		return false;
	text_init(&what, buffer, sizeof(buffer));
	if (rule->activities.count == 1)
		text_append(&what, "the activity \"%s\"",
			    source->filter.activities.items[0].text);
	else
		text_append(&what, "one of its activities");
	if (gives)
		warn_name(lint, &source->name,
			  "rules: \"%s\" can never match a flow: signatures "
			  "give %s to hosts only",
			  source->name.text, buffer);
	else
		warn_name(lint, &source->name,
			  "rules: \"%s\" can never match: no signature gives "
			  "%s %s",
			  source->name.text, whose[kind], buffer);
	return true;
}

/* check_levels() of check.c raised it. */
static void warn_confidence(const struct config_lint *lint, size_t i)
{
	const struct config_rule *rule = &lint->source->rules[i];
	const struct config_action *plain = &rule->plain;

	if (!rule->level_count && plain->confidence &&
	    plain->confidence < EVIDENCE_CONFIDENT)
		diagnostic_warning(
			lint->diagnostics, plain->confidence_place.file,
			plain->confidence_place.line,
			"confidence: %u of \"%s\" means %u: only \"levels\" "
			"can act at a lower confidence",
			plain->confidence, rule->name.text, EVIDENCE_CONFIDENT);
}

/* ---- shadowed rules ---- */

static void warn_shadowed(const struct config_lint *lint, size_t i,
			  struct policy_shadow *shadow)
{
	uint16_t other = policy_shadow_find(shadow, (uint16_t)(i + 1));
	const struct config_name *name = &lint->source->rules[i].name;
	const struct config_name *by;

	if (!other)
		return;
	by = &lint->source->rules[other - 1].name;
	warn_name(
		lint, name,
		"rules: \"%s\" can never match: \"%s\" at %s:%u matches all of "
		"its flows first",
		name->text, by->text, by->place.file, by->place.line);
}

static void warn_rules(const struct config_lint *lint)
{
	struct reaches reaches = {NULL, NULL};
	struct policy_shadow *shadow = NULL;
	bool ready = reaches_init(&reaches, lint);

	if (!lint->reload) {
		shadow = policy_shadow_create(
			lint->policy, lint->source->identity.text, PAIRS_MOST);
		ready &= shadow != NULL;
	}
	for (size_t i = 0; i < lint->spec->rule_count; i++)
		warn_confidence(lint, i);
	for (size_t i = 0; ready && i < lint->spec->rule_count; i++)
		if (!warn_hosts(lint, i, &reaches) && !warn_activity(lint, i) &&
		    shadow)
			warn_shadowed(lint, i, shadow);
	if (ready && shadow && policy_shadow_is_spent(shadow))
		diagnostic_warning(lint->diagnostics, "rules", 0,
				   "too many rules to check all for shadowing");
	reaches_fini(&reaches);
	policy_shadow_destroy(shadow);
}

/* ---- quotas ---- */

static void warn_quota(const struct config_lint *lint, size_t i, bool is_used)
{
	const struct episode_traits *traits =
		signature_set_flow_traits(lint->set);
	const struct policy_quota *quota = &lint->quotas[i];
	const struct config_name *name = &lint->source->quotas[i].name;
	bool runs = !quota->activities.count ||
		    quota->unit != POLICY_QUOTA_CALLS;

	for (size_t j = 0; j < quota->activities.count; j++)
		runs |= traits[quota->activities.items[j] - 1].call;
	if (!runs)
		warn_name(lint, name,
			  "quotas: \"%s\" counts nothing: none of its "
			  "activities is "
			  "a call",
			  name->text);
	if (!is_used)
		warn_name(lint, name,
			  "quotas: \"%s\" is counted, but no rule uses it",
			  name->text);
}

void config_lint_warn(const struct config_lint *lint)
{
	uint64_t used = policy_asked_quotas(lint->policy);

	warn_rules(lint);
	for (size_t i = 0; i < lint->source->quota_count; i++)
		warn_quota(lint, i, used >> i & 1);
}
