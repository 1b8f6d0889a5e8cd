/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From packets and calls to counts, and from counts to exhausted quotas. A count moves on
 * to its present period whenever it is touched, so that no walk over all counts is needed
 * when a period ends.
 *
 * Lock: stripes of counts one at a time, after the flow's.
 */
#include "engine/quota.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/packet_context.h"
#include "engine/subject.h"
#include "flow/flow.h"
#include "flow/meter.h"
#include "host/quota.h"
#include "packet/packet.h"
#include "packet/verdict.h"
#include "policy/policy.h"
#include "policy/quota.h"
#include "report/report.h"

/* Packets of several queues are as much out of order as a worker's clock allows. */
#define CLOCK_BACK_MOST (10 * USEC_PER_SEC)

_Static_assert(sizeof(struct address) <= HOST_QUOTA_SUBJECT, "an address fits");

/* ---- the subject of a count ---- */

static void key_for(const struct ruleset *ruleset,
		    const struct policy_quota *quota,
		    const struct policy_quota_whose *whose,
		    const struct address *address, struct host_quota_key *key)
{
	const struct policy *policy = ruleset->policy;
	const char *name = NULL;

	memset(key, 0, sizeof(*key));
	key->slot = quota->slot;
	key->kind = whose->per;
	if (whose->per == POLICY_QUOTA_USER)
		name = policy_user_name(policy, whose->number);
	else if (whose->per == POLICY_QUOTA_GROUP)
		name = policy_group_name(policy, whose->number);
	if (name) {
		memcpy(key->subject, name, strnlen(name, sizeof(key->subject)));
	} else {
		/* bytes of an address are no name, and no text for the checkpoint */
		key->kind = POLICY_QUOTA_HOST;
		memcpy(key->subject, address, sizeof(*address));
	}
}

/* Return false when the quota is not for this host. */
static bool key_of_host(const struct ruleset *ruleset,
			const struct policy_quota *quota,
			const struct policy_host *host,
			struct host_quota_key *key)
{
	struct policy_quota_whose whose;

	if (!policy_quota_whose(ruleset->policy, quota, host, &whose))
		return false;
	key_for(ruleset, quota, &whose, &host->address, key);
	return true;
}

/* ---- a count ---- */

/* Use to be added. */
struct use {
	usec_t now;
	uint64_t bytes;
	usec_t call_from, call_until; /* of a call; or 0 */
	bool free;		      /* the call's packets are dropped */
	uint16_t activity;
};

static void count_start_period(struct host_quota_count *count,
			       const struct policy_quota *quota, usec_t now)
{
	struct policy_span span = policy_period_at(&quota->period, now);

	count->from_us = span.from;
	count->until_us = span.until;
}

/* A clock that was put back makes no use smaller. */
static void count_follow_clock(struct host_quota_count *count,
			       const struct policy_quota *quota, usec_t now)
{
	if (now >= count->until_us) {
		count->used = 0;
		count_start_period(count, quota, now);
	} else if (usec_since(count->from_us, now) > CLOCK_BACK_MOST) {
		count_start_period(count, quota, now);
		count->last_us = 0;
	}
}

/* Add the part of the call that was not counted for another call before. */
static void count_add_call(struct host_quota_count *count,
			   const struct use *use)
{
	usec_t from = use->call_from;

	if (from < count->last_us)
		from = count->last_us;
	if (from < count->from_us)
		from = count->from_us;
	if (!use->free)
		host_quota_add(count, usec_since(use->call_until, from));
	if (count->last_us < use->call_until)
		count->last_us = use->call_until;
}

/* Return whether the quota is used up by it. */
static bool quota_add_use(struct engine *engine,
			  const struct policy_quota *quota,
			  const struct host_quota_key *key,
			  const struct use *use)
{
	struct host_quota_count *count;
	bool was_exceeded, is_exceeded;
	unsigned stripe;

	count = host_quotas_acquire(engine->quotas, key, use->now, &stripe);
	if (!count)
		return false;
	count_follow_clock(count, quota, use->now);
	was_exceeded = count->used >= quota->most;
	if (quota->unit == POLICY_QUOTA_CALLS)
		count_add_call(count, use);
	else
		host_quota_add(count, use->bytes);
	is_exceeded = count->used >= quota->most;
	host_quotas_release(engine->quotas, stripe);
	return is_exceeded && !was_exceeded;
}

/* ---- packets and calls ---- */

/* A local end of a flow. */
struct end {
	unsigned direction; /* in which it sends */
	struct endpoint self;
	struct policy_answer answer; /* user and group */
	struct policy_host host;     /* if `resolved` */
	bool resolved;
};

/*
 * A flow that had no user when it was decided: the card of its host may have become known
 * since, and with it a user. The first attachment of an address outdates no decision.
 */
static void identify_by_card(const struct engine *engine,
			     const struct engine_packet_context *pkt,
			     unsigned direction, usec_t now,
			     struct policy_answer *answer)
{
	struct policy_host host;

	if (answer->user ||
	    !engine_subject_needs_attachment(engine, pkt->ruleset))
		return;
	engine_subject_of_flow(engine, pkt->ruleset, pkt->flow, direction, now,
			       &host);
	*answer = policy_identify(pkt->ruleset->policy, &host);
}

/* Collect the local ends of a flow. Return how many. */
static unsigned local_ends_of(const struct engine *engine,
			      const struct engine_packet_context *pkt,
			      usec_t now, struct end *ends)
{
	const struct flow *flow = pkt->flow;
	unsigned count = 0;

	for (unsigned direction = 0; direction < 2; direction++) {
		struct end *end = &ends[count];

		if (!flow_is_local(flow, direction))
			continue;
		end->direction = direction;
		end->self = flow_endpoint(flow, direction);
		end->resolved = false;
		engine_subject_identify(engine, pkt->ruleset, flow, direction,
					now, &end->answer);
		identify_by_card(engine, pkt, direction, now, &end->answer);
		count++;
	}
	return count;
}

/*
 * A quota for users needs no more than the flow's user. One for groups, or counted by
 * group, needs all groups of the host, of which the flow has only one.
 */
static bool key_of_end(const struct engine *engine,
		       const struct engine_packet_context *pkt,
		       const struct policy_quota *quota, struct end *end,
		       usec_t now, struct host_quota_key *key)
{
	struct policy_quota_whose whose;

	if (!policy_quota_needs_groups(quota)) {
		if (!policy_quota_whose_user(quota, end->answer.user, &whose))
			return false;
		key_for(pkt->ruleset, quota, &whose, &end->self.address, key);
		return true;
	}
	if (!end->resolved)
		engine_subject_of_flow(engine, pkt->ruleset, pkt->flow,
				       end->direction, now, &end->host);
	end->resolved = true;
	return key_of_host(pkt->ruleset, quota, &end->host, key);
}

/* Two ends of the same user, group or host count once. */
static bool add_ends(struct engine *engine,
		     const struct engine_packet_context *pkt,
		     const struct policy_quota *quota, struct end *ends,
		     unsigned count, const struct use *use)
{
	struct host_quota_key keys[2];
	unsigned found = 0;
	bool used_up = false;

	for (unsigned i = 0; i < count; i++)
		if (policy_quota_counts(quota, use->activity,
					ends[i].direction == FLOW_ORIG
						? POLICY_OUTGOING
						: POLICY_INCOMING) &&
		    key_of_end(engine, pkt, quota, &ends[i], use->now,
			       &keys[found]))
			found++;
	if (found == 2 && memcmp(&keys[0], &keys[1], sizeof(keys[0])) == 0)
		found = 1;
	for (unsigned i = 0; i < found; i++)
		used_up |= quota_add_use(engine, quota, &keys[i], use);
	return used_up;
}

static bool add_to_quotas(struct engine *engine,
			  const struct engine_packet_context *pkt,
			  unsigned unit, const struct use *use)
{
	const struct ruleset *ruleset = pkt->ruleset;
	uint64_t naming = policy_quotas_naming(ruleset->quotas, unit,
					       pkt->flow->application);
	struct end ends[2];
	bool used_up = false;
	unsigned count;

	if (!naming)
		return false;
	count = local_ends_of(engine, pkt, use->now, ends);
	for (uint16_t number = 1; naming; number++, naming >>= 1)
		if (naming & 1)
			used_up |= add_ends(
				engine, pkt,
				policy_quotas_get(ruleset->quotas, number),
				ends, count, use);
	if (used_up)
		engine_outdate(engine);
	return used_up;
}

bool engine_quota_pass(struct engine *engine,
		       const struct engine_packet_context *pkt, uint64_t bytes,
		       usec_t now)
{
	const struct use use = {
		.now = now,
		.bytes = bytes,
		.activity = pkt->flow->activity,
	};

	return add_to_quotas(engine, pkt, POLICY_QUOTA_BYTES, &use);
}

bool engine_quota_call(struct engine *engine,
		       const struct engine_packet_context *pkt,
		       const struct flow_call *call)
{
	const struct use use = {
		.now = pkt->time_us,
		.call_from = call->start_us,
		.call_until = call->last_us,
		.free = packet_action_drops(pkt->flow->action),
		.activity = call->activity,
	};

	return call->start_us &&
	       add_to_quotas(engine, pkt, POLICY_QUOTA_CALLS, &use);
}

/* ---- exhausted quotas ---- */

uint64_t engine_quota_exceeded(const struct engine *engine,
			       const struct ruleset *ruleset,
			       const struct policy_host *host, usec_t now)
{
	uint64_t asked = policy_asked_quotas(ruleset->policy), exceeded = 0;
	struct host_quota_count count;
	struct host_quota_key key;

	for (uint16_t number = 1; asked; number++, asked >>= 1) {
		const struct policy_quota *quota =
			policy_quotas_get(ruleset->quotas, number);

		if ((asked & 1) && key_of_host(ruleset, quota, host, &key) &&
		    host_quotas_look(engine->quotas, &key, &count) &&
		    count.until_us > now && count.used >= quota->most)
			exceeded |= UINT64_C(1) << (number - 1);
	}
	return exceeded;
}

bool engine_quota_follow_clock(struct engine *engine,
			       const struct ruleset *ruleset,
			       struct engine_quota_span *span, usec_t now)
{
	bool same = revision_is(&ruleset->revision, span->revision);

	if (same && now >= span->span.from && now < span->span.until)
		return false;
	span->span = policy_quotas_span(ruleset->quotas, now);
	span->revision = ruleset->revision.number;
	if (!same)
		return false; /* the reload outdated all flows */
	engine_outdate(engine);
	return true;
}

/* ---- another ruleset ---- */

struct retiring {
	const struct ruleset *old, *ruleset;
	usec_t now;
	uint64_t forgotten[POLICY_QUOTAS_MOST]; /* by number in the old one */
};

static bool retire_count(void *context, const struct host_quota_key *key,
			 struct host_quota_count *count)
{
	struct retiring *retiring = context;
	const struct policy_quota *quota = policy_quotas_get(
		retiring->ruleset->quotas,
		policy_quotas_of_slot(retiring->ruleset->quotas, key->slot));
	uint16_t before;

	if (quota) {
		if (count->until_us > retiring->now)
			count_start_period(count, quota, retiring->now);
		return true;
	}
	before = policy_quotas_of_slot(retiring->old->quotas, key->slot);
	if (before)
		retiring->forgotten[before - 1]++;
	return false;
}

void engine_quota_retire(struct engine *engine, const struct ruleset *old,
			 usec_t now)
{
	struct retiring retiring = {
		.old = old,
		.ruleset = atomic_load(&engine->ruleset),
		.now = now,
	};

	if (!old->quotas)
		return;
	host_quotas_each(engine->quotas, retire_count, &retiring);
	for (uint16_t i = 1; i <= policy_quotas_count(old->quotas); i++) {
		const struct policy_quota *quota =
			policy_quotas_get(old->quotas, i);

		if (!policy_quotas_of_slot(retiring.ruleset->quotas,
					   quota->slot))
			log_warnx(
				"quota \"%s\": removed or redefined: use of "
				"%llu subjects discarded",
				quota->name,
				(unsigned long long)retiring.forgotten[i - 1]);
	}
}

/* ---- for a report ---- */

struct collecting {
	const struct policy_quotas *quotas;
	struct report_quota *out;
	usec_t now;
};

static void name_use(const struct host_quota_key *key,
		     struct report_quota_use *use)
{
	struct address address;

	_Static_assert(REPORT_QUOTA_WHO > HOST_QUOTA_SUBJECT &&
			       REPORT_QUOTA_WHO >= PACKET_ADDRESS_TEXT,
		       "names fit");
	if (key->kind == POLICY_QUOTA_HOST) {
		memcpy(&address, key->subject, sizeof(address));
		packet_address_print(&address, use->who);
	} else {
		memcpy(use->who, key->subject, sizeof(key->subject));
		use->who[sizeof(key->subject)] = '\0';
	}
}

/* Most used first, equal ones by name, so that replays agree. */
static bool uses_more(const struct report_quota_use *use,
		      const struct report_quota_use *other)
{
	return use->used != other->used ? use->used > other->used
					: strcmp(use->who, other->who) < 0;
}

static void rank_use(struct report_quota *out,
		     const struct report_quota_use *use)
{
	size_t at = out->use_count;

	if (at == REPORT_QUOTA_USES && !uses_more(use, &out->uses[at - 1]))
		return;
	if (at < REPORT_QUOTA_USES)
		out->use_count++;
	else
		at--;
	for (; at && uses_more(use, &out->uses[at - 1]); at--)
		out->uses[at] = out->uses[at - 1];
	out->uses[at] = *use;
}

static bool collect_use(void *context, const struct host_quota_key *key,
			struct host_quota_count *count)
{
	struct collecting *all = context;
	uint16_t number = policy_quotas_of_slot(all->quotas, key->slot);
	const struct policy_quota *quota =
		policy_quotas_get(all->quotas, number);
	struct report_quota_use use = {.from_us = count->from_us,
				       .until_us = count->until_us};

	if (!quota || count->until_us <= all->now || !count->used)
		return true;
	use.used = count->used;
	use.exceeded = count->used >= quota->most;
	name_use(key, &use);
	all->out[number - 1].counted++;
	all->out[number - 1].exceeded += use.exceeded;
	rank_use(&all->out[number - 1], &use);
	return true;
}

struct report_quota *engine_quota_metrics(struct engine *engine, usec_t now,
					  size_t *count)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	struct collecting all = {.quotas = ruleset->quotas, .now = now};

	*count = policy_quotas_count(ruleset->quotas);
	all.out = *count ? calloc(*count, sizeof(*all.out)) : NULL;
	if (!all.out) {
		*count = 0;
		return NULL;
	}
	for (uint16_t i = 0; i < *count; i++) {
		const struct policy_quota *quota =
			policy_quotas_get(ruleset->quotas, (uint16_t)(i + 1));

		all.out[i].name = quota->name;
		all.out[i].of_calls = quota->unit == POLICY_QUOTA_CALLS;
		all.out[i].per = policy_quota_per_name(quota->per);
		all.out[i].period = policy_period_name(quota->period.length);
		all.out[i].limit = quota->most;
	}
	host_quotas_each(engine->quotas, collect_use, &all);
	return all.out;
}
