/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Activities of decided flows: windows, calls, policy while an activity lives, hosts that
 * forward payload, reloads. The datagrams are of a protocol made up for this test.
 */
#include "engine/follow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/worker.h"
#include "packet/packet.h"
#include "signature/match.h"
#include "signature/set.h"
#include "engine_stand.h"

static const char signatures[] =
	"applications = ( { name = \"a\"; } );\n"
	"application = \"a\";\n"
	"activities = (\n"
	"  { name = \"talk\"; lasts = \"5s\"; rank = 5; call = true; },\n"
	"  { name = \"pass\"; lasts = \"5s\"; rank = 3; },\n"
	"  { name = \"crowd\"; lasts = \"5s\"; rank = 4; },\n"
	"  { name = \"alone\"; lasts = \"1min\"; rank = 2; },\n"
	"  { name = \"again\"; lasts = \"1min\"; rank = 1; },\n"
	"  { name = \"rest\"; lasts = \"1min\"; alone = true; } );\n"
	"signatures = (\n"
	"{ name = \"hello\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 64; };\n"
	"           activity = \"rest\"; }; },\n"
	"{ name = \"talks\"; about = \"-\"; source = \"-\"; flows = "
	"\"decided\";\n"
	"  on = \"window\"; window = \"2s\"; from = \"local\";\n"
	"  match = [ \"window.payloads in 10..100\",\n"
	"            \"window.payloads of reverse in 10..100\",\n"
	"            \"window.bytes >= window.payloads * 20\",\n"
	"            \"window.sizes(40..50) == window.payloads\" ];\n"
	"  then = { activity = { name = \"talk\"; weight = 12; adds = true; }; "
	"};"
	" },\n"
	"{ name = \"passes\"; about = \"-\"; source = \"-\"; flows = "
	"\"decided\";\n"
	"  on = \"window\"; window = \"2s\"; from = \"local\";\n"
	"  match = [ \"window.forwarded >= 3\" ];\n"
	"  then = { activity = \"pass\"; }; },\n"
	"{ name = \"silent\"; about = \"-\"; source = \"-\"; flows = "
	"\"decided\";\n"
	"  on = \"end\"; match = [ \"payloads of reverse == 0\" ];\n"
	"  transport = \"udp\";\n"
	"  then = { event = \"silent\"; }; },\n"
	"{ name = \"again\"; about = \"-\"; source = \"-\"; flows = "
	"\"decided\";\n"
	"  on = \"retransmission\"; from = \"orig\"; match = [ \"age >= 2s\" "
	"];\n"
	"  then = { activity = \"again\"; }; },\n"
	"{ name = \"comes\"; about = \"-\"; source = \"-\"; flows = "
	"\"decided\";\n"
	"  on = \"decision\"; match = [ \"inbound == 1\" ];\n"
	"  then = { event = \"comes\"; host = \"dest\"; }; }\n"
	");\n"
	"hosts = ( { name = \"crowd\"; about = \"-\"; source = \"-\";\n"
	"  events = [ \"comes\" ]; peers = 2; at_least = 2; within = \"10s\";\n"
	"  then = { activity = { name = \"crowd\"; flow = true; }; }; },\n"
	"{ name = \"alone\"; about = \"-\"; source = \"-\";\n"
	"  events = [ \"silent\" ]; peers = 2; at_least = 2;\n"
	"  within = \"10s\"; unless = [ \"comes\" ];\n"
	"  then = { activity = \"alone\"; }; } );\n";

static const char rules[] =
	"home_networks = [ \"10.0.0.0/8\" ];\n"
	"limits = { hosts = 64; };\n"
	"rules = ( { name = \"no-talk\"; application = \"a\";\n"
	"            activity = \"talk\"; action = \"drop\"; },\n"
	"          { name = \"no-crowd\"; application = \"a\";\n"
	"            activity = \"crowd\"; action = \"drop\"; } );\n";

#define REPORTED_MOST 32

struct log {
	struct engine_event_sink event_sink; /* first */
	struct engine_event reported[REPORTED_MOST];
	unsigned count;
};

struct bench {
	struct ruleset *ruleset;
	struct engine *engine;
	struct engine_worker *worker;
	struct log log;
	usec_t now;
	uint64_t frames;
};

/* Episodes, calls and ends of flows. */
static void log_take(struct engine_event_sink *event_sink,
		     const struct engine_event *event)
{
	struct log *log = (struct log *)event_sink;

	if (event->kind != ENGINE_EPISODE_BEGAN &&
	    event->kind != ENGINE_EPISODE_ENDED &&
	    event->kind != ENGINE_CALL_ENDED)
		return;
	assert_true(log->count < REPORTED_MOST);
	log->reported[log->count++] = *event;
}

static int setup(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	bench->ruleset = stand_load(rules, signatures, NULL);
	bench->engine = engine_create(bench->ruleset, &hash_key_fixed);
	bench->log.event_sink.take = log_take;
	bench->worker =
		engine_worker_create(bench->engine, &bench->log.event_sink);
	bench->now = 1000000 * USEC_PER_SEC;
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;

	engine_worker_destroy(bench->worker);
	engine_destroy(bench->engine);
	config_ruleset_free(bench->ruleset);
	free(bench);
	return 0;
}

static const struct end lan = {{10, 0, 0, 1}, 5000};
static const struct end out = {{192, 0, 2, 1}, 6000};
static const struct end out2 = {{192, 0, 2, 2}, 6000};

/* A datagram @after microseconds; its action. */
static unsigned send_udp(struct bench *bench, usec_t after,
			 const struct end *from, const struct end *to,
			 const char *text, size_t size)
{
	uint8_t bytes[512] = {0};
	size_t length = stand_udp(bytes, from, to, text, size);
	struct frame it = stand_frame(bytes, length, bench->now += after,
				      ++bench->frames);
	struct verdict verdict;

	engine_worker_batch(bench->worker, &it, 1, &verdict);
	return verdict.action;
}

/* A segment from the LAN @after microseconds, its first byte at @seq. */
static void send_tcp(struct bench *bench, usec_t after, uint8_t seq,
		     const char *text)
{
	uint8_t size = (uint8_t)strlen(text);
	uint8_t bytes[128] = {
		0x45,	   [3] = 40 + size, [8] = 64,	 [9] = 6,    [21] = 50,
		[23] = 60, [27] = seq,	    [32] = 0x50, [33] = 0x18};
	struct frame it = stand_frame(bytes, 40U + size, bench->now += after,
				      ++bench->frames);
	struct verdict verdict;

	memcpy(bytes + 12, lan.address, 4);
	memcpy(bytes + 16, out.address, 4);
	memcpy(bytes + 40, text, size);
	engine_worker_batch(bench->worker, &it, 1, &verdict);
}

static void hello(struct bench *bench, const struct end *from,
		  const struct end *to)
{
	send_udp(bench, 1000, from, to, "hello there", 11);
}

/* Both ways each 50 ms, for @seconds. @return: how many were dropped. */
static unsigned talk(struct bench *bench, unsigned seconds, size_t size)
{
	unsigned dropped = 0;

	for (unsigned i = 0; i < seconds * 20; i++) {
		dropped += send_udp(bench, 25000, &lan, &out, "", size) ==
			   ACTION_DROP;
		dropped += send_udp(bench, 25000, &out, &lan, "", size) ==
			   ACTION_DROP;
	}
	return dropped;
}

static const struct engine_event *reported(const struct bench *bench,
					   enum engine_event_kind kind,
					   const char *activity, unsigned nth)
{
	const struct signature_set *set = bench->ruleset->signatures;
	uint16_t number = signature_set_activity(set, activity);

	for (unsigned i = 0; i < bench->log.count; i++) {
		const struct engine_event *it = &bench->log.reported[i];
		unsigned of = kind == ENGINE_CALL_ENDED ? it->call.activity
							: it->episode.activity;

		if (it->kind == kind && of == number && !nth--)
			return it;
	}
	return NULL;
}

static void call_is_reported_with_both_its_ends(void **state)
{
	struct bench *bench = *state;
	const struct engine_event *call, *began, *ended;
	usec_t start;

	hello(bench, &lan, &out);
	start = bench->now;
	talk(bench, 10, 45);
	began = reported(bench, ENGINE_EPISODE_BEGAN, "talk", 0);
	assert_non_null(began);
	assert_in_range(began->time_us - start, 1000000, 3000000);
	assert_in_range(began->episode.start_us - start, 0, 1000000);
	assert_null(reported(bench, ENGINE_CALL_ENDED, "talk", 0));
	/* silence ends it: no packet arrives, only time goes on */
	engine_worker_sweep(bench->worker, bench->now + 4 * USEC_PER_SEC);
	assert_null(reported(bench, ENGINE_CALL_ENDED, "talk", 0));
	engine_worker_sweep(bench->worker, bench->now + 7 * USEC_PER_SEC);
	call = reported(bench, ENGINE_CALL_ENDED, "talk", 0);
	ended = reported(bench, ENGINE_EPISODE_ENDED, "talk", 0);
	assert_non_null(call);
	assert_non_null(ended);
	assert_in_range(call->call.start_us - start, 0, 1000000);
	assert_in_range(bench->now - call->call.last_us, 0, 1500000);
	/* 45 bytes each way each 50 ms */
	assert_in_range(call->call.bytes[0], 45 * 20 * 8, 45 * 20 * 10);
	assert_in_range(call->call.bytes[1], 45 * 20 * 8, 45 * 20 * 10);
	assert_in_range(call->call.confidence, 70, 99);
	assert_int_equal(ended->episode.last_us, call->call.last_us);
	assert_int_equal(ended->episode.bytes,
			 call->call.bytes[0] + call->call.bytes[1]);
	/* and it is not reported again */
	engine_worker_finish(bench->worker);
	assert_null(reported(bench, ENGINE_CALL_ENDED, "talk", 1));
	assert_null(reported(bench, ENGINE_EPISODE_ENDED, "talk", 1));
}

static void flow_end_ends_its_call(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	talk(bench, 6, 45);
	engine_worker_finish(bench->worker);
	assert_non_null(reported(bench, ENGINE_CALL_ENDED, "talk", 0));
	assert_non_null(reported(bench, ENGINE_EPISODE_ENDED, "talk", 0));
}

static void policy_follows_the_activity(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	assert_int_equal(send_udp(bench, 1000, &out, &lan, "x", 5),
			 ACTION_ACCEPT);
	assert_in_range(talk(bench, 5, 45), 75, 125);
	/* it is over: packets pass again, from the first one on */
	assert_int_equal(send_udp(bench, 8 * USEC_PER_SEC, &out, &lan, "x", 5),
			 ACTION_ACCEPT);
	assert_int_equal(send_udp(bench, 1000, &lan, &out, "x", 5),
			 ACTION_ACCEPT);
	/* other sizes are no talk */
	assert_int_equal(talk(bench, 4, 60), 0);
}

static void others_make_room_for_it(void **state)
{
	struct bench *bench = *state;
	const struct engine_event *ended, *again;

	hello(bench, &lan, &out);
	assert_non_null(reported(bench, ENGINE_EPISODE_BEGAN, "rest", 0));
	talk(bench, 6, 45);
	ended = reported(bench, ENGINE_EPISODE_ENDED, "rest", 0);
	assert_non_null(ended);
	assert_int_equal(ended->episode.last_us,
			 reported(bench, ENGINE_EPISODE_BEGAN, "talk", 0)
				 ->episode.start_us);
	bench->now += 8 * USEC_PER_SEC;
	hello(bench, &lan, &out);
	again = reported(bench, ENGINE_EPISODE_BEGAN, "rest", 1);
	assert_non_null(again);
	assert_int_equal(again->episode.start_us,
			 reported(bench, ENGINE_EPISODE_ENDED, "talk", 0)
				 ->episode.last_us);
}

/* Send payload that comes in by one flow out by another, @after later. */
static void forward_payload(struct bench *bench, unsigned times, usec_t after,
			    size_t more)
{
	for (unsigned i = 0; i < times; i++) {
		send_udp(bench, 400000, &out, &lan, "", 100 + i);
		send_udp(bench, after, &lan, &out2, "", 100 + i + more);
	}
}

static void relay_is_seen(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	hello(bench, &lan, &out2);
	forward_payload(bench, 10, 1900, 0);
	assert_non_null(reported(bench, ENGINE_EPISODE_BEGAN, "pass", 0));
	/* and what it costs: 100 to 109 bytes went out again, in a flow of 11 more */
	engine_worker_finish(bench->worker);
	assert_in_range(
		reported(bench, ENGINE_EPISODE_ENDED, "pass", 0)->episode.bytes,
		600, 1045 + 11);
}

/* Another flow of the host, which does nothing of the kind, does not count. */
static void bytes_are_of_flows_that_do_it(void **state)
{
	static const struct end third = {{192, 0, 2, 3}, 6000};
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	hello(bench, &lan, &third);
	for (unsigned i = 0; i < 100; i++) {
		send_udp(bench, 25000, &out, &lan, "", 45);
		send_udp(bench, 1000, &lan, &third, "", 500);
		send_udp(bench, 24000, &lan, &out, "", 45);
	}
	engine_worker_finish(bench->worker);
	assert_in_range(
		reported(bench, ENGINE_EPISODE_ENDED, "talk", 0)->episode.bytes,
		2 * 45 * 20 * 3, 2 * 45 * 100);
	/* what single packets say measures nothing */
	assert_int_equal(
		reported(bench, ENGINE_EPISODE_ENDED, "rest", 0)->episode.bytes,
		0);
}

static void late_or_other_sizes_are_no_relay(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	hello(bench, &lan, &out2);
	forward_payload(bench, 10, 2100, 0);
	forward_payload(bench, 10, 500, 1);
	assert_null(reported(bench, ENGINE_EPISODE_BEGAN, "pass", 0));
}

static void crowd_begins_with_the_first(void **state)
{
	struct bench *bench = *state;
	const struct engine_event *crowd;
	usec_t first;

	hello(bench, &out, &lan);
	first = bench->now;
	bench->now += 3 * USEC_PER_SEC;
	assert_null(reported(bench, ENGINE_EPISODE_BEGAN, "crowd", 0));
	hello(bench, &out2, &lan);
	crowd = reported(bench, ENGINE_EPISODE_BEGAN, "crowd", 0);
	assert_non_null(crowd);
	assert_int_equal(crowd->episode.start_us, first);
	assert_int_equal(crowd->episode.last_us, bench->now);
}

/* A host rule with flow = true names the activity of the flow that completed it. */
static void rules_speak_for_their_flow(void **state)
{
	struct bench *bench = *state;

	hello(bench, &out, &lan);
	hello(bench, &out2, &lan);
	assert_int_equal(send_udp(bench, 1000, &out, &lan, "", 9),
			 ACTION_ACCEPT);
	assert_int_equal(send_udp(bench, 1000, &out2, &lan, "", 9),
			 ACTION_DROP);
}

static void ends_of_flows_are_asked(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	hello(bench, &lan, &out2);
	assert_null(reported(bench, ENGINE_EPISODE_BEGAN, "alone", 0));
	engine_worker_finish(bench->worker);
	assert_non_null(reported(bench, ENGINE_EPISODE_BEGAN, "alone", 0));
}

static void what_refutes_a_rule_is_heard(void **state)
{
	struct bench *bench = *state;
	static const struct end out3 = {{192, 0, 2, 3}, 6000};

	hello(bench, &out3, &lan);
	hello(bench, &lan, &out);
	hello(bench, &lan, &out2);
	engine_worker_finish(bench->worker);
	assert_null(reported(bench, ENGINE_EPISODE_BEGAN, "alone", 0));
}

static void retransmissions_are_asked(void **state)
{
	struct bench *bench = *state;
	const struct engine_event *again;

	send_tcp(bench, 0, 1, "hello there");
	send_tcp(bench, 1000, 12, "more");
	send_tcp(bench, 1000, 12, "more"); /* too young */
	send_tcp(bench, 3 * USEC_PER_SEC, 16, "this is new");
	assert_null(reported(bench, ENGINE_EPISODE_BEGAN, "again", 0));
	send_tcp(bench, 1000, 16, "this is new");
	again = reported(bench, ENGINE_EPISODE_BEGAN, "again", 0);
	assert_non_null(again);
	assert_int_equal(again->episode.start_us, bench->now);
}

static void undecided_flows_do_nothing(void **state)
{
	struct bench *bench = *state;

	talk(bench, 6, 45);
	forward_payload(bench, 10, 1000, 0);
	engine_worker_finish(bench->worker);
	assert_int_equal(bench->log.count, 0);
}

static void reload_keeps_the_call(void **state)
{
	struct bench *bench = *state;
	struct ruleset *fresh;
	usec_t start;

	hello(bench, &lan, &out);
	start = bench->now;
	talk(bench, 5, 45);
	fresh = stand_load(rules, signatures, bench->ruleset);
	assert_ptr_equal(engine_publish(bench->engine, fresh), bench->ruleset);
	config_ruleset_free(bench->ruleset);
	bench->ruleset = fresh;
	assert_in_range(talk(bench, 5, 45), 190, 200); /* still dropped */
	engine_worker_finish(bench->worker);
	assert_in_range(
		reported(bench, ENGINE_CALL_ENDED, "talk", 0)->call.start_us -
			start,
		0, 1000000);
	assert_null(reported(bench, ENGINE_CALL_ENDED, "talk", 1));
}

static void publish(struct bench *bench, const char *rules_text,
		    const char *signature_text)
{
	struct ruleset *fresh =
		stand_load(rules_text, signature_text, bench->ruleset);

	assert_ptr_equal(engine_publish(bench->engine, fresh), bench->ruleset);
	config_ruleset_free(bench->ruleset);
	bench->ruleset = fresh;
}

/*
 * Payloads are counted by ranges of sizes, which are the ruleset's: what was counted
 * under another one means other sizes now.
 */
static void a_reload_forgets_what_was_measured(void **state)
{
	struct bench *bench = *state;
	char other[sizeof(signatures)];

	memcpy(other, signatures, sizeof(other));
	memcpy(strstr(other, "sizes(40..50)"), "sizes(60..70)", 13);
	hello(bench, &lan, &out);
	bench->now += 2 * USEC_PER_SEC; /* its 11 bytes are in no window then */
	/* two seconds with too few payloads each; together they would do */
	for (unsigned i = 0; i < 11; i++) {
		send_udp(bench, 80000, &lan, &out, "", 45);
		send_udp(bench, 80000, &out, &lan, "", 45);
	}
	assert_null(reported(bench, ENGINE_EPISODE_BEGAN, "talk", 0));
	publish(bench, rules, other);
	/* the next packet ends the second of them */
	for (unsigned i = 0; i < 4; i++)
		send_udp(bench, 250000, &lan, &out, "", 65);
	assert_null(reported(bench, ENGINE_EPISODE_BEGAN, "talk", 0));
	/* and what is measured from then on counts */
	talk(bench, 5, 65);
	assert_non_null(reported(bench, ENGINE_EPISODE_BEGAN, "talk", 0));
}

/* A plain reload forgets the second that runs, too, but not the flow's activities. */
static void a_reload_keeps_activities_without_measures(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	talk(bench, 5, 45);
	assert_non_null(reported(bench, ENGINE_EPISODE_BEGAN, "talk", 0));
	publish(bench, rules, signatures);
	/* the window before the reload would prove it once more */
	assert_int_equal(send_udp(bench, 25000, &lan, &out, "", 45),
			 ACTION_DROP);
	bench->now += 4 * USEC_PER_SEC;
	assert_int_equal(send_udp(bench, 25000, &lan, &out, "", 45),
			 ACTION_DROP);
	bench->now += 6 * USEC_PER_SEC; /* it lasts 5 s */
	assert_int_equal(send_udp(bench, 25000, &lan, &out, "", 45),
			 ACTION_ACCEPT);
}

/* Events of a host are numbered by the ruleset: half a crowd starts over. */
static void a_reload_forgets_the_events_of_hosts(void **state)
{
	struct bench *bench = *state;

	for (unsigned reloads = 0; reloads < 2; reloads++) {
		const struct end mine = {{10, 0, 0, (uint8_t)(20 + reloads)},
					 5000};

		bench->log.count = 0;
		hello(bench, &out, &mine);
		if (reloads)
			publish(bench, rules, signatures);
		hello(bench, &out2, &mine);
		if (reloads)
			assert_null(reported(bench, ENGINE_EPISODE_BEGAN,
					     "crowd", 0));
		else
			assert_non_null(reported(bench, ENGINE_EPISODE_BEGAN,
						 "crowd", 0));
	}
}

/* Activities have other numbers: nothing is reported of what went on before. */
static void a_reload_that_renumbers_forgets_activities(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	talk(bench, 5, 45);
	publish(bench, rules, signatures);
	bench->ruleset->revision.renumbered = bench->ruleset->revision.number;
	bench->ruleset->revision.renumbered_stamp =
		bench->ruleset->revision.stamp;
	bench->log.count = 0;
	engine_worker_sweep(bench->worker, bench->now + 90 * USEC_PER_SEC);
	/* one that goes on is measured anew; the other one ends */
	hello(bench, &lan, &out2);
	talk(bench, 1, 45);
	engine_worker_finish(bench->worker);
	assert_null(reported(bench, ENGINE_CALL_ENDED, "talk", 0));
	assert_null(reported(bench, ENGINE_EPISODE_ENDED, "talk", 0));
	/* only what was found since */
	assert_non_null(reported(bench, ENGINE_EPISODE_ENDED, "rest", 0));
	assert_null(reported(bench, ENGINE_EPISODE_ENDED, "rest", 1));
}

/* The timers from before the reload went off; what is found since ends by new ones. */
static void activities_found_after_a_renumbering_end(void **state)
{
	struct bench *bench = *state;

	hello(bench, &lan, &out);
	talk(bench, 5, 45);
	publish(bench, rules, signatures);
	bench->ruleset->revision.renumbered = bench->ruleset->revision.number;
	bench->ruleset->revision.renumbered_stamp =
		bench->ruleset->revision.stamp;
	engine_worker_sweep(bench->worker, bench->now + 90 * USEC_PER_SEC);
	bench->now += 91 * USEC_PER_SEC;
	hello(bench, &lan, &out);
	talk(bench, 5, 45);
	bench->log.count = 0;
	engine_worker_sweep(bench->worker, bench->now + 60 * USEC_PER_SEC);
	assert_non_null(reported(bench, ENGINE_CALL_ENDED, "talk", 0));
	assert_non_null(reported(bench, ENGINE_EPISODE_ENDED, "talk", 0));
}

/* Its event names the rule by the numbers of the ruleset that is in force. */
static void a_call_that_ends_behind_a_reload_knows_its_rule(void **state)
{
	static const char more[] =
		"home_networks = [ \"10.0.0.0/8\" ];\n"
		"limits = { hosts = 64; };\n"
		"users = ( { name = \"other\"; networks = [ \"10.9.9.9\" ]; "
		"},\n"
		"  { name = \"u\"; networks = [ \"10.0.0.1\" ]; } );\n"
		"rules = ( { name = \"first\"; peer = [ \"203.0.113.0/24\" "
		"]; application = \"a\"; action = \"log\"; },\n"
		"  { name = \"no-talk\"; application = \"a\";\n"
		"    activity = \"talk\"; action = \"drop\"; } );\n";
	struct bench *bench = *state;
	const struct engine_event *event;

	hello(bench, &lan, &out);
	talk(bench, 5, 45);
	publish(bench, more, signatures);
	engine_worker_sweep(bench->worker, bench->now + 60 * USEC_PER_SEC);
	event = reported(bench, ENGINE_CALL_ENDED, "talk", 0);
	assert_non_null(event);
	assert_ptr_equal(event->ruleset, bench->ruleset);
	assert_int_equal(event->flow.rule, 2);
	assert_int_equal(event->flow.action, ACTION_DROP);
	assert_int_equal(event->flow.user, 2);
}

/* The signature that found it is gone: its activity ends, and that is reported. */
static void withdrawn_evidence_ends_activities(void **state)
{
	struct bench *bench = *state;
	struct ruleset *fresh;
	char other[sizeof(signatures)];
	usec_t start;

	hello(bench, &lan, &out);
	start = bench->now;
	assert_null(reported(bench, ENGINE_EPISODE_ENDED, "rest", 0));
	memcpy(other, signatures, sizeof(other));
	memcpy(strstr(other, "hello there"), "hallo", 5);
	fresh = stand_load(rules, other, bench->ruleset);
	assert_ptr_equal(engine_publish(bench->engine, fresh), bench->ruleset);
	config_ruleset_free(bench->ruleset);
	bench->ruleset = fresh;
	send_udp(bench, 1000, &lan, &out2, "hallo there", 11);
	assert_non_null(reported(bench, ENGINE_EPISODE_ENDED, "rest", 0));
	assert_int_equal(reported(bench, ENGINE_EPISODE_ENDED, "rest", 0)
				 ->episode.start_us,
			 start);
	/* and begins with what is found now */
	assert_int_equal(reported(bench, ENGINE_EPISODE_BEGAN, "rest", 1)
				 ->episode.start_us,
			 bench->now);
}

/* The end is reported at once, and only once. */
static void an_evicted_host_ends_its_activities(void **state)
{
	struct bench *bench = *state;
	const struct address mine = packet_address_from_ipv4(lan.address);
	const struct engine_event *ended = NULL;
	unsigned times = 0;
	usec_t last;

	hello(bench, &lan, &out);
	last = bench->now;
	for (unsigned i = 0; i < 3000; i++) {
		struct end other = {{10, 1, (uint8_t)(i >> 8), (uint8_t)i},
				    5000};

		bench->log.count = 0;
		hello(bench, &other, &out2);
		ended = reported(bench, ENGINE_EPISODE_ENDED, "rest", 0);
		if (!ended || packet_address_compare(&ended->host, &mine))
			continue;
		times++;
		assert_int_equal(ended->time_us, bench->now);
		assert_int_equal(ended->episode.start_us, last);
		assert_int_equal(ended->episode.last_us, last);
	}
	assert_int_equal(times, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(call_is_reported_with_both_its_ends),
		TEST(flow_end_ends_its_call),
		TEST(policy_follows_the_activity),
		TEST(others_make_room_for_it),
		TEST(relay_is_seen),
		TEST(bytes_are_of_flows_that_do_it),
		TEST(late_or_other_sizes_are_no_relay),
		TEST(crowd_begins_with_the_first),
		TEST(rules_speak_for_their_flow),
		TEST(ends_of_flows_are_asked),
		TEST(what_refutes_a_rule_is_heard),
		TEST(retransmissions_are_asked),
		TEST(undecided_flows_do_nothing),
		TEST(reload_keeps_the_call),
		TEST(a_reload_forgets_what_was_measured),
		TEST(a_reload_keeps_activities_without_measures),
		TEST(a_reload_forgets_the_events_of_hosts),
		TEST(a_reload_that_renumbers_forgets_activities),
		TEST(activities_found_after_a_renumbering_end),
		TEST(a_call_that_ends_behind_a_reload_knows_its_rule),
		TEST(withdrawn_evidence_ends_activities),
		TEST(an_evicted_host_ends_its_activities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
