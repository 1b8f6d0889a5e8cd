/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read a question to the policy from text, and print the answer. One thread.
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

/* A question while it is read. */
struct query {
	const struct ruleset *ruleset;
	struct policy_question question;
	struct policy_active_schedules schedules;
	usec_t time_us;
	bool has_address;
	uint32_t given; /* a bit for each row of `keys` */
	struct text *error;
};

/* ---- reading ---- */

static bool refuse_value(struct query *query, const char *key,
			 const char *expected, const char *value)
{
	text_append(query->error, "%s: expected %s, got ", key, expected);
	text_append_quoted(query->error, value);
	return false;
}

/* The same for a name, with a suggestion. */
static bool refuse_name(struct query *query, const char *key,
			const char *expected,
			const struct suggestion *suggestion)
{
	char hint[NEAREST_TEXT];

	refuse_value(query, key, expected, suggestion->word);
	text_append(query->error, "%s", suggest_print(suggestion, hint));
	return false;
}

static bool read_user(struct query *query, const char *value)
{
	const struct config_source *source = query->ruleset->source;
	struct suggestion suggestion = suggest_for(value);

	query->question.host.user =
		policy_user_number(query->ruleset->policy, value);
	for (size_t i = 0; i < source->user_count; i++)
		suggest_offer(&suggestion, source->users[i].self.name.text);
	return query->question.host.user ||
	       refuse_name(query, "user", "a user of the configuration",
			   &suggestion);
}

static bool read_group(struct query *query, const char *value)
{
	const struct config_source *source = query->ruleset->source;
	struct policy_host *host = &query->question.host;
	uint16_t group = policy_group_number(query->ruleset->policy, value);
	struct suggestion suggestion = suggest_for(value);

	for (size_t i = 0; !group && i < source->group_count; i++)
		suggest_offer(&suggestion, source->groups[i].name.text);
	if (!group || host->group_count == POLICY_FEED_GROUPS)
		return refuse_name(query, "group",
				   "up to 8 groups of the configuration",
				   &suggestion);
	host->groups[host->group_count++] = group;
	return true;
}

static bool read_address(struct query *query, const char *value)
{
	query->has_address = true;
	return packet_address_parse(value, &query->question.host.address) ==
		       0 ||
	       refuse_value(query, "address", "an address", value);
}

static bool read_mac(struct query *query, const char *value)
{
	query->question.host.has_mac = true;
	return packet_mac_parse(value, &query->question.host.mac) == 0 ||
	       refuse_value(query, "mac", "a MAC address", value);
}

/* Read a number from @least to @most that is the whole of @value. */
static bool read_whole_number(const char *value, unsigned least, unsigned most,
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

static bool read_vlan(struct query *query, const char *value)
{
	struct policy_host *host = &query->question.host;
	unsigned outer, inner = 0;
	char copy[16];
	char *dot;

	if (strlen(value) >= sizeof(copy))
		return refuse_value(query, "vlan", "a VLAN", value);
	snprintf(copy, sizeof(copy), "%s", value);
	dot = strchr(copy, '.');
	if (dot)
		*dot++ = '\0';
	if (!read_whole_number(copy, 1, 4094, &outer) ||
	    (dot && !read_whole_number(dot, 1, 4094, &inner)))
		return refuse_value(query, "vlan", "a VLAN", value);
	host->vlan = (uint16_t)outer;
	host->inner_vlan = (uint16_t)inner;
	return true;
}

static bool read_interface_name(struct query *query, const char *value)
{
	struct policy_host *host = &query->question.host;

	if (strlen(value) >= sizeof(host->interface))
		return refuse_value(query, "interface",
				    "the name of an interface", value);
	strcpy(host->interface, value);
	return true;
}

/* A name that signature files declare, whose number was looked up. */
static bool check_declared(struct query *query, const char *key,
			   const char *value, uint16_t number,
			   void (*offer)(const struct signature_set *set,
					 struct suggestion *suggestion))
{
	struct suggestion suggestion = suggest_for(value);

	if (number)
		return true;
	offer(query->ruleset->signatures, &suggestion);
	return refuse_name(query, key, "a name from a signature file",
			   &suggestion);
}

static bool read_application(struct query *query, const char *value)
{
	uint16_t number =
		signature_set_application(query->ruleset->signatures, value);

	query->question.application = number;
	return check_declared(query, "application", value, number,
			      signature_set_offer_applications);
}

static bool read_activity(struct query *query, const char *value)
{
	uint16_t number =
		signature_set_activity(query->ruleset->signatures, value);

	query->question.activity = number;
	return check_declared(query, "activity", value, number,
			      signature_set_offer_activities);
}

static bool read_confidence(struct query *query, const char *value)
{
	unsigned number;

	if (!read_whole_number(value, 0, 100, &number))
		return refuse_value(query, "confidence", "0 to 100", value);
	query->question.confidence = (uint8_t)number;
	return true;
}

static bool read_direction(struct query *query, const char *value)
{
	if (strcmp(value, "outgoing") == 0)
		query->question.direction = POLICY_OUTGOING;
	else if (strcmp(value, "incoming") == 0)
		query->question.direction = POLICY_INCOMING;
	else
		return refuse_value(query, "direction", "outgoing or incoming",
				    value);
	return true;
}

static bool read_peer(struct query *query, const char *value)
{
	return packet_address_parse(value, &query->question.peer) == 0 ||
	       refuse_value(query, "peer", "an address", value);
}

static bool read_peer_port(struct query *query, const char *value)
{
	unsigned number;

	if (!read_whole_number(value, 1, UINT16_MAX, &number))
		return refuse_value(query, "peer_port", "a port", value);
	query->question.peer_port = (uint16_t)number;
	return true;
}

static bool read_exceeded(struct query *query, const char *value)
{
	const struct config_source *source = query->ruleset->source;
	uint16_t number = policy_quotas_find(query->ruleset->quotas, value);
	struct suggestion suggestion = suggest_for(value);

	for (size_t i = 0; !number && i < source->quota_count; i++)
		suggest_offer(&suggestion, source->quotas[i].name.text);
	if (!number)
		return refuse_name(query, "exceeded",
				   "a quota of the configuration", &suggestion);
	query->question.exceeded |= UINT64_C(1) << (number - 1);
	return true;
}

/* UTC; seconds and Z are optional. */
static bool read_utc(struct query *query, const char *value)
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
		return refuse_value(query, "time",
				    "UTC such as 2026-11-20T10:00", value);
	query->time_us = (usec_t)seconds * USEC_PER_SEC;
	return true;
}

static const struct {
	const char *name;
	bool (*read)(struct query *query, const char *value);
	bool repeats;
} keys[] = {
	{"user", read_user, false},
	{"group", read_group, true},
	{"address", read_address, false},
	{"mac", read_mac, false},
	{"vlan", read_vlan, false},
	{"interface", read_interface_name, false},
	{"application", read_application, false},
	{"activity", read_activity, false},
	{"confidence", read_confidence, false},
	{"direction", read_direction, false},
	{"peer", read_peer, false},
	{"peer_port", read_peer_port, false},
	{"exceeded", read_exceeded, true},
	{"time", read_utc, false},
};

static bool read_key(struct query *query, size_t i, const char *value)
{
	uint32_t bit = UINT32_C(1) << i;

	if ((query->given & bit) && !keys[i].repeats) {
		text_append(query->error, "\"%s\" is given twice",
			    keys[i].name);
		return false;
	}
	query->given |= bit;
	return keys[i].read(query, value);
}

static bool read_pair(struct query *query, char *pair)
{
	char *value = strchr(pair, '=');
	char hint[NEAREST_TEXT];
	struct suggestion suggestion;

	if (value)
		*value++ = '\0';
	suggestion = suggest_for(pair);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (value && strcmp(pair, keys[i].name) == 0)
			return read_key(query, i, value);
		suggest_offer(&suggestion, keys[i].name);
	}
	text_append_quoted(query->error, pair);
	text_append(query->error, ": expected KEY=VALUE with a known key%s",
		    value ? suggest_print(&suggestion, hint) : "");
	return false;
}

/* Unless the question says where the user is, take it from the configuration. */
static void locate_user(struct query *query)
{
	struct policy_host *host = &query->question.host;
	const struct config_members *members;

	if (!host->user)
		return;
	members = &query->ruleset->source->users[host->user - 1].self.members;
	if (!query->has_address && members->networks.count) {
		query->has_address = true;
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

static bool read_question(struct query *query, const char *question)
{
	char *copy = strdup(question), *rest = copy, *pair;
	bool good = copy;

	while (good && (pair = strsep(&rest, ",")))
		good = read_pair(query, pair);
	free(copy);
	if (!good)
		return false;
	if (!query->question.application) {
		text_append(query->error, "\"application\" is missing");
		return false;
	}
	locate_user(query);
	policy_active_schedules_at(query->ruleset->policy, query->time_us,
				   &query->schedules);
	query->question.schedules = &query->schedules;
	return true;
}

/* ---- answering ---- */

static void print_question(const struct query *query, FILE *stream)
{
	const struct policy *policy = query->ruleset->policy;
	const struct policy_question *q = &query->question;
	struct policy_answer subject = policy_identify(policy, &q->host);
	const char *user = policy_user_name(policy, subject.user);
	const char *group = policy_group_name(policy, subject.group);
	const char *activity = signature_set_activity_name(
		query->ruleset->signatures, q->activity);
	char address[PACKET_ADDRESS_TEXT], when[TIME_TEXT];
	time_t seconds = (time_t)(query->time_us / USEC_PER_SEC);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	packet_address_print(&q->host.address, address);
	fprintf(stream, "%s%s%s, first group %s: %s, %s, confidence %u, %s\n",
		user ? user : "unknown user",
		query->has_address ? " at " : " without an address",
		query->has_address ? address : "", group ? group : "none",
		signature_set_application_name(query->ruleset->signatures,
					       q->application),
		activity ? activity : "no activity", q->confidence, when);
}

static const char *reason_text(enum policy_reason reason,
			       const struct config_rule *rule)
{
	static const char *const texts[] = {
		[POLICY_OTHER_SUBJECT] = "is for other users or groups",
		[POLICY_OTHER_APPLICATION] = "is for other applications",
		[POLICY_OTHER_ACTIVITY] = "is for other activities",
		[POLICY_OTHER_DIRECTION] = "is for the other direction",
		[POLICY_OTHER_PEER] = "is for other peers",
		[POLICY_OTHER_PORT] = "is for other ports of the peer",
		[POLICY_NOT_SCHEDULED] = "none of its time tables is active",
		[POLICY_LOW_CONFIDENCE] = "needs a higher confidence",
	};

	if (reason == POLICY_OTHER_QUOTA)
		return rule->exceeded ? "its quota is not exceeded"
				      : "its quota is exceeded";
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

static void print_rule_place(const struct config_rule *rule, FILE *stream)
{
	fprintf(stream, "%s:%u: %s: ", rule->name.place.file,
		rule->name.place.line, rule->name.text);
}

static void print_answer(const struct query *query,
			 const struct policy_answer *answer, FILE *stream)
{
	const struct ruleset *ruleset = query->ruleset;
	const struct config_rule *rules = ruleset->source->rules;
	unsigned end =
		answer->rule ? answer->rule
			     : (unsigned)policy_rule_count(ruleset->policy) + 1;

	print_question(query, stream);
	for (unsigned i = 1; i < end; i++) {
		enum policy_reason reason = policy_explain(
			ruleset->policy, (uint16_t)i, &query->question);

		print_rule_place(&rules[i - 1], stream);
		fprintf(stream, "does not apply: %s\n",
			reason_text(reason, &rules[i - 1]));
	}
	if (answer->rule)
		print_rule_place(&rules[answer->rule - 1], stream);
	fputs(answer->rule ? "applies: " : "no rule applies: ", stream);
	print_action(
		ruleset,
		policy_action_of(ruleset->policy, answer->rule, answer->level),
		stream);
}

char *config_explain(const struct ruleset *ruleset, const char *question,
		     const struct config_explain_feed *feed, usec_t now,
		     struct text *error)
{
	struct query query = {
		.ruleset = ruleset,
		.question = {.confidence = 100},
		.time_us = now,
		.error = error,
	};
	struct policy_answer answer;
	char *text = NULL;
	size_t size = 0;
	FILE *stream;

	if (!read_question(&query, question)) {
		errno = EINVAL;
		return NULL;
	}
	/* a question that names a user or groups overrides the feed */
	if (!query.question.host.user && !query.question.host.group_count)
		feed->lookup(feed->context, query.time_us,
			     &query.question.host);
	answer = policy_decide(ruleset->policy, &query.question);
	stream = open_memstream(&text, &size);
	if (stream) {
		print_answer(&query, &answer, stream);
		if (fclose(stream) == 0)
			return text;
		free(text);
	}
	text_append(error, "%s", strerror(ENOMEM));
	errno = ENOMEM;
	return NULL;
}
