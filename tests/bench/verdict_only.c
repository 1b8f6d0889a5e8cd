/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor for the live figures: a program that gives each packet of one queue
 * its verdict and does nothing else, with libmnl and libnetfilter_queue as their
 * examples do it. Settings are those of the daemon: queue, bytes copied, length,
 * receive buffer; GSO and fail-open.
 *
 *	verdict_only QUEUE COPY_BYTES LENGTH RECEIVE_BYTES [batch]
 *
 * Plain: one recv and one send for each packet. batch: 64 messages a recvmmsg,
 * one batch verdict for all of them; what a queue can do at best.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>

#define BATCH 64

static struct mnl_socket *nl;
static unsigned queue;
static uint64_t received, enobufs;
static volatile sig_atomic_t stopping;

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

static void configure(uint32_t copy, uint32_t length)
{
	uint32_t flags = htonl(NFQA_CFG_F_GSO | NFQA_CFG_F_FAIL_OPEN);
	char bytes[256];
	struct nlmsghdr *header = nfq_nlmsg_put(bytes, NFQNL_MSG_CONFIG, queue);

	nfq_nlmsg_cfg_put_cmd(header, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
	nfq_nlmsg_cfg_put_params(header, NFQNL_COPY_PACKET, (int)copy);
	nfq_nlmsg_cfg_put_qmaxlen(header, length);
	mnl_attr_put_u32(header, NFQA_CFG_FLAGS, flags);
	mnl_attr_put_u32(header, NFQA_CFG_MASK, flags);
	mnl_socket_sendto(nl, header, header->nlmsg_len);
}

static void give_verdict(int type, uint32_t id)
{
	char bytes[256];
	struct nlmsghdr *header = nfq_nlmsg_put(bytes, type, queue);

	nfq_nlmsg_verdict_put(header, (int)id, NF_ACCEPT);
	mnl_socket_sendto(nl, header, header->nlmsg_len);
}

static int read_id(const struct nlmsghdr *header, void *id)
{
	struct nlattr *attributes[NFQA_MAX + 1] = {NULL};
	const struct nfqnl_msg_packet_hdr *packet;

	nfq_nlmsg_parse(header, attributes);
	packet = mnl_attr_get_payload(attributes[NFQA_PACKET_HDR]);
	*(uint32_t *)id = ntohl(packet->packet_id);
	received++;
	return MNL_CB_OK;
}

static int one_by_one(const struct nlmsghdr *header, void *data)
{
	uint32_t id;

	(void)data;
	read_id(header, &id);
	give_verdict(NFQNL_MSG_VERDICT, id);
	return MNL_CB_OK;
}

static void run_plain(void)
{
	static char bytes[1 << 17];

	while (!stopping) {
		ssize_t size = mnl_socket_recvfrom(nl, bytes, sizeof(bytes));

		if (size > 0)
			mnl_cb_run(bytes, (size_t)size, 0, 0, one_by_one, NULL);
		else if (errno == ENOBUFS)
			enobufs++;
	}
}

static void run_batches(void)
{
	static char bytes[BATCH][1 << 16];
	struct iovec vectors[BATCH];
	struct mmsghdr headers[BATCH] = {0};
	uint32_t id = 0;

	for (int i = 0; i < BATCH; i++) {
		vectors[i] = (struct iovec){bytes[i], sizeof(bytes[i])};
		headers[i].msg_hdr.msg_iov = &vectors[i];
		headers[i].msg_hdr.msg_iovlen = 1;
	}
	while (!stopping) {
		int got = recvmmsg(mnl_socket_get_fd(nl), headers, BATCH,
				   MSG_WAITFORONE, NULL);

		for (int i = 0; i < got; i++)
			mnl_cb_run(bytes[i], headers[i].msg_len, 0, 0, read_id,
				   &id);
		if (got > 0)
			give_verdict(NFQNL_MSG_VERDICT_BATCH, id);
		else if (errno == ENOBUFS)
			enobufs++;
	}
}

int main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = stop}; /* recv ends, too */
	int buffer;

	if (argc < 5)
		return 2;
	queue = (unsigned)atoi(argv[1]);
	buffer = atoi(argv[4]);
	sigaction(SIGTERM, &action, NULL);
	nl = mnl_socket_open(NETLINK_NETFILTER);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return 1;
	setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVBUFFORCE, &buffer,
		   sizeof(buffer));
	configure((uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]));
	printf("ready\n");
	fflush(stdout);
	if (argc > 5)
		run_batches();
	else
		run_plain();
	printf("received=%llu\nenobufs=%llu\n", (unsigned long long)received,
	       (unsigned long long)enobufs);
	return 0;
}
