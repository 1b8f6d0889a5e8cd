/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Seconds of a flow, and the pools of meters. */
#include "flow/meter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define S USEC_PER_SEC
#define FIRST (1000 * S)

static const struct flow_meter_sizes sizes = {
	.low = {1, 100}, .high = {10, 100}, .count = 2};

static void pay(struct flow_meter *meter, usec_t age, unsigned direction,
		uint16_t size)
{
	flow_meter_advance(meter, FIRST, FIRST + age);
	flow_meter_add(meter, &sizes, direction, size, true, FIRST + age);
}

static void seconds_are_summed(void **state)
{
	struct flow_meter meter = {0};
	struct flow_measure sum;

	(void)state;
	pay(&meter, 0, 0, 5);
	pay(&meter, S - 1, 0, 100);
	assert_false(flow_meter_is_whole(&meter, FIRST, FIRST + S - 1));
	assert_true(flow_meter_is_whole(&meter, FIRST, FIRST + S));
	pay(&meter, S, 1, 100);
	flow_meter_forward(&meter, 1);
	pay(&meter, 3 * S, 0, 11);
	flow_meter_sum(&meter, 0, 7, &sum);
	assert_int_equal(sum.bytes, 116);
	assert_int_equal(sum.payloads, 3);
	assert_int_equal(sum.sizes[0], 1);
	assert_int_equal(sum.sizes[1], 1);
	assert_int_equal(sum.forwarded, 0);
	assert_int_equal(flow_meter_busy(&meter, 0, 7), 2);
	flow_meter_sum(&meter, 0, 1, &sum);
	assert_int_equal(sum.bytes, 11);
	flow_meter_sum(&meter, 1, 3, &sum);
	assert_int_equal(sum.forwarded, 1);
	assert_int_equal(sum.payloads, 1);
	flow_meter_sum(&meter, 1, 2, &sum);
	assert_int_equal(sum.payloads, 0);
}

/* The bytes of two hosts, or of two activities, are counted for each. */
static void payload_is_shared_out(void **state)
{
	struct flow_meter meter = {0};

	(void)state;
	pay(&meter, 0, 0, 1000);
	pay(&meter, 5 * S, 0, 30);
	pay(&meter, 6 * S, 1, 4);
	/* at first what the window has, then all that came since */
	assert_int_equal(flow_meter_share(&meter, 0, 7, 2, 5 * S), 34);
	assert_int_equal(flow_meter_share(&meter, 0, 7, 2, 5 * S), 0);
	pay(&meter, 7 * S, 0, 100);
	pay(&meter, 10 * S, 1, 10);
	pay(&meter, 11 * S, 1, 1);
	assert_int_equal(flow_meter_share(&meter, 0, 7, 2, 5 * S), 111);
	assert_int_equal(flow_meter_share(&meter, 1, 7, 2, 5 * S), 11);
	assert_int_equal(flow_meter_share(&meter, 0, 8, 1, 5 * S), 1);
	/* it was over in between: that does not count */
	pay(&meter, 14 * S, 0, 500);
	pay(&meter, 17 * S, 0, 20);
	assert_int_equal(flow_meter_share(&meter, 0, 7, 2, 5 * S), 20);
	pay(&meter, 18 * S, 0, 3);
	flow_meter_forget_shares(&meter);
	assert_int_equal(flow_meter_share(&meter, 0, 7, 2, 5 * S), 23);
	/* the sum wraps, what came since does not */
	meter.payload = meter.shares[0][0].payload = UINT32_MAX - 1;
	pay(&meter, 18 * S, 0, 5);
	assert_int_equal(flow_meter_share(&meter, 0, 7, 2, 5 * S), 5);
	/* as many activities as there are episodes; the oldest is evicted */
	for (uint8_t i = 1; i <= EPISODES; i++)
		assert_int_equal(flow_meter_share(&meter, 0, 10 + i, 1, S), 8);
	assert_int_equal(flow_meter_share(&meter, 0, 10 + EPISODES, 1, S), 0);
}

/* The set-up of a call does not belong to the call. */
static void onset_is_where_it_is_fast(void **state)
{
	struct flow_meter meter = {0};

	(void)state;
	pay(&meter, 0, 0, 28);
	pay(&meter, S, 0, 500);
	assert_int_equal(flow_meter_onset(&meter, 2), 0);
	pay(&meter, 2 * S, 1, 500);
	assert_int_equal(flow_meter_onset(&meter, 2), 1);
	assert_int_equal(flow_meter_onset(&meter, 3), 1);
	assert_int_equal(flow_meter_onset(&meter, 1), 0);
	pay(&meter, 3 * S, 1, 200); /* half of it, and a bit */
	assert_int_equal(flow_meter_onset(&meter, 4), 2);
	flow_meter_forget(&meter);
	assert_int_equal(flow_meter_onset(&meter, 3), 2);
}

static void old_seconds_are_forgotten(void **state)
{
	struct flow_meter meter = {0};
	struct flow_measure sum;

	(void)state;
	for (unsigned second = 0; second < 40; second++) {
		pay(&meter, second * S, 0, 1);
		flow_meter_sum(&meter, 0, FLOW_METER_SECONDS - 1, &sum);
		assert_int_equal(sum.payloads,
				 second < 6 ? second + 1
					    : FLOW_METER_SECONDS - 1);
	}
	pay(&meter, 1000 * S, 0, 1);
	flow_meter_sum(&meter, 0, FLOW_METER_SECONDS - 1, &sum);
	assert_int_equal(sum.payloads, 1);
	/* a clock that goes back counts where it is */
	pay(&meter, 990 * S, 0, 1);
	flow_meter_sum(&meter, 0, 1, &sum);
	assert_int_equal(sum.payloads, 2);
}

static void silence_is_known(void **state)
{
	struct flow_meter meter = {0};

	(void)state;
	pay(&meter, S / 2, 0, 1);
	assert_int_equal(meter.since_us, FIRST + S / 2);
	pay(&meter, S + 1, 1, 1);
	assert_int_equal(meter.since_us, FIRST + S / 2);
	assert_int_equal(meter.last_us, FIRST + S + 1);
	pay(&meter, 3 * S, 0, 1);
	assert_int_equal(meter.since_us, FIRST + 3 * S);
}

static void counters_saturate(void **state)
{
	struct flow_meter meter = {0};
	struct flow_measure sum;

	(void)state;
	for (unsigned i = 0; i < 70000; i++)
		pay(&meter, i % 2 * S, 0, 5);
	flow_meter_sum(&meter, 0, 2, &sum);
	assert_int_equal(sum.payloads, UINT16_MAX);
	assert_int_equal(sum.sizes[0], UINT16_MAX);
	/* several segments in one: their size means nothing */
	flow_meter_forget(&meter);
	flow_meter_add(&meter, &sizes, 0, 5, false, FIRST + S);
	flow_meter_sum(&meter, 0, 2, &sum);
	assert_int_equal(sum.bytes, 5);
	assert_int_equal(sum.sizes[0], 0);
}

static void pools_are_bounded(void **state)
{
	struct flow_meters *meters = flow_meters_create(64 * 16 * 4, 64);
	uint16_t numbers[64];
	unsigned taken = 0;

	(void)state;
	assert_non_null(meters);
	while ((numbers[taken] = flow_meters_take(meters, 3)))
		taken++;
	assert_int_equal(taken, 4 + 16);
	assert_int_not_equal(flow_meters_take(meters, 4), 0);
	for (unsigned i = 0; i < taken; i++)
		flow_meters_at(meters, 3, numbers[i])->second = i;
	flow_meters_release(meters, 3, numbers[7]);
	flow_meters_release(meters, 3, numbers[2]);
	assert_int_equal(flow_meters_take(meters, 3), numbers[2]);
	assert_int_equal(flow_meters_at(meters, 3, numbers[2])->second, 0);
	assert_int_equal(flow_meters_at(meters, 3, numbers[3])->second, 3);
	assert_int_equal(flow_meters_take(meters, 3), numbers[7]);
	assert_int_equal(flow_meters_take(meters, 3), 0);
	flow_meters_destroy(meters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds_are_summed),
		cmocka_unit_test(payload_is_shared_out),
		cmocka_unit_test(onset_is_where_it_is_fast),
		cmocka_unit_test(old_seconds_are_forgotten),
		cmocka_unit_test(silence_is_known),
		cmocka_unit_test(counters_saturate),
		cmocka_unit_test(pools_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
