/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host rules: the events of one host within a window. Exact: a rule reads the
 * events themselves; a ring of the host keeps HOST_EVENTS of them, and all events
 * of a rule are in one ring. The caller holds the host locked.
 */
#include "signature/match.h"

#include "signature/compiled.h"

static bool mask_fits(uint8_t mask, uint32_t a, uint32_t b, uint8_t bit,
		      bool same)
{
	return !(mask & bit) || (a == b) == same;
}

/* Return whether both events agree, or differ, in all that the mask names. */
static bool all_fit(uint8_t mask, const struct host_event *a,
		    const struct host_event *b, bool same)
{
	return mask_fits(mask, a->peer, b->peer, RULE_PEER, same) &&
	       mask_fits(mask, a->flow, b->flow, RULE_FLOW, same) &&
	       mask_fits(mask, a->key, b->key, RULE_KEY, same) &&
	       mask_fits(mask, a->port, b->port, RULE_PORT, same);
}

/* Return whether @earlier may directly precede @later in the rule. */
static bool events_join(const struct signature_rule *rule,
			const struct host_event *earlier,
			const struct host_event *later)
{
	usec_t between = usec_since(later->time_us, earlier->time_us);

	if (rule->has_after &&
	    (between < rule->after.low || between > rule->after.high))
		return false;
	return all_fit(rule->same, earlier, later, true) &&
	       all_fit(rule->different, earlier, later, false);
}

static bool in_window(const struct signature_rule *rule,
		      const struct host_event *event, usec_t now)
{
	return !rule->within_us ||
	       usec_since(now, event->time_us) <= rule->within_us;
}

/*
 * Return whether the events up to the one at @age complete the rule's order.
 * @since: out: time of the first of them
 */
static bool order_completes(const struct signature_rule *rule,
			    const struct host_ring *ring, unsigned age,
			    usec_t now, usec_t *since)
{
	const struct host_event *later = host_past_event(ring, age);

	for (int step = rule->event_count - 2; step >= 0; step--) {
		const struct host_event *it;

		for (age++; (it = host_past_event(ring, age)); age++)
			if (it->event == rule->events[step] &&
			    events_join(rule, it, later))
				break;
		if (!it || !in_window(rule, it, now))
			return false;
		later = it;
	}
	*since = later->time_us;
	return true;
}

/* A few distinct values. */
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

/* Keys, each with its distinct peers. */
struct keyed {
	uint32_t keys[HOST_EVENTS], peers[HOST_EVENTS];
	unsigned pairs;
	unsigned count; /* keys with enough peers */
};

static void keyed_add(struct keyed *keyed, uint32_t key, uint32_t peer,
		      unsigned enough)
{
	unsigned of_key = 1;

	for (unsigned i = 0; i < keyed->pairs; i++) {
		if (keyed->keys[i] == key && keyed->peers[i] == peer)
			return;
		of_key += keyed->keys[i] == key;
	}
	keyed->keys[keyed->pairs] = key;
	keyed->peers[keyed->pairs++] = peer;
	keyed->count += of_key == enough;
}

/* Counts of a rule within its window. */
struct order_counts {
	struct distinct peers; /* of completed orders */
	struct keyed keys;     /* of completed orders */
	unsigned times;	       /* completed orders */
	unsigned of;	       /* events `share_of`: 100 per cent */
};

static bool counts_suffice(const struct signature_rule *rule,
			   const struct order_counts *counts)
{
	return counts->times >= rule->at_least &&
	       counts->peers.count >= rule->peers &&
	       counts->keys.count >= rule->keys &&
	       counts->times * 100 >= rule->share * counts->of;
}

/* Count one event of the window; @newest completes the rule. */
static void count_event(const struct signature_rule *rule,
			const struct host_ring *ring, unsigned age,
			const struct host_event *newest,
			struct order_counts *counts, usec_t *since)
{
	const struct host_event *it = host_past_event(ring, age);
	usec_t began;

	if (!all_fit(rule->each, it, newest, true))
		return;
	if (rule->of && it->event == rule->of)
		counts->of++;
	if (it->event != newest->event ||
	    !order_completes(rule, ring, age, newest->time_us, &began))
		return;
	*since = began;
	counts->times++;
	if (rule->peers > 1)
		distinct_add(&counts->peers, it->peer);
	if (rule->keys > 1)
		keyed_add(&counts->keys, it->key, it->peer, rule->key_peers);
}

/*
 * The newest event must complete the order itself, because its flow gets the
 * evidence. Earlier completions only count. @since: out: time of the oldest event
 * that counts
 */
static bool rule_holds(const struct signature_rule *rule,
		       const struct host_ring *ring, usec_t *since)
{
	const struct host_event *newest = host_past_event(ring, 0);
	const struct host_event *it;
	struct order_counts counts;

	counts.times = counts.of = 0;
	counts.peers.count = rule->peers <= 1;
	counts.keys.pairs = 0;
	counts.keys.count = rule->keys <= 1;
	if (!order_completes(rule, ring, 0, newest->time_us, since))
		return false;
	for (unsigned age = 0; (it = host_past_event(ring, age)); age++) {
		if (!in_window(rule, it, newest->time_us))
			break;
		count_event(rule, ring, age, newest, &counts, since);
		/*
		 * the share is known only when the ring holds the whole window
		 */
		if (!rule->of && counts_suffice(rule, &counts))
			return true;
	}
	return counts_suffice(rule, &counts);
}

/* Return whether an event of `unless` happened in the window. */
static bool rule_is_refuted(const struct signature_rule *rule,
			    const struct host_ring *ring)
{
	const struct host_event *newest = host_past_event(ring, 0);
	const struct host_event *it;

	for (unsigned age = 0;
	     rule->unless_count && (it = host_past_event(ring, age)); age++)
		for (unsigned i = 0; i < rule->unless_count; i++)
			if (it->event == rule->unless[i] &&
			    in_window(rule, it, newest->time_us))
				return true;
	return false;
}

void signature_rule_prove(const struct signature_set *set, struct host *host,
			  const struct host_event *event,
			  struct signature_outcome *outcome)
{
	struct host_ring *ring = &host->rings[set->event_rings[event->event]];
	unsigned first = outcome->found_count, last;

	host_push_event(ring, event);
	for (size_t i = 0; i < set->rule_count; i++) {
		const struct signature_rule *rule = &set->rules[i];
		usec_t since;

		if (rule->events[rule->event_count - 1] != event->event ||
		    outcome->found_count == SIGNATURE_FOUND_MOST ||
		    !rule_holds(rule, ring, &since) ||
		    rule_is_refuted(rule, ring))
			continue;
		outcome->found[outcome->found_count++] =
			(struct signature_found){.signature = rule->signature,
						 .key = event->key,
						 .since_us = since};
	}
	/* ends: only rules further down use an event that a rule raises */
	last = outcome->found_count;
	for (unsigned i = first; i < last; i++) {
		const struct signature_effect *effect =
			signature_set_effect(set, outcome->found[i].signature);
		struct host_event raised = *event;

		raised.event = effect->event;
		if (raised.event)
			signature_rule_prove(set, host, &raised, outcome);
	}
}
