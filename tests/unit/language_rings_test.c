/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events that a host remembers in a ring of their own. The test makes the events. */
#include "language/rings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "signature_bench.h"

static struct bench bench;
static struct host host;

enum { ASKED = 1, ANSWERED, TALKS, WALKS, LAST }; /* in the order of the file */

static void load(const char *hosts)
{
	char text[2048];

	snprintf(
		text, sizeof(text),
		"applications = ( { name = \"a\"; } );\napplication = \"a\";\n"
		"signatures = ( { name = \"s1\"; about = \"-\"; source = "
		"\"-\"; then = { event = \"asked\"; }; }, { name = \"s2\"; "
		"about = \"-\"; source = \"-\"; then = { event = "
		"\"answered\"; }; }, { name = \"s3\"; flows = \"decided\"; "
		"about "
		"= \"-\"; source = \"-\"; then = { event = \"talks\"; }; }, "
		"{ name = \"s4\"; flows = \"decided\"; about = \"-\"; source = "
		"\"-\"; then = { event = \"walks\"; }; } );\nhosts = ( %s );\n",
		hosts);
	bench_load(&bench, text);
	if (!bench.set)
		fail_msg("%s", bench.said);
	memset(&host, 0, sizeof(host));
}

/* How many rules hold with this event. */
static unsigned hear(uint16_t event, uint32_t seconds)
{
	static struct signature_outcome outcome;
	const struct host_event it = {
		.time_us = UINT64_C(1500000000) * USEC_PER_SEC +
			   seconds * USEC_PER_SEC,
		.flow = 7,
		.peer = 9,
		.event = event,
	};

	outcome.found_count = 0;
	signature_rule_prove(bench.set, &host, &it, &outcome);
	return outcome.found_count;
}

#define RULE(name, rest)                                         \
	"{ name = \"" name "\"; about = \"-\"; source = \"-\"; " \
	"within = \"10s\"; " rest " }"

static void frequent_events_push_no_others_out(void **state)
{
	(void)state;
	load(RULE("r", "events = [ \"asked\", \"answered\" ]; "
		       "then = { event = \"done\"; };"));
	assert_int_equal(bench.set->event_rings[ASKED], HOST_RING_ANY);
	assert_int_equal(bench.set->event_rings[ANSWERED], HOST_RING_ANY);
	assert_int_equal(bench.set->event_rings[TALKS], HOST_RING_DECIDED);
	assert_int_equal(bench.set->event_rings[WALKS], HOST_RING_DECIDED);
	hear(ASKED, 0);
	for (unsigned i = 0; i < 3 * HOST_EVENTS; i++)
		hear(i % 2 ? TALKS : WALKS, 1);
	assert_int_equal(hear(ANSWERED, 2), 1);
	/* among themselves they do */
	hear(ASKED, 3);
	for (unsigned i = 0; i < HOST_EVENTS; i++)
		hear(ASKED, 30);
	assert_int_equal(hear(ANSWERED, 60), 0);
	bench_fini(&bench);
}

/* Events of rules on decided flows' events stay in that ring, in order. */
static void rules_stay_in_their_ring(void **state)
{
	(void)state;
	load(RULE("r", "events = [ \"talks\" ]; then = { event = \"e\"; "
		       "};") ", " RULE("q", "events = [ \"walks\", \"e\" ]; "
					    "then = { event = \"f\"; };"));
	assert_int_equal(bench.set->event_rings[LAST], HOST_RING_DECIDED);
	assert_int_equal(bench.set->event_rings[LAST + 1], HOST_RING_DECIDED);
	assert_int_equal(hear(WALKS, 0), 0);
	assert_int_equal(hear(TALKS, 1), 2);
	bench_fini(&bench);
}

/* One rule that asks for both kinds takes all that hangs together with it. */
static void mixed_rules_keep_their_order(void **state)
{
	(void)state;
	load(RULE("r", "events = [ \"talks\" ]; then = { event = \"e\"; "
		       "};") ", " RULE("q", "events = [ \"e\" ]; unless = [ "
					    "\"asked\" ]; "
					    "then = { event = \"f\"; };"));
	assert_int_equal(bench.set->event_rings[TALKS], HOST_RING_ANY);
	assert_int_equal(bench.set->event_rings[LAST], HOST_RING_ANY);
	assert_int_equal(bench.set->event_rings[WALKS], HOST_RING_DECIDED);
	assert_int_equal(hear(TALKS, 1), 2);
	hear(ASKED, 2);
	assert_int_equal(hear(TALKS, 3), 1);
	bench_fini(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frequent_events_push_no_others_out),
		cmocka_unit_test(rules_stay_in_their_ring),
		cmocka_unit_test(mixed_rules_keep_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
