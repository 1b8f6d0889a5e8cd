/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring of events: order, room to the last place, and counted losses.
 */
#include "run/event_ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROOM 8

static void put(struct run_event_ring *ring, uint64_t number)
{
	const struct engine_event event = {.number = number};
	struct engine_event_sink *sink = run_event_ring_sink(ring);

	sink->take(sink, &event);
}

static void expect(struct run_event_ring *ring, uint64_t number)
{
	const struct engine_event *event = run_event_ring_peek(ring);

	assert_non_null(event);
	assert_int_equal(event->number, number);
	run_event_ring_pop(ring);
}

static void events_come_out_in_order(void **state)
{
	struct run_event_ring *ring = run_event_ring_create(ROOM);
	uint64_t in = 0, out = 0;

	(void)state;
	assert_null(run_event_ring_peek(ring));
	/* several times around, with every filling from 1 to ROOM */
	for (unsigned fill = 1; fill <= ROOM; fill++) {
		for (unsigned i = 0; i < fill; i++)
			put(ring, ++in);
		/* to look at an event does not remove it */
		assert_int_equal(run_event_ring_peek(ring)->number, out + 1);
		for (unsigned i = 0; i < fill; i++)
			expect(ring, ++out);
		assert_null(run_event_ring_peek(ring));
	}
	assert_int_equal(run_event_ring_lost(ring), 0);
	run_event_ring_destroy(ring);
}

static void a_full_ring_loses_the_new_event(void **state)
{
	struct run_event_ring *ring = run_event_ring_create(ROOM);

	(void)state;
	for (unsigned i = 1; i <= ROOM; i++)
		put(ring, i);
	assert_int_equal(run_event_ring_lost(ring), 0);
	put(ring, 100);
	put(ring, 101);
	assert_int_equal(run_event_ring_lost(ring), 2);
	/* the unread ones are untouched, and one place is one event */
	expect(ring, 1);
	put(ring, 9);
	put(ring, 102);
	assert_int_equal(run_event_ring_lost(ring), 3);
	for (unsigned i = 2; i <= 9; i++)
		expect(ring, i);
	assert_null(run_event_ring_peek(ring));
	run_event_ring_destroy(ring);
	run_event_ring_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_come_out_in_order),
		cmocka_unit_test(a_full_ring_loses_the_new_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
