/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The socket of a queue, with a thread of this test as the kernel: requests and their
 * answers, packets that come between them, and the long end of a queue.
 */
#include "io/nfqueue_link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <libmnl/libmnl.h>

#include "io/nfqueue_message.h"

#define ROOM 2048
/*
 * Where an answer must come, a loaded machine has time to run the kernel's thread;
 * where none comes, the test goes on soon.
 */
#define PATIENCE_MS 1000
#define TRY_MS 400 /* of a few tries, of which the last is answered */
#define SOON_MS 20
#define QUEUE 9

/* The simulated kernel of this test, and what it received. */
struct kernel {
	int socket;
	pthread_t thread;
	unsigned packets;      /* that it sends at each request */
	unsigned answer_after; /* requests; 0: it answers none */
	bool floods;	       /* and goes on sending packets until the end */
	int error;	       /* in its answer */
	uint32_t id;	       /* of the last packet */
	unsigned requests;
	unsigned accepted; /* packets */
	uint16_t type;	   /* of the last request */
	_Alignas(8) uint8_t request[512];
};

struct stand {
	struct io_nfqueue_link link;
	struct kernel kernel;
	uint8_t memory[IO_NFQUEUE_BATCH][ROOM];
};

static struct stand stand;

/* ---- the kernel ---- */

static void send_packet(struct kernel *kernel)
{
	_Alignas(8) uint8_t bytes[128] = {0};
	struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
	struct nfqnl_msg_packet_hdr packet = {.packet_id = htonl(++kernel->id)};

	header->nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET;
	mnl_nlmsg_put_extra_header(header, sizeof(struct nfgenmsg));
	mnl_attr_put(header, NFQA_PACKET_HDR, sizeof(packet), &packet);
	send(kernel->socket, bytes, header->nlmsg_len, 0);
}

static void send_answer(int socket, uint32_t seq, int error)
{
	_Alignas(8) uint8_t bytes[64] = {0};
	struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
	struct nlmsgerr *answer =
		mnl_nlmsg_put_extra_header(header, sizeof(*answer));

	header->nlmsg_type = NLMSG_ERROR;
	answer->error = error;
	answer->msg.nlmsg_seq = seq;
	send(socket, bytes, header->nlmsg_len, 0);
}

/* Count the packets that a message of verdicts accepts: each is one here. */
static void see_verdicts(struct kernel *kernel, const uint8_t *bytes,
			 size_t left)
{
	const struct nlmsghdr *header = (const void *)bytes;

	while (left >= sizeof(*header) && header->nlmsg_len) {
		kernel->accepted++;
		bytes += header->nlmsg_len;
		left -= header->nlmsg_len;
		header = (const void *)bytes;
	}
}

static void see_request(struct kernel *kernel, const struct nlmsghdr *header)
{
	kernel->requests++;
	kernel->type = header->nlmsg_type;
	memcpy(kernel->request, header, header->nlmsg_len);
	for (unsigned i = 0; i < kernel->packets; i++)
		send_packet(kernel);
	if (kernel->answer_after && kernel->requests >= kernel->answer_after)
		send_answer(kernel->socket, header->nlmsg_seq, kernel->error);
}

static void *run_kernel(void *argument)
{
	struct kernel *kernel = argument;
	_Alignas(8) uint8_t bytes[8192];
	const struct nlmsghdr *header = (const void *)bytes;
	ssize_t got;

	for (;;) {
		got = recv(kernel->socket, bytes, sizeof(bytes),
			   kernel->floods && kernel->requests ? MSG_DONTWAIT
							      : 0);
		if (got < 0 && errno == EAGAIN) {
			send_packet(kernel);
			usleep(1000);
			continue;
		}
		if (got <= 0)
			return NULL;
		if (header->nlmsg_flags & NLM_F_ACK)
			see_request(kernel, header);
		else
			see_verdicts(kernel, bytes, (size_t)got);
	}
}

/* ---- the stand ---- */

static void open_stand(uint32_t patience_ms, const struct kernel *kernel)
{
	struct io_nfqueue_link *link = &stand.link;
	int ends[2];

	memset(&stand, 0, sizeof(stand));
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	link->queue = link->verdicts.queue = QUEUE;
	link->descriptor = ends[0];
	for (unsigned i = 0; i < IO_NFQUEUE_BATCH; i++) {
		link->vectors[i].iov_base = stand.memory[i];
		link->vectors[i].iov_len = ROOM;
		link->headers[i].msg_hdr.msg_iov = &link->vectors[i];
		link->headers[i].msg_hdr.msg_iovlen = 1;
	}
	assert_int_equal(io_nfqueue_link_set_patience(link, patience_ms), 0);
	stand.kernel = *kernel;
	stand.kernel.socket = ends[1];
	assert_int_equal(pthread_create(&stand.kernel.thread, NULL, run_kernel,
					&stand.kernel),
			 0);
}

static void close_stand(void)
{
	shutdown(stand.link.descriptor, SHUT_RDWR);
	pthread_join(stand.kernel.thread, NULL);
	close(stand.link.descriptor);
	close(stand.kernel.socket);
}

/* The value of an attribute of the last request, 4 bytes in network order. */
static uint32_t request_value(uint16_t type)
{
	const struct nlmsghdr *header = (const void *)stand.kernel.request;
	const struct nlattr *attribute;

	mnl_attr_for_each(attribute, header, sizeof(struct nfgenmsg)) if (
		mnl_attr_get_type(attribute) ==
		type) return ntohl(mnl_attr_get_u32(attribute));
	fail_msg("attribute %u is missing", type);
	return 0;
}

/* ---- requests ---- */

static void a_flag_is_answered(void **state)
{
	static const int errors[] = {0, -EOPNOTSUPP, -EPERM};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		open_stand(PATIENCE_MS, &(struct kernel){.answer_after = 1,
							 .error = errors[i]});
		assert_int_equal(
			io_nfqueue_link_set_flag(&stand.link, NFQA_CFG_F_GSO),
			errors[i]);
		close_stand();
		assert_int_equal(stand.kernel.requests, 1);
		assert_int_equal(stand.kernel.type,
				 NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_CONFIG);
		assert_int_equal(request_value(NFQA_CFG_FLAGS), NFQA_CFG_F_GSO);
		assert_int_equal(request_value(NFQA_CFG_MASK), NFQA_CFG_F_GSO);
	}
}

static void packets_between_are_accepted(void **state)
{
	(void)state;
	open_stand(PATIENCE_MS,
		   &(struct kernel){.packets = 70, .answer_after = 1});
	assert_int_equal(io_nfqueue_link_set_flag(&stand.link, 1), 0);
	close_stand();
	assert_int_equal(stand.link.counts.passed, 70);
	assert_int_equal(stand.kernel.accepted, 70);
	assert_int_equal(stand.link.counts.gaps, 0);
	assert_int_equal(stand.link.last_id, 70);
}

static void a_flag_is_requested_three_times(void **state)
{
	(void)state;
	open_stand(TRY_MS, &(struct kernel){.answer_after = 3});
	assert_int_equal(io_nfqueue_link_set_flag(&stand.link, 1), 0);
	close_stand();
	assert_int_equal(stand.kernel.requests, 3);
	open_stand(SOON_MS, &(struct kernel){.answer_after = 4});
	assert_int_equal(io_nfqueue_link_set_flag(&stand.link, 1), -ETIMEDOUT);
	close_stand();
	assert_int_equal(stand.kernel.requests, 3);
}

/* Another bind would find the queue taken, by ourselves. */
static void a_queue_is_bound_once(void **state)
{
	(void)state;
	open_stand(SOON_MS, &(struct kernel){.answer_after = 2});
	assert_int_equal(io_nfqueue_link_bind(&stand.link, 128, 4096),
			 -ETIMEDOUT);
	close_stand();
	assert_int_equal(stand.kernel.requests, 1);
	assert_int_equal(request_value(NFQA_CFG_QUEUE_MAXLEN), 4096);
	open_stand(PATIENCE_MS,
		   &(struct kernel){.answer_after = 1, .error = -EPERM});
	assert_int_equal(io_nfqueue_link_bind(&stand.link, 128, 4096), -EPERM);
	assert_int_equal(io_nfqueue_link_unbind(&stand.link), -EPERM);
	close_stand();
}

/* Packets without end do not keep a request from its end. */
static void a_request_ends_while_packets_come(void **state)
{
	(void)state;
	open_stand(PATIENCE_MS, &(struct kernel){.floods = true});
	assert_int_equal(io_nfqueue_link_unbind(&stand.link), -ETIMEDOUT);
	close_stand();
	assert_true(stand.link.counts.passed > 10);
}

/* ---- the end of a queue ---- */

/* The answer is behind all packets: it is waited for as long as some come. */
static void a_long_queue_is_drained(void **state)
{
	(void)state;
	open_stand(TRY_MS, &(struct kernel){.packets = 5, .answer_after = 5});
	assert_int_equal(io_nfqueue_link_set_length(&stand.link, 0), 0);
	close_stand();
	assert_in_range(stand.kernel.requests, 5, 7);
	assert_true(stand.link.counts.passed >= 25);
	assert_int_equal(stand.kernel.accepted, stand.link.counts.passed);
	assert_int_equal(request_value(NFQA_CFG_QUEUE_MAXLEN), 0);
}

static void an_empty_queue_is_given_up(void **state)
{
	(void)state;
	open_stand(SOON_MS, &(struct kernel){.answer_after = 4});
	assert_int_equal(io_nfqueue_link_set_length(&stand.link, 0),
			 -ETIMEDOUT);
	close_stand();
	assert_int_equal(stand.kernel.requests, 3);
}

/* Another length does not end the packets. */
static void only_a_drain_goes_on(void **state)
{
	(void)state;
	open_stand(SOON_MS, &(struct kernel){.packets = 5, .answer_after = 4});
	assert_int_equal(io_nfqueue_link_set_length(&stand.link, 8),
			 -ETIMEDOUT);
	close_stand();
	assert_int_equal(stand.kernel.requests, 3);
	assert_int_equal(request_value(NFQA_CFG_QUEUE_MAXLEN), 8);
}

static void a_drain_that_fails_ends(void **state)
{
	(void)state;
	open_stand(PATIENCE_MS, &(struct kernel){.packets = 5,
						 .answer_after = 1,
						 .error = -EPERM});
	assert_int_equal(io_nfqueue_link_set_length(&stand.link, 0), -EPERM);
	close_stand();
	assert_int_equal(stand.kernel.requests, 1);
}

/* ---- priorities ---- */

static void priority_is_probed(void **state)
{
	(void)state;
	open_stand(PATIENCE_MS,
		   &(struct kernel){.answer_after = 1, .error = -ERANGE});
	assert_true(io_nfqueue_link_probe_priority(&stand.link));
	close_stand();
	assert_int_equal(stand.kernel.type,
			 NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_VERDICT);
	open_stand(PATIENCE_MS,
		   &(struct kernel){.answer_after = 1, .error = -ENODEV});
	assert_false(io_nfqueue_link_probe_priority(&stand.link));
	close_stand();
	open_stand(SOON_MS, &(struct kernel){.answer_after = 0});
	assert_false(io_nfqueue_link_probe_priority(&stand.link));
	close_stand();
}

/* ---- counting ---- */

static void ids_that_are_missing(void **state)
{
	static const struct {
		uint32_t id;
		uint64_t gaps;
	} ids[] = {{7, 0},
		   {8, 0},
		   {11, 2},
		   {UINT32_MAX, UINT32_MAX - 10},
		   {0, UINT32_MAX - 10},
		   {2, UINT32_MAX - 9}};
	struct io_nfqueue_link link = {.queue = QUEUE};

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		io_nfqueue_link_count_id(&link, ids[i].id);
		assert_int_equal(link.counts.gaps, ids[i].gaps);
		assert_int_equal(link.last_id, ids[i].id);
	}
}

static void answers_to_verdicts(void **state)
{
	struct io_nfqueue_link link = {.queue = QUEUE};

	(void)state;
	io_nfqueue_link_count_answer(
		&link, &(struct io_nfqueue_message){.error = -ENOENT});
	io_nfqueue_link_count_answer(
		&link, &(struct io_nfqueue_message){.error = -ENOENT});
	io_nfqueue_link_count_answer(
		&link, &(struct io_nfqueue_message){.error = -EINVAL});
	io_nfqueue_link_count_answer(&link,
				     &(struct io_nfqueue_message){.error = 0});
	assert_int_equal(link.counts.late, 2);
	assert_int_equal(link.counts.refused, 1);
}

/* An answer to a verdict, and a message of no kind, come before the answer. */
static void other_answers_meanwhile(void **state)
{
	(void)state;
	open_stand(PATIENCE_MS, &(struct kernel){.answer_after = 1});
	send_answer(stand.kernel.socket, 0, -ENOENT);
	assert_int_equal(send(stand.kernel.socket, "0123456789abcdef", 16, 0),
			 16);
	assert_int_equal(io_nfqueue_link_set_flag(&stand.link, 1), 0);
	close_stand();
	assert_int_equal(stand.link.counts.late, 1);
	assert_int_equal(stand.link.counts.malformed, 1);
}

/* ---- batches ---- */

static void batches_are_bounded(void **state)
{
	(void)state;
	open_stand(SOON_MS, &(struct kernel){.answer_after = 0});
	for (int i = 0; i < 70; i++)
		send_packet(&stand.kernel);
	assert_int_equal(io_nfqueue_link_receive(&stand.link, 3), 3);
	assert_int_equal(io_nfqueue_link_receive(&stand.link, 1000), 64);
	assert_int_equal(io_nfqueue_link_receive(&stand.link, 64), 3);
	assert_int_equal(io_nfqueue_link_receive(&stand.link, 64), -EAGAIN);
	close_stand();
}

/* Verdicts wait until there is no room for more, or until they are sent. */
static void verdicts_are_sent_in_time(void **state)
{
	const struct io_nfqueue_outcome drop = {.drop = true};
	unsigned count = 0;

	(void)state;
	open_stand(PATIENCE_MS, &(struct kernel){.answer_after = 1});
	assert_int_equal(io_nfqueue_link_flush(&stand.link), 0); /* none */
	do {
		io_nfqueue_verdicts_put(&stand.link.verdicts, ++count, &drop);
		assert_int_equal(io_nfqueue_link_make_room(&stand.link), 0);
	} while (stand.link.verdicts.used);
	io_nfqueue_verdicts_put(&stand.link.verdicts, ++count, &drop);
	assert_int_equal(io_nfqueue_link_flush(&stand.link), 0);
	assert_int_equal(stand.link.verdicts.used, 0);
	/* the answer comes when the kernel has read what was before it */
	assert_int_equal(io_nfqueue_link_set_flag(&stand.link, 1), 0);
	close_stand();
	assert_int_equal(stand.kernel.accepted, count);
	assert_in_range(count, 64, 128);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flag_is_answered),
		cmocka_unit_test(packets_between_are_accepted),
		cmocka_unit_test(a_flag_is_requested_three_times),
		cmocka_unit_test(a_queue_is_bound_once),
		cmocka_unit_test(a_request_ends_while_packets_come),
		cmocka_unit_test(a_long_queue_is_drained),
		cmocka_unit_test(an_empty_queue_is_given_up),
		cmocka_unit_test(only_a_drain_goes_on),
		cmocka_unit_test(a_drain_that_fails_ends),
		cmocka_unit_test(priority_is_probed),
		cmocka_unit_test(ids_that_are_missing),
		cmocka_unit_test(answers_to_verdicts),
		cmocka_unit_test(other_answers_meanwhile),
		cmocka_unit_test(batches_are_bounded),
		cmocka_unit_test(verdicts_are_sent_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
