/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries come in the order of their deadlines, whatever the order of entry. */
#include "engine/timer_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ENTRIES 200

static struct engine_timer_queue_entry host_at(usec_t due, uint8_t address)
{
	struct engine_timer_queue_entry entry;

	memset(&entry, 0, sizeof(entry));
	entry.due_us = due;
	entry.of_host = true;
	entry.host.bytes[15] = address;
	return entry;
}

static void comes_in_order(void **state)
{
	struct engine_timer_queue *timer_queue =
		engine_timer_queue_create(ENTRIES);
	struct engine_timer_queue_entry entry;
	usec_t before = 0;
	unsigned dice = 1, count = 0;

	(void)state;
	assert_false(engine_timer_queue_pop(timer_queue, UINT64_MAX, &entry));
	for (unsigned i = 0; i < ENTRIES; i++) {
		dice = dice * 69069 + 17009;
		entry = host_at(dice >> 20, (uint8_t)i);
		assert_true(engine_timer_queue_add(timer_queue, &entry));
	}
	assert_false(engine_timer_queue_add(timer_queue, &entry));
	assert_int_equal(engine_timer_queue_refused(timer_queue), 1);
	while (engine_timer_queue_pop(timer_queue, 2000, &entry)) {
		assert_true(entry.due_us >= before);
		assert_true(entry.due_us <= 2000);
		before = entry.due_us;
		count++;
	}
	assert_in_range(count, 1, ENTRIES - 1);
	while (engine_timer_queue_pop(timer_queue, UINT64_MAX, &entry)) {
		assert_true(entry.due_us > 2000);
		count++;
	}
	assert_int_equal(count, ENTRIES);
	engine_timer_queue_destroy(timer_queue);
}

static void order_is_of_keys_at_once(void **state)
{
	struct engine_timer_queue *timer_queue =
		engine_timer_queue_create(ENTRIES);
	struct engine_timer_queue_entry entry;

	(void)state;
	for (unsigned i = 0; i < 50; i++) {
		entry = host_at(7, (uint8_t)(i * 37 % 50));
		assert_true(engine_timer_queue_add(timer_queue, &entry));
	}
	for (unsigned i = 0; i < 50; i++) {
		assert_true(engine_timer_queue_pop(timer_queue, 7, &entry));
		assert_int_equal(entry.host.bytes[15], i);
	}
	assert_false(engine_timer_queue_pop(timer_queue, 7, &entry));
	entry = host_at(9, 1);
	assert_true(engine_timer_queue_add(timer_queue, &entry));
	engine_timer_queue_clear(timer_queue);
	assert_false(engine_timer_queue_pop(timer_queue, 10, &entry));
	engine_timer_queue_destroy(timer_queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_in_order),
		cmocka_unit_test(order_is_of_keys_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
