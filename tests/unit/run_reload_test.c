/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the classes of a live service start: a packet of a queue cannot wait. */
#include "run/reload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "policy/classes.h"
#include "shaper/shaper.h"
#include "shaper/tc_trees.h"

#define START (UINT64_C(1500000000) * USEC_PER_SEC)

static const struct policy_link uplink = {{1000000, 1000000}};

/* Packets of 100 bytes at one time that a new class of 8000 bit/s lets pass. */
static unsigned burst_of(struct shaper *shaper)
{
	const struct policy_class class = {.name = "slow",
					   .members = 1,
					   .priority = 4,
					   .ceiling_bps = {8000, 8000}};
	struct policy_classes *classes =
		policy_classes_create(&class, 1, &uplink, NULL);
	const struct shaper_packet packet = {
		.class = 1, .bytes = 100, .now = START};
	unsigned passed = 0;

	assert_non_null(classes);
	shaper_publish(shaper, classes);
	for (unsigned i = 0; i < 100; i++) {
		struct shaper_outcome outcome;

		shaper_pass(shaper, classes, &packet, &outcome);
		passed += !outcome.lost;
	}
	policy_classes_destroy(classes);
	return passed;
}

static void check_start(bool kernel_shapes)
{
	struct engine engine = {.shaper = shaper_create(&hash_key_fixed)};
	struct shaper *replay = shaper_create(&hash_key_fixed);
	struct run_reload reload = {.engine = &engine};
	const struct ruleset ruleset = {
		.classes = policy_classes_create(NULL, 0, &uplink, NULL),
	};

	assert_non_null(ruleset.classes);
	assert_non_null(engine.shaper);
	assert_non_null(replay);
	assert_int_equal(
		run_reload_start_classes(&reload, kernel_shapes, &ruleset), 0);
	assert_int_equal(reload.trees != NULL, kernel_shapes);
	/* a fifth of a second at once; a replay takes a whole second */
	assert_in_range(burst_of(engine.shaper), 1, 4);
	assert_in_range(burst_of(replay), 10, 12);
	shaper_tc_trees_destroy(reload.trees);
	shaper_destroy(replay);
	shaper_destroy(engine.shaper);
	policy_classes_destroy(ruleset.classes);
}

static void without_priorities_it_polices(void **state)
{
	(void)state;
	check_start(false);
}

static void without_trees_it_polices(void **state)
{
	(void)state;
	check_start(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_priorities_it_polices),
		cmocka_unit_test(without_trees_it_polices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
