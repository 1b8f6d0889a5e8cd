/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A question to the policy in words, and its answer in words. One thread.
 */
#include "config/explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/suggest.h"
#include "base/text.h"
#include "config/ruleset.h"
#include "config/source.h"
#include "policy/classes.h"
#include "policy/policy.h"
#include "policy/quota.h"
#include "signature/set.h"

#define TIME_TEXT 32

/* What is asked, while it is read. */
struct asking {
	const struct ruleset *ruleset;
	struct policy_question question;
	struct policy_active_schedules open;
	usec_t time_us;
	bool has_address;
	uint32_t given; /* keys, by their place in the table */
	struct text *why;
};

/* ---- reading ---- */

static bool refuse(struct asking *asking, const char *key, const char *expected,
		   const char *value)
{
	text_append(asking->why, "%s: expected %s, got ", key, expected);
	text_append_quoted(asking->why, value);
	return false;
}

/* Same, of a name that is near to another one. */
static bool refuse_name(struct asking *asking, const char *key,
			const char *expected, const struct nearest *nearest)
{
	char hint[NEAREST_TEXT];

	refuse(asking, key, expected, nearest->word);
	text_append(asking->why, "%s", suggest_print(nearest, hint));
	return false;
}

static bool read_user(struct asking *asking, const char *value)
{
	const struct config_source *source = asking->ruleset->source;
	struct nearest nearest = suggest_for(value);

	asking->question.host.user =
		policy_user_number(asking->ruleset->policy, value);
	for (size_t i = 0; i < source->user_count; i++)
		suggest_offer(&nearest, source->users[i].self.name.text);
	return asking->question.host.user ||
	       refuse_name(asking, "user", "a user of the configuration",
			   &nearest);
}

static bool read_group(struct asking *asking, const char *value)
{
	const struct config_source *source = asking->ruleset->source;
	struct policy_host *host = &asking->question.host;
	uint16_t group = policy_group_number(asking->ruleset->policy, value);
	struct nearest nearest = suggest_for(value);

	for (size_t i = 0; !group && i < source->group_count; i++)
		suggest_offer(&nearest, source->groups[i].name.text);
	if (!group || host->group_count == POLICY_FED)
		return refuse_name(asking, "group",
				   "up to 8 groups of the configuration",
				   &nearest);
	host->groups[host->group_count++] = group;
	return true;
}

static bool read_address(struct asking *asking, const char *value)
{
	asking->has_address = true;
	return packet_address_parse(value, &asking->question.host.address) ==
		       0 ||
	       refuse(asking, "address", "an address", value);
}

static bool read_mac(struct asking *asking, const char *value)
{
	asking->question.host.has_mac = true;
	return packet_mac_parse(value, &asking->question.host.mac) == 0 ||
	       refuse(asking, "mac", "a MAC address", value);
}

/* The whole of it, from @least to @most. */
static bool read_number(const char *value, unsigned least, unsigned most,
			unsigned *number)
{
	char *end;
	unsigned long read;

	if (*value < '0' || *value > '9')
		return false;
	read = strtoul(value, &end, 10);
	*number = (unsigned)read;
	return !*end && read >= least && read <= most;
}

static bool read_vlan(struct asking *asking, const char *value)
{
	struct policy_host *host = &asking->question.host;
	unsigned outer, inner = 0;
	char copy[16];
	char *dot;

	if (strlen(value) >= sizeof(copy))
		return refuse(asking, "vlan", "a VLAN", value);
	snprintf(copy, sizeof(copy), "%s", value);
	dot = strchr(copy, '.');
	if (dot)
		*dot++ = '\0';
	if (!read_number(copy, 1, 4094, &outer) ||
	    (dot && !read_number(dot, 1, 4094, &inner)))
		return refuse(asking, "vlan", "a VLAN", value);
	host->vlan = (uint16_t)outer;
	host->inner_vlan = (uint16_t)inner;
	return true;
}

static bool read_interface(struct asking *asking, const char *value)
{
	struct policy_host *host = &asking->question.host;

	if (strlen(value) >= sizeof(host->interface))
		return refuse(asking, "interface", "a name of an interface",
			      value);
	strcpy(host->interface, value);
	return true;
}

static bool read_application(struct asking *asking, const char *value)
{
	const struct signature_set *set = asking->ruleset->signatures;
	struct nearest nearest = suggest_for(value);

	asking->question.application = signature_set_application(set, value);
	signature_set_offer_applications(set, &nearest);
	return asking->question.application ||
	       refuse_name(asking, "application", "one of a signature file",
			   &nearest);
}

static bool read_activity(struct asking *asking, const char *value)
{
	const struct signature_set *set = asking->ruleset->signatures;
	struct nearest nearest = suggest_for(value);

	asking->question.activity = signature_set_activity(set, value);
	signature_set_offer_activities(set, &nearest);
	return asking->question.activity ||
	       refuse_name(asking, "activity", "one of a signature file",
			   &nearest);
}

static bool read_confidence(struct asking *asking, const char *value)
{
	unsigned number;

	if (!read_number(value, 0, 100, &number))
		return refuse(asking, "confidence", "0 to 100", value);
	asking->question.confidence = (uint8_t)number;
	return true;
}

static bool read_direction(struct asking *asking, const char *value)
{
	if (strcmp(value, "outgoing") == 0)
		asking->question.direction = POLICY_OUTGOING;
	else if (strcmp(value, "incoming") == 0)
		asking->question.direction = POLICY_INCOMING;
	else
		return refuse(asking, "direction", "outgoing or incoming",
			      value);
	return true;
}

static bool read_peer(struct asking *asking, const char *value)
{
	return packet_address_parse(value, &asking->question.peer) == 0 ||
	       refuse(asking, "peer", "an address", value);
}

static bool read_peer_port(struct asking *asking, const char *value)
{
	unsigned number;

	if (!read_number(value, 1, UINT16_MAX, &number))
		return refuse(asking, "peer_port", "a port", value);
	asking->question.peer_port = (uint16_t)number;
	return true;
}

static bool read_exceeded(struct asking *asking, const char *value)
{
	const struct config_source *source = asking->ruleset->source;
	uint16_t number = policy_quotas_find(asking->ruleset->quotas, value);
	struct nearest nearest = suggest_for(value);

	for (size_t i = 0; !number && i < source->quota_count; i++)
		suggest_offer(&nearest, source->quotas[i].name.text);
	if (!number)
		return refuse_name(asking, "exceeded",
				   "a quota of the configuration", &nearest);
	asking->question.exceeded |= UINT64_C(1) << (number - 1);
	return true;
}

/* UTC; the seconds and the Z may be left out. */
static bool read_time(struct asking *asking, const char *value)
{
	struct tm tm = {0};
	const char *end = strptime(value, "%Y-%m-%dT%H:%M", &tm);
	time_t seconds;
	int day = tm.tm_mday;

	if (end && *end == ':')
		end = strptime(end, ":%S", &tm);
	if (end && *end == 'Z')
		end++;
	seconds = timegm(&tm);
	if (!end || *end || seconds < 0 || tm.tm_mday != day)
		return refuse(asking, "time", "UTC such as 2026-11-20T10:00",
			      value);
	asking->time_us = (usec_t)seconds * USEC_PER_SEC;
	return true;
}

static const struct {
	const char *name;
	bool (*read)(struct asking *asking, const char *value);
	bool repeats;
} keys[] = {
	{"user", read_user, false},
	{"group", read_group, true},
	{"address", read_address, false},
	{"mac", read_mac, false},
	{"vlan", read_vlan, false},
	{"interface", read_interface, false},
	{"application", read_application, false},
	{"activity", read_activity, false},
	{"confidence", read_confidence, false},
	{"direction", read_direction, false},
	{"peer", read_peer, false},
	{"peer_port", read_peer_port, false},
	{"exceeded", read_exceeded, true},
	{"time", read_time, false},
};

static bool read_key(struct asking *asking, size_t i, const char *value)
{
	uint32_t bit = UINT32_C(1) << i;

	if ((asking->given & bit) && !keys[i].repeats) {
		text_append(asking->why, "\"%s\" is given twice", keys[i].name);
		return false;
	}
	asking->given |= bit;
	return keys[i].read(asking, value);
}

static bool read_pair(struct asking *asking, char *pair)
{
	char *value = strchr(pair, '=');
	char hint[NEAREST_TEXT];
	struct nearest nearest;

	if (value)
		*value++ = '\0';
	nearest = suggest_for(pair);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (value && strcmp(pair, keys[i].name) == 0)
			return read_key(asking, i, value);
		suggest_offer(&nearest, keys[i].name);
	}
	text_append_quoted(asking->why, pair);
	text_append(asking->why, " is no key with a value%s",
		    value ? suggest_print(&nearest, hint) : "");
	return false;
}

/* Where a user is known to be, unless it is said. */
static void place_user(struct asking *asking)
{
	struct policy_host *host = &asking->question.host;
	const struct config_members *members;

	if (!host->user)
		return;
	members = &asking->ruleset->source->users[host->user - 1].self.members;
	if (!asking->has_address && members->networks.count) {
		asking->has_address = true;
		host->address = members->networks.items[0].address;
	}
	if (!host->has_mac && members->macs.count) {
		host->has_mac = true;
		host->mac = members->macs.items[0];
	}
	if (!host->vlan && members->vlans.count) {
		host->vlan = members->vlans.items[0].outer;
		host->inner_vlan = members->vlans.items[0].inner;
	}
	if (!host->interface[0] && members->interfaces.count)
		strcpy(host->interface, members->interfaces.items[0].text);
}

static bool read_all(struct asking *asking, const char *asked)
{
	char *copy = strdup(asked), *rest = copy, *pair;
	bool good = copy;

	while (good && (pair = strsep(&rest, ",")))
		good = read_pair(asking, pair);
	free(copy);
	if (!good)
		return false;
	if (!asking->question.application) {
		text_append(asking->why, "\"application\" is missing");
		return false;
	}
	place_user(asking);
	policy_active_schedules_at(asking->ruleset->policy, asking->time_us,
				   &asking->open);
	asking->question.open = &asking->open;
	return true;
}

/* ---- answering ---- */

static void print_asked(const struct asking *asking, FILE *stream)
{
	const struct policy *policy = asking->ruleset->policy;
	const struct policy_question *q = &asking->question;
	struct policy_answer who = policy_identify(policy, &q->host);
	const char *user = policy_user_name(policy, who.user);
	const char *group = policy_group_name(policy, who.group);
	const char *activity = signature_set_activity_name(
		asking->ruleset->signatures, q->activity);
	char address[PACKET_ADDRESS_TEXT], when[TIME_TEXT];
	time_t seconds = (time_t)(asking->time_us / USEC_PER_SEC);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	packet_address_print(&q->host.address, address);
	fprintf(stream, "%s%s%s, first group %s: %s, %s, confidence %u, %s\n",
		user ? user : "nobody known",
		asking->has_address ? " at " : " without an address",
		asking->has_address ? address : "", group ? group : "none",
		signature_set_application_name(asking->ruleset->signatures,
					       q->application),
		activity ? activity : "no activity", q->confidence, when);
}

static const char *reason_text(enum policy_reason reason)
{
	static const char *const texts[] = {
		[POLICY_NOT_WHO] = "is for other users or groups",
		[POLICY_NOT_APPLICATION] = "is about other applications",
		[POLICY_NOT_ACTIVITY] = "is about other activities",
		[POLICY_NOT_DIRECTION] = "is about the other direction",
		[POLICY_NOT_PEER] = "is about other peers",
		[POLICY_NOT_PORT] = "is about other ports of the peer",
		[POLICY_NOT_NOW] = "has no time table that is open",
		[POLICY_NOT_QUOTA] = "wants its quota in another state",
		[POLICY_NOT_SURE] = "wants more confidence",
	};

	return texts[reason];
}

static void print_action(const struct ruleset *ruleset,
			 const struct policy_action *action, FILE *stream)
{
	const struct policy_class *class =
		policy_classes_get(ruleset->classes, action->class);

	fputs(packet_action_name(action->action), stream);
	if (class)
		fprintf(stream, ", class %s", class->name);
	if (action->dscp)
		fprintf(stream, ", DSCP %u", action->dscp - 1U);
	if (action->loss)
		fprintf(stream, ", loss %u.%02u %%", action->loss / 100U,
			action->loss % 100U);
	if (action->rate_bps)
		fprintf(stream, ", %llu bit/s",
			(unsigned long long)action->rate_bps);
	fputs("\n", stream);
}

static void print_place(const struct ruleset *ruleset, uint16_t rule,
			FILE *stream)
{
	const struct config_name *name = &ruleset->source->rules[rule - 1].name;

	fprintf(stream, "%s:%u: %s: ", name->place.file, name->place.line,
		name->text);
}

int config_explain(const struct ruleset *ruleset, const char *asked,
		   const struct config_explain_feed *feed, usec_t now,
		   FILE *stream, struct text *why)
{
	struct asking asking = {
		.ruleset = ruleset,
		.question = {.confidence = 100},
		.time_us = now,
		.why = why,
	};
	struct policy_answer answer;
	unsigned end;

	if (!read_all(&asking, asked))
		return -EINVAL;
	/* a user or groups that are asked about are as if a feed said them */
	if (!asking.question.host.user && !asking.question.host.group_count)
		feed->tell(feed->context, asking.time_us,
			   &asking.question.host);
	answer = policy_decide(ruleset->policy, &asking.question);
	end = answer.rule ? answer.rule
			  : (unsigned)policy_rule_count(ruleset->policy);
	print_asked(&asking, stream);
	for (unsigned i = 1; i <= end && i != answer.rule; i++) {
		print_place(ruleset, (uint16_t)i, stream);
		fprintf(stream, "does not apply: %s\n",
			reason_text(policy_explain(ruleset->policy, (uint16_t)i,
						   &asking.question)));
	}
	if (answer.rule) {
		print_place(ruleset, answer.rule, stream);
		fputs("applies: ", stream);
	} else {
		fputs("no rule applies: ", stream);
	}
	print_action(
		ruleset,
		policy_action_of(ruleset->policy, answer.rule, answer.level),
		stream);
	return 0;
}
