/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_LOOP_H
#define RUN_LOOP_H

#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>

#define RUN_LOOP_BATCH 16

/*
 * One descriptor and the function to call when it is ready. The owner embeds it and
 * keeps it in place until run_loop_remove().
 */
struct run_watch {
	int descriptor;
	uint32_t events; /* to wait for: EPOLLIN, EPOLLOUT, ... */
	/* @events: those that are ready, EPOLLERR and EPOLLHUP included */
	void (*ready)(void *context, uint32_t events);
	void *context;
};

/*
 * The main loop: waits on descriptors and calls their functions. Level-triggered: a
 * function that leaves something unread is called again. One thread.
 */
struct run_loop {
	int epoll;
	struct epoll_event pending[RUN_LOOP_BATCH]; /* of the current round */
	int pending_count;
};

/**
 * run_loop_init - make a loop without descriptors
 *
 * Return: 0, for run_loop_fini(); -errno.
 */
int run_loop_init(struct run_loop *loop);

/**
 * run_loop_fini - close the loop; the descriptors stay open
 */
void run_loop_fini(struct run_loop *loop);

/**
 * run_loop_add - wait on a descriptor from the next round on
 *
 * Return: 0; -errno, EEXIST when the descriptor is already watched.
 */
int run_loop_add(struct run_loop *loop, struct run_watch *watch);

/**
 * run_loop_remove - wait on a descriptor no longer
 *
 * Call it before the descriptor is closed. Any watch may be removed inside any
 * function of the loop, its own too: it is not called again, not even in the round
 * that is going on.
 */
void run_loop_remove(struct run_loop *loop, struct run_watch *watch);

/**
 * run_loop_round - wait until a descriptor is ready, call the functions of all that are
 * @timeout_ms: at most; -1: without limit
 *
 * Return: how many functions were called; -errno. A signal that is caught ends the
 * wait with 0.
 */
int run_loop_round(struct run_loop *loop, int timeout_ms);

/* ---- sources of events that are no files ---- */

/**
 * run_loop_open_signals - open a descriptor that is ready when one of @set is pending
 *
 * @set must be blocked in every thread.
 *
 * Return: the descriptor; -errno.
 */
int run_loop_open_signals(const sigset_t *set);

/**
 * run_loop_read_signal - take one pending signal, the lowest number first
 *
 * Return: its number; 0 when none is pending.
 */
int run_loop_read_signal(int descriptor);

/**
 * run_loop_open_timer - open a descriptor that is ready every @period_ms
 *
 * By the monotonic clock: setting the time of day does not move it.
 *
 * Return: the descriptor; -errno.
 */
int run_loop_open_timer(unsigned period_ms);

/**
 * run_loop_read_timer - return how many periods ended since the last call
 *
 * More than one when the loop was busy for longer.
 */
uint64_t run_loop_read_timer(int descriptor);

#endif
