/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_TC_H
#define IO_TC_H

#include "io/tc_message.h"

struct text;

/*
 * The kernel's class tree of one interface, over rtnetlink. Ours is an HTB with a
 * handle of its own; the root of another program is never touched. One thread.
 */
struct io_tc;

/**
 * io_tc_open - put an empty tree on an interface
 * @default_minor: of the class of what is in no class
 * @why:           out: the reason in words when NULL is returned
 *
 * A tree of ours that a killed run left is removed first. As long as the tree has no
 * class, packets bypass it.
 *
 * Return: the tree; NULL with errno: ENODEV no such interface, EBUSY it has a qdisc
 * that is not ours, EPERM no CAP_NET_ADMIN, ENOTSUP this kernel has no HTB.
 */
struct io_tc *io_tc_open(const char *interface, uint16_t default_minor,
			 struct text *why);

/**
 * io_tc_close - remove the tree and free; NULL is allowed
 *
 * The kernel's default returns. A root that another program put in its place stays.
 */
void io_tc_close(struct io_tc *tc);

/**
 * io_tc_set - create a class, or change it in place; a leaf with its queue
 *
 * Queues that the kernel lacks (TBF, fq_codel) are left out.
 *
 * Return: 0 or -errno.
 */
int io_tc_set(struct io_tc *tc, const struct io_tc_class *class);

/**
 * io_tc_delete - delete a class without children; packets that wait in it are lost
 *
 * Return: 0 or -errno.
 */
int io_tc_delete(struct io_tc *tc, uint16_t minor);

/**
 * io_tc_count - read the counters of each class of ours and each queue, in any order
 *
 * Return: 0; -errno: @take may have been called for some.
 */
int io_tc_count(struct io_tc *tc,
		void (*take)(void *context, const struct io_tc_count *count),
		void *context);

/**
 * io_tc_is_there - return whether our tree is still the root
 *
 * Another program may have replaced it. False too when the kernel does not answer.
 */
bool io_tc_is_there(struct io_tc *tc);

#endif
