/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_REJECT_SENDER_H
#define IO_REJECT_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"

struct frame;
struct packet_reject;

/*
 * Sends answers to rejected packets out of the port that they came in by, past the
 * bridge and its filters. It sends at most a thousand a second: a flood that is rejected
 * must not become two. One thread.
 */
struct io_reject_sender;

/* How many were sent in a second; starts all zero. */
struct io_reject_sender_budget {
	usec_t second;
	unsigned sent;
};

/**
 * io_reject_sender_take - count one more, if it may be sent in the second of @now
 *
 * Pure. Return: whether it may be sent.
 */
bool io_reject_sender_take(struct io_reject_sender_budget *budget, usec_t now);

/**
 * io_reject_sender_open - open a packet socket that only sends
 *
 * Open it before privileges are dropped: it takes CAP_NET_RAW.
 *
 * Return: the sender; NULL with errno.
 */
struct io_reject_sender *io_reject_sender_open(void);
void io_reject_sender_close(struct io_reject_sender *sender);

/**
 * io_reject_sender_send - answer the sender of a frame
 * @frame:  has the sender's Ethernet address, the VLAN and the time
 * @port:   ifindex of the port that it came in by
 * @answer: from its IP header on
 *
 * Return: whether it was sent. It is not when the Ethernet address is unknown, the frame
 * has two tags, too many were sent, or the port does not take it.
 */
bool io_reject_sender_send(struct io_reject_sender *sender,
			   const struct frame *frame, uint32_t port,
			   const struct packet_reject *answer);

#endif
