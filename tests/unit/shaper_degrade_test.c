/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loss that is even, bounded and repeatable; rates; what is spared. */
#include "shaper/degrade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow/flow.h"
#include "packet/packet.h"
#include "policy/policy.h"

#define START (UINT64_C(1500000000) * USEC_PER_SEC)

/* Any 500 packets in a row lose their share to two packets, whatever the seed. */
static void test_loss_is_even(void **state)
{
	static const uint16_t losses[] = {1,	100,  250,  1500, 3333,
					  5000, 5001, 7000, 9999, 10000};

	(void)state;
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		unsigned lost[10500] = {0}, run = 0, longest = 0;

		for (unsigned n = 0; n < 10000; n++) {
			bool loses = shaper_degrade_loses(7, 99, n, losses[i]);

			lost[n + 1] = lost[n] + loses;
			run = loses ? run + 1 : 0;
			longest = run > longest ? run : longest;
		}
		assert_in_range(lost[10000], losses[i] - 1U, losses[i] + 1U);
		for (unsigned n = 0; n + 500 <= 10000; n += 7) {
			unsigned share = 500U * losses[i] / 10000;

			assert_in_range(lost[n + 500] - lost[n],
					share > 2 ? share - 2 : 0, share + 2);
		}
		if (losses[i] <= 5000)
			assert_in_range(longest, 1, 2);
	}
	assert_false(shaper_degrade_loses(7, 99, 0, 0));
}

static void test_loss_follows_seed_and_stream(void **state)
{
	unsigned same = 0, other_seed = 0, other_stream = 0;

	(void)state;
	for (unsigned n = 0; n < 1000; n++) {
		bool loses = shaper_degrade_loses(1, 5, n, 3000);

		same += loses == shaper_degrade_loses(1, 5, n, 3000);
		other_seed += loses == shaper_degrade_loses(2, 5, n, 3000);
		other_stream += loses == shaper_degrade_loses(1, 6, n, 3000);
	}
	assert_int_equal(same, 1000);
	/* independent ones agree in 58 % */
	assert_in_range(other_seed, 480, 680);
	assert_in_range(other_stream, 480, 680);
}

/* One packet of @size each @gap_us for @seconds; how many bits a second pass. */
static uint64_t rate_of(struct shaper_degrader *degrader,
			const struct flow *flow, uint64_t rate_bps,
			uint16_t size, usec_t gap_us, unsigned seconds,
			usec_t start)
{
	const struct policy_action action = {.rate_bps = rate_bps};
	struct packet packet = {.payload_size = size, .wire_bytes = size};
	uint64_t bits = 0;

	for (usec_t at = 0; at < seconds * USEC_PER_SEC; at += gap_us) {
		packet.time_us = start + at;
		if (shaper_degrade(degrader, &action, flow, &packet, 0) ==
		    SHAPER_DEGRADE_PASSES)
			bits += size * 8U;
	}
	return bits / seconds;
}

static void test_rate(void **state)
{
	struct shaper_degrader *degrader = shaper_degrader_create();
	struct flow flow = {.packets = {1, 0}};
	uint64_t bps;

	(void)state;
	assert_non_null(degrader);
	/* 80 kbit/s are offered */
	bps = rate_of(degrader, &flow, 32000, 200, 20000, 60, START);
	assert_in_range(bps, 31000, 33000);
	/* less than the rate passes whole */
	flow.key.low_port = 1;
	bps = rate_of(degrader, &flow, 100000, 200, 20000, 10, START);
	assert_int_equal(bps, 80000);
	/* a rate of less than a packet a second is kept, too */
	flow.key.low_port = 2;
	bps = rate_of(degrader, &flow, 160, 200, 20000, 600, START);
	assert_in_range(bps, 150, 170);
	/* a clock that was set back by hours does not silence the flow */
	bps = rate_of(degrader, &flow, 32000, 200, 20000, 60,
		      START - 9000 * USEC_PER_SEC);
	assert_in_range(bps, 31000, 33000);
	shaper_degrader_clear(degrader);
	shaper_degrader_destroy(degrader);
}

static void test_small_packets_are_exempt(void **state)
{
	struct shaper_degrader *degrader = shaper_degrader_create();
	const struct policy_action action = {.loss = 10000, .rate_bps = 8};
	struct flow flow = {.packets = {9, 9}};
	struct packet packet = {.time_us = START, .wire_bytes = 100};

	(void)state;
	flow.pace[0].size_mean = 120;
	packet.payload_size = 59;
	assert_int_equal(shaper_degrade(degrader, &action, &flow, &packet, 0),
			 SHAPER_DEGRADE_EXEMPT);
	packet.payload_size = 60;
	assert_int_equal(shaper_degrade(degrader, &action, &flow, &packet, 0),
			 SHAPER_DEGRADE_LOST);
	/* of the other direction nothing is known: it has no mean */
	packet.payload_size = 3;
	assert_int_equal(shaper_degrade(degrader, &action, &flow, &packet, 1),
			 SHAPER_DEGRADE_LOST);
	shaper_degrader_destroy(degrader);
}

/* The share is that of media: spared packets are not counted. */
static void test_loss_is_of_media(void **state)
{
	struct shaper_degrader *degrader = shaper_degrader_create();
	const struct policy_action action = {.loss = 1500, .seed = 3};
	struct flow flow = {.pace = {{.size_mean = 140}}};
	struct packet packet = {.wire_bytes = 100};
	unsigned lost = 0;

	(void)state;
	for (unsigned n = 0; n < 1000; n++) {
		flow.packets[0]++;
		packet.payload_size = n % 5 == 4 ? 40 : 160;
		packet.time_us = START + n * UINT64_C(20000);
		lost += shaper_degrade(degrader, &action, &flow, &packet, 0) ==
			SHAPER_DEGRADE_LOST;
	}
	assert_int_equal(lost, 800 * 15 / 100);
	shaper_degrader_destroy(degrader);
}

/* A flow with this port, whose place is another's. */
static struct flow flow_of(uint32_t port)
{
	struct flow flow = {.packets = {1, 0}};

	flow.key.low_port = (uint16_t)port;
	flow.key.high_port = (uint16_t)(port >> 16);
	return flow;
}

/*
 * Does @other's packet find the rate used up that @flow used? Only where they meet at a
 * place.
 */
static bool share(struct shaper_degrader *degrader, const struct flow *flow,
		  const struct flow *other)
{
	const struct policy_action action = {.rate_bps = 8000};
	struct packet packet = {
		.time_us = START, .payload_size = 1000, .wire_bytes = 1000};

	shaper_degrader_clear(degrader);
	assert_int_equal(shaper_degrade(degrader, &action, flow, &packet, 0),
			 SHAPER_DEGRADE_PASSES);
	return shaper_degrade(degrader, &action, other, &packet, 0) ==
	       SHAPER_DEGRADE_TOO_FAST;
}

/* Two flows at one place share its rate, but each keeps its own losses. */
static void test_flows_that_meet(void **state)
{
	struct shaper_degrader *degrader = shaper_degrader_create();
	const struct policy_action action = {.loss = 3000, .seed = 5};
	struct flow flow = flow_of(0), other;
	struct packet packet = {
		.time_us = START, .payload_size = 1000, .wire_bytes = 1000};
	bool alone[200];
	uint32_t port = 1;

	(void)state;
	/* one in 8192 */
	do
		other = flow_of(port);
	while (!share(degrader, &flow, &other) && ++port < 200000);
	assert_in_range(port, 2, 199999);
	shaper_degrader_clear(degrader);
	for (unsigned n = 0; n < 200; n++) {
		other.packets[0] = n + 1;
		alone[n] = shaper_degrade(degrader, &action, &other, &packet,
					  0) == SHAPER_DEGRADE_LOST;
	}
	shaper_degrader_clear(degrader);
	for (unsigned n = 0; n < 200; n++) {
		flow.packets[0] = other.packets[0] = n + 1;
		shaper_degrade(degrader, &action, &flow, &packet, 0);
		assert_int_equal(shaper_degrade(degrader, &action, &other,
						&packet,
						0) == SHAPER_DEGRADE_LOST,
				 alone[n]);
	}
	/* who was there first is idle: the place is the other's, from its start */
	packet.time_us += 2 * USEC_PER_SEC;
	for (unsigned n = 0; n < 200; n++) {
		other.packets[0] = 1000;
		assert_int_equal(shaper_degrade(degrader, &action, &other,
						&packet,
						0) == SHAPER_DEGRADE_LOST,
				 alone[n]);
	}
	shaper_degrader_destroy(degrader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loss_is_even),
		cmocka_unit_test(test_loss_follows_seed_and_stream),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_small_packets_are_exempt),
		cmocka_unit_test(test_loss_is_of_media),
		cmocka_unit_test(test_flows_that_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
