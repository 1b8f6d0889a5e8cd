/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule counters: counted at the verdict, for the rule that gave it, over reloads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/rule_counters.h"
#include "engine/worker.h"
#include "io/source.h"
#include "packet/packet.h"

#define DLT_RAW_IP 12

/* Something that talks, and stops doing so when it says. */
static const char signatures[] =
	"applications = ( { name = \"quail\"; } ); application = \"quail\";\n"
	"activities = ( { name = \"talk\"; rank = 2; },\n"
	"               { name = \"rest\"; rank = 3; } );\n"
	"signatures = ( { name = \"hello\"; about = \"a\"; source = \"b\";\n"
	"  match = [ \"bytes[0] == 'hello'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 30; }; }; },\n"
	"{ name = \"talk\"; about = \"a\"; source = \"b\";\n"
	"  match = [ \"bytes[0] == 'talk'\" ];\n"
	"  then = { activity = \"talk\"; }; },\n"
	"{ name = \"rest\"; about = \"a\"; source = \"b\";\n"
	"  match = [ \"bytes[0] == 'rest'\" ];\n"
	"  then = { activity = \"rest\"; }; } );\n";

#define NO_TALK \
	"{ name = \"no-talk\"; activity = \"talk\"; action = \"drop\"; }"
#define SLOW                                                           \
	"{ name = \"slow\"; activity = \"rest\"; action = \"shape\"; " \
	"rate = 8000; }"
#define REST "{ name = \"rest\"; activity = \"rest\"; action = \"accept\"; }"

static void say(void *context, const char *line)
{
	(void)context;
	print_error("%s\n", line);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static struct ruleset *load(const char *rules, const struct ruleset *previous)
{
	static char conf[64], sig[64];
	const char *only[] = {sig};
	struct diagnostics diagnostics = {.say = say};
	struct config_request request = {.path = conf,
					 .only = only,
					 .only_count = 1,
					 .previous = previous};
	struct ruleset *ruleset;

	snprintf(conf, sizeof(conf), "/tmp/rule_counters-%d.conf",
		 (int)getpid());
	snprintf(sig, sizeof(sig), "/tmp/rule_counters-%d.sig", (int)getpid());
	write_file(conf, rules);
	write_file(sig, signatures);
	ruleset = config_ruleset_load(&request, &diagnostics);
	unlink(conf);
	unlink(sig);
	assert_non_null(ruleset);
	return ruleset;
}

static void ignore(struct engine_event_sink *event_sink,
		   const struct engine_event *event)
{
	(void)event_sink;
	(void)event;
}

static struct engine_event_sink event_sink = {.take = ignore};

/* One datagram of 10.0.0.1 to 192.0.2.1, of 28 bytes and @text. */
static void send(struct engine_worker *worker, const char *text)
{
	static usec_t now = 1000000 * USEC_PER_SEC;
	uint8_t frame[128] = {0x45, [8] = 64, [9] = 17, [12] = 10, 0,
			      0,    1,	      192,	0,	   2,
			      1,    0x10,     0,	0x20,	   0};
	size_t size = strlen(text);
	struct frame it = {.data = frame, .link_type = DLT_RAW_IP};
	struct verdict verdict;

	frame[3] = (uint8_t)(28 + size);
	frame[25] = (uint8_t)(8 + size);
	memcpy(frame + 28, text, size);
	it.caplen = it.len = (uint32_t)(28 + size);
	it.time_us = now += 1000;
	engine_worker_batch(worker, &it, 1, &verdict);
}

/* "name action packets bytes dropped-packets dropped-bytes late; ..." */
static void expect(struct engine *engine, const char *want)
{
	struct report_totals sums;
	char got[512] = "";
	size_t length = 0;

	engine_rule_counters_collect(engine, &sums);
	for (size_t i = 0; i < sums.count; i++) {
		const struct report_totals_line *line = sums.lines[i];
		const struct report_totals_counters *it = &line->counters;

		length += (size_t)snprintf(
			got + length, sizeof(got) - length,
			"%s %s %u %u %u %u %u; ",
			line->names.first ? line->names.first : "-",
			line->names.second, (unsigned)it->packets,
			(unsigned)it->bytes, (unsigned)it->dropped_packets,
			(unsigned)it->dropped_bytes,
			(unsigned)it->late_packets);
	}
	report_totals_fini(&sums);
	assert_string_equal(got, want);
}

static void a_packet_counts_for_the_rule_that_met_it(void **state)
{
	struct ruleset *ruleset =
		load("rules = ( " NO_TALK ", " SLOW " );", NULL);
	struct engine *engine = engine_create(ruleset, &hash_key_fixed);
	struct engine_worker *worker =
		engine_worker_create(engine, &event_sink);

	(void)state;
	expect(engine, "");
	send(worker, "hello");
	send(worker, "anything");
	expect(engine, "- accept 2 69 0 0 0; ");
	send(worker, "talk");
	send(worker, "and more");
	expect(engine, "no-talk drop 2 68 2 68 0; - accept 2 69 0 0 0; ");
	/* the flow ends with another rule: what was dropped stays where it is */
	send(worker, "rest");
	for (int i = 0; i < 4; i++)
		send(worker, "more");
	engine_worker_finish(worker);
	expect(engine, "no-talk drop 2 68 2 68 0; slow shape 5 160 0 0 4; "
		       "- accept 2 69 0 0 0; ");
	engine_worker_reset(worker);
	expect(engine, "");
	engine_worker_destroy(worker);
	engine_destroy(engine);
	config_ruleset_free(ruleset);
}

/* And of a rule, the level that counts. */
static void workers_add_up(void **state)
{
	struct ruleset *ruleset =
		load("rules = ( { name = \"levels\"; activity = \"talk\"; "
		     "levels = ( { confidence = 1; action = \"log\"; }, "
		     "{ confidence = 70; action = \"drop\"; } ); } );",
		     NULL);
	struct engine *engine = engine_create(ruleset, &hash_key_fixed);
	struct engine_worker *a = engine_worker_create(engine, &event_sink);
	struct engine_worker *b = engine_worker_create(engine, &event_sink);

	(void)state;
	send(a, "talk");
	send(b, "hello");
	send(a, "talk");
	send(b, "talk");
	expect(engine, "levels drop 2 64 2 64 0; - accept 2 65 0 0 0; ");
	engine_worker_destroy(a); /* not the first of the list */
	expect(engine, "levels drop 1 32 1 32 0; - accept 1 33 0 0 0; ");
	engine_worker_destroy(b);
	expect(engine, "");
	engine_destroy(engine);
	config_ruleset_free(ruleset);
}

static void late_packets_of_workers_add_up(void **state)
{
	struct ruleset *ruleset = load("rules = ( " SLOW " );", NULL);
	struct engine *engine = engine_create(ruleset, &hash_key_fixed);
	struct engine_worker *a = engine_worker_create(engine, &event_sink);
	struct engine_worker *b = engine_worker_create(engine, &event_sink);

	(void)state;
	send(a, "hello");
	send(a, "rest");
	for (int i = 0; i < 4; i++)
		send(a, "more");
	expect(engine, "slow shape 5 160 0 0 4; - accept 1 33 0 0 0; ");
	for (int i = 0; i < 2; i++)
		send(b, "more");
	expect(engine, "slow shape 7 224 0 0 6; - accept 1 33 0 0 0; ");
	engine_worker_destroy(a);
	engine_worker_destroy(b);
	engine_destroy(engine);
	config_ruleset_free(ruleset);
}

static void reload(struct engine *engine, struct ruleset **ruleset,
		   const char *rules, bool retire)
{
	struct ruleset *fresh = load(rules, *ruleset);
	const struct ruleset *old = engine_publish(engine, fresh);

	assert_ptr_equal(old, *ruleset);
	if (retire) {
		engine_retire(engine, old);
		config_ruleset_free(*ruleset);
	}
	*ruleset = fresh;
}

static void names_outlive_numbers(void **state)
{
	struct ruleset *ruleset =
			       load("rules = ( " NO_TALK ", " SLOW " );", NULL),
		       *old;
	struct engine *engine = engine_create(ruleset, &hash_key_fixed);
	struct engine_worker *worker =
		engine_worker_create(engine, &event_sink);

	(void)state;
	send(worker, "hello");
	send(worker, "talk");
	old = ruleset;
	/* the second of before is the first now; a worker lags behind */
	reload(engine, &ruleset, "rules = ( " REST ", " NO_TALK " );", false);
	expect(engine, "no-talk drop 1 32 1 32 0; - accept 1 33 0 0 0; ");
	send(worker, "more");
	expect(engine, "no-talk drop 2 64 2 64 0; - accept 1 33 0 0 0; ");
	engine_retire(engine, old);
	config_ruleset_free(old);
	expect(engine, "no-talk drop 2 64 2 64 0; - accept 1 33 0 0 0; ");
	send(worker, "rest");
	/* who is gone stands behind, and comes back; the page is used again */
	reload(engine, &ruleset, "rules = ( " REST " );", true);
	send(worker, "more");
	expect(engine, "rest accept 2 64 0 0 0; no-talk drop 2 64 2 64 0; "
		       "- accept 1 33 0 0 0; ");
	reload(engine, &ruleset, "rules = ( " NO_TALK " );", true);
	send(worker, "more");
	expect(engine, "no-talk drop 2 64 2 64 0; rest accept 2 64 0 0 0; "
		       "- accept 2 65 0 0 0; ");
	engine_worker_destroy(worker);
	engine_destroy(engine);
	config_ruleset_free(ruleset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packet_counts_for_the_rule_that_met_it),
		cmocka_unit_test(workers_add_up),
		cmocka_unit_test(late_packets_of_workers_add_up),
		cmocka_unit_test(names_outlive_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
