/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_TC_H
#define IO_TC_H

#include "io/tc_message.h"

struct text;

/*
 * The kernel's class tree of one interface, over rtnetlink. Ours is an HTB with a
 * handle of its own; a root that somebody else made is never touched. One thread.
 */
struct io_tc;

/**
 * io_tc_open - an interface with an empty tree on it
 * @default_minor: of the class of what is in no class
 * @why:           out: the reason in words when NULL is returned
 *
 * A tree of ours that is there, of a run that was killed, is taken away first. As
 * long as the tree has no class, packets pass it by.
 *
 * Return: the tree; NULL with errno: ENODEV no such interface, EBUSY it has a qdisc
 * that is not ours, EPERM no CAP_NET_ADMIN, ENOTSUP this kernel has no HTB.
 */
struct io_tc *io_tc_open(const char *interface, uint16_t default_minor,
			 struct text *why);

/**
 * io_tc_close - take the tree away, and free; NULL is allowed
 *
 * The kernel's default is back. A root that somebody else has put in its place
 * stays.
 */
void io_tc_close(struct io_tc *tc);

/**
 * io_tc_set - make a class, or change it in place; a leaf with its queue
 *
 * What the kernel lacks of queues (TBF, fq_codel) is done without.
 *
 * Return: 0 or -errno.
 */
int io_tc_set(struct io_tc *tc, const struct io_tc_class *class);

/**
 * io_tc_delete - a class that has none below it; what waits in it is lost
 *
 * Return: 0 or -errno.
 */
int io_tc_delete(struct io_tc *tc, uint16_t minor);

/**
 * io_tc_count - every class of ours, and every queue, in no order
 *
 * Return: 0; -errno: @take may have been called for some.
 */
int io_tc_count(struct io_tc *tc,
		void (*take)(void *context, const struct io_tc_count *count),
		void *context);

/**
 * io_tc_is_there - is our tree still the root?
 *
 * Somebody may have replaced it. When the kernel does not answer: no.
 */
bool io_tc_is_there(struct io_tc *tc);

#endif
