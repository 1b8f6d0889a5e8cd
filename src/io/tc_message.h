/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_TC_MESSAGE_H
#define IO_TC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/*
 * Traffic control as rtnetlink messages: what is sent for HTB, its classes and
 * their queues, and what the kernel says of them. Pure.
 */

#define IO_TC_MAJOR 0x5ca1 /* of our root qdisc; nobody takes it by chance */
#define IO_TC_MESSAGE_BYTES 512

/* A class as the kernel has it. Minors; the major is ours. */
struct io_tc_class {
	uint16_t minor;
	uint16_t parent; /* 0: the root qdisc */
	uint8_t priority;
	bool leaf; /* it has a queue */
	uint64_t rate_bps, ceiling_bps;
};

/* The classid of a minor: what skb->priority has to be. */
static inline uint32_t io_tc_classid(uint16_t minor)
{
	return (uint32_t)IO_TC_MAJOR << 16 | minor;
}

/* What the kernel counted of one class or its queue. */
struct io_tc_count {
	uint16_t minor;
	bool of_queue; /* then only drops and backlog mean something */
	uint64_t bytes, packets, drops;
	uint32_t backlog_bytes, backlog_packets;
};

/* What is the root of an interface. */
enum io_tc_root {
	IO_TC_ROOT_DEFAULT, /* what the kernel gave it */
	IO_TC_ROOT_OURS,    /* an HTB with our handle, of an earlier run */
	IO_TC_ROOT_FOREIGN, /* somebody's */
};

/* All into @buffer of IO_TC_MESSAGE_BYTES; they want an answer. */
struct nlmsghdr *io_tc_message_root(void *buffer, int index,
				    uint16_t default_minor);
struct nlmsghdr *io_tc_message_root_delete(void *buffer, int index);

/* @mtu: bytes of the largest frame; the class is made, or changed in place. */
struct nlmsghdr *io_tc_message_class(void *buffer, int index,
				     const struct io_tc_class *class,
				     uint32_t mtu);
struct nlmsghdr *io_tc_message_class_delete(void *buffer, int index,
					    uint16_t minor);

/*
 * The queue of a leaf: a TBF that is never full and only cuts large packets into
 * segments, so that none of them is longer than a moment of the ceiling.
 */
struct nlmsghdr *io_tc_message_queue(void *buffer, int index,
				     const struct io_tc_class *class,
				     uint32_t mtu);
/*
 * In it, so that no flow waits behind all others. @fresh: made, refused with EEXIST
 * when it is there; else changed in place.
 */
struct nlmsghdr *io_tc_message_fair(void *buffer, int index,
				    const struct io_tc_class *class,
				    uint32_t mtu, bool fresh);

/* What is the root? One qdisc of what may be thousands. */
struct nlmsghdr *io_tc_message_get_root(void *buffer, int index);

/* Dumps. */
struct nlmsghdr *io_tc_message_get_qdiscs(void *buffer, int index);
struct nlmsghdr *io_tc_message_get_classes(void *buffer, int index);

/* Is this the root qdisc of @index? Then @root says whose. */
bool io_tc_message_parse_root(const struct nlmsghdr *message, int index,
			      enum io_tc_root *root);

/* Of a class or the queue of one; false of all others. */
bool io_tc_message_parse_count(const struct nlmsghdr *message, int index,
			       struct io_tc_count *count);

#endif
