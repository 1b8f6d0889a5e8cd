/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters of signatures: per worker, summed, and what a reload makes of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/signature_hits.h"
#include "engine/worker.h"
#include "io/source.h"
#include "packet/packet.h"
#include "signature/set.h"
#include "engine_stand.h"

#define HEAD \
	"applications = ( { name = \"quail\"; } ); application = \"quail\";\n"
#define ENTRY(name, first)                                             \
	"{ name = \"" name "\"; about = \"a\"; source = \"b\";"        \
	"  match = [ \"bytes[0] == '" first "'\" ];"                   \
	"  then = { evidence = { kind = \"constant\"; weight = 16; };" \
	"           event = \"" name "\"; }; }"
#define PAIR                                                          \
	"hosts = ( { name = \"pair\"; about = \"a\"; source = \"b\";" \
	"  events = [ \"one\", \"two\" ]; within = \"9s\";"           \
	"  then = { evidence = { kind = \"order\"; weight = 8; }; }; } );"

static const char one_and_two[] = HEAD "signatures = ( " ENTRY(
	"one", "first") ", " ENTRY("two", "second") " );\n" PAIR;
static const char two_only[] = HEAD
	"signatures = ( " ENTRY("two", "second") " );\n";

static void ignore(struct engine_event_sink *event_sink,
		   const struct engine_event *event)
{
	(void)event_sink;
	(void)event;
}

static struct engine_event_sink event_sink = {.take = ignore};

/* One datagram of 10.0.0.1 to 192.0.2.1. */
static void send(struct engine_worker *worker, const char *text)
{
	static usec_t now = 1000000 * USEC_PER_SEC;
	static const struct end lan = {{10, 0, 0, 1}, 0x1000};
	static const struct end out = {{192, 0, 2, 1}, 0x2000};
	uint8_t bytes[128];
	size_t length = stand_udp(bytes, &lan, &out, text, strlen(text));
	struct frame frame = stand_frame(bytes, length, now += 1000, 0);
	struct verdict verdict;

	engine_worker_batch(worker, &frame, 1, &verdict);
}

static void expect(struct engine *engine, size_t count,
		   const struct report_counter *want)
{
	struct engine_signature_hit_metrics metrics;

	engine_signature_hits_collect(engine, &metrics);
	assert_int_equal(metrics.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(metrics.counters[i].group, "signatures");
		assert_string_equal(metrics.counters[i].name, want[i].name);
		assert_int_equal(metrics.counters[i].value, want[i].value);
	}
	engine_signature_hit_metrics_fini(&metrics);
}

static void workers_add_up_and_each_starts_over_alone(void **state)
{
	static const struct report_counter all[] = {{NULL, "quail.one", 3},
						    {NULL, "quail.two", 1},
						    {NULL, "quail.pair", 1}};
	static const struct report_counter left[] = {{NULL, "quail.one", 1}};
	struct ruleset *ruleset = stand_load("", one_and_two, NULL);
	struct engine *engine = engine_create(ruleset, &hash_key_fixed);
	struct engine_worker *a = engine_worker_create(engine, &event_sink);
	struct engine_worker *b = engine_worker_create(engine, &event_sink);

	(void)state;
	expect(engine, 0, NULL);
	send(a, "first");
	send(a, "nothing");
	send(b, "first");
	send(a, "first");
	send(a, "second");
	expect(engine, 3, all);
	engine_worker_reset(a);
	expect(engine, 1, left);
	engine_worker_destroy(b); /* not the first of the list */
	expect(engine, 0, NULL);
	engine_worker_destroy(a);
	engine_destroy(engine);
	config_ruleset_free(ruleset);
}

static void a_reload_keeps_counts_of_what_is_still_there(void **state)
{
	static const struct report_counter kept[] = {{NULL, "quail.two", 3}};
	struct ruleset *before = stand_load("", one_and_two, NULL), *after;
	struct engine *engine;
	struct engine_worker *worker;

	(void)state;
	engine = engine_create(before, &hash_key_fixed);
	worker = engine_worker_create(engine, &event_sink);
	send(worker, "first");
	send(worker, "second");
	send(worker, "second");
	after = stand_load("", two_only, before);
	engine_publish(engine, after);
	send(worker, "first");
	send(worker, "second");
	expect(engine, 1, kept);
	engine_worker_destroy(worker);
	engine_destroy(engine);
	config_ruleset_free(before);
	config_ruleset_free(after);
}

static void numbers_that_start_over_count_from_nothing(void **state)
{
	static const struct report_counter anew[] = {{NULL, "quail.one", 1}};
	struct ruleset *ruleset = stand_load("", one_and_two, NULL);
	struct engine *engine;
	struct engine_worker *worker;

	(void)state;
	engine = engine_create(ruleset, &hash_key_fixed);
	worker = engine_worker_create(engine, &event_sink);
	send(worker, "first");
	send(worker, "second");
	ruleset->revision.number = ruleset->revision.renumbered = 2;
	expect(engine, 0, NULL); /* before the worker's next packet, too */
	send(worker, "first");
	expect(engine, 1, anew);
	engine_worker_destroy(worker);
	engine_destroy(engine);
	config_ruleset_free(ruleset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(workers_add_up_and_each_starts_over_alone),
		cmocka_unit_test(a_reload_keeps_counts_of_what_is_still_there),
		cmocka_unit_test(numbers_that_start_over_count_from_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
