/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Later fragments get the ports of their first part, and of no other. */
#include "flow/fragment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/hash.h"
#include "flow_sample.h"

#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)
#define LIFETIME (30 * SEC)

static int setup(void **state)
{
	*state = flow_fragments_create(&hash_key_fixed);
	return !*state;
}

static int teardown(void **state)
{
	flow_fragments_destroy(*state);
	return 0;
}

static struct packet make_first(uint32_t id, usec_t now)
{
	struct packet packet = sample_packet(1, IPPROTO_UDP, now);

	packet.fragment = PACKET_FRAGMENT_FIRST;
	packet.fragment_id = id;
	return packet;
}

/* The datagram's next fragment, as it is decoded. */
static struct packet make_later(struct packet first, usec_t after)
{
	first.fragment = PACKET_FRAGMENT_LATER;
	first.source_port = first.dest_port = 0;
	first.time_us += after;
	return first;
}

static bool resolves(struct flow_fragments *fragments, struct packet later)
{
	bool known = flow_fragments_resolve(fragments, &later);

	assert_int_equal(later.source_port, known ? 5000 : 0);
	assert_int_equal(later.dest_port, known ? 80 : 0);
	return known;
}

static void later_part_follows(void **state)
{
	struct packet first = make_first(7, START);

	assert_false(resolves(*state, make_later(first, 0)));
	flow_fragments_remember(*state, &first);
	assert_true(resolves(*state, make_later(first, 0)));
	assert_true(resolves(*state, make_later(first, 10)));
	flow_fragments_clear(*state);
	assert_false(resolves(*state, make_later(first, 10)));
}

static void all_of_the_datagram_counts(void **state)
{
	struct packet first = make_first(7, START);
	struct packet others[7];

	flow_fragments_remember(*state, &first);
	for (int i = 0; i < 7; i++)
		others[i] = make_later(first, 1);
	others[0].fragment_id++;
	others[1].vlan++;
	others[2].inner_vlan++;
	others[3].transport = IPPROTO_TCP;
	others[4].source.bytes[15]++;
	others[5].dest.bytes[15]++;
	sample_turn_round(&others[6]);
	for (int i = 0; i < 7; i++)
		assert_false(resolves(*state, others[i]));
	assert_true(resolves(*state, make_later(first, 1)));
}

static void forgotten_with_time(void **state)
{
	struct packet first = make_first(7, START);

	flow_fragments_remember(*state, &first);
	assert_true(resolves(*state, make_later(first, LIFETIME - 1)));
	assert_false(resolves(*state, make_later(first, LIFETIME)));
	assert_false(resolves(*state, make_later(first, 86400 * SEC)));

	/* out of order is no harm; a clock set back is another time */
	assert_true(resolves(*state, make_later(first, -SEC)));
	assert_false(resolves(*state, make_later(first, -3600 * SEC)));
}

static void number_is_used_again(void **state)
{
	struct packet first = make_first(7, START), later;

	flow_fragments_remember(*state, &first);
	first.source_port = 5001;
	flow_fragments_remember(*state, &first);
	later = make_later(first, 1);
	assert_true(flow_fragments_resolve(*state, &later));
	assert_int_equal(later.source_port, 5001);
}

/* Nearly all of the newest 1000 of a flood are kept, and memory is bounded. */
static void oldest_is_evicted(void **state)
{
	const uint32_t count = 100000;
	unsigned known = 0, early = 0;

	for (uint32_t id = 0; id < count; id++) {
		struct packet first = make_first(id, START + id);

		flow_fragments_remember(*state, &first);
		assert_true(resolves(*state, make_later(first, 1)));
	}
	for (uint32_t id = 0; id < count; id++) {
		struct packet first = make_first(id, START + count);
		bool there = resolves(*state, make_later(first, 0));

		known += there && id >= count - 1000;
		early += there && id < count / 2;
	}
	assert_in_range(known, 980, 1000);
	assert_int_equal(early, 0);
}

/* An entry with a time in the future, after the clock was set back, is replaced. */
static void places_are_free_after_a_jump(void **state)
{
	unsigned known = 0;

	for (uint32_t id = 0; id < 20000; id++) {
		struct packet first = make_first(id, START + 86400 * SEC);

		flow_fragments_remember(*state, &first);
	}
	for (uint32_t id = 0; id < 2000; id++) {
		struct packet first = make_first(id + 50000, START + id);

		flow_fragments_remember(*state, &first);
	}
	for (uint32_t id = 0; id < 2000; id++) {
		struct packet first = make_first(id + 50000, START + 3000);

		known += resolves(*state, make_later(first, 0));
	}
	assert_in_range(known, 1800, 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(later_part_follows, setup,
						teardown),
		cmocka_unit_test_setup_teardown(all_of_the_datagram_counts,
						setup, teardown),
		cmocka_unit_test_setup_teardown(forgotten_with_time, setup,
						teardown),
		cmocka_unit_test_setup_teardown(number_is_used_again, setup,
						teardown),
		cmocka_unit_test_setup_teardown(oldest_is_evicted, setup,
						teardown),
		cmocka_unit_test_setup_teardown(places_are_free_after_a_jump,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
