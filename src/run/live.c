/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One worker thread per source; the caller's thread runs the main loop and writes
 * the workers' events.
 *
 * One atomic pointer publishes a ruleset. After each batch, and whenever it is idle,
 * a worker stores the revision that it used. When all have stored the new revision,
 * and their rings were drained after that, no thread holds the old ruleset any more:
 * it is unloaded.
 */
#include "run/live.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
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

#define RING_EVENTS 8192
#define TIMER_MS 100 /* how often events are written */
#define TIMERS_A_SECOND 10

struct worker_thread {
	struct run_live *live;
	struct io_source *source;
	struct engine_worker *worker;
	struct run_event_ring *ring;
	pthread_t thread;
	bool started;
	size_t number;
	usec_t counted_us; /* when it last copied its counters */
	_Atomic bool *stop;
	_Atomic uint32_t revision; /* of the last batch, or idle round */
	_Atomic int error;	   /* why the thread ended; 0 */
	pthread_mutex_t counters_lock;
	struct engine_counters counters; /* a copy, about once a second */
};

/* One run of run_live_run(). */
struct session {
	struct run_live *live;
	struct worker_thread *workers;
	size_t count;
	_Atomic bool stop; /* for the workers */
	/* ends flows that time out, in the caller's thread */
	struct engine_worker *janitor;
	struct engine_direct_sink direct;
	struct ruleset *retiring; /* workers may still use it; or NULL */
	bool reload_again;	  /* HUP came while one was retiring */
	uint64_t lost_logged;	  /* events */
	struct run_watch signals, timer;
	unsigned timers; /* since the last tick */
	bool ended;	 /* TERM or INT came */
};

/* ---- worker threads ---- */

/* Quiescent point, between batches: publish the revision that the worker has reached. */
static void worker_note_revision(struct worker_thread *thread)
{
	const struct ruleset *ruleset =
		atomic_load(&thread->live->engine->ruleset);
	usec_t now = clock_now();

	atomic_store(&thread->revision, ruleset->revision.number);
	if (usec_since(now, thread->counted_us) < USEC_PER_SEC)
		return;
	thread->counted_us = now;
	thread->live->count(thread->live->context, thread->source);
	if (pthread_mutex_trylock(&thread->counters_lock))
		return; /* the main thread reads them; the next second will do */
	thread->counters = thread->worker->counters;
	pthread_mutex_unlock(&thread->counters_lock);
}

static int worker_round(struct worker_thread *thread)
{
	struct frame frames[ENGINE_BATCH];
	struct verdict verdicts[ENGINE_BATCH];
	int count = io_source_read(thread->source, frames, ENGINE_BATCH);
	int error = 0;

	if (count == -EAGAIN || count == -EINTR)
		return 0;
	if (count <= 0)
		return count ? count : -ENODATA;
	engine_worker_batch(thread->worker, frames, (unsigned)count, verdicts);
	for (int i = 0; i < count && !error; i++)
		error = io_source_verdict(thread->source, &frames[i],
					  &verdicts[i]);
	return error;
}

static void *worker_main(void *argument)
{
	struct worker_thread *thread = argument;
	int error = 0;

	while (!atomic_load_explicit(thread->stop, memory_order_relaxed) &&
	       !error) {
		error = worker_round(thread);
		worker_note_revision(thread);
	}
	atomic_store(&thread->error, error);
	thread->live->drain(thread->live->context, thread->source);
	thread->live->count(thread->live->context, thread->source);
	return NULL;
}

static void worker_pin(const struct worker_thread *thread)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t set;

	if (processors < 2)
		return;
	CPU_ZERO(&set);
	CPU_SET(thread->number % (size_t)processors, &set);
	if (pthread_setaffinity_np(thread->thread, sizeof(set), &set))
		log_info("worker %zu: not pinned to a processor",
			 thread->number);
}

static int worker_start(struct session *session, size_t number)
{
	struct worker_thread *thread = &session->workers[number];
	struct run_live *live = session->live;

	thread->live = live;
	thread->number = number;
	thread->stop = &session->stop;
	thread->source = live->sources[number];
	pthread_mutex_init(&thread->counters_lock, NULL);
	thread->ring = run_event_ring_create(RING_EVENTS);
	if (thread->ring)
		thread->worker = engine_worker_create(
			live->engine, run_event_ring_sink(thread->ring));
	if (!thread->worker)
		return -ENOMEM;
	thread->worker->leaves_sweep = true;
	if (pthread_create(&thread->thread, NULL, worker_main, thread))
		return -EAGAIN;
	thread->started = true;
	if (live->pin)
		worker_pin(thread);
	return 0;
}

static void session_stop(struct session *session)
{
	atomic_store(&session->stop, true);
	for (size_t i = 0; i < session->count; i++) {
		struct worker_thread *thread = &session->workers[i];

		if (!thread->started)
			continue;
		pthread_join(thread->thread, NULL);
		thread->counters = thread->worker->counters;
	}
}

static void session_fini(struct session *session)
{
	for (size_t i = 0; i < session->count; i++) {
		struct worker_thread *thread = &session->workers[i];

		if (!thread->live)
			continue;
		pthread_mutex_destroy(&thread->counters_lock);
		engine_worker_destroy(thread->worker);
		run_event_ring_destroy(thread->ring);
	}
	free(session->workers);
}

/* ---- the caller's thread ---- */

static void write_events(struct session *session)
{
	struct run_live *live = session->live;
	const struct engine_event *event;
	uint64_t lost = 0;

	for (size_t i = 0; i < session->count; i++) {
		struct worker_thread *thread = &session->workers[i];

		if (!thread->ring)
			continue; /* it was not started */
		while ((event = run_event_ring_peek(thread->ring))) {
			engine_event_report(event, live->engine, thread->source,
					    live->report);
			run_event_ring_pop(thread->ring);
		}
		lost += run_event_ring_lost(thread->ring);
	}
	if (lost > session->lost_logged) {
		log_warnx("events: %llu lost: the output is too slow",
			  (unsigned long long)(lost - session->lost_logged));
		session->lost_logged = lost;
	}
}

/* return whether every worker uses the ruleset that is in force now */
static bool all_moved_on(const struct session *session)
{
	const struct ruleset *ruleset =
		atomic_load(&session->live->engine->ruleset);

	for (size_t i = 0; i < session->count; i++)
		if (!revision_is(&ruleset->revision,
				 atomic_load(&session->workers[i].revision)))
			return false;
	return true;
}

static void retire(struct session *session)
{
	struct run_live *live = session->live;

	if (!session->retiring || !all_moved_on(session))
		return;
	write_events(session); /* the last that point to the old ruleset */
	engine_retire(live->engine, session->retiring);
	live->unload(live->context, session->retiring);
	session->retiring = NULL;
}

static void reload(struct session *session)
{
	struct run_live *live = session->live;
	const struct ruleset *old = atomic_load(&live->engine->ruleset);
	struct ruleset *ruleset;

	session->reload_again = session->retiring;
	if (session->reload_again)
		return; /* some workers do not use the last one yet */
	ruleset = live->load(live->context);
	if (!ruleset) {
		log_warnx("reload failed: still running configuration %u",
			  old->revision.number);
		return;
	}
	session->retiring = engine_publish(live->engine, ruleset);
	log_info("reload: running configuration %u", ruleset->revision.number);
}

static void sum_counters(struct session *session, struct engine_counters *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < session->count; i++) {
		struct worker_thread *thread = &session->workers[i];

		pthread_mutex_lock(&thread->counters_lock);
		engine_counters_add(sum, &thread->counters);
		pthread_mutex_unlock(&thread->counters_lock);
	}
}

static void tick(struct session *session, bool dump)
{
	struct run_live *live = session->live;
	struct engine_counters sum;

	engine_worker_sweep(session->janitor, clock_now());
	sum_counters(session, &sum);
	live->tick(live->context, &sum, dump);
}

/* return why a worker ended, or 0; a source that broke ends the program */
static int first_error(const struct session *session)
{
	for (size_t i = 0; i < session->count; i++) {
		int error = atomic_load(&session->workers[i].error);

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

static void write_and_retire(struct session *session)
{
	write_events(session);
	retire(session);
	if (session->reload_again)
		reload(session);
}

static void on_signal(struct session *session, int signal)
{
	switch (signal) {
	case SIGHUP:
		session->live->reopen(session->live->context);
		reload(session);
		break;
	case SIGUSR1:
		session->live->reopen(session->live->context);
		break;
	case SIGUSR2:
		tick(session, true);
		break;
	case SIGTERM:
	case SIGINT:
		session->ended = true;
		break;
	}
}

/* Handles all pending signals; after TERM the rest is left unread. */
static void on_signals(void *context, uint32_t events)
{
	struct session *session = context;
	int signal;

	(void)events;
	write_and_retire(session);
	while (!session->ended &&
	       (signal = run_loop_read_signal(session->signals.descriptor)))
		on_signal(session, signal);
}

static void on_timer(void *context, uint32_t events)
{
	struct session *session = context;
	struct run_live *live = session->live;

	(void)events;
	session->timers +=
		(unsigned)run_loop_read_timer(session->timer.descriptor);
	write_and_retire(session);
	if (live->timer)
		live->timer(live->context);
	if (session->timers < TIMERS_A_SECOND)
		return;
	/* one tick, also after a longer pause */
	session->timers %= TIMERS_A_SECOND;
	tick(session, false);
}

static int watch_signals(struct session *session)
{
	sigset_t set;

	fill_signals(&set);
	session->signals = (struct run_watch){
		.descriptor = run_loop_open_signals(&set),
		.events = EPOLLIN,
		.ready = on_signals,
		.context = session,
	};
	if (session->signals.descriptor < 0)
		return session->signals.descriptor;
	return run_loop_add(&session->live->loop, &session->signals);
}

static int watch_timer(struct session *session)
{
	session->timer = (struct run_watch){
		.descriptor = run_loop_open_timer(TIMER_MS),
		.events = EPOLLIN,
		.ready = on_timer,
		.context = session,
	};
	if (session->timer.descriptor < 0)
		return session->timer.descriptor;
	return run_loop_add(&session->live->loop, &session->timer);
}

static void close_watch(struct run_loop *loop, struct run_watch *watch)
{
	if (watch->descriptor < 0)
		return;
	run_loop_remove(loop, watch);
	close(watch->descriptor);
}

/* Serves until TERM, INT or an error. */
static int session_serve(struct session *session)
{
	struct run_live *live = session->live;
	int error = run_loop_init(&live->loop);

	if (error)
		return error;
	session->signals.descriptor = session->timer.descriptor = -1;
	error = watch_signals(session);
	if (!error)
		error = watch_timer(session);
	if (!error)
		live->ready(live->context);
	while (!error && !session->ended) {
		error = run_loop_round(&live->loop, -1);
		if (error >= 0)
			error = first_error(session);
	}
	close_watch(&live->loop, &session->signals);
	close_watch(&live->loop, &session->timer);
	run_loop_fini(&live->loop);
	return error;
}

/* The workers have ended: end their flows and report everything. */
static void session_finish(struct session *session)
{
	write_events(session);
	engine_worker_finish(session->janitor);
	tick(session, true);
}

int run_live_run(struct run_live *live)
{
	struct session session = {.live = live, .count = live->source_count};
	int error = 0;

	session.workers = calloc(session.count, sizeof(*session.workers));
	engine_direct_sink_init(&session.direct, live->engine, live->report);
	session.janitor =
		engine_worker_create(live->engine, &session.direct.event_sink);
	if (!session.workers || !session.janitor) {
		free(session.workers);
		engine_worker_destroy(session.janitor);
		return -ENOMEM;
	}
	for (size_t i = 0; i < session.count && !error; i++)
		error = worker_start(&session, i);
	if (!error)
		error = session_serve(&session);
	session_stop(&session);
	if (session.retiring) {
		write_events(&session);
		engine_retire(live->engine, session.retiring);
		live->unload(live->context, session.retiring);
	}
	session_finish(&session);
	for (size_t i = 0; i < session.count; i++)
		io_source_close(live->sources[i]);
	session_fini(&session);
	engine_worker_destroy(session.janitor);
	return error;
}
