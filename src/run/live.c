/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One worker thread per source; the caller's thread writes what they tell.
 *
 * A ruleset is published by one pointer. A worker notes after each batch, and
 * whenever it is idle, the revision that it used; when all have noted the new one, and
 * their rings were drained after that, nobody can hold the old one any more and it
 * is given back.
 */
#include "run/live.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "config/ruleset.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "run/event_ring.h"
#include "engine/worker.h"
#include "io/source.h"
#include "packet/packet.h"
#include "report/report.h"

#define OUTBOX_EVENTS 8192
#define TICK_NS 100000000L /* how often events are written */
#define TICKS_A_SECOND 10

struct runner {
	struct run_live *live;
	struct io_source *source;
	struct engine_worker *worker;
	struct run_event_ring *outbox;
	pthread_t thread;
	bool started;
	size_t number;
	usec_t counted_us;
	_Atomic bool *stop;
	_Atomic uint32_t revision; /* of the last batch, or idle round */
	_Atomic int error;	   /* why the thread ended; 0 */
	pthread_mutex_t counters_lock;
	struct engine_counters counters; /* a copy of now and then */
};

struct runners {
	struct run_live *live;
	struct runner *all;
	size_t count;
	_Atomic bool stop;
	/* ends flows that time out, in the caller's thread */
	struct engine_worker *janitor;
	struct engine_direct_sink direct;
	struct ruleset *retiring; /* waits for the workers; or NULL */
	bool reload_again;	  /* asked for meanwhile */
	uint64_t lost_said;
};

/* ---- worker threads ---- */

/* The worker is between batches: whoever waits may go on. */
static void runner_note(struct runner *runner)
{
	const struct ruleset *ruleset =
		atomic_load(&runner->live->engine->ruleset);
	usec_t now = clock_now();

	atomic_store(&runner->revision, ruleset->revision);
	if (usec_since(now, runner->counted_us) < USEC_PER_SEC)
		return;
	runner->counted_us = now;
	runner->live->count(runner->live->context, runner->source);
	if (pthread_mutex_trylock(&runner->counters_lock))
		return; /* being read; the next round will do */
	runner->counters = runner->worker->counters;
	pthread_mutex_unlock(&runner->counters_lock);
}

static int runner_round(struct runner *runner)
{
	struct frame frames[ENGINE_BATCH];
	struct verdict verdicts[ENGINE_BATCH];
	int count = io_source_read(runner->source, frames, ENGINE_BATCH);
	int error = 0;

	if (count == -EAGAIN || count == -EINTR)
		return 0;
	if (count <= 0)
		return count ? count : -ENODATA;
	engine_worker_batch(runner->worker, frames, (unsigned)count, verdicts);
	for (int i = 0; i < count && !error; i++)
		error = io_source_verdict(runner->source, &frames[i],
					  &verdicts[i]);
	return error;
}

static void *runner_main(void *argument)
{
	struct runner *runner = argument;
	int error = 0;

	while (!atomic_load_explicit(runner->stop, memory_order_relaxed) &&
	       !error) {
		error = runner_round(runner);
		runner_note(runner);
	}
	atomic_store(&runner->error, error);
	runner->live->drain(runner->live->context, runner->source);
	runner->live->count(runner->live->context, runner->source);
	return NULL;
}

static void runner_pin(const struct runner *runner)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t set;

	if (processors < 2)
		return;
	CPU_ZERO(&set);
	CPU_SET(runner->number % (size_t)processors, &set);
	if (pthread_setaffinity_np(runner->thread, sizeof(set), &set))
		log_info("worker %zu: not pinned", runner->number);
}

static int runner_start(struct runners *runners, size_t number)
{
	struct runner *runner = &runners->all[number];
	struct run_live *live = runners->live;

	runner->live = live;
	runner->number = number;
	runner->stop = &runners->stop;
	runner->source = live->sources[number];
	pthread_mutex_init(&runner->counters_lock, NULL);
	runner->outbox = run_event_ring_create(OUTBOX_EVENTS);
	if (runner->outbox)
		runner->worker = engine_worker_create(
			live->engine, run_event_ring_outlet(runner->outbox));
	if (!runner->worker)
		return -ENOMEM;
	runner->worker->leaves_sweep = true;
	if (pthread_create(&runner->thread, NULL, runner_main, runner))
		return -EAGAIN;
	runner->started = true;
	if (live->pin)
		runner_pin(runner);
	return 0;
}

static void runners_stop(struct runners *runners)
{
	atomic_store(&runners->stop, true);
	for (size_t i = 0; i < runners->count; i++) {
		struct runner *runner = &runners->all[i];

		if (!runner->started)
			continue;
		pthread_join(runner->thread, NULL);
		runner->counters = runner->worker->counters;
	}
}

static void runners_fini(struct runners *runners)
{
	for (size_t i = 0; i < runners->count; i++) {
		struct runner *runner = &runners->all[i];

		if (!runner->live)
			continue;
		pthread_mutex_destroy(&runner->counters_lock);
		engine_worker_destroy(runner->worker);
		run_event_ring_destroy(runner->outbox);
	}
	free(runners->all);
}

/* ---- the caller's thread ---- */

static void write_events(struct runners *runners)
{
	struct run_live *live = runners->live;
	const struct engine_event *event;
	uint64_t lost = 0;

	for (size_t i = 0; i < runners->count; i++) {
		struct runner *runner = &runners->all[i];

		if (!runner->outbox)
			continue; /* starting failed before it */
		while ((event = run_event_ring_peek(runner->outbox))) {
			engine_event_report(event, live->engine, runner->source,
					    live->report);
			run_event_ring_pop(runner->outbox);
		}
		lost += run_event_ring_lost(runner->outbox);
	}
	if (lost > runners->lost_said) {
		log_warnx("events: %llu lost: the output is too slow",
			  (unsigned long long)(lost - runners->lost_said));
		runners->lost_said = lost;
	}
}

/* Has every worker begun a batch with the ruleset that is in force now? */
static bool all_moved_on(const struct runners *runners)
{
	const struct ruleset *ruleset =
		atomic_load(&runners->live->engine->ruleset);

	for (size_t i = 0; i < runners->count; i++)
		if (atomic_load(&runners->all[i].revision) != ruleset->revision)
			return false;
	return true;
}

static void retire(struct runners *runners)
{
	struct run_live *live = runners->live;

	if (!runners->retiring || !all_moved_on(runners))
		return;
	write_events(runners); /* the last that speak of the old one */
	engine_retire(live->engine, runners->retiring);
	live->unload(live->context, runners->retiring);
	runners->retiring = NULL;
}

static void reopen(struct runners *runners)
{
	struct run_live *live = runners->live;

	live->report = live->reopen(live->context, live->report);
	runners->direct.report = live->report;
}

static void reload(struct runners *runners)
{
	struct run_live *live = runners->live;
	const struct ruleset *old = atomic_load(&live->engine->ruleset);
	struct ruleset *ruleset;

	runners->reload_again = runners->retiring;
	if (runners->reload_again)
		return; /* the workers still move on to the last one */
	ruleset = live->load(live->context);
	if (!ruleset) {
		log_warnx("reload: refused: revision %u stays in force",
			  old->revision);
		return;
	}
	runners->retiring = (struct ruleset *)(uintptr_t)engine_publish(
		live->engine, ruleset);
	log_info("reload: revision %u is in force", ruleset->revision);
}

static void sum_counters(struct runners *runners, struct engine_counters *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < runners->count; i++) {
		struct runner *runner = &runners->all[i];

		pthread_mutex_lock(&runner->counters_lock);
		engine_counters_add(sum, &runner->counters);
		pthread_mutex_unlock(&runner->counters_lock);
	}
}

static void tick(struct runners *runners, bool dump)
{
	struct run_live *live = runners->live;
	struct engine_counters sum;

	engine_worker_sweep(runners->janitor, clock_now());
	sum_counters(runners, &sum);
	live->tick(live->context, &sum, dump);
}

/* A source that broke ends the program: 0, or why. */
static int first_error(const struct runners *runners)
{
	for (size_t i = 0; i < runners->count; i++) {
		int error = atomic_load(&runners->all[i].error);

		if (error)
			return error;
	}
	return 0;
}

static void fill_signals(sigset_t *set)
{
	static const int signals[] = {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM,
				      SIGINT};

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(set, signals[i]);
}

void run_live_block_signals(void)
{
	sigset_t set;

	fill_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* Return: whether to go on. */
static bool on_signal(struct runners *runners, int signal)
{
	switch (signal) {
	case SIGHUP:
		reopen(runners);
		reload(runners);
		return true;
	case SIGUSR1:
		reopen(runners);
		return true;
	case SIGUSR2:
		tick(runners, true);
		return true;
	case SIGTERM:
	case SIGINT:
		return false;
	default:
		return true;
	}
}

static int serve(struct runners *runners)
{
	const struct timespec wait = {.tv_nsec = TICK_NS};
	unsigned ticks = 0;
	sigset_t set;
	int error = 0;

	fill_signals(&set);
	while (!error) {
		int signal = sigtimedwait(&set, NULL, &wait);

		write_events(runners);
		retire(runners);
		if (runners->live->beat)
			runners->live->beat(runners->live->context);
		if (runners->reload_again)
			reload(runners);
		if (signal > 0 && !on_signal(runners, signal))
			break;
		if (++ticks % TICKS_A_SECOND == 0)
			tick(runners, false);
		error = first_error(runners);
	}
	return error;
}

/* The workers are gone: their flows end, and all is said. */
static void finish(struct runners *runners)
{
	write_events(runners);
	engine_worker_finish(runners->janitor);
	tick(runners, true);
}

int run_live_run(struct run_live *live)
{
	struct runners runners = {.live = live, .count = live->source_count};
	int error = 0;

	runners.all = calloc(runners.count, sizeof(*runners.all));
	engine_direct_sink_init(&runners.direct, live->engine, live->report);
	runners.janitor =
		engine_worker_create(live->engine, &runners.direct.event_sink);
	if (!runners.all || !runners.janitor) {
		free(runners.all);
		engine_worker_destroy(runners.janitor);
		return -ENOMEM;
	}
	for (size_t i = 0; i < runners.count && !error; i++)
		error = runner_start(&runners, i);
	if (!error) {
		live->ready(live->context);
		error = serve(&runners);
	}
	runners_stop(&runners);
	if (runners.retiring) {
		write_events(&runners);
		engine_retire(live->engine, runners.retiring);
		live->unload(live->context, runners.retiring);
	}
	finish(&runners);
	for (size_t i = 0; i < runners.count; i++)
		io_source_close(live->sources[i]);
	runners_fini(&runners);
	engine_worker_destroy(runners.janitor);
	return error;
}
