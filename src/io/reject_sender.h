/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_REJECT_SENDER_H
#define IO_REJECT_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"

struct frame;
struct packet_reject;

/*
 * Sends answers to refused packets out of the port that they came in by, past the
 * bridge and its filters. Not more than a thousand a second: a flood that is refused
 * must not become two. One thread.
 */
struct io_reject_sender;

/* How many may still be sent in this second; begins all zero. */
struct io_reject_sender_budget {
	usec_t second;
	unsigned sent;
};

/**
 * io_reject_sender_take - may one more be sent in the second of @now?
 *
 * If so, it is counted. Pure.
 */
bool io_reject_sender_take(struct io_reject_sender_budget *budget, usec_t now);

/**
 * io_reject_sender_open - a packet socket that only sends; io_reject_sender_close() it
 *
 * Open it before privileges are dropped: it takes CAP_NET_RAW.
 *
 * Return: the refuser; NULL with errno.
 */
struct io_reject_sender *io_reject_sender_open(void);
void io_reject_sender_close(struct io_reject_sender *refuser);

/**
 * io_reject_sender_send - answer the sender of a frame
 * @frame:  says who sent it, in which VLAN, and when
 * @port:   ifindex of the port that it came in by
 * @answer: from its IP header on
 *
 * Return: whether it was sent: not when the sender's Ethernet address is not known,
 * the frame has two tags, too many were sent, or the port does not take it.
 */
bool io_reject_sender_send(struct io_reject_sender *refuser,
			   const struct frame *frame, uint32_t port,
			   const struct packet_reject *answer);

#endif
