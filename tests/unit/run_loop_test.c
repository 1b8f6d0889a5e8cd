/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The main loop: which functions it calls, and which not any more.
 */
#include "run/loop.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* A watched pipe, which counts its calls. */
struct end {
	struct run_loop *loop;
	struct run_watch watch;
	struct end *removes; /* removed by the first call; or NULL */
	int writer;
	int calls;
	uint32_t events; /* of the last call */
	bool reads;	 /* takes the byte */
};

static void on_ready(void *context, uint32_t events)
{
	struct end *end = context;
	char byte;

	end->calls++;
	end->events = events;
	if (end->reads)
		assert_int_equal(read(end->watch.descriptor, &byte, 1), 1);
	if (end->removes)
		run_loop_remove(end->loop, &end->removes->watch);
}

static void end_open(struct end *end, struct run_loop *loop)
{
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	*end = (struct end){.loop = loop, .writer = pipes[1]};
	end->watch = (struct run_watch){
		.descriptor = pipes[0],
		.events = EPOLLIN,
		.ready = on_ready,
		.context = end,
	};
	assert_int_equal(run_loop_add(loop, &end->watch), 0);
}

static void end_write(const struct end *end)
{
	assert_int_equal(write(end->writer, "x", 1), 1);
}

static void end_close(struct end *end)
{
	run_loop_remove(end->loop, &end->watch);
	close(end->watch.descriptor);
	if (end->writer >= 0)
		close(end->writer);
}

static int start(void **state)
{
	struct run_loop *loop = calloc(1, sizeof(*loop));

	*state = loop;
	return loop ? run_loop_init(loop) : -1;
}

static int stop(void **state)
{
	run_loop_fini(*state);
	free(*state);
	return 0;
}

static void it_calls_what_is_ready(void **state)
{
	struct run_loop *loop = *state;
	struct end a, b;

	end_open(&a, loop);
	end_open(&b, loop);
	assert_int_equal(run_loop_round(loop, 0), 0);
	end_write(&b);
	assert_int_equal(run_loop_round(loop, -1), 1);
	assert_int_equal(a.calls, 0);
	assert_int_equal(b.calls, 1);
	assert_int_equal(b.events, EPOLLIN);
	/* what is left unread is ready again */
	b.reads = true;
	assert_int_equal(run_loop_round(loop, 0), 1);
	assert_int_equal(run_loop_round(loop, 0), 0);
	assert_int_equal(b.calls, 2);
	end_close(&a);
	end_close(&b);
}

static void it_reports_an_end_that_was_closed(void **state)
{
	struct run_loop *loop = *state;
	struct end a;

	end_open(&a, loop);
	close(a.writer);
	a.writer = -1;
	assert_int_equal(run_loop_round(loop, 0), 1);
	assert_int_equal(a.events, EPOLLHUP);
	end_close(&a);
}

static void one_descriptor_has_one_watch(void **state)
{
	struct run_loop *loop = *state;
	struct run_watch again, closed = {.descriptor = -1};
	struct end a;

	end_open(&a, loop);
	again = a.watch;
	assert_int_equal(run_loop_add(loop, &again), -EEXIST);
	assert_int_equal(run_loop_add(loop, &closed), -EBADF);
	end_close(&a);
}

static void a_watch_removes_itself(void **state)
{
	struct run_loop *loop = *state;
	struct end a, b;

	end_open(&a, loop);
	end_open(&b, loop);
	a.removes = &a;
	end_write(&a);
	end_write(&b);
	assert_int_equal(run_loop_round(loop, 0), 2);
	assert_int_equal(run_loop_round(loop, 0), 1);
	assert_int_equal(a.calls, 1);
	assert_int_equal(b.calls, 2);
	/* and may come back */
	a.removes = NULL;
	assert_int_equal(run_loop_add(loop, &a.watch), 0);
	assert_int_equal(run_loop_round(loop, 0), 2);
	end_close(&a);
	end_close(&b);
}

static void a_watch_removed_in_the_round_is_not_called(void **state)
{
	struct run_loop *loop = *state;
	struct end a, b;

	/* both are ready; the one called first removes the other */
	end_open(&a, loop);
	end_open(&b, loop);
	a.removes = &b;
	b.removes = &a;
	end_write(&a);
	end_write(&b);
	assert_int_equal(run_loop_round(loop, 0), 1);
	assert_int_equal(a.calls + b.calls, 1);
	assert_int_equal(run_loop_round(loop, 0), 1);
	assert_int_equal(a.calls + b.calls, 2);
	assert_true(a.calls == 0 || b.calls == 0);
	end_close(&a);
	end_close(&b);
}

static void more_than_a_batch_is_ready(void **state)
{
	struct run_loop *loop = *state;
	struct end ends[2 * RUN_LOOP_BATCH + 1];
	const int count = sizeof(ends) / sizeof(*ends);
	int called = 0;

	for (int i = 0; i < count; i++) {
		end_open(&ends[i], loop);
		ends[i].reads = true;
		end_write(&ends[i]);
	}
	for (int i = 0; i < 3; i++)
		called += run_loop_round(loop, 0);
	assert_int_equal(called, count);
	for (int i = 0; i < count; i++) {
		assert_int_equal(ends[i].calls, 1);
		end_close(&ends[i]);
	}
}

/* ---- signals ---- */

static void block(sigset_t *set, sigset_t *before)
{
	sigemptyset(set);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGUSR2);
	sigaddset(set, SIGTERM);
	assert_int_equal(sigprocmask(SIG_BLOCK, set, before), 0);
}

static void a_burst_of_signals_is_read_once_each(void **state)
{
	sigset_t set, before;
	int descriptor;

	(void)state;
	block(&set, &before);
	descriptor = run_loop_open_signals(&set);
	assert_true(descriptor >= 0);
	assert_int_equal(run_loop_read_signal(descriptor), 0);
	for (int i = 0; i < 5; i++) {
		raise(SIGTERM);
		raise(SIGUSR2);
		raise(SIGHUP);
		raise(SIGUSR1);
	}
	assert_int_equal(run_loop_read_signal(descriptor), SIGHUP);
	assert_int_equal(run_loop_read_signal(descriptor), SIGUSR1);
	/* the same one again, while others are pending */
	raise(SIGUSR1);
	assert_int_equal(run_loop_read_signal(descriptor), SIGUSR1);
	assert_int_equal(run_loop_read_signal(descriptor), SIGUSR2);
	assert_int_equal(run_loop_read_signal(descriptor), SIGTERM);
	assert_int_equal(run_loop_read_signal(descriptor), 0);
	close(descriptor);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void a_signal_ends_the_wait(void **state)
{
	struct run_loop *loop = *state;
	sigset_t set, before;
	struct end a;

	end_open(&a, loop);
	run_loop_remove(loop, &a.watch);
	close(a.watch.descriptor);
	block(&set, &before);
	a.watch.descriptor = run_loop_open_signals(&set);
	assert_int_equal(run_loop_add(loop, &a.watch), 0);
	assert_int_equal(run_loop_round(loop, 0), 0);
	raise(SIGHUP);
	assert_int_equal(run_loop_round(loop, -1), 1);
	assert_int_equal(run_loop_read_signal(a.watch.descriptor), SIGHUP);
	assert_int_equal(run_loop_round(loop, 0), 0);
	end_close(&a);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* ---- timers ---- */

static void a_timer_counts_its_periods(void **state)
{
	struct run_loop *loop = *state;
	const struct timespec pause = {.tv_nsec = 60 * 1000000};
	struct timespec begin, end;
	uint64_t periods;
	struct end a;
	double ms;

	end_open(&a, loop);
	run_loop_remove(loop, &a.watch);
	close(a.watch.descriptor);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	a.watch.descriptor = run_loop_open_timer(20);
	assert_true(a.watch.descriptor >= 0);
	assert_int_equal(run_loop_add(loop, &a.watch), 0);
	assert_int_equal(run_loop_round(loop, -1), 1);
	nanosleep(&pause, NULL);
	periods = run_loop_read_timer(a.watch.descriptor);
	clock_gettime(CLOCK_MONOTONIC, &end);
	ms = (double)(end.tv_sec - begin.tv_sec) * 1e3 +
	     (double)(end.tv_nsec - begin.tv_nsec) / 1e6;
	/* 20 ms until the round, 60 ms of sleep: at least 80 */
	assert_true(periods >= 4);
	assert_true((double)periods <= ms / 20);
	/* reading them starts the count anew */
	assert_int_equal(run_loop_round(loop, -1), 1);
	assert_true(run_loop_read_timer(a.watch.descriptor) >= 1);
	end_close(&a);
}

static void a_timer_that_has_not_ended_counts_nothing(void **state)
{
	int descriptor = run_loop_open_timer(3600 * 1000);

	(void)state;
	assert_true(descriptor >= 0);
	assert_int_equal(run_loop_read_timer(descriptor), 0);
	close(descriptor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_calls_what_is_ready, start,
						stop),
		cmocka_unit_test_setup_teardown(
			it_reports_an_end_that_was_closed, start, stop),
		cmocka_unit_test_setup_teardown(one_descriptor_has_one_watch,
						start, stop),
		cmocka_unit_test_setup_teardown(a_watch_removes_itself, start,
						stop),
		cmocka_unit_test_setup_teardown(
			a_watch_removed_in_the_round_is_not_called, start,
			stop),
		cmocka_unit_test_setup_teardown(more_than_a_batch_is_ready,
						start, stop),
		cmocka_unit_test(a_burst_of_signals_is_read_once_each),
		cmocka_unit_test_setup_teardown(a_signal_ends_the_wait, start,
						stop),
		cmocka_unit_test_setup_teardown(a_timer_counts_its_periods,
						start, stop),
		cmocka_unit_test(a_timer_that_has_not_ended_counts_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
