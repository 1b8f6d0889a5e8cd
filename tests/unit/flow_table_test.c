/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flow table against a twin that is a plain array: no hash, no stripes, no
 * wheels, and every flow is looked at each time.
 */
#include "flow/table.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"
#include "flow_sample.h"
#include "packet/verdict.h"

#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)
#define STRIPES 64 /* as the header says */

static const usec_t usual[FLOW_CLASSES] = {
	[FLOW_TCP_NEW] = 30 * SEC,     [FLOW_TCP_ESTABLISHED] = 3600 * SEC,
	[FLOW_TCP_CLOSED] = 10 * SEC,  [FLOW_UDP_NEW] = 60 * SEC,
	[FLOW_UDP_STREAM] = 180 * SEC,
};
static const struct hash_key other_key = {{42, 4711}};

/* ---- what was told of ended flows ---- */

struct ending {
	struct flow_key key;
	usec_t first_us, last_us;
	enum flow_end reason;
};

struct rule_counters {
	struct flow_sink sink;
	struct ending *endings;
	size_t count, room;
};

static void endings_note(struct flow_sink *sink, struct flow *flow,
			 enum flow_end reason)
{
	struct rule_counters *rule_counters = (struct rule_counters *)sink;

	if (rule_counters->count == rule_counters->room) {
		rule_counters->room =
			rule_counters->room ? rule_counters->room * 2 : 1024;
		rule_counters->endings = realloc(
			rule_counters->endings,
			rule_counters->room * sizeof(*rule_counters->endings));
		assert_non_null(rule_counters->endings);
	}
	rule_counters->endings[rule_counters->count++] =
		(struct ending){.key = flow->key,
				.first_us = flow->first_us,
				.last_us = flow_last(flow),
				.reason = reason};
}

static struct rule_counters endings_init(void)
{
	return (struct rule_counters){.sink.ended = endings_note};
}

static void check_same_endings(const struct rule_counters *a,
			       const struct rule_counters *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		const struct ending *x = &a->endings[i], *y = &b->endings[i];

		assert_memory_equal(&x->key, &y->key, sizeof(x->key));
		assert_int_equal(x->first_us, y->first_us);
		assert_int_equal(x->last_us, y->last_us);
		assert_int_equal(x->reason, y->reason);
	}
}

/* ---- one packet through the table ---- */

/* Return: the flow as it is after the packet; packets of both 0 when refused. */
static struct flow table_pass(struct flow_table *table,
			      const struct packet *packet,
			      struct rule_counters *rule_counters,
			      bool *created)
{
	struct flow_key key;
	struct flow_observation observed;
	struct flow *flow, copy = {0};
	bool from_low;
	uint64_t hash;

	packet_key_from(packet, &key, &from_low);
	hash = flow_table_hash(table, &key);
	flow_table_prefetch_bucket(table, hash);
	flow_table_prefetch_flow(table, hash);
	flow = flow_table_acquire(table, &key, hash, packet, from_low,
				  &rule_counters->sink, created);
	if (!flow) {
		assert_int_equal(errno, ENOSPC);
		return copy;
	}
	assert_memory_equal(&flow->key, &key, sizeof(key));
	flow_observe(flow, packet, from_low, &observed);
	copy = *flow;
	flow_table_release(table, hash, flow);
	return copy;
}

static void table_pass_both(struct flow_table *table, struct packet packet,
			    struct rule_counters *rule_counters)
{
	bool created;

	table_pass(table, &packet, rule_counters, &created);
	sample_turn_round(&packet);
	table_pass(table, &packet, rule_counters, &created);
}

/* ---- the twin ---- */

#define TWIN_FLOWS 512

struct twin {
	struct flow flows[TWIN_FLOWS];
	size_t count;
	const usec_t *timeouts;
	struct rule_counters rule_counters;
	struct flow_table_counts counts;
	uint64_t flushed;
};

static bool twin_is_due(const struct twin *twin, const struct flow *flow,
			usec_t now)
{
	return usec_since(now, flow_last(flow)) >= twin->timeouts[flow->class];
}

static void twin_end(struct twin *twin, size_t at, enum flow_end reason)
{
	endings_note(&twin->rule_counters.sink, &twin->flows[at], reason);
	twin->flows[at] = twin->flows[--twin->count];
	twin->counts.timed_out += reason == FLOW_END_TIMEOUT;
	twin->counts.restarted += reason == FLOW_END_RESTART;
	twin->flushed += reason == FLOW_END_SHUTDOWN;
}

static struct flow *twin_find(struct twin *twin, const struct flow_key *key)
{
	for (size_t i = 0; i < twin->count; i++)
		if (!packet_key_compare(&twin->flows[i].key, key))
			return &twin->flows[i];
	return NULL;
}

static bool twin_restarts(const struct flow *flow, const struct packet *packet,
			  bool from_low)
{
	bool orig_is_low = flow->flags & FLOW_ORIG_IS_LOW;
	uint32_t next = flow->tcp_next[from_low != orig_is_low];

	if (flow->class == FLOW_TCP_ESTABLISHED)
		return !flow->decided && packet->tcp_seq + 1 != next;
	return flow->class == FLOW_TCP_CLOSED;
}

static struct flow twin_pass(struct twin *twin, const struct packet *packet,
			     bool *created)
{
	bool opens = (packet->tcp_flags & PACKET_TCP_SYN) &&
		     !(packet->tcp_flags & PACKET_TCP_ACK);
	struct flow_key key;
	struct flow_observation observed;
	struct flow *flow;
	bool from_low;

	packet_key_from(packet, &key, &from_low);
	flow = twin_find(twin, &key);
	if (flow && twin_is_due(twin, flow, packet->time_us)) {
		twin_end(twin, (size_t)(flow - twin->flows), FLOW_END_TIMEOUT);
		flow = NULL;
	} else if (flow && opens && twin_restarts(flow, packet, from_low)) {
		twin_end(twin, (size_t)(flow - twin->flows), FLOW_END_RESTART);
		flow = NULL;
	}
	*created = !flow;
	if (!flow) {
		assert_true(twin->count < TWIN_FLOWS);
		flow = &twin->flows[twin->count++];
		*flow = (struct flow){.key = key};
		flow_start(flow, packet, from_low);
		twin->counts.created++;
	}
	flow_observe(flow, packet, from_low, &observed);
	return *flow;
}

/* The flow that a sweep would end first of those it may end; -1: none. */
static int twin_next(const struct twin *twin, bool all, usec_t now)
{
	int next = -1;

	for (size_t i = 0; i < twin->count; i++) {
		const struct flow *flow = &twin->flows[i];
		const struct flow *best = next < 0 ? NULL : &twin->flows[next];

		if (!all && !twin_is_due(twin, flow, now))
			continue;
		if (!best || flow_last(flow) < flow_last(best) ||
		    (flow_last(flow) == flow_last(best) &&
		     packet_key_compare(&flow->key, &best->key) < 0))
			next = (int)i;
	}
	return next;
}

static void twin_sweep(struct twin *twin, bool all, usec_t now)
{
	int next;

	while ((next = twin_next(twin, all, now)) >= 0)
		twin_end(twin, (size_t)next,
			 all ? FLOW_END_SHUTDOWN : FLOW_END_TIMEOUT);
}

/* ---- random operations ---- */

struct walk {
	uint64_t dice;
	usec_t now;
	struct flow_table *table;
	struct rule_counters rule_counters;
	struct twin twin;
};

/* One of 384 flows: IPv4, IPv6, VLANs that tell equal 5-tuples apart. */
static struct packet walk_packet(struct walk *walk)
{
	static const uint8_t flags[] = {
		PACKET_TCP_SYN,
		PACKET_TCP_SYN | PACKET_TCP_ACK,
		PACKET_TCP_ACK,
		PACKET_TCP_ACK,
		PACKET_TCP_ACK | PACKET_TCP_PSH,
		PACKET_TCP_FIN | PACKET_TCP_ACK,
		PACKET_TCP_RST,
		PACKET_TCP_SYN,
	};
	uint64_t *dice = &walk->dice;
	uint32_t number = (uint32_t)sample_below(dice, 48);
	bool tcp = sample_below(dice, 2);
	struct packet packet = sample_packet(
		number, tcp ? IPPROTO_TCP : IPPROTO_UDP, walk->now);

	if (number % 2) {
		memset(packet.source.bytes, 0x20, 10);
		packet.ip_version = 6;
	}
	packet.vlan = (uint16_t)sample_below(dice, 2);
	packet.inner_vlan = (uint16_t)sample_below(dice, 2);
	if (tcp)
		packet.tcp_flags = flags[sample_below(dice, sizeof(flags))];
	packet.tcp_seq = (uint32_t)sample_below(dice, 4000);
	packet.payload_size = (uint16_t)sample_below(dice, 1400);
	if (sample_below(dice, 3) == 0)
		sample_turn_round(&packet);
	return packet;
}

/* Mostly a little forward; now and then a pause, a jump, or back. */
static void walk_clock(struct walk *walk)
{
	uint64_t *dice = &walk->dice;
	usec_t back = 0;

	switch (sample_below(dice, 400)) {
	case 0:
		walk->now += sample_below(dice, 7200 * SEC);
		break;
	case 1:
		walk->now += sample_below(dice, 10 * 86400 * SEC);
		break;
	case 2:
		back = sample_below(dice, 4 * 3600 * SEC);
		break;
	case 3 ... 9:
		back = sample_below(dice, 20 * SEC);
		break;
	case 10 ... 29:
		walk->now += sample_below(dice, 40 * SEC);
		break;
	case 30 ... 59: /* whole seconds: timeouts to the microsecond */
		walk->now += sample_below(dice, 12) * SEC;
		break;
	default:
		walk->now += sample_below(dice, SEC / 10);
		break;
	}
	walk->now = usec_since(walk->now, back);
}

static void walk_pass(struct walk *walk)
{
	struct packet packet = walk_packet(walk);
	bool created, twin_created;
	struct flow flow = table_pass(walk->table, &packet,
				      &walk->rule_counters, &created);
	struct flow twin = twin_pass(&walk->twin, &packet, &twin_created);

	assert_int_equal(created, twin_created);
	assert_int_equal(flow.first_us, twin.first_us);
	assert_int_equal(flow.class, twin.class);
	assert_memory_equal(flow.last, twin.last, sizeof(twin.last));
	assert_memory_equal(flow.packets, twin.packets, sizeof(twin.packets));
	assert_memory_equal(flow.bytes, twin.bytes, sizeof(twin.bytes));
}

static void walk_check(struct walk *walk)
{
	const struct flow_table_counts *twin = &walk->twin.counts;
	struct flow_table_counts counts;

	flow_table_count(walk->table, &counts);
	assert_int_equal(counts.created, twin->created);
	assert_int_equal(counts.timed_out, twin->timed_out);
	assert_int_equal(counts.restarted, twin->restarted);
	assert_int_equal(counts.evicted, 0);
	assert_int_equal(counts.refused, 0);
	assert_int_equal(counts.active, walk->twin.count);
	assert_int_equal(counts.created, counts.timed_out + counts.restarted +
						 counts.active +
						 walk->twin.flushed);
	check_same_endings(&walk->rule_counters, &walk->twin.rule_counters);
	walk->rule_counters.count = walk->twin.rule_counters.count = 0;
}

static void walk_step(struct walk *walk)
{
	uint64_t roll = sample_below(&walk->dice, 1000);

	walk_clock(walk);
	if (roll == 0) {
		flow_table_flush(walk->table, &walk->rule_counters.sink);
		twin_sweep(&walk->twin, true, 0);
	} else if (roll < 60) {
		flow_table_sweep(walk->table, walk->now,
				 &walk->rule_counters.sink);
		twin_sweep(&walk->twin, false, walk->now);
	} else {
		walk_pass(walk);
	}
	walk_check(walk);
}

static void walk_run(uint64_t seed, usec_t start, const usec_t *timeouts,
		     const struct hash_key *key, int steps)
{
	struct walk *walk = calloc(1, sizeof(*walk));

	assert_non_null(walk);
	walk->dice = seed;
	walk->now = start;
	walk->table = flow_table_create(20000, timeouts, key);
	assert_non_null(walk->table);
	walk->rule_counters = walk->twin.rule_counters = endings_init();
	walk->twin.timeouts = timeouts;
	for (int i = 0; i < steps; i++)
		walk_step(walk);
	flow_table_flush(walk->table, &walk->rule_counters.sink);
	twin_sweep(&walk->twin, true, 0);
	walk_check(walk);
	assert_int_equal(walk->twin.count, 0);
	flow_table_destroy(walk->table);
	free(walk->rule_counters.endings);
	free(walk->twin.rule_counters.endings);
	free(walk);
}

static void twin_agrees(void **state)
{
	static const usec_t odd[FLOW_CLASSES] = {
		[FLOW_TCP_NEW] = SEC / 2,
		[FLOW_TCP_ESTABLISHED] = 7 * 86400 * SEC,
		[FLOW_TCP_CLOSED] = 1,
		[FLOW_UDP_NEW] = 512 * SEC,
		[FLOW_UDP_STREAM] = 40000 * SEC,
	};

	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		walk_run(seed, START, usual, &hash_key_fixed, 20000);
		walk_run(seed, START, odd, &other_key, 20000);
	}
	walk_run(5, 0, usual, &other_key, 20000);
	walk_run(6, 0, odd, &hash_key_fixed, 20000);
}

/* ---- order ---- */

/* 30,000 flows, many last seen in the same microsecond. */
static struct rule_counters order_run(const struct hash_key *key)
{
	struct flow_table *table = flow_table_create(50000, usual, key);
	struct rule_counters rule_counters = endings_init();
	uint64_t dice = 7;
	usec_t now = START;
	bool created;

	assert_non_null(table);
	for (int i = 0; i < 200000; i++) {
		uint32_t number = (uint32_t)sample_below(&dice, 30000);
		struct packet packet = sample_packet(
			number, number % 3 ? IPPROTO_UDP : IPPROTO_TCP, now);

		if (sample_below(&dice, 2))
			sample_turn_round(&packet);
		table_pass(table, &packet, &rule_counters, &created);
		now += sample_below(&dice, 8) ? 0 : SEC / 100;
		if (i % 1000 == 999)
			flow_table_sweep(table, now, &rule_counters.sink);
	}
	flow_table_flush(table, &rule_counters.sink);
	flow_table_destroy(table);
	return rule_counters;
}

static void order_does_not_follow_hash(void **state)
{
	struct rule_counters a = order_run(&hash_key_fixed);
	struct rule_counters b = order_run(&other_key);

	(void)state;
	assert_true(a.count > 30000);
	check_same_endings(&a, &b);
	free(a.endings);
	free(b.endings);
}

/* ---- a full stripe ---- */

struct full {
	struct flow_table *table;
	struct rule_counters rule_counters;
	uint32_t next; /* number of the next packet to try */
	uint64_t stripe;
};

static void full_init(struct full *full)
{
	*full = (struct full){
		.table = flow_table_create(1, usual, &hash_key_fixed),
		.rule_counters = endings_init()};
	assert_non_null(full->table);
}

static void full_fini(struct full *full)
{
	flow_table_destroy(full->table);
	free(full->rule_counters.endings);
}

/* A new flow in stripe 0. */
static struct packet full_packet(struct full *full, uint8_t transport,
				 usec_t now)
{
	for (;;) {
		struct packet packet =
			sample_packet(full->next++, transport, now);
		struct flow_key key;
		bool from_low;

		packet_key_from(&packet, &key, &from_low);
		if (flow_table_hash(full->table, &key) % STRIPES == 0)
			return packet;
	}
}

static struct flow_table_counts full_counts(struct full *full)
{
	struct flow_table_counts counts;

	flow_table_count(full->table, &counts);
	return counts;
}

/* Fills stripe 0 with live flows. Return: how many there are. */
static unsigned full_fill(struct full *full, usec_t now)
{
	for (unsigned count = 0;; count++) {
		struct packet packet = full_packet(full, IPPROTO_UDP, now);
		bool created;

		assert_true(count < 1000);
		if (!table_pass(full->table, &packet, &full->rule_counters,
				&created)
			     .packets[0])
			return count;
		sample_turn_round(&packet);
		table_pass(full->table, &packet, &full->rule_counters,
			   &created);
	}
}

static void live_flows_stay(void **state)
{
	struct full full;
	unsigned count;
	bool created;

	(void)state;
	full_init(&full);
	count = full_fill(&full, START);
	assert_true(count >= 1);
	for (int i = 0; i < 10; i++) {
		struct packet packet =
			full_packet(&full, IPPROTO_TCP, START + SEC);

		table_pass(full.table, &packet, &full.rule_counters, &created);
	}
	assert_int_equal(full_counts(&full).refused, 11);
	assert_int_equal(full_counts(&full).evicted, 0);
	assert_int_equal(full_counts(&full).active, count);
	assert_int_equal(full_counts(&full).created, count);
	assert_int_equal(full.rule_counters.count, 0);

	/* and give their places back when they time out */
	flow_table_sweep(full.table, START + 180 * SEC,
			 &full.rule_counters.sink);
	assert_int_equal(full.rule_counters.count, count);
	assert_int_equal(full_fill(&full, START + 180 * SEC), count);
	full_fini(&full);
}

/*
 * Live flows, and four that may go: in the order of their last packets, which
 * is not the order in which they came.
 */
static void oldest_gives_way(void **state)
{
	static const unsigned last_seen[] = {4, 2, 5, 3}; /* s after START */
	struct packet idle[4];
	struct full full;
	unsigned count;
	bool created;

	(void)state;
	full_init(&full);
	for (int i = 0; i < 4; i++) {
		idle[i] = full_packet(&full, i < 2 ? IPPROTO_UDP : IPPROTO_TCP,
				      START);
		table_pass(full.table, &idle[i], &full.rule_counters, &created);
		idle[i].time_us = START + last_seen[i] * SEC;
		if (i == 3)
			idle[i].tcp_flags = PACKET_TCP_RST;
		table_pass(full.table, &idle[i], &full.rule_counters, &created);
	}
	count = 4 + full_fill(&full, START + SEC);
	assert_int_equal(full.rule_counters.count, 4);
	assert_int_equal(full_counts(&full).evicted, 4);
	assert_int_equal(full_counts(&full).refused, 1);
	assert_int_equal(full_counts(&full).active, count - 4);
	for (unsigned i = 0; i < 4; i++) {
		const struct ending *ending = &full.rule_counters.endings[i];

		assert_int_equal(ending->last_us, START + (i + 2) * SEC);
		assert_int_equal(ending->reason, FLOW_END_FORCED);
	}
	full_fini(&full);
}

/* A flood of unanswered flows pushes out itself, on a clock that jumps. */
static void flood_and_clock(void **state)
{
	struct full full;
	struct packet live;
	uint64_t dice = 3;
	struct flow_table_counts counts;
	bool created;

	(void)state;
	full_init(&full);
	live = full_packet(&full, IPPROTO_TCP, START);
	table_pass_both(full.table, live, &full.rule_counters);
	for (int i = 0; i < 5000; i++) {
		usec_t when = sample_below(&dice, 3)
				      ? START + (usec_t)i * SEC
				      : sample_roll(&dice) % (4 * START);
		struct packet packet = full_packet(
			&full, i % 2 ? IPPROTO_UDP : IPPROTO_TCP, when);

		table_pass(full.table, &packet, &full.rule_counters, &created);
	}
	counts = full_counts(&full);
	assert_int_equal(counts.refused, 0);
	assert_int_equal(counts.created, counts.evicted + counts.active);
	assert_int_equal(full.rule_counters.count, counts.evicted);
	table_pass(full.table, &live, &full.rule_counters, &created);
	assert_false(created);
	full_fini(&full);
}

/* ---- single promises ---- */

/* Packets that bring a flow into each class. */
static struct packet class_flow(struct flow_table *table, unsigned class,
				struct rule_counters *rule_counters)
{
	bool tcp = class <= FLOW_TCP_CLOSED;
	struct packet packet =
		sample_packet(class, tcp ? IPPROTO_TCP : IPPROTO_UDP, START);
	struct packet back = packet;
	bool created;

	table_pass(table, &packet, rule_counters, &created);
	sample_turn_round(&back);
	if (class == FLOW_TCP_CLOSED)
		back.tcp_flags = PACKET_TCP_RST;
	if (class != FLOW_TCP_NEW && class != FLOW_UDP_NEW)
		table_pass(table, &back, rule_counters, &created);
	return packet;
}

static void acquire_ends_at_the_timeout(void **state)
{
	(void)state;
	for (unsigned class = 0; class < FLOW_CLASSES; class ++) {
		for (usec_t early = 0; early < 2; early++) {
			struct flow_table *table =
				flow_table_create(100, usual, &hash_key_fixed);
			struct rule_counters rule_counters = endings_init();
			struct packet packet;
			struct flow flow;
			bool created;

			packet = class_flow(table, class, &rule_counters);
			packet.time_us = START + usual[class] - early;
			flow = table_pass(table, &packet, &rule_counters,
					  &created);
			assert_int_equal(created, !early);
			assert_int_equal(rule_counters.count, !early);
			assert_int_equal(flow.packets[FLOW_ORIG], early + 1);
			if (!early)
				assert_int_equal(
					rule_counters.endings[0].reason,
					FLOW_END_TIMEOUT);
			flow_table_destroy(table);
			free(rule_counters.endings);
		}
	}
}

static void sweep_ends_at_the_timeout(void **state)
{
	(void)state;
	for (unsigned class = 0; class < FLOW_CLASSES; class ++) {
		struct flow_table *table =
			flow_table_create(100, usual, &hash_key_fixed);
		struct rule_counters rule_counters = endings_init();

		class_flow(table, class, &rule_counters);
		for (usec_t at = 0; at < usual[class]; at += SEC / 2)
			flow_table_sweep(table, START + at,
					 &rule_counters.sink);
		flow_table_sweep(table, START + usual[class] - 1,
				 &rule_counters.sink);
		assert_int_equal(rule_counters.count, 0);
		flow_table_sweep(table, START + usual[class],
				 &rule_counters.sink);
		assert_int_equal(rule_counters.count, 1);
		flow_table_destroy(table);
		free(rule_counters.endings);
	}
}

static void syn_restarts_closed(void **state)
{
	struct flow_table *table =
		flow_table_create(100, usual, &hash_key_fixed);
	struct rule_counters rule_counters = endings_init();
	struct packet packet =
		class_flow(table, FLOW_TCP_CLOSED, &rule_counters);
	struct flow_table_counts counts;
	bool created;

	(void)state;
	packet.tcp_flags = PACKET_TCP_SYN | PACKET_TCP_ACK;
	table_pass(table, &packet, &rule_counters, &created);
	assert_false(created);
	packet.tcp_flags = PACKET_TCP_SYN;
	table_pass(table, &packet, &rule_counters, &created);
	assert_true(created);
	table_pass(table, &packet, &rule_counters, &created);
	assert_false(created);
	assert_int_equal(rule_counters.count, 1);
	assert_int_equal(rule_counters.endings[0].reason, FLOW_END_RESTART);
	flow_table_count(table, &counts);
	assert_int_equal(counts.restarted, 1);
	assert_int_equal(counts.active, 1);

	flow_table_clear_counts(table);
	flow_table_count(table, &counts);
	assert_int_equal(counts.created, 0);
	assert_int_equal(counts.restarted, 0);
	assert_int_equal(counts.active, 1);
	flow_table_destroy(table);
	free(rule_counters.endings);
}

static void syn_restarts_what_never_closed(void **state)
{
	struct flow_table *table =
		flow_table_create(100, usual, &hash_key_fixed);
	struct rule_counters rule_counters = endings_init();
	struct packet packet =
		class_flow(table, FLOW_TCP_ESTABLISHED, &rule_counters);
	bool created;

	(void)state;
	packet.payload_size = 0;
	packet.tcp_seq += 100000;
	packet.tcp_flags = PACKET_TCP_SYN | PACKET_TCP_ACK;
	table_pass(table, &packet, &rule_counters, &created);
	assert_false(created);
	packet.tcp_seq += 100000;
	packet.tcp_flags = PACKET_TCP_SYN;
	table_pass(table, &packet, &rule_counters, &created);
	assert_true(created);
	/* the same once more is the same connection */
	table_pass(table, &packet, &rule_counters, &created);
	assert_false(created);
	flow_table_destroy(table);
	free(rule_counters.endings);
}

/* Mark the flow of a packet as decided. */
static void flow_set_decided(struct flow_table *table,
			     const struct packet *packet)
{
	struct flow_key key;
	struct flow *flow;
	uint64_t hash;
	bool from_low;

	packet_key_from(packet, &key, &from_low);
	hash = flow_table_hash(table, &key);
	flow = flow_table_find(table, &key, hash);
	assert_non_null(flow);
	flow->decided = true;
	flow_table_release(table, hash, flow);
}

/* Any host can send a SYN with another's address: it must not undo a decision. */
static void syn_does_not_restart_what_is_decided(void **state)
{
	(void)state;
	for (unsigned reply = 0; reply < 2; reply++) {
		struct flow_table *table =
			flow_table_create(100, usual, &hash_key_fixed);
		struct rule_counters rule_counters = endings_init();
		struct packet packet =
			class_flow(table, FLOW_TCP_ESTABLISHED, &rule_counters);
		struct packet syn = packet;
		bool created;

		if (reply)
			sample_turn_round(&syn);
		flow_set_decided(table, &packet);
		syn.tcp_flags = PACKET_TCP_SYN;
		syn.payload_size = 0;
		syn.tcp_seq += 100000;
		table_pass(table, &syn, &rule_counters, &created);
		assert_false(created);
		/* once it is closed, any SYN begins another connection */
		packet.tcp_flags = PACKET_TCP_FIN;
		table_pass_both(table, packet, &rule_counters);
		table_pass(table, &syn, &rule_counters, &created);
		assert_true(created);
		flow_table_destroy(table);
		free(rule_counters.endings);
	}
}

/* A SYN of the reply's side begins another connection, too. */
static void syn_of_the_other_side_restarts(void **state)
{
	struct flow_table *table =
		flow_table_create(100, usual, &hash_key_fixed);
	struct rule_counters rule_counters = endings_init();
	struct packet packet =
		class_flow(table, FLOW_TCP_ESTABLISHED, &rule_counters);
	struct flow flow;
	bool created;

	(void)state;
	sample_turn_round(&packet);
	packet.tcp_flags = PACKET_TCP_SYN;
	packet.payload_size = 0;
	packet.tcp_seq += 100000;
	flow = table_pass(table, &packet, &rule_counters, &created);
	assert_true(created);
	assert_int_equal(flow.packets[FLOW_ORIG], 1);
	assert_int_equal(rule_counters.endings[0].reason, FLOW_END_RESTART);
	flow_table_destroy(table);
	free(rule_counters.endings);
}

/* Set the action of the flow's rule. */
static void flow_set_action(struct flow_table *table,
			    const struct packet *packet, enum action action)
{
	struct flow_key key;
	struct flow *flow;
	uint64_t hash;
	bool from_low;

	packet_key_from(packet, &key, &from_low);
	hash = flow_table_hash(table, &key);
	flow = flow_table_find(table, &key, hash);
	assert_non_null(flow);
	flow->action = action & 0xf;
	flow_table_release(table, hash, flow);
}

/* The end of a dropped connection is not seen: its FINs are dropped, too. */
static void dropped_connection_ends_sooner(void **state)
{
	static const enum action drops[] = {ACTION_DROP, ACTION_REJECT};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct flow_table *table =
			flow_table_create(100, usual, &hash_key_fixed);
		struct rule_counters rule_counters = endings_init();
		struct packet packet =
			class_flow(table, FLOW_TCP_ESTABLISHED, &rule_counters);

		flow_set_action(table, &packet, drops[i]);
		flow_set_action(table, &packet, ACTION_SHAPE);
		flow_table_sweep(table, START + 200 * SEC, &rule_counters.sink);
		assert_int_equal(rule_counters.count, 0);
		flow_set_action(table, &packet, drops[i]);
		flow_table_sweep(table, START + 130 * SEC - 1,
				 &rule_counters.sink);
		assert_int_equal(rule_counters.count, 0);
		flow_table_sweep(table, START + 130 * SEC, &rule_counters.sink);
		assert_int_equal(rule_counters.count, 1);
		flow_table_destroy(table);
		free(rule_counters.endings);
	}
}

/* However many connections are dropped, they do not fill the table. */
static void dropped_connections_give_way(void **state)
{
	struct full full;
	bool created;

	(void)state;
	full_init(&full);
	for (unsigned i = 0; i < 1000; i++) {
		struct packet packet =
			full_packet(&full, IPPROTO_TCP, START + i * 1000);
		struct packet back = packet;

		table_pass(full.table, &packet, &full.rule_counters, &created);
		assert_true(created);
		sample_turn_round(&back);
		table_pass(full.table, &back, &full.rule_counters, &created);
		assert_false(created);
		flow_set_action(full.table, &packet, ACTION_DROP);
	}
	assert_int_equal(full_counts(&full).refused, 0);
	assert_true(full_counts(&full).evicted > 0);
	full_fini(&full);
}

/* Into a stripe full of live flows comes one more: it evicts @class, or none. */
static void check_victim(unsigned class, enum action action, bool evicted)
{
	bool tcp = class <= FLOW_TCP_CLOSED;
	struct packet packet, back;
	struct full full;
	bool created;

	full_init(&full);
	packet = back =
		full_packet(&full, tcp ? IPPROTO_TCP : IPPROTO_UDP, START);
	table_pass(full.table, &packet, &full.rule_counters, &created);
	sample_turn_round(&back);
	if (class == FLOW_TCP_CLOSED)
		back.tcp_flags = PACKET_TCP_RST;
	if (class != FLOW_TCP_NEW && class != FLOW_UDP_NEW)
		table_pass(full.table, &back, &full.rule_counters, &created);
	flow_set_action(full.table, &packet, action);
	full_fill(&full, START + SEC);
	assert_int_equal(full_counts(&full).evicted, evicted);
	assert_int_equal(full_counts(&full).refused, 1);
	assert_int_equal(full.rule_counters.count, evicted);
	if (evicted) {
		assert_int_equal(full.rule_counters.endings[0].reason,
				 FLOW_END_FORCED);
		assert_int_equal(full.rule_counters.endings[0].first_us, START);
	}
	full_fini(&full);
}

static void each_class_is_evicted_or_stays(void **state)
{
	(void)state;
	check_victim(FLOW_TCP_NEW, ACTION_ACCEPT, true);
	check_victim(FLOW_TCP_ESTABLISHED, ACTION_ACCEPT, false);
	check_victim(FLOW_TCP_CLOSED, ACTION_ACCEPT, true);
	check_victim(FLOW_UDP_NEW, ACTION_ACCEPT, true);
	check_victim(FLOW_UDP_STREAM, ACTION_ACCEPT, false);
	check_victim(FLOW_TCP_ESTABLISHED, ACTION_SHAPE, false);
	check_victim(FLOW_TCP_ESTABLISHED, ACTION_DEGRADE, false);
	check_victim(FLOW_TCP_ESTABLISHED, ACTION_DROP, true);
	check_victim(FLOW_TCP_ESTABLISHED, ACTION_REJECT, true);
	/* their senders hear nothing, but they may still be in use */
	check_victim(FLOW_UDP_STREAM, ACTION_DROP, false);
}

/* A packet of either direction keeps a flow of two directions. */
static void either_direction_prolongs(void **state)
{
	static const unsigned both[] = {FLOW_TCP_ESTABLISHED, FLOW_UDP_STREAM};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		unsigned class = both[i / 2];
		struct flow_table *table =
			flow_table_create(100, usual, &hash_key_fixed);
		struct rule_counters rule_counters = endings_init();
		struct packet packet = class_flow(table, class, &rule_counters);
		usec_t later = START + usual[class] - 1;
		bool created;

		if (i % 2)
			sample_turn_round(&packet);
		packet.time_us = later;
		table_pass(table, &packet, &rule_counters, &created);
		assert_false(created);
		flow_table_sweep(table, later + usual[class] - 1,
				 &rule_counters.sink);
		assert_int_equal(rule_counters.count, 0);
		flow_table_sweep(table, later + usual[class],
				 &rule_counters.sink);
		assert_int_equal(rule_counters.count, 1);
		assert_int_equal(rule_counters.endings[0].last_us, later);
		flow_table_destroy(table);
		free(rule_counters.endings);
	}
}

/* The timeout of established ones counts when it is the shorter one. */
static void dropped_connection_ends_no_later(void **state)
{
	usec_t timeouts[FLOW_CLASSES];
	struct flow_table *table;
	struct rule_counters rule_counters = endings_init();
	struct packet packet;

	(void)state;
	memcpy(timeouts, usual, sizeof(timeouts));
	timeouts[FLOW_TCP_ESTABLISHED] = 40 * SEC;
	table = flow_table_create(100, timeouts, &hash_key_fixed);
	packet = class_flow(table, FLOW_TCP_ESTABLISHED, &rule_counters);
	flow_set_action(table, &packet, ACTION_DROP);
	flow_table_sweep(table, START + 40 * SEC - 1, &rule_counters.sink);
	assert_int_equal(rule_counters.count, 0);
	flow_table_sweep(table, START + 40 * SEC, &rule_counters.sink);
	assert_int_equal(rule_counters.count, 1);
	flow_table_destroy(table);
	free(rule_counters.endings);
}

static void timeouts_are_bounded(void **state)
{
	usec_t timeouts[FLOW_CLASSES];
	struct flow_table *table;

	(void)state;
	for (unsigned class = 0; class < FLOW_CLASSES; class ++) {
		memcpy(timeouts, usual, sizeof(timeouts));
		timeouts[class] = 7 * 86400 * SEC + 1;
		errno = 0;
		assert_null(flow_table_create(10, timeouts, &hash_key_fixed));
		assert_int_equal(errno, EINVAL);
	}
	for (unsigned class = 0; class < FLOW_CLASSES; class ++)
		timeouts[class] = 7 * 86400 * SEC;
	table = flow_table_create(10, timeouts, &hash_key_fixed);
	assert_non_null(table);
	flow_table_destroy(table);
	assert_null(flow_table_create(SIZE_MAX, usual, &hash_key_fixed));
	assert_int_equal(errno, EINVAL);
	flow_table_destroy(NULL);
}

/* ---- size ---- */

static size_t resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long size, resident;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%lu %lu", &size, &resident), 2);
	fclose(file);
	return resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* A table for many takes memory for those that there are, in huge pages, too. */
static void unused_memory_is_not_touched(void **state)
{
	size_t before = resident_bytes();
	struct flow_table *table =
		flow_table_create(1000000, usual, &other_key);
	struct rule_counters rule_counters = endings_init();
	bool created;

	(void)state;
	assert_non_null(table);
	for (uint32_t i = 0; i < 1000; i++) {
		struct packet packet = sample_packet(i, IPPROTO_UDP, START);

		table_pass(table, &packet, &rule_counters, &created);
	}
	assert_in_range(resident_bytes() - before, 0, 24 << 20);
	flow_table_destroy(table);
	free(rule_counters.endings);
}

/* Above 256 bytes: a bucket, the end of a page, and the sanitizer's shadow. */
static void a_million_flows_fit(void **state)
{
	const uint32_t million = 1000000;
	size_t before = resident_bytes();
	struct flow_table *table =
		flow_table_create(million, usual, &other_key);
	struct rule_counters rule_counters = endings_init();
	struct flow_table_counts counts;
	bool created;

	(void)state;
	assert_non_null(table);
	assert_int_equal(flow_table_bytes_per_flow(), 256);
	for (uint32_t i = 0; i < million; i++) {
		struct packet packet = sample_packet(i, IPPROTO_UDP, START);

		table_pass(table, &packet, &rule_counters, &created);
		assert_true(created);
	}
	flow_table_count(table, &counts);
	assert_int_equal(counts.active, million);
	assert_int_equal(counts.refused, 0);
	assert_int_equal(counts.evicted, 0);
	assert_in_range(resident_bytes() - before, 0, (size_t)million * 320);

	flow_table_sweep(table, START + usual[FLOW_UDP_NEW],
			 &rule_counters.sink);
	assert_int_equal(rule_counters.count, million);
	flow_table_destroy(table);
	free(rule_counters.endings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twin_agrees),
		cmocka_unit_test(order_does_not_follow_hash),
		cmocka_unit_test(live_flows_stay),
		cmocka_unit_test(oldest_gives_way),
		cmocka_unit_test(flood_and_clock),
		cmocka_unit_test(acquire_ends_at_the_timeout),
		cmocka_unit_test(sweep_ends_at_the_timeout),
		cmocka_unit_test(syn_restarts_closed),
		cmocka_unit_test(syn_restarts_what_never_closed),
		cmocka_unit_test(syn_does_not_restart_what_is_decided),
		cmocka_unit_test(syn_of_the_other_side_restarts),
		cmocka_unit_test(each_class_is_evicted_or_stays),
		cmocka_unit_test(either_direction_prolongs),
		cmocka_unit_test(dropped_connection_ends_no_later),
		cmocka_unit_test(dropped_connection_ends_sooner),
		cmocka_unit_test(dropped_connections_give_way),
		cmocka_unit_test(timeouts_are_bounded),
		cmocka_unit_test(unused_memory_is_not_touched),
		cmocka_unit_test(a_million_flows_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
