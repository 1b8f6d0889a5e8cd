/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host rules: what the events of one host, in a window, say together. Exact: they
 * are asked of the events themselves, of which a host remembers HOST_EVENTS. The
 * caller holds the host.
 */
#include "signature/match.h"

#include "signature/compiled.h"

static bool fits(uint8_t mask, uint32_t a, uint32_t b, uint8_t bit, bool same)
{
	return !(mask & bit) || (a == b) == same;
}

/* May @earlier come just before @later in the rule? */
static bool events_join(const struct signature_rule *rule,
			const struct host_event *earlier,
			const struct host_event *later)
{
	usec_t between = usec_since(later->time_us, earlier->time_us);

	if (rule->dated &&
	    (between < rule->after.low || between > rule->after.high))
		return false;
	return fits(rule->same, earlier->peer, later->peer, RULE_PEER, true) &&
	       fits(rule->same, earlier->flow, later->flow, RULE_FLOW, true) &&
	       fits(rule->same, earlier->key, later->key, RULE_KEY, true) &&
	       fits(rule->different, earlier->peer, later->peer, RULE_PEER,
		    false) &&
	       fits(rule->different, earlier->flow, later->flow, RULE_FLOW,
		    false) &&
	       fits(rule->different, earlier->key, later->key, RULE_KEY, false);
}

static bool in_window(const struct signature_rule *rule,
		      const struct host_event *event, usec_t now)
{
	return !rule->within_us ||
	       usec_since(now, event->time_us) <= rule->within_us;
}

/* Do the events up to the one that is @age old complete the rule's order? */
static bool order_completes(const struct signature_rule *rule,
			    const struct host *host, unsigned age, usec_t now)
{
	const struct host_event *later = host_past_event(host, age);

	for (int step = rule->event_count - 2; step >= 0; step--) {
		const struct host_event *it;

		for (age++; (it = host_past_event(host, age)); age++)
			if (it->event == rule->events[step] &&
			    events_join(rule, it, later))
				break;
		if (!it || !in_window(rule, it, now))
			return false;
		later = it;
	}
	return true;
}

/* Distinct values, few. */
struct distinct {
	uint32_t values[HOST_EVENTS];
	unsigned count;
};

static void distinct_add(struct distinct *distinct, uint32_t value)
{
	for (unsigned i = 0; i < distinct->count; i++)
		if (distinct->values[i] == value)
			return;
	distinct->values[distinct->count++] = value;
}

/*
 * The newest event must complete the order itself: its flow is the one that gets
 * the evidence. Earlier completions count for "at_least" only.
 */
static bool rule_holds(const struct signature_rule *rule,
		       const struct host *host)
{
	const struct host_event *newest = host_past_event(host, 0);
	const struct host_event *it;
	struct distinct peers;
	unsigned times = 0;

	peers.count = 0;
	if (!order_completes(rule, host, 0, newest->time_us))
		return false;
	for (unsigned age = 0; (it = host_past_event(host, age)); age++) {
		if (!in_window(rule, it, newest->time_us))
			break;
		if (it->event != newest->event ||
		    !order_completes(rule, host, age, newest->time_us))
			continue;
		times++;
		distinct_add(&peers, it->peer);
		if (times >= rule->at_least && peers.count >= rule->peers)
			return true;
	}
	return false;
}

void signature_rules_prove(const struct signature_set *set, struct host *host,
			   const struct host_event *event,
			   struct signature_outcome *outcome)
{
	unsigned first = outcome->found_count, last;

	host_push_event(host, event);
	for (size_t i = 0; i < set->rule_count; i++) {
		const struct signature_rule *rule = &set->rules[i];

		if (rule->events[rule->event_count - 1] != event->event ||
		    outcome->found_count == SIGNATURE_FOUND_MOST ||
		    !rule_holds(rule, host))
			continue;
		outcome->found[outcome->found_count++] =
			(struct signature_found){.signature = rule->signature,
						 .key = event->key};
	}
	/* only rules further down ask for what a rule raises, so this ends */
	last = outcome->found_count;
	for (unsigned i = first; i < last; i++) {
		const struct signature_effect *effect =
			signature_effect_of(set, outcome->found[i].signature);
		struct host_event raised = *event;

		raised.event = effect->event;
		if (raised.event)
			signature_rules_prove(set, host, &raised, outcome);
	}
}
