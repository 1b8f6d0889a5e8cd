/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pipeline as a whole: frames in, verdicts and events out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/describe.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/report_hosts.h"
#include "engine/worker.h"
#include "packet/key.h"
#include "packet/packet.h"
#include "policy/policy.h"
#include "report/report.h"
#include "report/sink.h"
#include "signature/match.h"
#include "signature/set.h"
#include "engine_stand.h"

/* A protocol of this test's own: a hello, then a code that changes what it is. */
static const char signatures[] =
	"applications = ( { name = \"first\"; }, { name = \"second\"; } );\n"
	"activities = [ \"talk\" ];\n"
	"signatures = (\n"
	"{ name = \"hello\"; about = \"a\"; source = \"b\"; application = "
	"\"first\";\n"
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 30; };\n"
	"           learn = { endpoint = \"source\"; lifetime = \"1h\"; }; }; "
	"},\n"
	"{ name = \"talk\"; about = \"a\"; source = \"b\"; application = "
	"\"first\";\n"
	"  match = [ \"bytes[0] == 'talk'\" ];\n"
	"  then = { activity = \"talk\"; }; },\n"
	"{ name = \"other\"; about = \"a\"; source = \"b\"; application = "
	"\"second\";\n"
	"  match = [ \"bytes[0] == 'something else!'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 60; }; }; }\n"
	");\n";

static const char rules[] = "rules = ( { name = \"no-talk\"; application = "
			    "\"first\"; activity = \"talk\";\n"
			    "            action = \"drop\"; },\n"
			    "          { name = \"slow\"; application = "
			    "\"second\"; action = \"shape\";\n"
			    "            rate = 8000; } );\n";

/* Events of the worker. */
struct log {
	struct engine_event_sink event_sink; /* first */
	unsigned kinds[ENGINE_EVENT_KINDS];
	struct flow last_end;
	struct host_application decided;
	uint16_t ended_application[64];
	unsigned ended;
};

struct bench {
	struct ruleset *ruleset;
	struct engine *engine;
	struct engine_worker *worker;
	struct log log;
	usec_t now;
	uint64_t frames;
};

static void log_take(struct engine_event_sink *event_sink,
		     const struct engine_event *event)
{
	struct log *log = (struct log *)event_sink;

	log->kinds[event->kind]++;
	if (event->kind == ENGINE_HOST_DECIDED ||
	    event->kind == ENGINE_HOST_CLIENT_INFO)
		log->decided = event->host_application;
	if (event->kind != ENGINE_FLOW_ENDED)
		return;
	log->last_end = event->flow;
	if (log->ended < 64)
		log->ended_application[log->ended++] =
			event->flow.decided ? event->flow.application : 0;
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

/* IPv4, raw; @offset in units of 8 bytes, @more fragments follow. */
static size_t make_ip(uint8_t *frame, const struct end *from,
		      const struct end *to, uint16_t fragment, const void *body,
		      size_t size)
{
	size_t length = 20 + size;

	memset(frame, 0, 20);
	frame[0] = 0x45;
	frame[2] = (uint8_t)(length >> 8);
	frame[3] = (uint8_t)length;
	frame[5] = 7;
	frame[6] = (uint8_t)(fragment >> 8);
	frame[7] = (uint8_t)fragment;
	frame[8] = 64;
	frame[9] = 17;
	memcpy(frame + 12, from->address, 4);
	memcpy(frame + 16, to->address, 4);
	memcpy(frame + 20, body, size);
	return length;
}

static size_t make_udp(uint8_t *datagram, const struct end *from,
		       const struct end *to, const char *text, size_t announced)
{
	const uint8_t header[8] = {
		(uint8_t)(from->port >> 8),	 (uint8_t)from->port,
		(uint8_t)(to->port >> 8),	 (uint8_t)to->port,
		(uint8_t)((announced + 8) >> 8), (uint8_t)(announced + 8),
	};

	memcpy(datagram, header, 8);
	memcpy(datagram + 8, text, strlen(text));
	return 8 + strlen(text);
}

static struct verdict pass(struct bench *bench, const uint8_t *bytes,
			   size_t size)
{
	struct frame frame =
		stand_frame(bytes, size, bench->now += 1000, ++bench->frames);
	struct verdict verdict;

	engine_worker_batch(bench->worker, &frame, 1, &verdict);
	return verdict;
}

static struct verdict send_udp(struct bench *bench, const struct end *from,
			       const struct end *to, const char *text)
{
	uint8_t datagram[256], frame[300];
	size_t size = make_udp(datagram, from, to, text, strlen(text));

	size = make_ip(frame, from, to, 0x4000, datagram, size);
	return pass(bench, frame, size);
}

static void finish(struct bench *bench)
{
	engine_worker_finish(bench->worker);
}

static void publish(struct bench *bench, const char *rules_text,
		    const char *signature_text)
{
	struct ruleset *fresh =
		stand_load(rules_text, signature_text, bench->ruleset);

	assert_ptr_equal(engine_publish(bench->engine, fresh), bench->ruleset);
	engine_retire(bench->engine, bench->ruleset);
	config_ruleset_free(bench->ruleset);
	bench->ruleset = fresh;
}

/* ---- tests ---- */

static void verdict_follows_the_activity(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(send_udp(bench, &lan, &out, "hello there").action,
			 ACTION_ACCEPT);
	assert_int_equal(send_udp(bench, &out, &lan, "yes").action,
			 ACTION_ACCEPT);
	assert_int_equal(send_udp(bench, &lan, &out, "talk").action,
			 ACTION_DROP);
	/* both directions, and whatever they carry */
	assert_int_equal(send_udp(bench, &out, &lan, "yes").action,
			 ACTION_DROP);
	finish(bench);
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 1);
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DROPPED], 1);
	assert_int_equal(bench->log.kinds[ENGINE_HOST_DECIDED], 1);
	assert_int_equal(bench->log.last_end.dropped_packets, 2);
}

static void verdict_follows_the_application(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	assert_int_equal(send_udp(bench, &lan, &out, "talk").action,
			 ACTION_DROP);
	/* stronger evidence for another application takes the flow over */
	assert_int_equal(send_udp(bench, &lan, &out, "something else!").action,
			 ACTION_SHAPE);
	finish(bench);
	assert_int_equal(bench->log.last_end.application, 2);
	assert_int_equal(bench->log.last_end.activity, 0);
}

static const char *class_of_last_end(const struct bench *bench)
{
	struct engine_description description;
	struct report_finding finding;

	engine_describe_flow(bench->ruleset, &bench->log.last_end, &description,
			     &finding);
	return finding.class;
}

static void a_finding_names_the_class_of_its_level(void **state)
{
	static const char graded[] =
		"classes = ( { name = \"calls\"; rate = 64000; } );\n"
		"rules = ( { name = \"slow\"; levels = (\n"
		"  { confidence = 1; action = \"shape\"; rate = 8000; },\n"
		"  { confidence = 70; action = \"prioritise\";\n"
		"    class = \"calls\"; } ); } );\n";
	struct bench *bench = *state;
	struct engine_description description;
	struct report_finding finding;
	struct address host;

	publish(bench, graded, signatures);
	send_udp(bench, &lan, &out, "hello there"); /* 30 bits */
	finish(bench);
	assert_string_equal(class_of_last_end(bench), "calls");
	host = flow_endpoint(&bench->log.last_end, FLOW_ORIG).address;
	engine_describe_application(bench->engine, bench->ruleset, &host,
				    &bench->log.decided, &description,
				    &finding);
	assert_string_equal(finding.class, "calls");
	publish(bench, rules, signatures);
	send_udp(bench, &lan, &out, "something else!");
	finish(bench);
	assert_string_equal(class_of_last_end(bench), "slow");
	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &lan, &out, "talk");
	finish(bench);
	assert_int_equal(bench->log.last_end.action, ACTION_DROP);
	assert_null(class_of_last_end(bench));
}

static void shaping_delays_then_drops(void **state)
{
	struct bench *bench = *state;
	unsigned late = 0, lost = 0;

	/* 8000 bit/s are 1000 bytes a second; each packet is 43 bytes */
	for (int i = 0; i < 100; i++) {
		struct verdict verdict =
			send_udp(bench, &lan, &out, "something else!");

		late += verdict.action == ACTION_SHAPE && verdict.delay_us > 0;
		lost += verdict.action == ACTION_DROP;
	}
	/* a second's queue: about 25 packets, 100 ms let 2 more through */
	assert_in_range(late, 22, 29);
	assert_int_equal(lost, 100 - 1 - late);
	assert_int_equal(bench->worker->counters.shape_full, lost);
}

static void known_endpoint_names_the_next_flow_at_once(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &lan, &out2, "anything");
	finish(bench);
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 2);
	assert_int_equal(bench->log.ended_application[1], 1);
}

static void what_is_learned_later_names_an_ended_flow(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out2, "anything");
	send_udp(bench, &lan, &out, "hello there");
	finish(bench);
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 1);
	assert_int_equal(bench->log.ended_application[0], 1);
	assert_int_equal(bench->log.ended_application[1], 1);
}

static void a_decided_host_does_not_decide_its_other_flows(void **state)
{
	static const struct end other_port = {{10, 0, 0, 1}, 5001};
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &other_port, &out2, "anything");
	finish(bench);
	assert_int_equal(bench->log.kinds[ENGINE_HOST_DECIDED], 1);
	assert_int_equal(bench->log.ended_application[1], 0);
}

/* ---- both ends at home ---- */

#define PUPIL "{ name = \"pupil\"; networks = [ \"10.0.0.1/32\" ]; }"
#define CLERK "{ name = \"clerk\"; networks = [ \"10.0.0.2/32\" ]; }"
#define DROPS(group)                                           \
	"{ name = \"" group "-drop\"; group = \"" group "\"; " \
	"application = \"first\"; action = \"drop\"; }"
#define ACCEPTS(group)                                       \
	"{ name = \"" group "-go\"; group = \"" group "\"; " \
	"application = \"first\"; action = \"accept\"; }"
#define WITH_RULES(...) \
	"groups = ( " PUPIL ", " CLERK " ); rules = ( " __VA_ARGS__ " );"

/* The number of the rule that decides a flow from the pupil to the clerk. */
static unsigned rule_at_home(struct bench *bench, const char *rules_text,
			     enum action expected)
{
	static const struct end pupil = {{10, 0, 0, 1}, 5000};
	static const struct end clerk = {{10, 0, 0, 2}, 5000};
	struct verdict verdict;

	publish(bench, rules_text, signatures);
	verdict = send_udp(bench, &pupil, &clerk, "hello there");
	assert_int_equal(verdict.action, expected);
	finish(bench);
	assert_int_equal(bench->log.last_end.action, expected);
	return bench->log.last_end.rule;
}

static void a_rule_reaches_either_end_at_home(void **state)
{
	static const char orig[] = WITH_RULES(DROPS("pupil"));
	static const char reply[] = WITH_RULES(DROPS("clerk"));

	assert_int_equal(rule_at_home(*state, orig, ACTION_DROP), 1);
	assert_int_equal(rule_at_home(*state, reply, ACTION_DROP), 1);
}

static void the_first_rule_of_both_ends_at_home_decides(void **state)
{
	static const char orig[] =
		WITH_RULES(ACCEPTS("pupil") ", " DROPS("clerk"));
	static const char reply[] =
		WITH_RULES(DROPS("clerk") ", " ACCEPTS("pupil"));

	assert_int_equal(rule_at_home(*state, orig, ACTION_ACCEPT), 1);
	assert_int_equal(rule_at_home(*state, reply, ACTION_DROP), 1);
}

/* ---- fragments ---- */

static void fragments_follow_their_first_part(void **state)
{
	struct bench *bench = *state;
	uint8_t datagram[256], frame[300];
	size_t size;

	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &lan, &out, "talk");
	size = make_udp(datagram, &lan, &out, "0123456789abcdef", 100);
	size = make_ip(frame, &lan, &out, 0x2000, datagram, size);
	assert_int_equal(pass(bench, frame, size).action, ACTION_DROP);
	size = make_ip(frame, &lan, &out, 0x0003, "the rest of it", 14);
	assert_int_equal(pass(bench, frame, size).action, ACTION_DROP);
	assert_int_equal(bench->worker->counters.fragments_followed, 1);
	/* the rest of a datagram without its first fragment passes */
	size = make_ip(frame, &lan, &out2, 0x0003, "the rest of it", 14);
	assert_int_equal(pass(bench, frame, size).action, ACTION_ACCEPT);
	assert_int_equal(bench->worker->counters.fragments_unknown, 1);
}

static void a_new_policy_reaches_a_flow_with_its_next_packet(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	assert_int_equal(send_udp(bench, &lan, &out, "talk").action,
			 ACTION_DROP);
	publish(bench, "rules = ( );", signatures);
	assert_int_equal(send_udp(bench, &lan, &out, "more").action,
			 ACTION_ACCEPT);
	publish(bench, rules, signatures);
	assert_int_equal(send_udp(bench, &lan, &out, "more").action,
			 ACTION_DROP);
	finish(bench);
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 1);
}

/* Other numbers, other places in the file, one signature that says less. */
static const char fewer[] =
	"applications = ( { name = \"new\"; }, { name = \"second\"; },\n"
	"  { name = \"first\"; } );\n"
	"activities = [ \"sing\", \"talk\" ];\n"
	"signatures = (\n"
	"{ name = \"new\"; about = \"a\"; source = \"b\"; application = "
	"\"new\";\n"
	"  match = [ \"bytes[0] == 'brand new thing'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 40; }; }; },\n"
	"{ name = \"other\"; about = \"other words\"; source = \"b\";\n"
	"  application = \"second\";\n"
	"  match = [ \"bytes[0] == 'something else!'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 60; }; }; },\n"
	"{ name = \"hello\"; about = \"a\"; source = \"b\"; application = "
	"\"first\";\n"
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 29; }; }; }\n"
	");\n";

/* A worker that reads the stamp, and then is held up while a ruleset is published. */
static void a_worker_held_up_decides_by_the_ruleset_it_has(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	assert_int_equal(send_udp(bench, &lan, &out, "talk").action,
			 ACTION_DROP);
	publish(bench, "rules = ();", signatures);
	atomic_fetch_sub(&bench->engine->stamp, 1);
	assert_int_equal(send_udp(bench, &lan, &out, "on").action,
			 ACTION_ACCEPT);
	atomic_fetch_add(&bench->engine->stamp, 1);
	assert_int_equal(send_udp(bench, &lan, &out, "on").action,
			 ACTION_ACCEPT);
}

/* Numbers of rules are others; what became of the flow stays. */
static void a_flow_that_ends_after_a_reload_knows_its_rule(void **state)
{
	static const char before[] =
		"{ name = \"before\"; application = \"second\"; "
		"action = \"drop\"; }";
	struct bench *bench = *state;
	char fresh[256];

	for (unsigned i = 0; i < 2; i++) {
		publish(bench, rules, signatures);
		send_udp(bench, &lan, &out, "hello there");
		assert_int_equal(send_udp(bench, &lan, &out, "talk").action,
				 ACTION_DROP);
		snprintf(fresh, sizeof(fresh),
			 "rules = ( %s, { name = \"now\"; application = "
			 "\"first\"; action = \"%s\"; } );\n",
			 before, i ? "log" : "drop");
		publish(bench, fresh, signatures);
		finish(bench);
		assert_int_equal(bench->log.ended, i + 1);
		assert_int_equal(bench->log.last_end.dropped_packets, 1);
		assert_int_equal(bench->log.last_end.action, ACTION_DROP);
		assert_int_equal(bench->log.last_end.rule, i ? 0 : 2);
	}
}

static void a_reload_keeps_what_is_still_said(void **state)
{
	static const struct end other = {{10, 0, 0, 2}, 5000};
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &other, &out, "something else!");
	publish(bench, "rules = ( );", fewer);
	/* detected by a signature that now means something else: withdrawn */
	send_udp(bench, &lan, &out, "more");
	/* detected by one with another place and another "about" */
	send_udp(bench, &other, &out, "more");
	finish(bench);
	assert_int_equal(bench->log.ended, 2);
	assert_int_equal(bench->log.ended_application[0], 0);
	assert_int_equal(bench->log.ended_application[1],
			 signature_set_application(bench->ruleset->signatures,
						   "second"));
}

/* One signature tells, another one is evidence. */
#define TELLER(said)                                                          \
	"applications = ( { name = \"first\"; } );\n"                         \
	"signatures = (\n"                                                    \
	"{ name = \"teller\"; about = \"a\"; source = \"b\"; "                \
	"application = \"first\";\n"                                          \
	"  match = [ \"bytes[0] == 'tell'\" ];\n"                             \
	"  then = { client_info = { version = \"" said "\"; }; }; },\n"       \
	"{ name = \"hello\"; about = \"a\"; source = \"b\"; "                 \
	"application = \"first\";\n"                                          \
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"                      \
	"  then = { evidence = { kind = \"constant\"; weight = 30; }; }; }\n" \
	");\n"

static void client_info_is_reported_when_it_is_decided(void **state)
{
	struct bench *bench = *state;

	publish(bench, "rules = ( );", TELLER("1.2"));
	send_udp(bench, &lan, &out, "tell");
	/* client info decides no host, and outside hosts are not kept */
	send_udp(bench, &out, &lan, "tell");
	finish(bench);
	assert_int_equal(bench->log.kinds[ENGINE_HOST_DECIDED], 0);
	assert_int_equal(bench->log.ended_application[0], 0);
	publish(bench, "rules = ( );", TELLER("1.2"));
	send_udp(bench, &lan, &out, "hello there");
	assert_int_equal(bench->log.kinds[ENGINE_HOST_DECIDED], 1);
	assert_string_equal(bench->log.decided.client_info.version.text, "1.2");
	assert_string_equal(bench->log.decided.client_info.platform.text, "");
}

/* Knowledge of endpoints, and evidence against it in one flow. */
#define RIVAL(kind)                                                           \
	"applications = ( { name = \"first\"; }, { name = \"second\"; } );\n" \
	"signatures = (\n"                                                    \
	"{ name = \"hello\"; about = \"a\"; source = \"b\"; "                 \
	"application = \"first\";\n"                                          \
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"                      \
	"  then = { evidence = { kind = \"constant\"; weight = 30; };\n"      \
	"           learn = { lifetime = \"1h\"; weight = 30; }; }; },\n"     \
	"{ name = \"rival\"; about = \"a\"; source = \"b\"; "                 \
	"application = \"second\";\n"                                         \
	"  match = [ \"bytes[0] == 'i am another'\" ];\n"                     \
	"  then = { evidence = { kind = \"" kind "\"; weight = 24; "          \
	"host = false; }; }; }\n"                                             \
	");\n"

/* -> what the third flow is called, after another one contradicted. */
static uint16_t third_after(struct bench *bench, const char *signature_text)
{
	static const struct end third = {{192, 0, 2, 3}, 6000};

	publish(bench, "rules = ( );", signature_text);
	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &lan, &out2, "anything");
	send_udp(bench, &out2, &lan, "an answer");
	send_udp(bench, &lan, &out2, "anything else");
	send_udp(bench, &lan, &out2, "i am another");
	send_udp(bench, &lan, &third, "anything");
	finish(bench);
	assert_int_equal(bench->log.ended, 3);
	/* the flow itself is what it says */
	assert_int_equal(bench->log.ended_application[1],
			 signature_set_application(bench->ruleset->signatures,
						   "second"));
	return bench->log.ended_application[2];
}

static void a_name_says_nothing_of_an_endpoint(void **state)
{
	assert_int_equal(third_after(*state, RIVAL("name")), 1);
}

static void a_proof_of_another_application_does(void **state)
{
	assert_int_equal(third_after(*state, RIVAL("constant")), 0);
}

static void new_client_info_of_a_decided_host_is_reported(void **state)
{
	struct bench *bench = *state;

	publish(bench, "rules = ( );", TELLER("1.2"));
	send_udp(bench, &lan, &out, "hello there");
	assert_string_equal(bench->log.decided.client_info.version.text, "");
	assert_int_equal(bench->log.kinds[ENGINE_HOST_CLIENT_INFO], 0);
	send_udp(bench, &lan, &out, "tell");
	assert_int_equal(bench->log.kinds[ENGINE_HOST_CLIENT_INFO], 1);
	assert_string_equal(bench->log.decided.client_info.version.text, "1.2");
	send_udp(bench, &lan, &out2, "tell");
	assert_int_equal(bench->log.kinds[ENGINE_HOST_CLIENT_INFO], 1);
	assert_int_equal(bench->log.kinds[ENGINE_HOST_DECIDED], 1);
}

static void client_info_goes_with_its_signature(void **state)
{
	struct bench *bench = *state;

	publish(bench, "rules = ( );", TELLER("1.2"));
	send_udp(bench, &lan, &out, "tell");
	publish(bench, "rules = ( );", TELLER("1.3"));
	send_udp(bench, &lan, &out, "hello there");
	assert_int_equal(bench->log.kinds[ENGINE_HOST_DECIDED], 1);
	assert_string_equal(bench->log.decided.client_info.version.text, "");
}

static void a_reload_withdraws_what_an_endpoint_was_known_for(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	publish(bench, "rules = ( );", fewer);
	send_udp(bench, &lan, &out2, "anything");
	finish(bench);
	assert_int_equal(bench->log.ended_application[1], 0);
}

/* Says nothing of an end but evidence; its name is @name. */
#define VOICE(name, kind, weight)                                       \
	"{ name = \"" name "\"; about = \"a\"; source = \"b\"; "        \
	"application = \"first\";\n"                                    \
	"  match = [ \"bytes[0] == '" name "'\" ];\n"                   \
	"  then = { evidence = { kind = \"" kind "\"; weight = " weight \
	"; host = false; }; }; }"
#define VOICES(...)                                   \
	"applications = ( { name = \"first\"; } );\n" \
	"signatures = (\n" __VA_ARGS__ ");\n"
/* Makes its end known for ten seconds. */
#define TEACHER                                                          \
	"{ name = \"hello\"; about = \"a\"; source = \"b\"; "            \
	"application = \"first\";\n"                                     \
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"                 \
	"  then = { evidence = { kind = \"constant\"; weight = 30; };\n" \
	"           learn = { lifetime = \"10s\"; }; }; }"

/*
 * Knowledge of an endpoint is looked up again at the endpoint: it may have been
 * forgotten meanwhile, and was never the flow's own evidence.
 */
static void a_reload_asks_the_endpoint_again(void **state)
{
	static const char more[] =
		VOICES(TEACHER ", " VOICE("a-small-hint", "order", "4"));
	static const char less[] = VOICES(TEACHER);
	struct bench *bench = *state;

	for (unsigned forgotten = 0; forgotten < 2; forgotten++) {
		bench->log.ended = 0;
		publish(bench, "rules = ( );", more);
		send_udp(bench, &lan, &out, "hello there");
		send_udp(bench, &lan, &out2, "a-small-hint");
		bench->now += forgotten * 11 * USEC_PER_SEC;
		publish(bench, "rules = ( );", less);
		send_udp(bench, &lan, &out2, "x");
		finish(bench);
		assert_int_equal(bench->log.ended, 2);
		assert_int_equal(bench->log.ended_application[1], !forgotten);
	}
}

/* A flow lists three signatures; the fourth decided it and is not listed. */
static void a_full_list_of_signatures_is_not_trusted(void **state)
{
	static const char four[] =
		VOICES(VOICE("the-first", "size", "4") ", " VOICE(
			"the-second", "timing",
			"4") ", " VOICE("the-third", "order",
					"4") ", " VOICE("the-fourth", "echo",
							"40"));
	static const char three[] =
		VOICES(VOICE("the-first", "size", "4") ", " VOICE(
			"the-second", "timing", "4") ", " VOICE("the-third",
								"order", "4"));
	struct bench *bench = *state;

	publish(bench, "rules = ( );", four);
	send_udp(bench, &lan, &out, "the-first");
	send_udp(bench, &lan, &out, "the-second");
	send_udp(bench, &lan, &out, "the-third");
	send_udp(bench, &lan, &out, "the-fourth");
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 1);
	publish(bench, "rules = ( );", three);
	send_udp(bench, &lan, &out, "x");
	finish(bench);
	assert_int_equal(bench->log.ended_application[0], 0);
	assert_int_equal(bench->log.last_end.application, 1);
	assert_int_equal(evidence_bits(&bench->log.last_end.evidence), 12);
}

/* The same without a packet behind the reload: at the flow's end. */
static void a_flow_that_ends_is_renewed(void **state)
{
	static const char two[] =
		VOICES(VOICE("the-first", "size",
			     "4") ", " VOICE("the-second", "echo", "40"));
	static const char one[] = VOICES(VOICE("the-first", "size", "4"));
	struct bench *bench = *state;

	publish(bench, "rules = ( );", two);
	send_udp(bench, &lan, &out, "the-first");
	send_udp(bench, &lan, &out, "the-second");
	publish(bench, "rules = ( );", one);
	finish(bench);
	assert_int_equal(bench->log.ended_application[0], 0);
	assert_int_equal(evidence_bits(&bench->log.last_end.evidence), 4);
}

/* Names of applications are swapped: numbers start over, and nothing is kept. */
static void a_reload_that_renumbers_forgets_flows(void **state)
{
	static const char swapped[] =
		"applications = ( { name = \"second\"; }, { name = "
		"\"third\"; } );\n"
		"signatures = (\n"
		"{ name = \"other\"; about = \"a\"; source = \"b\"; "
		"application = \"third\";\n"
		"  match = [ \"bytes[0] == 'a third thing!!'\" ];\n"
		"  then = { evidence = { kind = \"constant\"; weight = 60; }; "
		"}; } );\n";
	struct bench *bench = *state;
	struct ruleset *fresh;

	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &lan, &out2, "something else!");
	/* loaded without a previous one, as after the numbers are used up */
	fresh = stand_load("rules = ( );", swapped, bench->ruleset);
	engine_publish(bench->engine, fresh);
	fresh->revision.renumbered = fresh->revision.number;
	fresh->revision.renumbered_stamp = fresh->revision.stamp;
	engine_retire(bench->engine, bench->ruleset);
	config_ruleset_free(bench->ruleset);
	bench->ruleset = fresh;
	send_udp(bench, &lan, &out, "x");
	finish(bench); /* the other flow has no packet behind the reload */
	assert_int_equal(bench->log.ended, 2);
	assert_int_equal(bench->log.ended_application[0], 0);
	assert_int_equal(bench->log.ended_application[1], 0);
	assert_int_equal(bench->log.last_end.application, 0);
}

static void a_hundred_reloads_change_nothing(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	for (int i = 0; i < 100; i++)
		publish(bench, rules, signatures);
	assert_int_equal(send_udp(bench, &lan, &out, "talk").action,
			 ACTION_DROP);
	assert_int_equal(
		signature_set_application(bench->ruleset->signatures, "first"),
		1);
	assert_string_equal(
		signature_set_signature_name(bench->ruleset->signatures, 0),
		"first.hello");
	assert_null(
		signature_set_signature_name(bench->ruleset->signatures, 3));
}

static void half_a_sequence_starts_over_at_a_reload(void **state)
{
	static const char steps[] =
		"applications = ( { name = \"first\"; } );\n"
		"signatures = ( { name = \"two\"; about = \"a\"; source = "
		"\"b\";\n"
		"  application = \"first\"; steps = (\n"
		"    { match = [ \"bytes[0] == 'step one'\" ]; },\n"
		"    { match = [ \"bytes[0] == 'step two'\" ]; } );\n"
		"  then = { evidence = { kind = \"constant\"; weight = 60; }; "
		"};\n"
		"} );\n";
	struct bench *bench = *state;

	publish(bench, "rules = ( );", steps);
	send_udp(bench, &lan, &out, "step one");
	publish(bench, "rules = ( );", steps);
	send_udp(bench, &lan, &out, "step two");
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 0);
	send_udp(bench, &lan, &out, "step one");
	send_udp(bench, &lan, &out, "step two");
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 1);
}

/* An end says the same again, after two letters of its register's own. */
#define AGAIN(name, word)                                                    \
	"{ name = \"" name "\"; about = \"a\"; source = \"b\";\n"            \
	"  application = \"first\"; match = [ \"u16[0] == 0x" word "\" ];\n" \
	"  relation = [ \"u32[2] == " name "\" ];\n"                         \
	"  remember = [ \"" name " = u32[2]\" ];\n"                          \
	"  then = { evidence = { kind = \"echo\"; weight = 40; }; }; }"
#define REMEMBERING(registers, ...)                   \
	"applications = ( { name = \"first\"; } );\n" \
	"registers = ( " registers " );\n"            \
	"signatures = ( " __VA_ARGS__ " );\n"
#define TAG "{ name = \"tag\"; scope = \"endpoint\"; }"
#define MARK "{ name = \"mark\"; scope = \"endpoint\"; }"

static const char one_register[] =
	REMEMBERING(TAG, AGAIN("tag", "6161")); /* "aa" */
static const char two_registers[] =
	REMEMBERING(MARK ", " TAG,
		    AGAIN("tag", "6161") ", " AGAIN("mark", "6262")); /* "bb" */

static void registers_outlive_a_reload_that_leaves_their_places(void **state)
{
	struct bench *bench = *state;

	publish(bench, "rules = ( );", one_register);
	send_udp(bench, &lan, &out, "aaword");
	publish(bench, "rules = ( );", one_register);
	send_udp(bench, &lan, &out, "aaword");
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 1);
}

static void registers_that_move_start_empty(void **state)
{
	struct bench *bench = *state;

	publish(bench, "rules = ( );", one_register);
	send_udp(bench, &lan, &out, "aaword");
	publish(bench, "rules = ( );", two_registers);
	/* where the tag was, is the mark now; the end never said one */
	send_udp(bench, &lan, &out, "bbword");
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 0);
	send_udp(bench, &lan, &out, "bbword");
	assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED], 1);
}

/* ---- the report on hosts ---- */

struct host_list {
	struct report_sink sink; /* first */
	uint8_t last_byte[16];
	unsigned count;
};

static void host_list_event(struct report_sink *sink,
			    const struct report_event *event)
{
	struct host_list *list = (struct host_list *)sink;

	assert_int_equal(event->kind, REPORT_EVENT_HOST);
	assert_in_range(list->count, 0, 15);
	list->last_byte[list->count++] = event->host.address.bytes[15];
}

static int host_list_close(struct report_sink *sink)
{
	(void)sink;
	return 0;
}

static const struct report_sink_ops host_list_ops = {
	.event = host_list_event,
	.close = host_list_close,
};

/* Hosts are named by their last byte; after a 0 the clock stands still once. */
static void hosts_come_in_order(const struct hash_key *key)
{
	static const uint8_t said[] = {7, 2, 9, 4, 11, 1, 0, 8, 0, 3, 12, 5};
	static const uint8_t want[] = {7, 2, 9, 4, 11, 1, 3, 8, 12, 5};
	struct host_list list = {.sink.ops = &host_list_ops};
	struct report *report = report_create();
	struct bench *bench;

	setup((void **)&bench);
	engine_worker_destroy(bench->worker);
	engine_destroy(bench->engine);
	bench->engine = engine_create(bench->ruleset, key);
	bench->worker =
		engine_worker_create(bench->engine, &bench->log.event_sink);
	for (size_t i = 0; i < sizeof(said); i++) {
		struct end end = {{10, 0, 0, said[i]}, 5000};

		if (said[i])
			send_udp(bench, &end, &out, "hello there");
		else
			bench->now -= 1000;
	}
	report_add(report, &list.sink);
	engine_report_hosts(bench->engine, report);
	assert_int_equal(report_close(report), 0);
	assert_int_equal(list.count, sizeof(want));
	assert_memory_equal(list.last_byte, want, sizeof(want));
	teardown((void **)&bench);
}

static void hosts_are_reported_as_decided_whatever_the_hash(void **state)
{
	static const struct hash_key another = {{1, 2}};

	(void)state;
	hosts_come_in_order(&hash_key_fixed);
	hosts_come_in_order(&another);
}

/* ---- odds ---- */

static void every_frame_has_one_outcome_and_one_verdict(void **state)
{
	struct bench *bench = *state;
	const struct engine_counters *counters = &bench->worker->counters;
	uint64_t outcomes = 0, verdicts = 0;
	uint8_t noise[80];

	srand(5);
	for (int i = 0; i < 2000; i++) {
		size_t size = (size_t)rand() % sizeof(noise);

		for (size_t b = 0; b < size; b++)
			noise[b] = (uint8_t)rand();
		if (size && i % 2)
			noise[0] = 0x45;
		pass(bench, noise, size);
		if (i % 10 == 0)
			send_udp(bench, &lan, &out, "something else!");
	}
	for (int i = 0; i < DECODE_OUTCOMES; i++)
		outcomes += counters->outcomes[i];
	for (int i = 0; i < ACTION_COUNT; i++)
		verdicts += counters->verdicts[i];
	assert_int_equal(counters->packets, bench->frames);
	assert_int_equal(outcomes, bench->frames);
	assert_int_equal(verdicts, bench->frames);
}

static void a_clock_that_jumps_back_is_counted_and_believed(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	bench->now -= 3600 * USEC_PER_SEC;
	for (int i = 0; i < 5000; i++)
		send_udp(bench, &lan, &out, "more");
	assert_int_equal(bench->worker->counters.clock_back, 1);
	finish(bench);
	assert_int_equal(bench->log.ended, 1); /* not swept again and again */
}

/* Queues reorder packets by up to ten seconds: the clock stands still for them. */
static void a_clock_goes_back_by_more_than_ten_seconds(void **state)
{
	struct bench *bench = *state;
	const struct engine_worker *worker = bench->worker;
	usec_t newest;

	send_udp(bench, &lan, &out, "x");
	newest = bench->now;
	bench->now = newest - 10 * USEC_PER_SEC - 1000;
	send_udp(bench, &lan, &out, "x");
	assert_int_equal(worker->now_us, newest);
	assert_int_equal(worker->counters.clock_back, 1);
	assert_int_equal(worker->counters.last_us, newest);
	bench->now = newest - 10 * USEC_PER_SEC - 1001;
	send_udp(bench, &lan, &out, "x");
	assert_int_equal(worker->now_us, newest - 10 * USEC_PER_SEC - 1);
	assert_int_equal(worker->counters.clock_back, 2);
}

static void a_sweep_comes_each_second(void **state)
{
	struct bench *bench = *state;
	usec_t start;

	send_udp(bench, &lan, &out, "x");
	start = bench->now;
	bench->now = start + 59500000 - 1000;
	send_udp(bench, &lan, &out2, "x"); /* sweeps; nothing is due */
	assert_int_equal(bench->log.ended, 0);
	/* the flow is due at 60 s, the next sweep at 60.5 s */
	bench->now = start + 60499999 - 1000;
	send_udp(bench, &lan, &out2, "x");
	assert_int_equal(bench->log.ended, 0);
	bench->now = start + 60500000 - 1000;
	send_udp(bench, &lan, &out2, "x");
	assert_int_equal(bench->log.ended, 1);
}

static void counters_are_summed_and_the_newest_time_kept(void **state)
{
	struct engine_counters sum = {.packets = 3, .last_us = 70};
	const struct engine_counters older = {
		.packets = 4, .selected = 1, .last_us = 50};
	const struct engine_counters newer = {
		.packets = 5, .logged = 2, .last_us = 90};

	(void)state;
	engine_counters_add(&sum, &older);
	assert_int_equal(sum.packets, 7);
	assert_int_equal(sum.last_us, 70);
	engine_counters_add(&sum, &newer);
	assert_int_equal(sum.packets, 12);
	assert_int_equal(sum.selected, 1);
	assert_int_equal(sum.logged, 2);
	assert_int_equal(sum.last_us, 90);
}

static void a_reset_worker_begins_anew(void **state)
{
	struct bench *bench = *state;

	send_udp(bench, &lan, &out, "hello there");
	finish(bench);
	engine_worker_reset(bench->worker);
	engine_forget(bench->engine);
	assert_int_equal(bench->worker->counters.packets, 0);
	assert_int_equal(bench->worker->now_us, 0);
	/* another capture, years before */
	bench->now = 1000 * USEC_PER_SEC;
	send_udp(bench, &lan, &out2, "x");
	assert_int_equal(bench->worker->counters.clock_back, 0);
	assert_int_equal(bench->worker->counters.packets, 1);
	assert_int_equal(bench->worker->first_us, bench->now);
	finish(bench);
	/* the host and the endpoint are forgotten, too */
	assert_int_equal(bench->log.ended_application[1], 0);
}

/* Undecided, it asks at payloads 1 to 8, then at each eighth, and after a silence. */
static void an_undecided_flow_asks_again_at_some_payloads(void **state)
{
	static const struct {
		unsigned
			before; /* payloads; then the other end becomes known */
		usec_t silence;
		bool decided;
	} cases[] = {
		{0, 0, true},	   {6, 0, true},   {7, 0, true},
		{8, 0, false},	   {14, 0, false}, {15, 0, true},
		{16, 0, false},	   {23, 0, true},  {8, 997999, false},
		{8, 998000, true},
	};
	struct bench *bench = *state;

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct end own = {{10, 0, 0, (uint8_t)(100 + i)}, 5000};
		const struct end client = {{10, 0, 1, (uint8_t)i}, 5000};

		bench->log.ended = 0;
		for (unsigned k = 0; k < cases[i].before; k++)
			send_udp(bench, &client, &own, "x");
		send_udp(bench, &own, &out, "hello there");
		bench->log.kinds[ENGINE_FLOW_DECIDED] = 0;
		bench->now += cases[i].silence;
		send_udp(bench, &client, &own, "x");
		assert_int_equal(bench->log.kinds[ENGINE_FLOW_DECIDED],
				 cases[i].decided);
		finish(bench);
	}
}

/* Flows that are due then end by the next sweep, one second later. */
static void a_clock_that_jumps_back_sweeps_on(void **state)
{
	struct bench *bench = *state;

	bench->now += 3600 * USEC_PER_SEC;
	send_udp(bench, &lan, &out2, "x");
	bench->now -= 3600 * USEC_PER_SEC;
	send_udp(bench, &lan, &out, "x");
	assert_int_equal(bench->log.ended, 0);
	/* the timeout of UDP without an answer is 60 s */
	bench->now += 61 * USEC_PER_SEC;
	send_udp(bench, &lan, &out2, "x");
	assert_int_equal(bench->log.ended, 1);
}

static struct flow *hold(struct bench *bench, uint64_t *hash)
{
	struct flow_table *flows = bench->engine->flows;
	const struct packet packet = {
		.source = packet_address_from_ipv4(lan.address),
		.dest = packet_address_from_ipv4(out.address),
		.source_port = lan.port,
		.dest_port = out.port,
		.transport = 17,
	};
	struct flow_key key;
	struct flow *flow;
	bool from_low;

	packet_key_from(&packet, &key, &from_low);
	*hash = flow_table_hash(flows, &key);
	flow = flow_table_find(flows, &key, *hash);
	assert_non_null(flow);
	return flow;
}

static void what_is_dropped_or_late_saturates(void **state)
{
	struct bench *bench = *state;
	struct flow *flow;
	uint64_t hash;

	send_udp(bench, &lan, &out, "hello there");
	send_udp(bench, &lan, &out, "talk");
	flow = hold(bench, &hash);
	flow->dropped_bytes = UINT32_MAX - 50;
	flow->dropped_packets = UINT32_MAX - 1;
	flow_table_release(bench->engine->flows, hash, flow);
	send_udp(bench, &lan, &out, "talk"); /* 32 bytes */
	flow = hold(bench, &hash);
	assert_int_equal(flow->dropped_bytes, UINT32_MAX - 18);
	assert_int_equal(flow->dropped_packets, UINT32_MAX);
	flow_table_release(bench->engine->flows, hash, flow);
	send_udp(bench, &lan, &out, "talk");
	flow = hold(bench, &hash);
	assert_int_equal(flow->dropped_bytes, UINT32_MAX);
	assert_int_equal(flow->dropped_packets, UINT32_MAX);
	flow->late_packets = UINT32_MAX;
	flow_table_release(bench->engine->flows, hash, flow);
	for (unsigned i = 0; i < 3; i++) /* shaped: the second is late */
		send_udp(bench, &lan, &out, "something else!");
	assert_true(bench->worker->counters.shape_late > 0);
	flow = hold(bench, &hash);
	assert_int_equal(flow->late_packets, UINT32_MAX);
	flow_table_release(bench->engine->flows, hash, flow);
}

/* A sender can forge the source address of its packets. */
static void no_outside_end_is_known_without_an_answer(void **state)
{
	static const struct end server = {{192, 0, 2, 53}, 53};
	static const struct end bystander = {{10, 0, 0, 9}, 4444};
	struct bench *bench = *state;

	for (int i = 0; i < 5; i++)
		send_udp(bench, &server, &lan, "hello there");
	send_udp(bench, &bystander, &server, "a question");
	send_udp(bench, &server, &bystander, "an answer");
	finish(bench);
	/* the flow that carries the proof is named, no other is */
	assert_int_equal(bench->log.ended, 2);
	assert_int_equal(bench->log.ended_application[0], 1);
	assert_int_equal(bench->log.ended_application[1], 0);
}

static void an_outside_end_that_answers_becomes_known(void **state)
{
	static const struct end server = {{192, 0, 2, 53}, 6000};
	static const struct end bystander = {{10, 0, 0, 9}, 4444};
	struct bench *bench = *state;

	send_udp(bench, &lan, &server, "hello there");
	send_udp(bench, &server, &lan, "hello there");
	send_udp(bench, &bystander, &server, "a question");
	finish(bench);
	assert_int_equal(bench->log.ended_application[1], 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(verdict_follows_the_activity),
		TEST(verdict_follows_the_application),
		TEST(a_finding_names_the_class_of_its_level),
		TEST(shaping_delays_then_drops),
		TEST(known_endpoint_names_the_next_flow_at_once),
		TEST(what_is_learned_later_names_an_ended_flow),
		TEST(a_decided_host_does_not_decide_its_other_flows),
		TEST(a_rule_reaches_either_end_at_home),
		TEST(the_first_rule_of_both_ends_at_home_decides),
		TEST(fragments_follow_their_first_part),
		TEST(a_new_policy_reaches_a_flow_with_its_next_packet),
		TEST(a_worker_held_up_decides_by_the_ruleset_it_has),
		TEST(a_flow_that_ends_after_a_reload_knows_its_rule),
		TEST(a_reload_keeps_what_is_still_said),
		TEST(a_reload_withdraws_what_an_endpoint_was_known_for),
		TEST(client_info_is_reported_when_it_is_decided),
		TEST(new_client_info_of_a_decided_host_is_reported),
		TEST(a_name_says_nothing_of_an_endpoint),
		TEST(a_proof_of_another_application_does),
		TEST(client_info_goes_with_its_signature),
		TEST(a_reload_asks_the_endpoint_again),
		TEST(a_full_list_of_signatures_is_not_trusted),
		TEST(a_flow_that_ends_is_renewed),
		TEST(a_reload_that_renumbers_forgets_flows),
		TEST(a_clock_that_jumps_back_sweeps_on),
		TEST(a_clock_goes_back_by_more_than_ten_seconds),
		TEST(a_sweep_comes_each_second),
		TEST(counters_are_summed_and_the_newest_time_kept),
		TEST(a_reset_worker_begins_anew),
		TEST(an_undecided_flow_asks_again_at_some_payloads),
		TEST(what_is_dropped_or_late_saturates),
		TEST(a_hundred_reloads_change_nothing),
		TEST(half_a_sequence_starts_over_at_a_reload),
		TEST(registers_outlive_a_reload_that_leaves_their_places),
		TEST(registers_that_move_start_empty),
		cmocka_unit_test(
			hosts_are_reported_as_decided_whatever_the_hash),
		TEST(every_frame_has_one_outcome_and_one_verdict),
		TEST(a_clock_that_jumps_back_is_counted_and_believed),
		TEST(no_outside_end_is_known_without_an_answer),
		TEST(an_outside_end_that_answers_becomes_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
