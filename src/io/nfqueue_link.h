/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_NFQUEUE_LINK_H
#define IO_NFQUEUE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "io/nfqueue.h"
#include "io/nfqueue_verdicts.h"

struct io_nfqueue_message;
struct mnl_socket;
struct text;

#define IO_NFQUEUE_BATCH 64 /* messages of one receive, at most */

/*
 * The socket of one queue, and all that goes over it. A queue belongs to the
 * socket that bound it, so requests share it with the packets. One thread.
 */
struct io_nfqueue_link {
	uint16_t queue;
	struct mnl_socket *socket;
	int descriptor; /* of @socket */
	uint32_t seq;	/* of the last request; verdicts have 0 */
	uint32_t last_id;
	bool has_id;

	size_t room; /* bytes for one message */
	uint8_t *messages;
	struct iovec vectors[IO_NFQUEUE_BATCH];
	struct mmsghdr headers[IO_NFQUEUE_BATCH]; /* msg_len: received */
	struct io_nfqueue_verdicts verdicts;
	struct io_nfqueue_counts counts;
};

/**
 * io_nfqueue_link_open - open the socket and make the buffers; no queue yet
 * @link:    zeroed; io_nfqueue_link_close() it also when this failed
 * @options: all set, no defaults
 * @why:     out: the reason in words
 *
 * Return: 0; -ENOMEM; -EPERM; -ENOTSUP when the kernel has no queues.
 */
int io_nfqueue_link_open(struct io_nfqueue_link *link,
			 const struct io_nfqueue_options *options,
			 struct text *why);
void io_nfqueue_link_close(struct io_nfqueue_link *link);

/**
 * io_nfqueue_link_set_patience - limit how long a receive waits
 * @ms: 0: for ever
 *
 * Return: 0 or -errno.
 */
int io_nfqueue_link_set_patience(struct io_nfqueue_link *link, uint32_t ms);

/**
 * io_nfqueue_link_receive - wait for one message, take all that are there
 *
 * Counts ENOBUFS and continues: messages that the buffer still held come next.
 *
 * Return: messages, in @vectors and @headers; -EAGAIN out of patience; -EINTR;
 * another -errno.
 */
int io_nfqueue_link_receive(struct io_nfqueue_link *link, unsigned most);

/**
 * io_nfqueue_link_count_id - count the id of a received packet, in order
 *
 * Ids between this one and the last were never received: they are `gaps`.
 */
void io_nfqueue_link_count_id(struct io_nfqueue_link *link, uint32_t id);

/**
 * io_nfqueue_link_count_answer - count an answer to a verdict
 *
 * -ENOENT is counted as `late`, any other error as `refused`.
 */
void io_nfqueue_link_count_answer(struct io_nfqueue_link *link,
				  const struct io_nfqueue_message *answer);

/**
 * io_nfqueue_link_accept - accept a packet without looking at it
 *
 * Counts its id, and the packet as `passed`.
 *
 * Return: 0; -errno when verdicts had to be sent and could not.
 */
int io_nfqueue_link_accept(struct io_nfqueue_link *link, uint32_t id);

/**
 * io_nfqueue_link_flush - send the verdicts and empty the buffer
 *
 * The kernel has acted on all of them when it returns.
 *
 * Return: 0; -errno: they are lost, and their packets wait.
 */
int io_nfqueue_link_flush(struct io_nfqueue_link *link);

/**
 * io_nfqueue_link_make_room - make sure that one more verdict fits
 *
 * Return: 0; -errno of io_nfqueue_link_flush().
 */
int io_nfqueue_link_make_room(struct io_nfqueue_link *link);

/*
 * Requests: each waits for the kernel's answer, and returns it (0 or -errno), or
 * -ETIMEDOUT when none came within the socket's patience. Packets that come
 * meanwhile are accepted.
 */

/**
 * io_nfqueue_link_bind - take the queue, its copy mode and length in one message
 *
 * With two messages, packets between them would meet a queue that copies nothing and
 * be dropped.
 *
 * Return: as above; -EPERM also when another program has it.
 */
int io_nfqueue_link_bind(struct io_nfqueue_link *link, uint32_t copy_bytes,
			 uint32_t length_packets);
int io_nfqueue_link_unbind(struct io_nfqueue_link *link);

/**
 * io_nfqueue_link_set_length - set how many packets may wait
 * @packets: 0: the kernel queues no more; then it accepts packets for as long as they
 *           come, until the kernel's answer behind them is there
 *
 * Repeats the request when no answer comes.
 *
 * Return: as above.
 */
int io_nfqueue_link_set_length(struct io_nfqueue_link *link, uint32_t packets);

/**
 * io_nfqueue_link_set_flag - ask for one NFQA_CFG_F_ flag
 *
 * One at a time: the kernel refuses a whole message for one unknown flag.
 *
 * Return: as above.
 */
int io_nfqueue_link_set_flag(struct io_nfqueue_link *link, uint32_t flag);

/**
 * io_nfqueue_link_probe_priority - return whether verdicts may carry a priority
 *
 * Call it before the queue is bound. No answer counts as no.
 */
bool io_nfqueue_link_probe_priority(struct io_nfqueue_link *link);

#endif
