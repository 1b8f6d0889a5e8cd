/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The main loop over epoll. epoll keeps the watches; the loop itself remembers only
 * the events of the current round, so that a watch that a function removes is not
 * called by an event that was fetched before.
 */
#include "run/loop.h"

#include <errno.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

int run_loop_init(struct run_loop *loop)
{
	*loop = (struct run_loop){.epoll = epoll_create1(EPOLL_CLOEXEC)};
	return loop->epoll < 0 ? -errno : 0;
}

void run_loop_fini(struct run_loop *loop)
{
	if (loop->epoll >= 0)
		close(loop->epoll);
	loop->epoll = -1;
}

int run_loop_add(struct run_loop *loop, struct run_watch *watch)
{
	struct epoll_event event = {
		.events = watch->events,
		.data.ptr = watch,
	};

	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, watch->descriptor, &event)
		       ? -errno
		       : 0;
}

void run_loop_remove(struct run_loop *loop, struct run_watch *watch)
{
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->descriptor, NULL);
	for (int i = 0; i < loop->pending_count; i++)
		if (loop->pending[i].data.ptr == watch)
			loop->pending[i].data.ptr = NULL;
}

int run_loop_round(struct run_loop *loop, int timeout_ms)
{
	int called = 0;
	int count = epoll_wait(loop->epoll, loop->pending, RUN_LOOP_BATCH,
			       timeout_ms);

	if (count < 0)
		return errno == EINTR ? 0 : -errno;
	loop->pending_count = count;
	for (int i = 0; i < count; i++) {
		struct run_watch *watch = loop->pending[i].data.ptr;

		if (!watch)
			continue; /* removed by a function of this round */
		watch->ready(watch->context, loop->pending[i].events);
		called++;
	}
	loop->pending_count = 0;
	return called;
}

int run_loop_open_signals(const sigset_t *set)
{
	int descriptor = signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC);

	return descriptor < 0 ? -errno : descriptor;
}

int run_loop_read_signal(int descriptor)
{
	struct signalfd_siginfo info;

	if (read(descriptor, &info, sizeof(info)) != sizeof(info))
		return 0;
	return (int)info.ssi_signo;
}

int run_loop_open_timer(unsigned period_ms)
{
	const struct timespec period = {
		.tv_sec = period_ms / 1000,
		.tv_nsec = (long)(period_ms % 1000) * 1000000,
	};
	const struct itimerspec times = {period, period};
	int descriptor =
		timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	int error;

	if (descriptor < 0)
		return -errno;
	if (timerfd_settime(descriptor, 0, &times, NULL) == 0)
		return descriptor;
	error = -errno;
	close(descriptor);
	return error;
}

uint64_t run_loop_read_timer(int descriptor)
{
	uint64_t periods;

	if (read(descriptor, &periods, sizeof(periods)) != sizeof(periods))
		return 0;
	return periods;
}
