/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Host rules count keys, own ports and shares. The tests make the events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "signature_bench.h"

static struct bench bench;
static struct host host;

enum { ASKED = 1, ANSWERED = 2 }; /* in the order of the file */

/* A set whose one rule counts as @rule says, of "asked" and "answered". */
static void load(const char *rule)
{
	char text[1024];

	snprintf(text, sizeof(text),
		 "applications = ( { name = \"a\"; } );\napplication = \"a\";\n"
		 "signatures = ( { name = \"s1\"; about = \"-\"; source = "
		 "\"-\"; then = { event = \"asked\"; }; }, { name = \"s2\"; "
		 "about = \"-\"; source = \"-\"; then = { event = "
		 "\"answered\"; }; } );\n"
		 "hosts = ( { name = \"rule\"; about = \"-\"; source = \"-\"; "
		 "within = \"10s\"; then = { event = \"done\"; }; %s } );\n",
		 rule);
	bench_load(&bench, text);
	if (!bench.set)
		fail_msg("%s", bench.said);
	memset(&host, 0, sizeof(host));
}

/* Does the rule hold with this event? */
static bool hear(uint16_t event, uint32_t seconds, uint16_t port, uint32_t peer,
		 uint32_t key)
{
	static struct signature_outcome outcome;
	const struct host_event it = {
		.time_us = UINT64_C(1500000000) * USEC_PER_SEC +
			   seconds * USEC_PER_SEC,
		.flow = peer * 7 + port,
		.peer = peer,
		.key = key,
		.event = event,
		.port = port,
	};

	outcome.found_count = 0;
	signature_rule_prove(bench.set, &host, &it, &outcome);
	return outcome.found_count;
}

static void keys_are_counted_once(void **state)
{
	(void)state;
	load("events = [ \"answered\" ]; at_least = 4; keys = 3;");
	assert_false(hear(ANSWERED, 0, 5, 1, 26));
	assert_false(hear(ANSWERED, 1, 5, 2, 51));
	assert_false(hear(ANSWERED, 2, 5, 3, 26));
	assert_false(hear(ANSWERED, 3, 5, 4, 51)); /* four, of two */
	assert_true(hear(ANSWERED, 4, 5, 5, 18));
	assert_true(hear(ANSWERED, 5, 5, 5, 18));
	assert_false(hear(ANSWERED, 16, 5, 5, 18)); /* they are too old */
	bench_fini(&bench);
}

static void a_key_counts_with_enough_peers(void **state)
{
	(void)state;
	load("events = [ \"answered\" ]; at_least = 4; keys = 2; "
	     "key_peers = 2;");
	assert_false(hear(ANSWERED, 0, 5, 1, 26));
	assert_false(hear(ANSWERED, 1, 5, 2, 51));
	assert_false(hear(ANSWERED, 2, 5, 3, 26));
	assert_false(hear(ANSWERED, 3, 5, 2, 51)); /* twice, of one peer */
	assert_false(hear(ANSWERED, 4, 5, 4, 18));
	assert_true(hear(ANSWERED, 5, 5, 1, 51));
	bench_fini(&bench);
}

static void each_port_counts_apart(void **state)
{
	(void)state;
	load("events = [ \"asked\" ]; each = [ \"port\" ]; at_least = 3; "
	     "peers = 3;");
	assert_false(hear(ASKED, 0, 5, 1, 0));
	assert_false(hear(ASKED, 0, 6, 2, 0));
	assert_false(hear(ASKED, 0, 5, 3, 0));
	assert_false(hear(ASKED, 0, 6, 4, 0));
	assert_false(hear(ASKED, 0, 7, 5, 0));
	assert_true(hear(ASKED, 0, 5, 6, 0));
	assert_true(hear(ASKED, 0, 6, 6, 0));
	assert_false(hear(ASKED, 0, 7, 6, 0));
	bench_fini(&bench);
}

static void neighbours_on_one_port(void **state)
{
	(void)state;
	load("events = [ \"asked\", \"answered\" ]; same = [ \"port\" ]; "
	     "different = [ \"peer\" ];");
	hear(ASKED, 0, 5, 1, 0);
	assert_false(hear(ANSWERED, 1, 6, 2, 0));
	assert_false(hear(ANSWERED, 1, 5, 1, 0));
	assert_true(hear(ANSWERED, 1, 5, 2, 0));
	bench_fini(&bench);
}

static void a_share_of_other_events(void **state)
{
	(void)state;
	load("events = [ \"answered\" ]; each = [ \"port\" ]; at_least = 2; "
	     "share_of = \"asked\"; share = 50;");
	for (uint32_t peer = 0; peer < 5; peer++)
		hear(ASKED, peer, 5, peer, 0);
	for (uint32_t peer = 0; peer < 9; peer++)
		hear(ASKED, 3, 6, peer, 0);	  /* another port's */
	assert_false(hear(ANSWERED, 5, 5, 1, 0)); /* one */
	assert_false(hear(ANSWERED, 5, 5, 2, 0)); /* 2 of 5 */
	assert_true(hear(ANSWERED, 5, 5, 3, 0));  /* 3 of 5 */
	assert_true(hear(ANSWERED, 13, 5, 3, 0)); /* only two asked lately */
	bench_fini(&bench);
}

/* ---- borders ---- */

#define FIRST (UINT64_C(1500000000) * USEC_PER_SEC)

/* Whether the rule holds with this event, @us after FIRST. */
static bool hear_at(uint16_t event, usec_t us, uint32_t flow, uint32_t peer,
		    uint32_t key, uint16_t port)
{
	static struct signature_outcome outcome;
	const struct host_event it = {
		.time_us = FIRST + us,
		.flow = flow,
		.peer = peer,
		.key = key,
		.event = event,
		.port = port,
	};

	outcome.found_count = 0;
	signature_rule_prove(bench.set, &host, &it, &outcome);
	return outcome.found_count;
}

/* "answered" @us after "asked". */
static bool answered_after(const char *rule, usec_t us)
{
	bool holds;

	load(rule);
	assert_false(hear_at(ASKED, 0, 1, 1, 1, 1));
	holds = hear_at(ANSWERED, us, 1, 1, 1, 1);
	bench_fini(&bench);
	return holds;
}

static void times_are_sharp(void **state)
{
	const char *in_window = "events = [ \"asked\", \"answered\" ];";
	const char *after = "events = [ \"asked\", \"answered\" ]; after = "
			    "\"1s..2s\";";

	(void)state;
	assert_true(answered_after(in_window, 0));
	assert_true(answered_after(in_window, 10 * USEC_PER_SEC));
	assert_false(answered_after(in_window, 10 * USEC_PER_SEC + 1));
	assert_false(answered_after(after, USEC_PER_SEC - 1));
	assert_true(answered_after(after, USEC_PER_SEC));
	assert_true(answered_after(after, 2 * USEC_PER_SEC));
	assert_false(answered_after(after, 2 * USEC_PER_SEC + 1));
}

/* Each word of "same", "different" and "each", with all else contrary to it. */
static void each_word_joins(void **state)
{
	static const char *const words[] = {"peer", "flow", "key", "port"};
	char rule[200];

	(void)state;
	for (unsigned w = 0; w < 4; w++) {
		/* what agrees: the word alone; all but the word */
		const unsigned only[4] = {w == 0, w == 1, w == 2, w == 3};

		snprintf(rule, sizeof(rule),
			 "events = [ \"asked\", \"answered\" ]; same = [ "
			 "\"%s\" ];",
			 words[w]);
		load(rule);
		assert_false(hear_at(ASKED, 0, 5, 5, 5, 5));
		assert_true(hear_at(ANSWERED, 1, 6 - only[1], 6 - only[0],
				    6 - only[2], (uint16_t)(6 - only[3])));
		assert_false(hear_at(ANSWERED, 1, 5 + only[1], 5 + only[0],
				     5 + only[2], (uint16_t)(5 + only[3])));
		bench_fini(&bench);

		snprintf(rule, sizeof(rule),
			 "events = [ \"asked\", \"answered\" ]; different = "
			 "[ \"%s\" ];",
			 words[w]);
		load(rule);
		assert_false(hear_at(ASKED, 0, 5, 5, 5, 5));
		assert_false(hear_at(ANSWERED, 1, 6 - only[1], 6 - only[0],
				     6 - only[2], (uint16_t)(6 - only[3])));
		assert_true(hear_at(ANSWERED, 1, 5 + only[1], 5 + only[0],
				    5 + only[2], (uint16_t)(5 + only[3])));
		bench_fini(&bench);

		snprintf(rule, sizeof(rule),
			 "events = [ \"answered\" ]; at_least = 2; each = [ "
			 "\"%s\" ];",
			 words[w]);
		load(rule);
		assert_false(hear_at(ANSWERED, 0, 5, 5, 5, 5));
		assert_false(hear_at(ANSWERED, 1, 5 + only[1], 5 + only[0],
				     5 + only[2], (uint16_t)(5 + only[3])));
		assert_true(hear_at(ANSWERED, 2, 6 - only[1], 6 - only[0],
				    6 - only[2], (uint16_t)(6 - only[3])));
		bench_fini(&bench);
	}
}

static void counts_are_sharp(void **state)
{
	(void)state;
	load("events = [ \"answered\" ]; at_least = 3;");
	assert_false(hear_at(ANSWERED, 0, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 1, 1, 1, 1, 1));
	assert_true(hear_at(ANSWERED, 10 * USEC_PER_SEC, 1, 1, 1, 1));
	/* the first is a microsecond too old; two are not enough */
	assert_true(hear_at(ANSWERED, 10 * USEC_PER_SEC + 1, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 20 * USEC_PER_SEC + 2, 1, 1, 1, 1));
	bench_fini(&bench);

	load("events = [ \"answered\" ]; at_least = 3; peers = 2;");
	assert_false(hear_at(ANSWERED, 0, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 1, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 2, 1, 1, 1, 1));
	assert_true(hear_at(ANSWERED, 3, 1, 2, 1, 1));
	bench_fini(&bench);

	load("events = [ \"answered\" ]; share_of = \"asked\"; share = 50;");
	assert_false(hear_at(ASKED, 0, 1, 1, 1, 1));
	assert_false(hear_at(ASKED, 1, 1, 1, 1, 1));
	assert_true(hear_at(ANSWERED, 2, 1, 1, 1, 1)); /* 1 of 2 */
	assert_false(hear_at(ASKED, 3, 1, 1, 1, 1));
	assert_false(hear_at(ASKED, 4, 1, 1, 1, 1));
	assert_false(hear_at(ASKED, 5, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 6, 1, 1, 1, 1)); /* 2 of 5 */
	assert_true(hear_at(ANSWERED, 7, 1, 1, 1, 1));	/* 3 of 5 */
	bench_fini(&bench);
}

static void unless_is_sharp(void **state)
{
	const char *rule = "events = [ \"answered\" ]; unless = [ \"asked\" ];";

	(void)state;
	load(rule);
	assert_true(hear_at(ANSWERED, 0, 1, 1, 1, 1));
	assert_false(hear_at(ASKED, 1, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 1 + 10 * USEC_PER_SEC, 1, 1, 1, 1));
	assert_true(hear_at(ANSWERED, 2 + 10 * USEC_PER_SEC, 1, 1, 1, 1));
	bench_fini(&bench);
}

/* Other events in between, and the order the other way round. */
static void order_counts(void **state)
{
	(void)state;
	load("events = [ \"asked\", \"answered\", \"asked\" ];");
	assert_false(hear_at(ANSWERED, 0, 1, 1, 1, 1));
	assert_false(hear_at(ASKED, 1, 1, 1, 1, 1));
	assert_false(hear_at(ASKED, 2, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 3, 1, 1, 1, 1));
	assert_false(hear_at(ANSWERED, 4, 1, 1, 1, 1));
	assert_true(hear_at(ASKED, 5, 1, 1, 1, 1));
	bench_fini(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_sharp),
		cmocka_unit_test(each_word_joins),
		cmocka_unit_test(counts_are_sharp),
		cmocka_unit_test(unless_is_sharp),
		cmocka_unit_test(order_counts),
		cmocka_unit_test(keys_are_counted_once),
		cmocka_unit_test(a_key_counts_with_enough_peers),
		cmocka_unit_test(each_port_counts_apart),
		cmocka_unit_test(neighbours_on_one_port),
		cmocka_unit_test(a_share_of_other_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
