/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters of queues and of an interface: each name has its own, summed up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/stats.h"
#include "run/source_counts.h"

static void check_counter(const struct engine_stats *stats, const char *group,
			  const char *name, uint64_t value)
{
	unsigned found = 0;

	for (size_t i = 0; i < stats->event.counter_count; i++) {
		const struct report_counter *it = &stats->metrics.counters[i];

		if (strcmp(it->group, group) || strcmp(it->name, name))
			continue;
		assert_int_equal(it->value, value);
		found++;
	}
	if (found != 1)
		fail_msg("%s.%s: %u times", group, name, found);
}

static void queues_are_summed(void **state)
{
	static const char *const names[] = {
		"received",	"received_gso",	  "verdicts",
		"passed",	"gaps",		  "enobufs",
		"late",		"refused",	  "malformed",
		"reject_sent",	"reject_failed",  "kernel_dropped",
		"user_dropped", "kernel_last_id",
	};
	struct run_source_counts counts;
	struct engine_stats stats = {.metrics.count = 0};

	(void)state;
	assert_int_equal(run_source_counts_init(&counts, true, 2), 0);
	for (unsigned i = 0; i < 2; i++)
		counts.of_queues[i] = (struct io_nfqueue_counts){
			.received = i + 1,
			.received_gso = i + 11,
			.verdicts = i + 21,
			.passed = i + 31,
			.gaps = i + 41,
			.enobufs = i + 51,
			.late = i + 61,
			.refused = i + 71,
			.malformed = i + 81,
			.reject_sent = i + 91,
			.reject_failed = i + 101,
			.queue_dropped = i + 111,
			.user_dropped = i + 121,
			.kernel_last_id = i + 131,
		};
	run_source_counts_add(&counts, &stats);
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		check_counter(&stats, "queue", names[i], 20 * i + 3);
	assert_int_equal(stats.event.counter_count, 14);
	assert_int_equal(stats.metrics.count, 14);
	run_source_counts_fini(&counts);
}

static void an_interface_has_its_own(void **state)
{
	struct run_source_counts counts;
	struct engine_stats stats = {.metrics.count = 0};

	(void)state;
	assert_int_equal(run_source_counts_init(&counts, false, 1), 0);
	counts.of_interface = (struct io_capture_live_counts){
		.received = 1,
		.seen = 2,
		.dropped = 3,
		.interface_dropped = 4,
	};
	run_source_counts_add(&counts, &stats);
	check_counter(&stats, "interface", "received", 1);
	check_counter(&stats, "interface", "seen", 2);
	check_counter(&stats, "interface", "dropped", 3);
	check_counter(&stats, "interface", "interface_dropped", 4);
	assert_int_equal(stats.event.counter_count, 4);
	run_source_counts_fini(&counts);
}

/* More than fit are left out, and nothing is overwritten. */
static void metrics_have_an_end(void **state)
{
	struct engine_stats stats = {.metrics.count = 0};

	(void)state;
	for (uint64_t i = 0; i < ENGINE_METRICS_MOST + 3; i++)
		engine_stats_add(&stats, "a", "b", i);
	assert_int_equal(stats.event.counter_count, ENGINE_METRICS_MOST);
	assert_int_equal(stats.metrics.counters[ENGINE_METRICS_MOST - 1].value,
			 ENGINE_METRICS_MOST - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queues_are_summed),
		cmocka_unit_test(an_interface_has_its_own),
		cmocka_unit_test(metrics_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
