/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The netlink socket of one queue: batches come in, verdicts go out, requests and their
 * answers between them. One thread.
 */
#include "io/nfqueue_link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "io/nfqueue_message.h"

#define ANSWER_MS 1000 /* the kernel answers at once unless it has no memory */
#define REQUEST_TRIES 3
#define SEND_TRIES 3 /* the kernel may be out of memory for a moment */

/*
 * Room for a message beside the payload: about 230 bytes with all attributes but
 * security contexts and conntrack, which we do not request.
 */
#define MESSAGE_BYTES 1024

static uint64_t clock_ms(void)
{
	return clock_monotonic() / USEC_PER_MSEC;
}

/* ---- sending ---- */

static int send_bytes(struct io_nfqueue_link *link, const void *bytes,
		      size_t size)
{
	for (int i = 0; send(link->descriptor, bytes, size, 0) < 0; i++)
		if (i == SEND_TRIES || (errno != ENOBUFS && errno != ENOMEM &&
					errno != EINTR && errno != EAGAIN))
			return -errno;
	return 0;
}

int io_nfqueue_link_flush(struct io_nfqueue_link *link)
{
	int error = 0;

	io_nfqueue_verdicts_end(&link->verdicts);
	if (link->verdicts.used)
		error = send_bytes(link, link->verdicts.bytes,
				   link->verdicts.used);
	io_nfqueue_verdicts_clear(&link->verdicts);
	return error;
}

int io_nfqueue_link_make_room(struct io_nfqueue_link *link)
{
	return io_nfqueue_verdicts_has_room(&link->verdicts)
		       ? 0
		       : io_nfqueue_link_flush(link);
}

/* ---- receiving ---- */

int io_nfqueue_link_receive(struct io_nfqueue_link *link, unsigned most)
{
	for (;;) {
		int got = recvmmsg(link->descriptor, link->headers,
				   most < IO_NFQUEUE_BATCH ? most
							   : IO_NFQUEUE_BATCH,
				   MSG_WAITFORONE, NULL);

		if (got >= 0)
			return got;
		if (errno != ENOBUFS)
			return -errno;
		link->counts.enobufs++;
	}
}

int io_nfqueue_link_set_patience(struct io_nfqueue_link *link, uint32_t ms)
{
	struct timeval time = {.tv_sec = ms / 1000,
			       .tv_usec = ms % 1000 * 1000};

	return setsockopt(link->descriptor, SOL_SOCKET, SO_RCVTIMEO, &time,
			  sizeof(time)) < 0
		       ? -errno
		       : 0;
}

void io_nfqueue_link_count_id(struct io_nfqueue_link *link, uint32_t id)
{
	if (link->has_id)
		link->counts.gaps += (uint32_t)(id - link->last_id - 1);
	link->has_id = true;
	link->last_id = id;
}

/* The kernel answers a verdict only when it fails. */
void io_nfqueue_link_count_answer(struct io_nfqueue_link *link,
				  const struct io_nfqueue_message *answer)
{
	if (answer->error == -ENOENT)
		link->counts.late++;
	else if (answer->error)
		link->counts.refused++;
}

/* ---- requests with an answer ---- */

int io_nfqueue_link_accept(struct io_nfqueue_link *link, uint32_t id)
{
	const struct io_nfqueue_outcome pass = {.drop = false};

	io_nfqueue_link_count_id(link, id);
	link->counts.passed++;
	io_nfqueue_verdicts_put(&link->verdicts, id, &pass);
	return io_nfqueue_link_make_room(link);
}

/*
 * Handle messages that come during a request: accept packets, look for the answer to
 * @seq. Return: 1 when it was there (then *error is the kernel's), 0 when not, -errno.
 */
static int handle_meanwhile(struct io_nfqueue_link *link, unsigned got,
			    uint32_t seq, int *error)
{
	struct io_nfqueue_message message;
	enum io_nfqueue_kind kind;
	int status, found = 0;

	for (unsigned i = 0; i < got; i++) {
		const uint8_t *bytes = link->vectors[i].iov_base;
		size_t left = link->headers[i].msg_len;

		while (io_nfqueue_message_next(&bytes, &left, &kind,
					       &message)) {
			status = 0;
			if (kind == IO_NFQUEUE_PACKET) {
				status = io_nfqueue_link_accept(link,
								message.id);
			} else if (kind == IO_NFQUEUE_OTHER) {
				link->counts.malformed++;
			} else if (message.seq == seq) {
				*error = message.error;
				found = 1;
			} else {
				io_nfqueue_link_count_answer(link, &message);
			}
			if (status < 0)
				return status;
		}
	}
	status = io_nfqueue_link_flush(link);
	return status < 0 ? status : found;
}

/* Wait for the answer to @seq, no longer than ANSWER_MS even while packets come. */
static int wait_answer(struct io_nfqueue_link *link, uint32_t seq)
{
	uint64_t end = clock_ms() + ANSWER_MS;
	int got, answer = 0;

	do {
		got = io_nfqueue_link_receive(link, IO_NFQUEUE_BATCH);
		if (got == -EINTR)
			continue;
		if (got == -EAGAIN)
			break;
		if (got >= 0)
			got = handle_meanwhile(link, (unsigned)got, seq,
					       &answer);
		if (got)
			return got < 0 ? got : answer;
	} while (clock_ms() < end);
	return -ETIMEDOUT;
}

static int send_request(struct io_nfqueue_link *link, struct nlmsghdr *request)
{
	uint32_t seq = ++link->seq;
	int error;

	request->nlmsg_flags |= NLM_F_ACK;
	request->nlmsg_seq = seq;
	error = send_bytes(link, request, request->nlmsg_len);
	return error < 0 ? error : wait_answer(link, seq);
}

/*
 * For requests that may be repeated: the kernel acts on the first one, but its answer
 * is lost when packets have filled the socket's buffer. The buffer is empty once no
 * more messages came.
 */
static int send_request_again(struct io_nfqueue_link *link,
			      struct nlmsghdr *request)
{
	int answer = -ETIMEDOUT;

	for (int i = 0; i < REQUEST_TRIES && answer == -ETIMEDOUT; i++)
		answer = send_request(link, request);
	return answer;
}

/* A request under construction. */
struct request {
	_Alignas(8) char bytes[128];
	struct nlmsghdr *header;
};

static void request_start(struct io_nfqueue_link *link, struct request *request,
			  int type)
{
	request->header = nfq_nlmsg_put(request->bytes, type, link->queue);
}

int io_nfqueue_link_unbind(struct io_nfqueue_link *link)
{
	struct request request;

	request_start(link, &request, NFQNL_MSG_CONFIG);
	nfq_nlmsg_cfg_put_cmd(request.header, AF_UNSPEC, NFQNL_CFG_CMD_UNBIND);
	return send_request(link, request.header);
}

/*
 * It is one message; still the kernel shows the queue a moment (0.1 us was measured)
 * before it sets the copy mode, and drops packets that come in between, even with the
 * rule's bypass.
 */
int io_nfqueue_link_bind(struct io_nfqueue_link *link, uint32_t copy_bytes,
			 uint32_t length_packets)
{
	struct request request;

	request_start(link, &request, NFQNL_MSG_CONFIG);
	nfq_nlmsg_cfg_put_cmd(request.header, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
	nfq_nlmsg_cfg_put_params(request.header, NFQNL_COPY_PACKET,
				 (int)copy_bytes);
	nfq_nlmsg_cfg_put_qmaxlen(request.header, length_packets);
	return send_request(link, request.header);
}

/*
 * With length 0 the kernel queues no more packets, so those that still come have an
 * end, and the answer is behind them. A slow machine with a long queue takes longer
 * than our tries, and giving up would drop the rest.
 */
int io_nfqueue_link_set_length(struct io_nfqueue_link *link, uint32_t packets)
{
	struct request request;
	uint64_t passed;
	int error;

	request_start(link, &request, NFQNL_MSG_CONFIG);
	nfq_nlmsg_cfg_put_qmaxlen(request.header, packets);
	do {
		passed = link->counts.passed;
		error = send_request_again(link, request.header);
	} while (error == -ETIMEDOUT && !packets &&
		 link->counts.passed != passed);
	return error;
}

int io_nfqueue_link_set_flag(struct io_nfqueue_link *link, uint32_t flag)
{
	struct request request;

	request_start(link, &request, NFQNL_MSG_CONFIG);
	mnl_attr_put_u32(request.header, NFQA_CFG_FLAGS, htonl(flag));
	mnl_attr_put_u32(request.header, NFQA_CFG_MASK, htonl(flag));
	return send_request_again(link, request.header);
}

/*
 * Send a priority of a wrong size to a queue that is not bound yet. A kernel that
 * knows priorities complains about the size, another one about the queue.
 */
bool io_nfqueue_link_probe_priority(struct io_nfqueue_link *link)
{
	struct request request;

	request_start(link, &request, NFQNL_MSG_VERDICT);
	nfq_nlmsg_verdict_put(request.header, 0, NF_ACCEPT);
	mnl_attr_put_u8(request.header, NFQA_PRIORITY, 0);
	return send_request(link, request.header) == -ERANGE;
}

/* ---- the beginning and the end ---- */

static bool make_buffers(struct io_nfqueue_link *link, uint32_t copy_bytes)
{
	link->room = (copy_bytes + MESSAGE_BYTES + 7U) & ~7U;
	link->messages = calloc(IO_NFQUEUE_BATCH, link->room);
	if (!link->messages)
		return false;
	for (unsigned i = 0; i < IO_NFQUEUE_BATCH; i++) {
		link->vectors[i].iov_base = link->messages + i * link->room;
		link->vectors[i].iov_len = link->room;
		link->headers[i].msg_hdr.msg_iov = &link->vectors[i];
		link->headers[i].msg_hdr.msg_iovlen = 1;
	}
	return true;
}

/* The kernel doubles the size that it gets, and reports it doubled. */
static void set_receive_buffer(struct io_nfqueue_link *link, int wanted)
{
	int got = 0;
	socklen_t size = sizeof(got);

	if (setsockopt(link->descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &wanted,
		       sizeof(wanted)) < 0)
		setsockopt(link->descriptor, SOL_SOCKET, SO_RCVBUF, &wanted,
			   sizeof(wanted));
	getsockopt(link->descriptor, SOL_SOCKET, SO_RCVBUF, &got, &size);
	if (got / 2 < wanted)
		log_warnx("queue %u: receive buffer of %d bytes, wanted %d: "
			  "packets may pass uninspected under load",
			  link->queue, got / 2, wanted);
}

static int open_socket(struct io_nfqueue_link *link)
{
	link->socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (!link->socket ||
	    mnl_socket_bind(link->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	link->descriptor = mnl_socket_get_fd(link->socket);
	return io_nfqueue_link_set_patience(link, ANSWER_MS);
}

/*
 * Send a request that does nothing since Linux 3.8. It fails without permission and
 * in a kernel without queues; a bind fails the same way when the queue is taken.
 */
static int check_permission(struct io_nfqueue_link *link)
{
	struct request request;

	request_start(link, &request, NFQNL_MSG_CONFIG);
	nfq_nlmsg_cfg_put_cmd(request.header, AF_UNSPEC,
			      NFQNL_CFG_CMD_PF_UNBIND);
	return send_request(link, request.header);
}

static int explain_error(int error, struct text *why)
{
	switch (error) {
	case -EPERM:
		text_append(why, "no permission: CAP_NET_ADMIN is needed in "
				 "this network namespace");
		return error;
	case -EPROTONOSUPPORT:
	case -EINVAL:
	case -EOPNOTSUPP:
		text_append(why, "this kernel has no queues: nfnetlink_queue "
				 "is missing");
		return -ENOTSUP;
	default:
		text_append(why, "netlink: %s", strerror(-error));
		return error;
	}
}

int io_nfqueue_link_open(struct io_nfqueue_link *link,
			 const struct io_nfqueue_options *options,
			 struct text *why)
{
	int error;

	link->queue = options->queue;
	link->verdicts.queue = options->queue;
	if (!make_buffers(link, options->copy_bytes))
		return explain_error(-ENOMEM, why);
	error = open_socket(link);
	if (!error)
		error = check_permission(link);
	if (error < 0)
		return explain_error(error, why);
	set_receive_buffer(link, (int)options->receive_bytes);
	return 0;
}

void io_nfqueue_link_close(struct io_nfqueue_link *link)
{
	if (link->socket)
		mnl_socket_close(link->socket);
	free(link->messages);
}
