/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clocks of classes: rates, queues, borrowing, guarantees. */
#include "shaper/token_bucket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define US SHAPER_TOKEN_BUCKET_UNITS_PER_US
#define SEC (1000000 * US)

/* A class below a link, and what it was offered and got. */
struct source {
	struct shaper_token_bucket meter;
	uint64_t rate, ceiling, offered;
	uint32_t bytes;
	unsigned priority;
	uint64_t next, sent; /* sent: bits within the time */
};

/* All at once, packet by packet, in the order of their times. */
static void run(struct source *sources, size_t count, uint64_t link,
		uint64_t seconds)
{
	struct shaper_token_bucket top = {0};

	for (;;) {
		struct source *s = sources;
		uint64_t delay;

		for (size_t i = 1; i < count; i++)
			if (sources[i].next < s->next)
				s = &sources[i];
		if (s->next >= seconds * SEC)
			return;
		struct shaper_token_bucket_step steps[] = {
			{&s->meter, s->rate, s->ceiling}, {&top, link, link}};

		if (shaper_token_bucket_admit(steps, 2, s->priority, s->bytes,
					      s->next, SEC, &delay) &&
		    s->next + delay < seconds * SEC)
			s->sent += s->bytes * UINT64_C(8);
		s->next += s->bytes * UINT64_C(8) * SEC / s->offered;
	}
}

static void expect_near(uint64_t got, uint64_t want, unsigned percent)
{
	assert_in_range(got, want - want * percent / 100,
			want + want * percent / 100);
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
		/* as a ceiling, and as a rate of its own */
		for (int own = 0; own < 2; own++) {
			struct source source = {
				.rate = own ? cases[i].rate : 0,
				.ceiling = cases[i].rate,
				.offered = cases[i].rate * 4,
				.bytes = cases[i].bytes,
			};
			uint64_t seconds = cases[i].rate > 100000000 ? 1 : 10;

			run(&source, 1, SHAPER_TOKEN_BUCKET_ENDLESS, seconds);
			expect_near(source.sent, seconds * cases[i].rate, 1);
		}
	}
}

/* 8000 bit/s: 100 bytes take 0.1 s, and the queue is 1 s of them. */
static void queue_is_as_long_as_said(void **state)
{
	struct shaper_token_bucket meter = {0}, top = {0};
	struct shaper_token_bucket_step steps[] = {
		{&meter, 0, 8000},
		{&top, SHAPER_TOKEN_BUCKET_ENDLESS,
		 SHAPER_TOKEN_BUCKET_ENDLESS}};
	uint64_t delay = 1;

	(void)state;
	for (uint32_t i = 0; i <= 10; i++) {
		assert_true(shaper_token_bucket_admit(steps, 2, 0, 100, SEC,
						      SEC, &delay));
		assert_int_equal(delay, i * SEC / 10);
	}
	assert_false(
		shaper_token_bucket_admit(steps, 2, 0, 100, SEC, SEC, &delay));
	assert_int_equal(delay, 0);
	/* what was lost takes no time of the link */
	assert_true(shaper_token_bucket_admit(steps, 2, 0, 100, SEC + SEC / 10,
					      SEC, &delay));
	assert_int_equal(delay, SEC);
	assert_false(shaper_token_bucket_admit(steps, 2, 0, 100, SEC + SEC / 10,
					       SEC, &delay));
	/* and an idle hour saves nothing */
	for (uint32_t i = 0; i < 2; i++) {
		assert_true(shaper_token_bucket_admit(steps, 2, 0, 100,
						      3600 * SEC, SEC, &delay));
		assert_int_equal(delay, i * SEC / 10);
	}
}

/* One packet longer than the queue passes, and those after it wait. */
static void big_packet_on_a_slow_link(void **state)
{
	struct shaper_token_bucket meter = {0}, top = {0};
	struct shaper_token_bucket_step steps[] = {
		{&meter, 1000, 1000},
		{&top, SHAPER_TOKEN_BUCKET_ENDLESS,
		 SHAPER_TOKEN_BUCKET_ENDLESS}};
	uint64_t delay;

	(void)state;
	assert_true(shaper_token_bucket_admit(steps, 2, 0, 65535, SEC, SEC,
					      &delay));
	assert_int_equal(delay, 0);
	assert_false(shaper_token_bucket_admit(steps, 2, 0, 10, 2 * SEC, SEC,
					       &delay));
	assert_true(shaper_token_bucket_admit(steps, 2, 0, 10, 525 * SEC, SEC,
					      &delay));
	assert_int_equal(delay, 28 * SEC / 100);
}

/* 2 of 10 are guaranteed; the other class floods with three times the link. */
static void guarantee_holds_under_a_flood(void **state)
{
	struct source sources[] = {
		{.rate = 2000000,
		 .ceiling = 10000000,
		 .offered = 2000000,
		 .bytes = 200},
		{.ceiling = 10000000, .offered = 30000000, .bytes = 1500},
	};

	(void)state;
	run(sources, 2, 10000000, 20);
	expect_near(sources[0].sent, 20 * UINT64_C(2000000), 5);
	expect_near(sources[1].sent, 20 * UINT64_C(8000000), 5);
}

/* Unused bandwidth goes to the lower number first, and the remainder to others. */
static void priority_borrows_first(void **state)
{
	struct source sources[] = {
		{.ceiling = 10000000,
		 .offered = 6000000,
		 .bytes = 500,
		 .priority = 0},
		{.rate = 1000000,
		 .ceiling = 10000000,
		 .offered = 20000000,
		 .bytes = 1500,
		 .priority = 4},
	};

	(void)state;
	run(sources, 2, 10000000, 100);
	expect_near(sources[0].sent, 100 * UINT64_C(6000000), 5);
	expect_near(sources[1].sent, 100 * UINT64_C(4000000), 5);
}

/* A class that waits for its own ceiling does not delay its neighbour. */
static void slow_class_harms_no_other(void **state)
{
	struct source sources[] = {
		{.ceiling = 64000, .offered = 5000000, .bytes = 1000},
		{.ceiling = 10000000, .offered = 9500000, .bytes = 1000},
	};

	(void)state;
	run(sources, 2, 10000000, 20);
	expect_near(sources[0].sent, 20 * UINT64_C(64000), 5);
	expect_near(sources[1].sent, 20 * UINT64_C(9500000), 5);
}

/* Traffic that is sent regardless is charged: less is left to borrow. */
static void charge_leaves_less(void **state)
{
	struct shaper_token_bucket meter = {0}, top = {0}, rest = {0};
	struct shaper_token_bucket_step steps[] = {{&meter, 0, 10000000},
						   {&top, 10000000, 10000000}};
	struct shaper_token_bucket_step others[] = {{&rest, 5000000, 10000000},
						    {&top, 10000000, 10000000}};
	uint64_t sent = 0, delay;

	(void)state;
	for (uint64_t ms = 0; ms < 100000; ms++) {
		shaper_token_bucket_charge(others, 2, 4, 625, ms * 1000 * US);
		for (int i = 0; i < 2; i++)
			if (shaper_token_bucket_admit(steps, 2, 4, 1000,
						      ms * 1000 * US, SEC,
						      &delay) &&
			    ms * 1000 * US + delay < 100 * SEC)
				sent += 8000;
	}
	expect_near(sent, 100 * UINT64_C(5000000), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rate_is_exact),
		cmocka_unit_test(queue_is_as_long_as_said),
		cmocka_unit_test(big_packet_on_a_slow_link),
		cmocka_unit_test(guarantee_holds_under_a_flood),
		cmocka_unit_test(priority_borrows_first),
		cmocka_unit_test(slow_class_harms_no_other),
		cmocka_unit_test(charge_leaves_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
