/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shaper's rate, queue and clock. */
#include "engine/shaper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "flow_sample.h"

#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)

/* Bits that pass in 10 s, of packets that come at four times the rate. */
static uint64_t bits_of_10_s(uint64_t rate, uint32_t bytes)
{
	struct engine_shaper shaper = {0};
	uint64_t sent = 0, offered = rate * 4 / 8;
	uint32_t delay;

	for (uint64_t i = 0;; i++) {
		usec_t at = i * bytes * SEC / offered;

		if (at >= 10 * SEC)
			return sent;
		if (engine_shaper_admit(&shaper, rate, bytes, START + at,
					&delay) &&
		    at + delay < 10 * SEC)
			sent += bytes * 8;
	}
}

static void rate_is_exact(void **state)
{
	static const struct {
		uint64_t rate;
		uint32_t bytes;
	} cases[] = {
		{64000, 40},	     {64000, 200},	  {100000, 1514},
		{512000, 1514},	     {10000000, 60},	  {100000000, 64},
		{300000001, 64},     {1000000000, 64},	  {1000000000, 1514},
		{10000000000, 1000}, {40000000000, 1514},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t want = 10 * cases[i].rate;
		uint64_t sent = bits_of_10_s(cases[i].rate, cases[i].bytes);

		/* within 1 % */
		assert_in_range(sent, want - want / 100, want + want / 100);
	}
}

/* 8000 bit/s: 100 bytes take 0.1 s, and the queue is 1 s of them. */
static void queue_is_a_second(void **state)
{
	struct engine_shaper shaper = {0};
	uint32_t delay = 1;

	(void)state;
	for (uint32_t i = 0; i <= 10; i++) {
		assert_true(
			engine_shaper_admit(&shaper, 8000, 100, START, &delay));
		assert_int_equal(delay, i * 100000);
	}
	assert_false(engine_shaper_admit(&shaper, 8000, 100, START, &delay));
	assert_int_equal(delay, 0);
	/* what was lost takes no time of the link */
	assert_true(engine_shaper_admit(&shaper, 8000, 100, START + SEC / 10,
					&delay));
	assert_int_equal(delay, SEC);
	assert_false(engine_shaper_admit(&shaper, 8000, 100, START + SEC / 10,
					 &delay));
}

static void idle_link_saves_nothing(void **state)
{
	struct engine_shaper shaper = {0};
	uint32_t delay;

	(void)state;
	engine_shaper_admit(&shaper, 8000, 100, START, &delay);
	assert_true(engine_shaper_admit(&shaper, 8000, 100, START + 3600 * SEC,
					&delay));
	assert_int_equal(delay, 0);
	assert_true(engine_shaper_admit(&shaper, 8000, 100, START + 3600 * SEC,
					&delay));
	assert_int_equal(delay, 100000);
}

/* One packet longer than the queue passes, and those after it wait. */
static void big_packet_on_a_slow_link(void **state)
{
	struct engine_shaper shaper = {0};
	uint32_t delay;

	(void)state;
	assert_true(engine_shaper_admit(&shaper, 1000, 65535, START, &delay));
	assert_int_equal(delay, 0);
	assert_false(
		engine_shaper_admit(&shaper, 1000, 10, START + SEC, &delay));
	assert_true(engine_shaper_admit(&shaper, 1000, 10, START + 524 * SEC,
					&delay));
	assert_int_equal(delay, 280000);
}

static void clock_set_back(void **state)
{
	struct engine_shaper shaper = {0};
	uint32_t delay;

	(void)state;
	for (int i = 0; i < 5; i++)
		engine_shaper_admit(&shaper, 8000, 100, START, &delay);
	/* out of order: as if it came now, and a little early */
	assert_true(engine_shaper_admit(&shaper, 8000, 100, START - SEC / 10,
					&delay));
	assert_int_equal(delay, 600000);
	/* an hour back: the queue is as long as it was */
	assert_true(engine_shaper_admit(&shaper, 8000, 100, START - 3600 * SEC,
					&delay));
	assert_int_equal(delay, 600000);
	assert_true(engine_shaper_admit(&shaper, 8000, 100, 0, &delay));
	assert_int_equal(delay, 700000);
}

/* Each rule has a link of its own, whoever asks for it. */
static void rules_share_nothing_but_their_own(void **state)
{
	struct engine_shapers *shapers = engine_shapers_create(4);
	usec_t now = 50 * USEC_PER_SEC;
	uint32_t delay;

	(void)state;
	assert_non_null(shapers);
	assert_true(engine_shapers_admit(shapers, 1, 8000, 500, now, &delay));
	assert_true(engine_shapers_admit(shapers, 1, 8000, 500, now, &delay));
	assert_int_equal(delay, USEC_PER_SEC / 2);
	assert_true(engine_shapers_admit(shapers, 4, 8000, 500, now, &delay));
	assert_int_equal(delay, 0);
	assert_true(engine_shapers_admit(shapers, 1, 8000, 500, now, &delay));
	assert_int_equal(delay, USEC_PER_SEC);
	assert_false(engine_shapers_admit(shapers, 1, 8000, 500, now, &delay));
	engine_shapers_clear(shapers);
	assert_true(engine_shapers_admit(shapers, 1, 8000, 500, now, &delay));
	assert_int_equal(delay, 0);
	engine_shapers_destroy(shapers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rate_is_exact),
		cmocka_unit_test(queue_is_a_second),
		cmocka_unit_test(idle_link_saves_nothing),
		cmocka_unit_test(big_packet_on_a_slow_link),
		cmocka_unit_test(clock_set_back),
		cmocka_unit_test(rules_share_nothing_but_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
