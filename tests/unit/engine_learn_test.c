/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flows that make an endpoint known, and flows that learn of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/worker.h"
#include "packet/packet.h"
#include "packet/verdict.h"
#include "engine_stand.h"

/*
 * "mine" proves its sender; "fine" is how a peer answers, which the end of the flow
 * remembers; "echo" repeats what was asked; "else" is another application's.
 */
static const char signatures[] =
	"applications = ( { name = \"first\"; }, { name = \"second\"; } );\n"
	"application = \"first\";\n"
	"registers = ( { name = \"asked\"; scope = \"direction\"; },\n"
	"  { name = \"heard\"; scope = \"flow\"; bits = 16; } );\n"
	"signatures = (\n"
	"{ name = \"mine\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'mine'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 30; };\n"
	"    learn = { lifetime = \"1h\"; weight = 30; transports = \"both\"; "
	"}; }; },\n"
	"{ name = \"fine\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'fine'\" ]; remember = [ \"heard = 1\" ];\n"
	"  then = { learn = { lifetime = \"1h\"; proven_peer = true; }; }; },\n"
	"{ name = \"before\"; about = \"-\"; source = \"-\";\n"
	"  flows = \"decided\"; on = \"end\"; match = [ \"heard == 1\" ];\n"
	"  relation = [ \"known >= 24\" ];\n"
	"  then = { learn = { endpoint = \"dest\"; lifetime = \"1h\"; "
	"proven_peer = true; }; }; },\n"
	"{ name = \"ask\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'ask'\" ];\n"
	"  remember = [ \"asked = u32[3]\" ]; },\n"
	"{ name = \"echo\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'echo'\" ];\n"
	"  relation = [ \"u32[4] == asked of reverse\" ];\n"
	"  then = { evidence = { kind = \"echo\"; weight = 12; };\n"
	"    learn = { lifetime = \"1h\"; proven_peer = true; }; }; },\n"
	"{ name = \"else\"; about = \"-\"; source = \"-\"; application = "
	"\"second\";\n"
	"  match = [ \"bytes[0] == 'else'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 20; }; }; },\n"
	"{ name = \"like\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'like'\" ];\n"
	"  then = { evidence = { kind = \"echo\"; weight = 11; }; }; },\n"
	"{ name = \"less\"; about = \"-\"; source = \"-\"; application = "
	"\"second\";\n"
	"  match = [ \"bytes[0] == 'less'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 13; }; }; }\n"
	");\n";

static const char rules[] =
	"rules = ( { name = \"no\"; application = \"first\"; action = "
	"\"drop\"; } );\n";

struct log {
	struct engine_event_sink event_sink; /* first */
	unsigned decided;		     /* flows, with a packet */
};

struct bench {
	struct ruleset *ruleset;
	struct engine *engine;
	struct engine_worker *worker;
	struct log log;
	usec_t now;
	enum action action; /* of the last packet */
};

static const struct end lan = {{10, 0, 0, 1}, 5000};
static const struct end neighbour = {{10, 0, 0, 9}, 4444};
static const struct end out = {{192, 0, 2, 1}, 6000};
static const struct end out2 = {{192, 0, 2, 2}, 53};

static void log_take(struct engine_event_sink *event_sink,
		     const struct engine_event *event)
{
	struct log *log = (struct log *)event_sink;

	log->decided += event->kind == ENGINE_FLOW_DECIDED;
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

/* Return: flows that were decided by this packet. */
static unsigned pass(struct bench *bench, uint8_t protocol,
		     const struct end *from, const struct end *to,
		     const char *text)
{
	uint8_t bytes[128] = {0};
	size_t header = protocol == IPPROTO_TCP ? 40 : 28;
	size_t length = header + strlen(text);
	struct frame frame;
	struct verdict verdict;
	unsigned before = bench->log.decided;

	stand_ip(bytes, from, to, protocol, length);
	if (protocol == IPPROTO_TCP) {
		bytes[32] = 0x50;
		bytes[33] = 0x10;
		bytes[26] = (uint8_t)(bench->now >> 8); /* always new */
		bytes[27] = (uint8_t)bench->now;
	} else {
		bytes[25] = (uint8_t)(8 + strlen(text));
	}
	memcpy(bytes + header, text, strlen(text));
	frame = stand_frame(bytes, length, bench->now += 1000, 0);
	engine_worker_batch(bench->worker, &frame, 1, &verdict);
	bench->action = verdict.action;
	return bench->log.decided - before;
}

static unsigned udp(struct bench *bench, const struct end *from,
		    const struct end *to, const char *text)
{
	return pass(bench, IPPROTO_UDP, from, to, text);
}

static unsigned tcp(struct bench *bench, const struct end *from,
		    const struct end *to, const char *text)
{
	return pass(bench, IPPROTO_TCP, from, to, text);
}

/* ---- who is believed ---- */

static void a_peer_is_known_by_a_proven_end(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(udp(bench, &lan, &out, "mine"), 1);
	udp(bench, &out, &lan, "fine");
	assert_int_equal(udp(bench, &neighbour, &out, "some"), 1);
}

static void without_a_proof_of_ours_nobody_outside_is_known(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "some");
	udp(bench, &out, &lan, "mine");
	udp(bench, &out, &lan, "fine");
	assert_int_equal(udp(bench, &neighbour, &out, "some"), 0);
}

/* The first word may be forged: that it is answered says nothing of its sender. */
static void the_first_speaker_is_not_proven(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "mine");
	for (int i = 0; i < 50; i++) {
		udp(bench, &out2, &lan, i % 2 ? "mine" : "fine");
		udp(bench, &lan, &out2, "ask1234");
		udp(bench, &out2, &lan, "echo9999");
	}
	assert_int_equal(udp(bench, &neighbour, &out2, "some"), 0);
	/* but who repeats what only he was told */
	udp(bench, &out2, &lan, "echo1234");
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 7}, 7}, &out2, "some"), 1);
}

static void one_way_proofs_make_no_target_known(void **state)
{
	struct bench *bench = *state;

	for (int i = 0; i < 1000; i++) {
		udp(bench, &lan, &out2, "mine");
		udp(bench, &out, &neighbour, "mine");
	}
	/* neither the targets, nor the forged source outside */
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 7}, 7}, &out2, "some"), 0);
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 7}, 7}, &out, "some"), 0);
	assert_int_equal(udp(bench, &neighbour,
			     &(struct end){{192, 0, 2, 9}, 9}, "some"),
			 0);
}

static void an_end_known_by_others_proves_no_peer(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "mine");
	udp(bench, &out, &lan, "fine");
	udp(bench, &neighbour, &out, "fine");
	udp(bench, &out, &neighbour, "fine");
	/* the neighbour talked with a peer, and is none for that */
	assert_int_equal(udp(bench, &neighbour, &out2, "some"), 0);
	udp(bench, &out2, &neighbour, "fine");
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 7}, 7}, &out2, "some"), 0);
	/* one of ours who answers one of ours is known, and vouches no more */
	udp(bench, &lan, &neighbour, "mine");
	udp(bench, &neighbour, &lan, "fine");
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 8}, 8}, &neighbour, "some"),
		1);
	udp(bench, &neighbour, &out2, "some");
	udp(bench, &out2, &neighbour, "fine");
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 7}, 9}, &out2, "some"), 0);
}

static void the_host_vouches_for_a_port_of_tcp(void **state)
{
	static const struct end client = {{10, 0, 0, 1}, 40000};
	struct bench *bench = *state;

	tcp(bench, &client, &out, "some");
	tcp(bench, &out, &client, "fine");
	assert_int_equal(tcp(bench, &neighbour, &out, "some"), 0);
	udp(bench, &lan, &out2, "mine"); /* decides the host */
	tcp(bench, &out, &client, "fine");
	assert_int_equal(
		tcp(bench, &(struct end){{10, 0, 0, 7}, 7}, &out, "some"), 1);
	/* of UDP the port itself must be known */
	udp(bench, &client, &out2, "some");
	udp(bench, &out2, &client, "fine");
	assert_int_equal(udp(bench, &neighbour, &out2, "some"), 0);
}

/* ---- which flows are told ---- */

static void both_transports_of_a_port_are_known(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "mine");
	assert_int_equal(tcp(bench, &out2, &lan, ""), 1);
	udp(bench, &out, &lan, "fine"); /* this lesson is of UDP only */
	assert_int_equal(tcp(bench, &neighbour, &out, ""), 0);
}

static void a_flow_that_was_there_before_is_found(void **state)
{
	struct bench *bench = *state;

	tcp(bench, &out2, &lan, "some");
	udp(bench, &lan, &out, "mine");
	bench->now += 2 * USEC_PER_SEC;
	assert_int_equal(tcp(bench, &out2, &lan, "more"), 1);
}

static void flows_end(struct bench *bench)
{
	bench->now += 200 * USEC_PER_SEC;
	engine_worker_sweep(bench->worker, bench->now);
}

/* The exchange came first, then the proof, and nothing after it. */
static void an_exchange_before_the_proof_counts_when_it_ends(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "some");
	udp(bench, &out, &lan, "fine");
	udp(bench, &out2, &lan, "fine"); /* its first word may be forged */
	udp(bench, &lan, &out2, "some");
	udp(bench, &lan, &(struct end){{192, 0, 2, 9}, 9}, "mine");
	assert_int_equal(udp(bench, &neighbour, &out, "some"), 0);
	flows_end(bench);
	assert_int_equal(udp(bench, &neighbour, &out, "some"), 1);
	assert_int_equal(udp(bench, &neighbour, &out2, "some"), 0);
}

static void an_exchange_without_a_proof_teaches_nothing_at_its_end(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "some");
	udp(bench, &out, &lan, "fine");
	flows_end(bench);
	udp(bench, &lan, &out2, "mine");
	flows_end(bench);
	assert_int_equal(udp(bench, &neighbour, &out, "some"), 0);
}

static void another_application_makes_it_a_hint(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "mine");
	udp(bench, &out, &lan, "fine");
	assert_int_equal(udp(bench, &neighbour, &out, "some"), 1);
	/* one way it is only about that flow */
	udp(bench, &(struct end){{10, 0, 0, 5}, 5}, &out, "else");
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 6}, 6}, &out, "some"), 1);
	udp(bench, &out, &neighbour, "else");
	assert_int_equal(
		udp(bench, &(struct end){{10, 0, 0, 7}, 7}, &out, "some"), 0);
}

/* The application that made it doubtful does not get it; the verdict is withdrawn all the same. */
static void a_doubtful_flow_loses_its_verdict_at_once(void **state)
{
	struct bench *bench = *state;

	udp(bench, &lan, &out, "mine");
	udp(bench, &out, &lan, "fine");
	assert_int_equal(udp(bench, &neighbour, &out, "like"), 1);
	assert_int_equal(bench->action, ACTION_DROP);
	udp(bench, &neighbour, &out, "less");
	assert_int_equal(bench->action, ACTION_ACCEPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_peer_is_known_by_a_proven_end),
		TEST(without_a_proof_of_ours_nobody_outside_is_known),
		TEST(the_first_speaker_is_not_proven),
		TEST(one_way_proofs_make_no_target_known),
		TEST(an_end_known_by_others_proves_no_peer),
		TEST(the_host_vouches_for_a_port_of_tcp),
		TEST(both_transports_of_a_port_are_known),
		TEST(a_flow_that_was_there_before_is_found),
		TEST(an_exchange_before_the_proof_counts_when_it_ends),
		TEST(an_exchange_without_a_proof_teaches_nothing_at_its_end),
		TEST(another_application_makes_it_a_hint),
		TEST(a_doubtful_flow_loses_its_verdict_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
