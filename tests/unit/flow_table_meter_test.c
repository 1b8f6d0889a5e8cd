/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Meters of flows: flows come and go, and there are more of them than meters. */
#include "flow/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/hash.h"
#include "flow/meter.h"
#include "flow_sample.h"

#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)
#define FLOWS 16384
#define METERS (FLOWS / 16 + 64 * 16) /* as meter.c has it, 64 stripes */

static const usec_t usual[FLOW_CLASSES] = {
	[FLOW_TCP_NEW] = 30 * SEC,     [FLOW_TCP_ESTABLISHED] = 3600 * SEC,
	[FLOW_TCP_CLOSED] = 10 * SEC,  [FLOW_UDP_NEW] = 60 * SEC,
	[FLOW_UDP_STREAM] = 180 * SEC,
};

static void ended(struct flow_sink *sink, struct flow *flow,
		  enum flow_end reason)
{
	(void)sink;
	(void)flow;
	(void)reason;
}

static struct flow_sink sink = {.ended = ended};

static uint64_t unmetered(struct flow_table *table)
{
	struct flow_table_counts counts;

	flow_table_count(table, &counts);
	return counts.unmetered;
}

/*
 * A packet of flow @number, which is followed when @add.
 *
 * Return: whether it has a meter afterwards.
 */
static bool pass(struct flow_table *table, uint32_t number, usec_t now,
		 uint8_t tcp_flags, bool add, bool calls)
{
	struct packet packet = sample_packet(
		number, tcp_flags ? IPPROTO_TCP : IPPROTO_UDP, now);
	struct flow_meter *meter;
	struct flow_observation observed;
	struct flow_key key;
	struct flow *flow;
	bool from_low, created;
	uint64_t hash;

	packet.tcp_flags = tcp_flags;
	packet_key_from(&packet, &key, &from_low);
	hash = flow_table_hash(table, &key);
	flow = flow_table_acquire(table, &key, hash, &packet, from_low, &sink,
				  &created);
	assert_non_null(flow);
	flow_observe(flow, &packet, from_low, &observed);
	meter = add ? flow_table_add_meter(table, flow, now)
		    : flow_table_meter(table, flow);
	if (meter && calls)
		meter->call.start_us = now;
	if (meter && add)
		meter->last_us = now;
	flow_table_release(table, hash, flow);
	return meter != NULL;
}

static struct flow_table *table_of(size_t flows)
{
	struct flow_table *table =
		flow_table_create(flows, usual, &hash_key_fixed);

	assert_non_null(table);
	return table;
}

/* However a flow ends, its meter is free again: many times as many as there are. */
static void meters_come_back(void **state)
{
	struct flow_table *table = table_of(FLOWS);
	usec_t now = START;

	(void)state;
	for (unsigned round = 0; round < 12; round++) {
		for (uint32_t i = 0; i < METERS / 2; i++) {
			uint8_t flags = round % 3 == 1 ? PACKET_TCP_SYN : 0;

			assert_true(pass(table, i, now, flags, true, true));
			if (flags) { /* a reset, and another connection */
				pass(table, i, now, PACKET_TCP_RST, true, true);
				pass(table, i, now, flags, true, true);
			}
		}
		now += 200 * SEC;
		if (round % 3 == 0)
			flow_table_sweep(table, now, &sink);
		else if (round % 3 == 1)
			flow_table_flush(table, &sink);
		/* else the same flows find themselves timed out */
	}
	assert_int_equal(unmetered(table), 0);
	flow_table_destroy(table);
}

/* A flow that is evicted from a full table gives its meter back, too. */
static void evicted_flow_gives_its_meter_back(void **state)
{
	struct flow_table *table = table_of(64);
	struct flow_table_counts counts;

	(void)state;
	for (uint32_t i = 0; i < 20000; i++)
		assert_true(pass(table, i, START + i, 0, true, true));
	flow_table_count(table, &counts);
	assert_in_range(counts.evicted, 19000, 20000);
	assert_int_equal(unmetered(table), 0);
	flow_table_destroy(table);
}

static unsigned metered(struct flow_table *table, uint32_t from, uint32_t to,
			usec_t now, bool add)
{
	unsigned count = 0;

	for (uint32_t i = from; i < to; i++)
		count += pass(table, i, now, 0, add, false);
	return count;
}

static void silent_flows_give_way(void **state)
{
	struct flow_table *table = table_of(FLOWS);
	unsigned old;

	(void)state;
	/* all are taken, by flows of this second */
	assert_int_equal(metered(table, 0, 6000, START, true), METERS);
	assert_int_equal(unmetered(table), 6000 - METERS);
	assert_int_equal(metered(table, 6000, 7000, START + 8 * SEC, true), 0);
	/* a second later they are silent for long enough */
	old = METERS;
	assert_in_range(metered(table, 7000, 8000, START + 9 * SEC, true), 990,
			1000);
	assert_in_range(metered(table, 0, 6000, START + 9 * SEC, false),
			old - 1000, old - 990);
	/* what was not theirs stays with the new ones */
	assert_in_range(metered(table, 7000, 8000, START + 9 * SEC, false), 990,
			1000);
	flow_table_destroy(table);
}

static void a_flow_with_a_call_keeps_its_meter(void **state)
{
	struct flow_table *table = table_of(FLOWS);
	unsigned before = 0, after = 0;

	(void)state;
	for (uint32_t i = 0; i < 6000; i++)
		before += pass(table, i, START, 0, true, true);
	assert_int_equal(before, METERS);
	assert_int_equal(metered(table, 6000, 7000, START + 50 * SEC, true), 0);
	for (uint32_t i = 0; i < 6000; i++)
		after += pass(table, i, START + 50 * SEC, 0, false, false);
	assert_int_equal(after, METERS);
	flow_table_destroy(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(meters_come_back),
		cmocka_unit_test(evicted_flow_gives_its_meter_back),
		cmocka_unit_test(silent_flows_give_way),
		cmocka_unit_test(a_flow_with_a_call_keeps_its_meter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
