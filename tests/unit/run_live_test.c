/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live engine with two sources that the test leads: signals, reloads, and the
 * moment at which an old ruleset is given back.
 */
#include "run/live.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "base/clock.h"
#include "base/hash.h"
#include "engine/engine.h"
#include "engine/worker.h"
#include "engine_stand.h"
#include "flow/table.h"
#include "io/source.h"
#include "packet/decode.h"
#include "packet/key.h"
#include "report/event.h"
#include "report/report.h"
#include "report/sink.h"
#include "run/reload.h"

#define SOURCES 2
#define PATIENCE 1000 /* times 10 ms: a limit for a machine that is busy */

static const char rules[] =
	"home_networks = [ \"10.0.0.0/8\" ];\n"
	"rules = ( { name = \"log\"; application = \"a\"; action = \"log\"; } "
	");\n";
static const char signatures[] =
	"applications = ( { name = \"a\"; } );\n"
	"application = \"a\";\n"
	"signatures = ( { name = \"hello\"; about = \"-\"; source = \"-\";\n"
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 64; }; }; } "
	");\n";

/* One host with one flow; its frames come when the test asks for them. */
struct source {
	struct io_source source; /* first */
	struct end from;
	uint8_t bytes[128];
	uint64_t number;
	const char *text;     /* of its frames */
	atomic_uint wanted;   /* frames in all, to be given to the worker */
	atomic_uint given;    /* have been */
	atomic_uint verdicts; /* so many have got one */
	atomic_uint reads;    /* calls of its worker, each after noting */
	atomic_bool holds;    /* a read does not return */
	atomic_uint held;     /* times that one began to wait */
	atomic_int error;     /* a read returns it */
	bool ends;	      /* a read says that it is at its end */
	unsigned drains, closes;
};

struct bench {
	struct source sources[SOURCES];
	struct report_sink sink;
	struct run_live live;
	struct engine *engine;
	unsigned loads, unloads, reopens, dumps, ticks, timers;
	unsigned alerts[SOURCES];
	unsigned alerts_at_unload; /* of the first source */
	bool load_fails;
	bool holds_flow; /* the flow of the first source is locked by us */
	struct flow *flow;
	uint64_t hash;
	/* what the test does ten times a second */
	void (*lead)(struct bench *bench);
	unsigned step;
};

static struct bench *of_sink; /* the sink's */

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

/* Waits until a count is reached. */
static void await(atomic_uint *count, unsigned least)
{
	for (unsigned i = 0; i < PATIENCE && atomic_load(count) < least; i++)
		pause_ms(10);
	assert_true(atomic_load(count) >= least);
}

/* ---- sources ---- */

static int source_read(struct io_source *base, struct frame *frames,
		       unsigned most)
{
	static const struct end peer = {{192, 0, 2, 1}, 7000};
	struct source *source = (struct source *)base;
	size_t length;

	(void)most;
	atomic_fetch_add(&source->reads, 1);
	pause_ms(1);
	if (atomic_load(&source->holds))
		atomic_fetch_add(&source->held, 1);
	while (atomic_load(&source->holds))
		pause_ms(1);
	if (atomic_load(&source->error))
		return source->ends ? 0 : atomic_load(&source->error);
	if (atomic_load(&source->given) >= atomic_load(&source->wanted))
		return -EAGAIN;
	memset(source->bytes, 0, sizeof(source->bytes));
	length = stand_udp(source->bytes, &source->from, &peer, source->text,
			   72);
	frames[0] = stand_frame(source->bytes, length, clock_now(),
				++source->number);
	atomic_fetch_add(&source->given, 1);
	return 1;
}

static int source_verdict(struct io_source *base, const struct frame *frame,
			  const struct verdict *verdict)
{
	(void)frame;
	(void)verdict;
	atomic_fetch_add(&((struct source *)base)->verdicts, 1);
	return 0;
}

static const char *source_name(struct io_source *base, unsigned index)
{
	(void)base;
	(void)index;
	return "made0";
}

static void source_close(struct io_source *base)
{
	((struct source *)base)->closes++;
}

static const struct io_source_ops source_ops = {
	.read = source_read,
	.verdict = source_verdict,
	.interface_name = source_name,
	.close = source_close,
};

/* ---- the functions that the live engine calls ---- */

static void drain(void *context, struct io_source *source)
{
	(void)context;
	((struct source *)source)->drains++;
}

static void count(void *context, struct io_source *source)
{
	(void)context;
	(void)source;
}

static void tick(void *context, const struct engine_counters *counters,
		 bool dump)
{
	struct bench *bench = context;

	(void)counters;
	bench->ticks++;
	bench->dumps += dump;
}

static void timer(void *context)
{
	struct bench *bench = context;

	bench->timers++;
	assert_true(bench->timers < PATIENCE);
	if (bench->lead)
		bench->lead(bench);
}

static void reopen(void *context)
{
	((struct bench *)context)->reopens++;
}

static struct ruleset *load(void *context)
{
	struct bench *bench = context;

	bench->loads++;
	if (bench->load_fails)
		return NULL;
	return stand_load(rules, signatures,
			  atomic_load(&bench->engine->ruleset));
}

static void unload(void *context, struct ruleset *ruleset)
{
	struct bench *bench = context;

	bench->unloads++;
	if (bench->unloads == 1)
		bench->alerts_at_unload = bench->alerts[0];
	config_ruleset_free(ruleset);
}

static void ready(void *context)
{
	(void)context;
}

/* ---- the bench ---- */

static void sink_event(struct report_sink *sink,
		       const struct report_event *event)
{
	struct bench *bench = of_sink;

	(void)sink;
	if (event->kind != REPORT_EVENT_ALERT || event->alert.of_host)
		return;
	for (unsigned i = 0; i < SOURCES; i++)
		bench->alerts[i] += event->alert.tuple.source_port ==
				    bench->sources[i].from.port;
	if (!bench->holds_flow || !bench->alerts[1])
		return;
	/* its worker goes on, makes its event and notes the new revision */
	bench->holds_flow = false;
	flow_table_release(bench->engine->flows, bench->hash, bench->flow);
	await(&bench->sources[0].verdicts, 2);
	await(&bench->sources[0].reads,
	      atomic_load(&bench->sources[0].reads) + 1);
}

static int sink_close(struct report_sink *sink)
{
	(void)sink;
	return 0;
}

static const struct report_sink_ops sink_ops = {
	.event = sink_event,
	.close = sink_close,
};

static int setup(void **state)
{
	static struct io_source *list[SOURCES];
	struct bench *bench = calloc(1, sizeof(*bench));

	for (unsigned i = 0; i < SOURCES; i++) {
		bench->sources[i] = (struct source){
			.source = {&source_ops},
			.from = {{10, 0, 0, (uint8_t)(i + 1)},
				 (uint16_t)(1000 + i)},
			.text = "something",
		};
		list[i] = &bench->sources[i].source;
	}
	bench->engine = engine_create(stand_load(rules, signatures, NULL),
				      &hash_key_fixed);
	bench->sink = (struct report_sink){&sink_ops, REPORT_EVENT_ALL, NULL};
	of_sink = bench;
	bench->live = (struct run_live){
		.engine = bench->engine,
		.sources = list,
		.source_count = SOURCES,
		.report = report_create(),
		.context = bench,
		.drain = drain,
		.load = load,
		.unload = unload,
		.reopen = reopen,
		.count = count,
		.tick = tick,
		.timer = timer,
		.ready = ready,
	};
	report_add(bench->live.report, &bench->sink);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	struct ruleset *ruleset = atomic_load(&bench->engine->ruleset);

	report_close(bench->live.report);
	engine_destroy(bench->engine);
	config_ruleset_free(ruleset);
	free(bench);
	return 0;
}

static void send_signal(int signal)
{
	assert_int_equal(kill(getpid(), signal), 0);
}

/* ---- signals ---- */

static void lead_a_burst(struct bench *bench)
{
	if (bench->step++ == 0) {
		for (unsigned i = 0; i < 3; i++) {
			send_signal(SIGUSR2);
			send_signal(SIGUSR1);
			send_signal(SIGHUP);
		}
	} else if (bench->step == 5) {
		send_signal(SIGTERM);
	}
}

/* Pending signals of one number are one; each number is handled. */
static void a_burst_is_handled_once_each(void **state)
{
	struct bench *bench = *state;

	bench->lead = lead_a_burst;
	assert_int_equal(run_live_run(&bench->live), 0);
	assert_int_equal(bench->loads, 1);
	assert_int_equal(bench->unloads, 1);
	assert_int_equal(bench->reopens, 2); /* HUP, and USR1 */
	assert_int_equal(bench->dumps, 2);   /* USR2, and the end */
	for (unsigned i = 0; i < SOURCES; i++) {
		assert_int_equal(bench->sources[i].drains, 1);
		assert_int_equal(bench->sources[i].closes, 1);
	}
}

static void lead_an_end_first(struct bench *bench)
{
	if (bench->step++)
		return;
	send_signal(SIGINT);
	send_signal(SIGUSR1);
}

/* INT has the lower number: it is read first, and what follows is not handled. */
static void nothing_is_handled_after_the_end(void **state)
{
	const struct timespec none = {0};
	struct bench *bench = *state;
	sigset_t set;

	bench->lead = lead_an_end_first;
	assert_int_equal(run_live_run(&bench->live), 0);
	assert_int_equal(bench->reopens, 0);
	assert_int_equal(bench->dumps, 1);
	/* it is still pending: nothing has taken it */
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	assert_int_equal(sigtimedwait(&set, NULL, &none), SIGUSR1);
}

static void lead_to_the_second(struct bench *bench)
{
	if (bench->timers == 25)
		send_signal(SIGTERM);
}

/* Ten timers make a tick; one more comes at the end. */
static void a_tick_comes_each_second(void **state)
{
	usec_t began = clock_monotonic(), took;
	struct bench *bench = *state;

	bench->lead = lead_to_the_second;
	assert_int_equal(run_live_run(&bench->live), 0);
	took = clock_monotonic() - began;
	assert_true(took >= 2500000);
	assert_in_range(bench->ticks, 3, took / USEC_PER_SEC + 1);
	assert_int_equal(bench->dumps, 1);
}

/* ---- reloads ---- */

static void lead_a_failure(struct bench *bench)
{
	switch (bench->step++) {
	case 0:
		bench->load_fails = true;
		send_signal(SIGHUP);
		break;
	case 3:
		bench->load_fails = false;
		send_signal(SIGHUP);
		break;
	case 6:
		send_signal(SIGTERM);
		break;
	}
}

static void a_failed_load_keeps_the_ruleset(void **state)
{
	struct bench *bench = *state;
	const struct ruleset *first = atomic_load(&bench->engine->ruleset);
	uint32_t before = first->revision.number;

	bench->lead = lead_a_failure;
	assert_int_equal(run_live_run(&bench->live), 0);
	assert_int_equal(bench->loads, 2);
	assert_int_equal(bench->unloads, 1);
	assert_int_equal(atomic_load(&bench->engine->ruleset)->revision.number,
			 before + 1);
}

/* The second worker is in a batch: it may still use the old ruleset. */
static void lead_a_slow_worker(struct bench *bench)
{
	switch (bench->step++) {
	case 0:
		atomic_store(&bench->sources[1].holds, true);
		await(&bench->sources[1].held, 1);
		break;
	case 1:
		send_signal(SIGHUP);
		break;
	case 3:
		assert_int_equal(bench->loads, 1);
		assert_int_equal(bench->unloads, 0);
		send_signal(SIGHUP);
		send_signal(SIGHUP);
		break;
	case 6:
		/* it waits for the first one to be given back */
		assert_int_equal(bench->loads, 1);
		assert_int_equal(bench->unloads, 0);
		atomic_store(&bench->sources[1].holds, false);
		break;
	case 12:
		send_signal(SIGTERM);
		break;
	}
}

static void a_reload_waits_for_every_worker(void **state)
{
	struct bench *bench = *state;

	bench->lead = lead_a_slow_worker;
	assert_int_equal(run_live_run(&bench->live), 0);
	assert_int_equal(bench->loads, 2);
	assert_int_equal(bench->unloads, 2);
}

static void lead_an_end_while_retiring(struct bench *bench)
{
	switch (bench->step++) {
	case 0:
		atomic_store(&bench->sources[1].holds, true);
		await(&bench->sources[1].held, 1);
		send_signal(SIGHUP);
		break;
	case 2:
		assert_int_equal(bench->loads, 1);
		assert_int_equal(bench->unloads, 0);
		atomic_store(&bench->sources[1].holds, false);
		send_signal(SIGTERM);
		break;
	}
}

static void the_end_gives_the_old_ruleset_back(void **state)
{
	struct bench *bench = *state;

	bench->lead = lead_an_end_while_retiring;
	assert_int_equal(run_live_run(&bench->live), 0);
	assert_int_equal(bench->loads, 1);
	assert_int_equal(bench->unloads, 1);
}

/*
 * An event put between the two readings of a round. The first worker is inside a batch
 * with the old ruleset, because we hold its flow. While the event of the second worker
 * is written, after the ring of the first one was found empty, the first worker goes
 * on, puts its event and notes the new revision: now all have.
 */
static struct ruleset *load_and_hold(void *context)
{
	struct bench *bench = context;
	struct packet packet;
	struct flow_key key;
	struct frame frame;
	bool from_low;

	frame = stand_frame(bench->sources[0].bytes, 100, clock_now(), 1);
	assert_int_equal(packet_decode(&frame, &packet), DECODE_OK);
	packet_key_from(&packet, &key, &from_low);
	bench->hash = flow_table_hash(bench->engine->flows, &key);
	bench->flow = flow_table_find(bench->engine->flows, &key, bench->hash);
	assert_non_null(bench->flow);
	bench->holds_flow = true;
	for (unsigned i = 0; i < SOURCES; i++) {
		bench->sources[i].text = "hello there";
		atomic_store(&bench->sources[i].wanted, 2);
	}
	await(&bench->sources[1].verdicts, 2);
	await(&bench->sources[0].given, 2);
	pause_ms(100); /* it reads the ruleset, and waits for the flow */
	return load(context);
}

static void lead_an_event_before_the_retire(struct bench *bench)
{
	switch (bench->step++) {
	case 0:
		for (unsigned i = 0; i < SOURCES; i++)
			atomic_store(&bench->sources[i].wanted, 1);
		for (unsigned i = 0; i < SOURCES; i++)
			await(&bench->sources[i].verdicts, 1);
		send_signal(SIGHUP);
		break;
	case 4:
		send_signal(SIGTERM);
		break;
	}
}

static void events_are_written_before_their_ruleset_goes(void **state)
{
	struct bench *bench = *state;

	bench->live.load = load_and_hold;
	bench->lead = lead_an_event_before_the_retire;
	assert_int_equal(run_live_run(&bench->live), 0);
	assert_int_equal(bench->unloads, 1);
	assert_int_equal(bench->alerts[0], 1);
	assert_int_equal(bench->alerts[1], 1);
	assert_int_equal(bench->alerts_at_unload, 1);
}

/* ---- ends ---- */

static void lead_an_error(struct bench *bench)
{
	if (bench->step++ == 1)
		atomic_store(&bench->sources[1].error, -EIO);
}

static void a_broken_source_ends_all(void **state)
{
	struct bench *bench = *state;

	bench->lead = lead_an_error;
	assert_int_equal(run_live_run(&bench->live), -EIO);
	for (unsigned i = 0; i < SOURCES; i++) {
		assert_int_equal(bench->sources[i].drains, 1);
		assert_int_equal(bench->sources[i].closes, 1);
	}
	assert_int_equal(bench->dumps, 1);
}

static void a_source_at_its_end_ends_all(void **state)
{
	struct bench *bench = *state;

	bench->lead = lead_an_error;
	bench->sources[1].ends = true;
	assert_int_equal(run_live_run(&bench->live), -ENODATA);
}

/* ---- the service manager ---- */

static void expect_state(int manager, const char *state)
{
	char text[64];
	ssize_t size = recv(manager, text, sizeof(text) - 1, MSG_DONTWAIT);

	if (!state) {
		assert_int_equal(size, -1);
		return;
	}
	assert_true(size > 0);
	text[size] = '\0';
	assert_string_equal(text, state);
}

/* RELOADING=1 without READY=1 would leave the unit "reloading" for good. */
static void the_manager_hears_the_end_of_each_reload(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct bench *bench = *state;
	struct run_reload reload = {
		.engine = bench->engine,
		.request = {.path = "/nonexistent/skywarden.conf"},
	};
	int manager = socket(AF_UNIX, SOCK_DGRAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path),
		 "/tmp/run-live-test-%d", (int)getpid());
	assert_int_equal(
		bind(manager, (struct sockaddr *)&address, sizeof(address)), 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	assert_null(run_reload_load(&reload));
	expect_state(manager, "RELOADING=1");
	expect_state(manager, "READY=1");
	expect_state(manager, NULL);
	unsetenv("NOTIFY_SOCKET");
	unlink(address.sun_path);
	close(manager);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_burst_is_handled_once_each),
		TEST(nothing_is_handled_after_the_end),
		TEST(a_tick_comes_each_second),
		TEST(a_failed_load_keeps_the_ruleset),
		TEST(a_reload_waits_for_every_worker),
		TEST(the_end_gives_the_old_ruleset_back),
		TEST(events_are_written_before_their_ruleset_goes),
		TEST(a_broken_source_ends_all),
		TEST(a_source_at_its_end_ends_all),
		TEST(the_manager_hears_the_end_of_each_reload),
	};

	run_live_block_signals();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
