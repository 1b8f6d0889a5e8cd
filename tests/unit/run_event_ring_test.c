/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring between a worker and the thread that writes: order, its last slot, and what
 * is lost when it is full.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>

#include "run/event_ring.h"

#define SLOTS 8
#define MANY 20000

static void put_number(struct run_event_ring *ring, uint64_t number)
{
	struct engine_event_sink *sink = run_event_ring_sink(ring);
	const struct engine_event event = {.number = number};

	sink->take(sink, &event);
}

static void expect_number(struct run_event_ring *ring, uint64_t number)
{
	const struct engine_event *event = run_event_ring_peek(ring);

	assert_non_null(event);
	assert_int_equal(event->number, number);
	/* peeking again does not consume it */
	assert_ptr_equal(run_event_ring_peek(ring), event);
	run_event_ring_pop(ring);
}

/* All slots hold events; one more is lost, and none is overwritten. */
static void a_full_ring_loses_the_new_event(void **state)
{
	struct run_event_ring *ring = run_event_ring_create(SLOTS);

	(void)state;
	assert_null(run_event_ring_peek(ring));
	for (uint64_t i = 1; i <= SLOTS; i++)
		put_number(ring, i);
	assert_int_equal(run_event_ring_lost(ring), 0);
	put_number(ring, 100);
	put_number(ring, 101);
	assert_int_equal(run_event_ring_lost(ring), 2);
	expect_number(ring, 1);
	put_number(ring, SLOTS + 1); /* into the slot that is free now */
	assert_int_equal(run_event_ring_lost(ring), 2);
	put_number(ring, 102);
	assert_int_equal(run_event_ring_lost(ring), 3);
	for (uint64_t i = 2; i <= SLOTS + 1; i++)
		expect_number(ring, i);
	assert_null(run_event_ring_peek(ring));
	run_event_ring_destroy(ring);
}

/* Each fill level, at each position of the ring. */
static void events_come_out_in_order(void **state)
{
	struct run_event_ring *ring = run_event_ring_create(SLOTS);
	uint64_t in = 0, out = 0;

	(void)state;
	for (unsigned round = 0; round < 5 * SLOTS; round++) {
		for (unsigned i = 0; i <= round % SLOTS; i++)
			put_number(ring, ++in);
		while (out < in)
			expect_number(ring, ++out);
		assert_null(run_event_ring_peek(ring));
	}
	assert_int_equal(run_event_ring_lost(ring), 0);
	run_event_ring_destroy(ring);
}

static void *produce(void *argument)
{
	for (uint64_t i = 1; i <= MANY; i++)
		put_number(argument, i);
	return NULL;
}

/* Two threads: what comes out is in order, and all others are counted. */
static void a_slow_consumer_loses_and_counts(void **state)
{
	struct run_event_ring *ring = run_event_ring_create(SLOTS);
	uint64_t last = 0, seen = 0;
	pthread_t producer;

	(void)state;
	assert_int_equal(pthread_create(&producer, NULL, produce, ring), 0);
	while (seen + run_event_ring_lost(ring) < MANY) {
		const struct engine_event *event = run_event_ring_peek(ring);

		if (!event) {
			sched_yield();
			continue;
		}
		assert_true(event->number > last);
		last = event->number;
		seen++;
		run_event_ring_pop(ring);
	}
	pthread_join(producer, NULL);
	assert_int_equal(seen + run_event_ring_lost(ring), MANY);
	assert_null(run_event_ring_peek(ring));
	run_event_ring_destroy(ring);
	run_event_ring_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_ring_loses_the_new_event),
		cmocka_unit_test(events_come_out_in_order),
		cmocka_unit_test(a_slow_consumer_loses_and_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
