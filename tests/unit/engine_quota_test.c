/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quotas in the verdicts of packets: used up, over, reloaded, kept in files.
 */
#include "engine/quota.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/text.h"
#include "config/ruleset.h"
#include "run/checkpoint.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/worker.h"
#include "host/quota.h"
#include "packet/packet.h"
#include "report/report.h"
#include "engine_stand.h"

static const char signatures[] =
	"applications = ( { name = \"a\"; }, { name = \"b\"; } );\n"
	"application = \"a\";\n"
	"activities = (\n"
	"  { name = \"talk\"; lasts = \"5s\"; rank = 5; call = true; },\n"
	"  { name = \"rest\"; lasts = \"1min\"; alone = true; } );\n"
	"signatures = (\n"
	"{ name = \"hello\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 64; };\n"
	"           activity = \"rest\"; }; },\n"
	"{ name = \"speaks\"; about = \"-\"; source = \"-\"; flows = "
	"\"decided\";\n"
	"  match = [ \"bytes[0] == 'on the line'\" ];\n"
	"  then = { activity = { name = \"talk\"; weight = 24; }; }; },\n"
	"{ name = \"talks\"; about = \"-\"; source = \"-\"; flows = "
	"\"decided\";\n"
	"  on = \"window\"; window = \"2s\"; from = \"local\";\n"
	"  match = [ \"window.payloads in 10..100\",\n"
	"            \"window.payloads of reverse in 10..100\",\n"
	"            \"window.sizes(40..50) == window.payloads\" ];\n"
	"  then = { activity = { name = \"talk\"; weight = 12; adds = true; }; "
	"};"
	" } );\n";

#define HOME                                                                 \
	"home_networks = [ \"10.0.0.0/8\" ];\n"                              \
	"users = ( { name = \"u\"; networks = [ \"10.0.0.1\", \"10.0.0.2\" " \
	"]; "                                                                \
	"} );\n"                                                             \
	"groups = ( { name = \"g\"; networks = [ \"10.0.0.0/16\" ]; } );\n"
#define RULE                                                                   \
	"rules = ( { name = \"no\"; quota = \"q\"; exceeded = true; action = " \
	"\"drop\"; } );\n"
/* 100 bytes in a packet of 72 and its IP and UDP headers */
#define QUOTA(what, per, more)                                     \
	"quotas = ( { name = \"q\"; " what "; per = \"" per "\"; " \
	"period = \"day\"; zone = \"Europe/Berlin\"; " more " } );\n"

struct bench {
	struct engine_event_sink event_sink; /* first */
	struct ruleset *ruleset;
	struct engine *engine;
	struct engine_worker *worker;
	usec_t now;
	uint64_t frames;
};

static void ignore(struct engine_event_sink *event_sink,
		   const struct engine_event *event)
{
	(void)event_sink;
	(void)event;
}

static usec_t utc(int day, int hour, int minute)
{
	struct tm tm = {.tm_year = 126,
			.tm_mon = 9,
			.tm_mday = day,
			.tm_hour = hour,
			.tm_min = minute};

	return (usec_t)timegm(&tm) * USEC_PER_SEC;
}

static struct bench *start(const char *rules)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	bench->ruleset = stand_load(rules, signatures, NULL);
	bench->engine = engine_create(bench->ruleset, &hash_key_fixed);
	bench->event_sink.take = ignore;
	bench->worker = engine_worker_create(bench->engine, &bench->event_sink);
	bench->now = utc(20, 12, 0);
	return bench;
}

static void stop(struct bench *bench)
{
	engine_worker_finish(bench->worker);
	engine_worker_destroy(bench->worker);
	engine_destroy(bench->engine);
	config_ruleset_free(bench->ruleset);
	free(bench);
}

static void reload(struct bench *bench, const char *rules)
{
	struct ruleset *fresh = stand_load(rules, signatures, bench->ruleset);

	engine_publish(bench->engine, fresh);
	engine_retire(bench->engine, bench->ruleset);
	engine_quota_retire(bench->engine, bench->ruleset, bench->now);
	config_ruleset_free(bench->ruleset);
	bench->ruleset = fresh;
}

/* A datagram of host 10.0.0.@host; its action. */
static enum action send_udp(struct bench *bench, usec_t after, uint8_t host,
			    uint16_t port, bool out, const char *text,
			    size_t size)
{
	const struct end inside = {{10, 0, 0, host}, port};
	const struct end outside = {{192, 0, 2, 1}, 0x1700};
	uint8_t bytes[512] = {0};
	size_t length = stand_udp(bytes, out ? &inside : &outside,
				  out ? &outside : &inside, text, size);
	struct frame frame = stand_frame(bytes, length, bench->now += after,
					 ++bench->frames);
	struct verdict verdict;

	engine_worker_batch(bench->worker, &frame, 1, &verdict);
	return verdict.action;
}

/* 100 bytes on the wire. */
static bool passes(struct bench *bench, uint8_t host, uint16_t port)
{
	return send_udp(bench, 1000, host, port, true, "hello there", 72) ==
	       ACTION_ACCEPT;
}

/* Both ways each 50 ms, for @seconds. @return: how many were dropped. */
static unsigned talk(struct bench *bench, uint8_t host, uint16_t port,
		     unsigned seconds)
{
	unsigned dropped = 0;

	for (unsigned i = 0; i < seconds * 20; i++) {
		dropped += send_udp(bench, 25000, host, port, true, "", 45) ==
			   ACTION_DROP;
		dropped += send_udp(bench, 25000, host, port, false, "", 45) ==
			   ACTION_DROP;
	}
	return dropped;
}

/* Return the use of the quota's heaviest user. */
static struct report_quota_use most(struct bench *bench)
{
	struct report_quota_use use = {.used = 0};
	size_t count;
	struct report_quota *quotas =
		engine_quota_metrics(bench->engine, bench->now, &count);

	assert_int_equal(count, 1);
	if (quotas->use_count)
		use = quotas->uses[0];
	free(quotas);
	return use;
}

/* ---- bytes ---- */

static void the_next_packet_feels_it(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("bytes = 1000", "user", "") RULE);

	(void)state;
	/* two flows of two addresses of one user */
	for (unsigned i = 0; i < 5; i++) {
		assert_true(passes(bench, 1, 1000));
		assert_true(passes(bench, 2, 2000));
	}
	assert_false(passes(bench, 1, 1000));
	assert_false(passes(bench, 2, 2000));
	assert_false(passes(bench, 2, 2001)); /* a new flow */
	/* other users pass; dropped packets are not counted */
	assert_true(passes(bench, 3, 1000));
	assert_int_equal(most(bench).used, 1000);
	assert_string_equal(most(bench).who, "u");
	assert_true(most(bench).exceeded);
	stop(bench);
}

static void it_is_over_by_the_roll_over(void **state)
{
	struct bench *bench = start(HOME QUOTA(
		"bytes = 300", "host", "starts = { time = \"02:30\"; };") RULE);

	(void)state;
	/* the clock is put back at 01:00: 02:30 comes at 00:30 and at 01:30 */
	bench->now = utc(25, 0, 29);
	for (unsigned i = 0; i < 3; i++)
		assert_true(passes(bench, 1, 1000));
	assert_false(passes(bench, 1, 1000));
	assert_int_equal(most(bench).until_us, utc(25, 0, 30));
	bench->now = utc(25, 0, 30) - 2000;
	assert_false(passes(bench, 1, 1000));
	/* the same flow, which nothing but the clock touched */
	for (unsigned i = 0; i < 3; i++)
		assert_true(passes(bench, 1, 1000));
	assert_false(passes(bench, 1, 1000));
	assert_int_equal(most(bench).used, 300);
	assert_int_equal(most(bench).until_us, utc(26, 1, 30));
	stop(bench);
}

/* Ten seconds back are packets out of order; more is another day's clock. */
static void a_little_back_keeps_the_period(void **state)
{
	struct bench *bench = start(HOME QUOTA("bytes = 300", "host", "") RULE);
	usec_t border = utc(20, 22, 0); /* midnight in Berlin */

	(void)state;
	bench->now = border - 1000;
	assert_true(passes(bench, 1, 1000));
	assert_int_equal(most(bench).from_us, border);
	bench->now = border - 10 * USEC_PER_SEC - 1000;
	assert_true(passes(bench, 1, 1000));
	bench->now = border - 1000;
	assert_int_equal(most(bench).from_us, border);
	assert_int_equal(most(bench).used, 200);
	bench->now = border - 11 * USEC_PER_SEC;
	assert_true(passes(bench, 1, 1000));
	assert_int_equal(most(bench).until_us, border);
	assert_int_equal(most(bench).used, 300);
	stop(bench);
}

/* A period ends at its border, to the microsecond. */
static void a_period_ends_at_its_border(void **state)
{
	struct bench *bench = start(HOME QUOTA("bytes = 100", "host", "") RULE);
	usec_t border = utc(20, 22, 0);

	(void)state;
	bench->now = border - 5000;
	assert_true(passes(bench, 1, 1000));
	bench->now = border - 1001;
	assert_false(passes(bench, 1, 1000));
	assert_int_equal(most(bench).until_us, border);
	bench->now = border - 1000;
	assert_true(passes(bench, 1, 1000));
	assert_int_equal(most(bench).from_us, border);
	stop(bench);
}

/* Those who used most come first, equal ones by name; all are counted. */
static void the_most_eager_are_listed(void **state)
{
	struct bench *bench = start(HOME QUOTA("bytes = 200", "host", "") RULE);
	struct report_quota *quotas;
	size_t count;

	(void)state;
	for (uint8_t host = 100; host < 125; host++)
		passes(bench, host, 1000);
	passes(bench, 124, 1000);
	quotas = engine_quota_metrics(bench->engine, bench->now, &count);
	assert_int_equal(count, 1);
	assert_int_equal(quotas[0].counted, 25);
	assert_int_equal(quotas[0].exceeded, 1);
	assert_int_equal(quotas[0].use_count, REPORT_QUOTA_USES);
	assert_string_equal(quotas[0].uses[0].who, "10.0.0.124");
	assert_true(quotas[0].uses[0].exceeded);
	assert_int_equal(quotas[0].uses[0].used, 200);
	assert_string_equal(quotas[0].uses[1].who, "10.0.0.100");
	assert_string_equal(quotas[0].uses[REPORT_QUOTA_USES - 1].who,
			    "10.0.0.118");
	assert_false(quotas[0].uses[1].exceeded);
	free(quotas);
	stop(bench);
}

static void a_clock_put_back_gives_nothing(void **state)
{
	struct bench *bench = start(HOME QUOTA("bytes = 300", "host", "") RULE);

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		assert_true(passes(bench, 1, 1000));
	bench->now -= 40 * 3600 * USEC_PER_SEC;
	assert_false(passes(bench, 1, 1001));
	stop(bench);
}

static void what_came_before_the_decision_counts(void **state)
{
	struct bench *bench = start(HOME QUOTA("bytes = 300", "host", "") RULE);

	(void)state;
	send_udp(bench, 1000, 1, 1000, true, "x", 72);
	send_udp(bench, 1000, 1, 1000, false, "x", 72);
	assert_int_equal(most(bench).used, 0);
	assert_true(passes(bench, 1, 1000));
	assert_int_equal(most(bench).used, 300);
	assert_false(passes(bench, 1, 1000));
	stop(bench);
}

static void only_what_the_quota_names_counts(void **state)
{
	static const char *const others[] = {
		HOME QUOTA("bytes = 100", "user", "application = \"b\";") RULE,
		HOME QUOTA("bytes = 100", "user", "activity = \"talk\";") RULE,
		HOME QUOTA("bytes = 100", "user", "direction = \"incoming\";")
			RULE,
	};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct bench *bench = start(others[i]);

		for (unsigned k = 0; k < 5; k++)
			assert_true(passes(bench, 1, 1000));
		assert_int_equal(most(bench).used, 0);
		stop(bench);
	}
}

static void a_group_shares_what_it_has(void **state)
{
	struct bench *bench = start(
		HOME QUOTA("bytes = 300", "group", "group = \"g\";") RULE);

	(void)state;
	for (uint8_t host = 1; host <= 3; host++)
		assert_true(passes(bench, host, 1000));
	for (uint8_t host = 1; host <= 4; host++)
		assert_false(passes(bench, host, 1000));
	assert_string_equal(most(bench).who, "g");
	stop(bench);
}

/* A datagram between two hosts of ours; whether it passes. */
static bool passes_at_home(struct bench *bench, uint8_t from, uint8_t to)
{
	const struct end ends[] = {{{10, 0, 0, from}, 1000},
				   {{10, 0, 0, to}, 1000}};
	uint8_t bytes[512] = {0};
	size_t length = stand_udp(bytes, &ends[0], &ends[1], "hello there", 72);
	struct frame frame =
		stand_frame(bytes, length, bench->now += 1000, ++bench->frames);
	struct verdict verdict;

	engine_worker_batch(bench->worker, &frame, 1, &verdict);
	return verdict.action == ACTION_ACCEPT;
}

static void two_ends_of_one_user_count_once(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("bytes = 1000", "user", "") RULE);

	(void)state;
	assert_true(passes_at_home(bench, 1, 2)); /* both are of u */
	assert_int_equal(most(bench).used, 100);
	assert_string_equal(most(bench).who, "u");
	/* and so do two ends of one group */
	reload(bench,
	       HOME QUOTA("bytes = 1000", "group", "group = \"g\";") RULE);
	assert_true(passes_at_home(bench, 3, 4));
	assert_int_equal(most(bench).used, 100);
	stop(bench);
}

/* Each end has its own count; the rule is about the beginner, or about the other. */
static void two_ends_of_two_users_count_each(void **state)
{
	struct bench *bench = start(HOME QUOTA("bytes = 300", "user", "") RULE);
	struct report_quota *quotas;
	size_t count;

	(void)state;
	assert_true(passes_at_home(bench, 3, 1));
	assert_true(passes_at_home(bench, 1, 3));
	quotas = engine_quota_metrics(bench->engine, bench->now, &count);
	assert_int_equal(quotas[0].use_count, 2);
	assert_int_equal(quotas[0].uses[0].used, 200);
	assert_int_equal(quotas[0].uses[1].used, 200);
	assert_string_equal(quotas[0].uses[0].who, "10.0.0.3");
	assert_string_equal(quotas[0].uses[1].who, "u");
	free(quotas);
	stop(bench);
}

static void a_quota_for_some_users_counts_only_them(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("bytes = 200", "host", "user = \"u\";") RULE);

	(void)state;
	assert_true(passes(bench, 3, 1000));
	assert_true(passes(bench, 1, 1000));
	assert_true(passes(bench, 3, 1000));
	assert_true(passes(bench, 1, 1000));
	assert_true(passes(bench, 3, 1000));
	assert_false(passes(bench, 1, 1000));
	assert_true(passes(bench, 2, 1000)); /* the user's other host */
	assert_int_equal(most(bench).used, 200);
	assert_string_equal(most(bench).who, "10.0.0.1");
	stop(bench);
}

/* Below the confidence that decides, a rule drops; then the flow is decided. */
static void what_was_dropped_before_the_decision_costs_nothing(void **state)
{
	static const char hints[] =
		"applications = ( { name = \"a\"; } );\n"
		"application = \"a\";\n"
		"signatures = (\n"
		"{ name = \"hint\"; about = \"-\"; source = \"-\";\n"
		"  match = [ \"bytes[0] == 'a good hint'\" ];\n"
		"  then = { evidence = { kind = \"constant\"; weight = 16; }; "
		"}; },\n"
		"{ name = \"hello\"; about = \"-\"; source = \"-\";\n"
		"  match = [ \"bytes[0] == 'hello there'\" ];\n"
		"  then = { evidence = { kind = \"constant\"; weight = 64; }; "
		"}; } );\n";
	struct bench *bench = calloc(1, sizeof(*bench));

	(void)state;
	bench->ruleset = stand_load(
		HOME QUOTA("bytes = 1000", "host",
			   "") "rules = ( { name = \"r\"; levels = (\n"
			       "  { confidence = 40; action = \"drop\"; },\n"
			       "  { confidence = 70; action = \"accept\"; } ); "
			       "} );\n",
		hints, NULL);
	bench->engine = engine_create(bench->ruleset, &hash_key_fixed);
	bench->event_sink.take = ignore;
	bench->worker = engine_worker_create(bench->engine, &bench->event_sink);
	bench->now = utc(20, 12, 0);
	assert_int_equal(send_udp(bench, 1000, 1, 1000, true, "x", 72),
			 ACTION_ACCEPT);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(
			send_udp(bench, 1000, 1, 1000, true, "a good hint", 72),
			ACTION_DROP);
	assert_true(passes(bench, 1, 1000));
	assert_int_equal(most(bench).used, 200); /* the first and the last */
	stop(bench);
}

/* Flows of the same batch feel it, too. */
static void the_next_packet_of_a_batch_feels_it(void **state)
{
	const struct end inside[] = {{{10, 0, 0, 1}, 1000},
				     {{10, 0, 0, 1}, 1001}};
	const struct end outside = {{192, 0, 2, 1}, 0x1700};
	struct bench *bench = start(HOME QUOTA("bytes = 300", "host", "") RULE);
	uint8_t bytes[2][512] = {{0}};
	struct frame frames[2];
	struct verdict verdicts[2];

	(void)state;
	assert_true(passes(bench, 1, 1000));
	assert_true(passes(bench, 1, 1001));
	for (unsigned i = 0; i < 2; i++) {
		size_t length = stand_udp(bytes[i], &inside[i], &outside,
					  "hello there", 72);

		frames[i] = stand_frame(bytes[i], length, bench->now += 1000,
					++bench->frames);
	}
	engine_worker_batch(bench->worker, frames, 2, verdicts);
	assert_int_equal(verdicts[0].action, ACTION_ACCEPT);
	assert_int_equal(verdicts[1].action, ACTION_DROP);
	stop(bench);
}

/* The count is a user's by name, whatever number a reload gives it. */
static void a_reload_that_renumbers_users_keeps_counts(void **state)
{
	struct bench *bench = start(HOME QUOTA("bytes = 300", "user", "") RULE);
	struct report_quota *quotas;
	size_t count;

	(void)state;
	assert_true(passes(bench, 1, 1000));
	reload(bench,
	       "home_networks = [ \"10.0.0.0/8\" ];\n"
	       "users = ( { name = \"a\"; networks = [ \"10.0.0.9\" ]; },\n"
	       "  { name = \"u\"; networks = [ \"10.0.0.1\", \"10.0.0.2\" ]; "
	       "} );\n" QUOTA("bytes = 300", "user", "") RULE);
	assert_true(passes(bench, 1, 1000));
	assert_true(passes(bench, 1, 1000));
	assert_false(passes(bench, 1, 1000));
	quotas = engine_quota_metrics(bench->engine, bench->now, &count);
	assert_int_equal(quotas[0].use_count, 1);
	assert_int_equal(quotas[0].uses[0].used, 300);
	assert_string_equal(quotas[0].uses[0].who, "u");
	free(quotas);
	stop(bench);
}

/* ---- calls ---- */

/*
 * The first packet behind the reload proves the call, before the flow is decided anew:
 * its user has the old ruleset's number still.
 */
static void a_call_over_a_reload_is_its_users(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("call_minutes = 5", "user", "") RULE);
	struct report_quota *quotas;
	size_t count;

	(void)state;
	passes(bench, 1, 1000);
	send_udp(bench, 1000, 1, 1000, true, "on the line", 45);
	reload(bench,
	       "home_networks = [ \"10.0.0.0/8\" ];\n"
	       "users = ( { name = \"a\"; networks = [ \"10.0.0.9\" ]; },\n"
	       "  { name = \"u\"; networks = [ \"10.0.0.1\", \"10.0.0.2\" ]; "
	       "} );\n" QUOTA("call_minutes = 5", "user", "") RULE);
	send_udp(bench, 2 * USEC_PER_SEC, 1, 1000, true, "on the line", 45);
	quotas = engine_quota_metrics(bench->engine, bench->now, &count);
	assert_int_equal(quotas[0].use_count, 1);
	assert_string_equal(quotas[0].uses[0].who, "u");
	assert_int_equal(quotas[0].uses[0].used, 2 * USEC_PER_SEC);
	free(quotas);
	stop(bench);
}

/* Only the part behind the border counts in the new period. */
static void a_call_over_the_border_counts_in_both(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("call_minutes = 10", "host", "") RULE);
	usec_t border = utc(20, 22, 0); /* midnight in Berlin */

	(void)state;
	bench->now = border - 20 * USEC_PER_SEC;
	passes(bench, 1, 1000);
	assert_int_equal(talk(bench, 1, 1000, 30), 0);
	assert_int_equal(most(bench).from_us, border);
	/* ten seconds behind the border; the last second is not proven */
	assert_in_range(most(bench).used, 7 * USEC_PER_SEC, 10 * USEC_PER_SEC);
	stop(bench);
}

static void calls_at_the_same_time_count_once(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("call_minutes = 1", "user", "") RULE);
	usec_t used;

	(void)state;
	passes(bench, 1, 1000);
	passes(bench, 2, 2000);
	/* second by second, one and the other */
	for (unsigned i = 0; i < 20; i++)
		for (unsigned k = 0; k < 20; k++) {
			send_udp(bench, 12500, 1, 1000, true, "", 45);
			send_udp(bench, 12500, 1, 1000, false, "", 45);
			send_udp(bench, 12500, 2, 2000, true, "", 45);
			send_udp(bench, 12500, 2, 2000, false, "", 45);
		}
	used = most(bench).used;
	assert_in_range(used, 17 * USEC_PER_SEC,
			20 * USEC_PER_SEC); /* the last second is not proven */
	/* rests do not count */
	bench->now += 600 * USEC_PER_SEC;
	assert_true(passes(bench, 1, 1000));
	assert_int_equal(most(bench).used, used);
	stop(bench);
}

static void a_minute_is_a_minute(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("call_minutes = 1", "host", "") RULE);
	unsigned dropped;

	(void)state;
	passes(bench, 1, 1000);
	assert_int_equal(talk(bench, 1, 1000, 58), 0);
	dropped = talk(bench, 1, 1000, 10);
	/* of 400: what is proven is a second or two behind */
	assert_in_range(dropped, 220, 320);
	assert_int_equal(most(bench).used / USEC_PER_SEC, 60);
	stop(bench);
}

/* ---- reloads ---- */

static void a_reload_keeps_counts(void **state)
{
	struct bench *bench =
		start(HOME QUOTA("bytes = 1000", "host", "") RULE);

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		assert_true(passes(bench, 1, 1000));
	/* less for each */
	reload(bench, HOME QUOTA("bytes = 500", "host", "") RULE);
	assert_int_equal(most(bench).used, 500);
	assert_false(passes(bench, 1, 1000));
	/* and more, on another clock */
	reload(bench, HOME QUOTA("bytes = 600", "host",
				 "starts = { time = \"10:00\"; };") RULE);
	assert_int_equal(most(bench).used, 500);
	assert_int_equal(most(bench).until_us, utc(21, 8, 0));
	assert_true(passes(bench, 1, 1000));
	assert_false(passes(bench, 1, 1000));
	/* another unit is another quota */
	reload(bench, HOME QUOTA("call_minutes = 1", "host", "") RULE);
	assert_int_equal(most(bench).used, 0);
	assert_true(passes(bench, 1, 1000));
	reload(bench, HOME QUOTA("bytes = 600", "host", "") RULE);
	assert_int_equal(most(bench).used, 0);
	stop(bench);
}

/* ---- files ---- */

static char directory[64];

static const char *path_of(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static bool is_there(const char *name)
{
	return access(path_of(name), F_OK) == 0;
}

static int make_directory(void **state)
{
	(void)state;
	snprintf(directory, sizeof(directory), "/tmp/quota-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	DIR *files = opendir(directory);
	const struct dirent *entry;

	(void)state;
	while ((entry = readdir(files)))
		unlink(path_of(entry->d_name));
	closedir(files);
	return rmdir(directory);
}

static const char kept[] = HOME QUOTA("bytes = 1000", "host", "") RULE;

/* A daemon that reads, passes @packets of 100 bytes, and writes. */
static uint64_t live(const char *rules, unsigned packets, bool writes)
{
	struct bench *bench = start(rules);
	struct run_checkpoint *checkpoint =
		run_checkpoint_create(bench->engine, directory);
	uint64_t used;

	run_checkpoint_load(checkpoint, bench->now);
	for (unsigned i = 0; i < packets; i++)
		passes(bench, 1, 1000);
	used = most(bench).used;
	if (writes)
		run_checkpoint_save(checkpoint, bench->now);
	run_checkpoint_destroy(checkpoint);
	stop(bench);
	return used;
}

static void a_restart_goes_on(void **state)
{
	(void)state;
	assert_int_equal(live(kept, 3, true), 300);
	assert_int_equal(live(kept, 3, true), 600);
	/* killed: it wrote nothing */
	assert_int_equal(live(kept, 2, false), 800);
	assert_int_equal(live(kept, 0, true), 600);
	/* used up by what was before, to the byte */
	assert_int_equal(live(kept, 20, true), 1000);
	assert_int_equal(live(kept, 20, true), 1000);
	assert_true(is_there("quotas.json.1"));
	assert_false(is_there("quotas.json.part"));
	assert_false(is_there("quotas.json.1.part"));
	/* under another name it is another */
	assert_int_equal(live(HOME "quotas = ( { name = \"r\"; bytes = 1000; "
				   "per = \"host\"; period = \"day\"; zone = "
				   "\"Europe/Berlin\"; } );\n",
			      0, false),
			 0);
}

static void damage_is_refused(void **state)
{
	(void)state;
	assert_int_equal(live(kept, 3, true), 300);
	assert_int_equal(live(kept, 3, true), 600);
	stand_write(path_of("quotas.json"), "{ \"version\": 1 }");
	assert_int_equal(live(kept, 0, false), 300);
	assert_true(is_there("quotas.json.damaged"));
	assert_false(is_there("quotas.json"));
	/* the one before is all there is, and stays until there are two */
	assert_int_equal(live(kept, 1, true), 400);
	assert_int_equal(live(kept, 0, false), 400);
	stand_write(path_of("quotas.json"), "");
	stand_write(path_of("quotas.json.1"), "");
	assert_int_equal(live(kept, 1, true), 100);
	assert_true(is_there("quotas.json.1.damaged"));
}

static void it_is_written_when_it_is_time(void **state)
{
	struct bench *bench = start(kept);
	struct run_checkpoint *checkpoint =
		run_checkpoint_create(bench->engine, directory);

	(void)state;
	passes(bench, 1, 1000);
	run_checkpoint_save_if_due(checkpoint, bench->now);
	assert_true(is_there("quotas.json"));
	/* the next one in ten seconds, and not a moment later */
	unlink(path_of("quotas.json"));
	passes(bench, 1, 1000);
	run_checkpoint_save_if_due(checkpoint, bench->now + 9 * USEC_PER_SEC);
	assert_false(is_there("quotas.json"));
	bench->now += 10 * USEC_PER_SEC - 1000;
	run_checkpoint_save_if_due(checkpoint, bench->now);
	assert_true(is_there("quotas.json"));
	/* nothing changed, and asking changes nothing */
	unlink(path_of("quotas.json"));
	most(bench);
	run_checkpoint_save_if_due(checkpoint, bench->now + 20 * USEC_PER_SEC);
	assert_false(is_there("quotas.json"));
	run_checkpoint_destroy(checkpoint);
	stop(bench);
}

static void failures_are_logged(void **state)
{
	struct bench *bench = start(kept);
	struct run_checkpoint *there =
		run_checkpoint_create(bench->engine, directory);
	struct run_checkpoint *gone =
		run_checkpoint_create(bench->engine, "/nonexistent");

	(void)state;
	/* nothing was kept so far: that is no failure */
	assert_int_equal(run_checkpoint_load(gone, bench->now), 0);
	assert_int_equal(run_checkpoint_save(gone, bench->now), -ENOENT);
	assert_int_equal(mkdir(path_of("quotas.json"), 0700), 0);
	assert_int_equal(run_checkpoint_load(there, bench->now), -EISDIR);
	assert_int_equal(run_checkpoint_save(there, bench->now), -EISDIR);
	assert_true(is_there("quotas.json")); /* nor moved away */
	assert_false(is_there("quotas.json.1"));
	assert_int_equal(rmdir(path_of("quotas.json")), 0);
	assert_int_equal(run_checkpoint_save(there, bench->now), 0);
	/* the one before it is good enough */
	assert_int_equal(run_checkpoint_save(there, bench->now), 0);
	stand_write(path_of("quotas.json"), "");
	assert_int_equal(run_checkpoint_load(there, bench->now), 0);
	run_checkpoint_destroy(there);
	run_checkpoint_destroy(gone);
	stop(bench);
}

#define FILE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_packet_feels_it),
		cmocka_unit_test(it_is_over_by_the_roll_over),
		cmocka_unit_test(a_little_back_keeps_the_period),
		cmocka_unit_test(a_period_ends_at_its_border),
		cmocka_unit_test(the_most_eager_are_listed),
		cmocka_unit_test(a_clock_put_back_gives_nothing),
		cmocka_unit_test(what_came_before_the_decision_counts),
		cmocka_unit_test(only_what_the_quota_names_counts),
		cmocka_unit_test(a_group_shares_what_it_has),
		cmocka_unit_test(two_ends_of_one_user_count_once),
		cmocka_unit_test(two_ends_of_two_users_count_each),
		cmocka_unit_test(a_quota_for_some_users_counts_only_them),
		cmocka_unit_test(
			what_was_dropped_before_the_decision_costs_nothing),
		cmocka_unit_test(the_next_packet_of_a_batch_feels_it),
		cmocka_unit_test(a_reload_that_renumbers_users_keeps_counts),
		cmocka_unit_test(a_call_over_a_reload_is_its_users),
		cmocka_unit_test(a_call_over_the_border_counts_in_both),
		cmocka_unit_test(calls_at_the_same_time_count_once),
		cmocka_unit_test(a_minute_is_a_minute),
		cmocka_unit_test(a_reload_keeps_counts),
		FILE_TEST(a_restart_goes_on),
		FILE_TEST(damage_is_refused),
		FILE_TEST(failures_are_logged),
		FILE_TEST(it_is_written_when_it_is_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
