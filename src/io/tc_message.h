/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_TC_MESSAGE_H
#define IO_TC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

/*
 * Traffic control as rtnetlink messages: requests for HTB, its classes and their queues,
 * and the kernel's answers. Pure.
 */

#define IO_TC_MAJOR \
	0x5ca1 /* of our root qdisc; unlikely to be taken by chance */
#define IO_TC_MESSAGE_BYTES 512

/* A class as the kernel has it. Minors; the major is ours. */
struct io_tc_class {
	uint16_t minor;
	uint16_t parent; /* 0: the root qdisc */
	uint8_t priority;
	bool leaf; /* it has a queue */
	uint64_t rate_bps, ceiling_bps;
};

/**
 * io_tc_classid - return the classid of a minor, for skb->priority
 */
static inline uint32_t io_tc_classid(uint16_t minor)
{
	return (uint32_t)IO_TC_MAJOR << 16 | minor;
}

/* Counters of one class or its queue. */
struct io_tc_count {
	uint16_t minor;
	bool of_queue; /* then only drops and backlog mean something */
	uint64_t bytes, packets, drops;
	uint32_t backlog_bytes, backlog_packets;
};

/* The root of an interface. */
enum io_tc_root {
	IO_TC_ROOT_DEFAULT, /* what the kernel gave it */
	IO_TC_ROOT_OURS,    /* an HTB with our handle, of an earlier run */
	IO_TC_ROOT_FOREIGN, /* another program's */
};

/**
 * io_tc_message_root - create an HTB as the root of an interface; replace none
 * @index:         ifindex, as in all that follow
 * @default_minor: class of what is in no class
 *
 * Like all requests it is built in @buffer, of IO_TC_MESSAGE_BYTES and aligned to 4.
 * Changes request an acknowledgement. The sender sets the sequence number.
 *
 * Return: the message, which is @buffer.
 */
struct nlmsghdr *io_tc_message_root(void *buffer, int index,
				    uint16_t default_minor);

/**
 * io_tc_message_root_delete - delete the root with our handle and all below it
 */
struct nlmsghdr *io_tc_message_root_delete(void *buffer, int index);

/**
 * io_tc_message_class - create a class, or change it in place
 * @mtu: bytes of the largest frame
 */
struct nlmsghdr *io_tc_message_class(void *buffer, int index,
				     const struct io_tc_class *class,
				     uint32_t mtu);

/**
 * io_tc_message_class_delete - delete a class without children
 */
struct nlmsghdr *io_tc_message_class_delete(void *buffer, int index,
					    uint16_t minor);

/**
 * io_tc_message_queue - create the queue of a leaf, or change it in place
 * @mtu: bytes of the largest frame
 *
 * A TBF that is never full and only cuts large packets into segments, so that
 * none of them is longer than a moment of the ceiling.
 */
struct nlmsghdr *io_tc_message_queue(void *buffer, int index,
				     const struct io_tc_class *class,
				     uint32_t mtu);

/**
 * io_tc_message_fair - put fq_codel into the queue, so that flows take turns
 * @mtu:   bytes of the largest frame
 * @fresh: make it, refused with EEXIST when it is there; else change it in
 *         place, which keeps what waits
 */
struct nlmsghdr *io_tc_message_fair(void *buffer, int index,
				    const struct io_tc_class *class,
				    uint32_t mtu, bool fresh);

/**
 * io_tc_message_get_root - ask for the root alone, one qdisc of maybe thousands
 */
struct nlmsghdr *io_tc_message_get_root(void *buffer, int index);

/**
 * io_tc_message_get_qdiscs - dump all queues
 */
struct nlmsghdr *io_tc_message_get_qdiscs(void *buffer, int index);

/**
 * io_tc_message_get_classes - dump all classes
 */
struct nlmsghdr *io_tc_message_get_classes(void *buffer, int index);

/**
 * io_tc_message_parse_root - return whether this is the root qdisc of @index
 * @root: out, only then: whose it is
 */
bool io_tc_message_parse_root(const struct nlmsghdr *message, int index,
			      enum io_tc_root *root);

/**
 * io_tc_message_parse_count - return whether this is a class of ours or its queue
 * @count: out, valid only then; counters that the kernel does not have are 0
 */
bool io_tc_message_parse_count(const struct nlmsghdr *message, int index,
			       struct io_tc_count *count);

#endif
