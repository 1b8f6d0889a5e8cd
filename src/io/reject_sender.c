/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet socket that never receives. The kernel writes the Ethernet header with the
 * port's own address, so that no switch learns another address in the wrong place.
 */
#include "io/reject_sender.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "packet/packet.h"
#include "packet/reject.h"

#define ANSWERS_A_SECOND 1000
#define TAG_BYTES 4

struct io_reject_sender {
	int socket;
	struct io_reject_sender_budget budget;
};

struct io_reject_sender *io_reject_sender_open(void)
{
	struct io_reject_sender *sender = calloc(1, sizeof(*sender));

	if (!sender)
		return NULL;
	/* protocol 0: it receives nothing */
	sender->socket =
		socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sender->socket >= 0)
		return sender;
	free(sender);
	return NULL;
}

void io_reject_sender_close(struct io_reject_sender *sender)
{
	if (!sender)
		return;
	close(sender->socket);
	free(sender);
}

bool io_reject_sender_take(struct io_reject_sender_budget *budget, usec_t now)
{
	usec_t second = now / USEC_PER_SEC;

	if (second != budget->second)
		*budget = (struct io_reject_sender_budget){.second = second};
	if (budget->sent == ANSWERS_A_SECOND)
		return false;
	budget->sent++;
	return true;
}

bool io_reject_sender_send(struct io_reject_sender *sender,
			   const struct frame *frame, uint32_t port,
			   const struct packet_reject *answer)
{
	uint16_t type = answer->bytes[0] >> 4 == 4 ? ETH_P_IP : ETH_P_IPV6;
	uint8_t bytes[TAG_BYTES + PACKET_REJECT_MOST];
	size_t tag = frame->vlan ? TAG_BYTES : 0;
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(tag ? ETH_P_8021Q : type),
		.sll_ifindex = (int)port,
		.sll_halen = sizeof(frame->source_mac),
	};

	if (!port || frame->inner_vlan ||
	    !packet_mac_is_single(&frame->source_mac) ||
	    !io_reject_sender_take(&sender->budget, frame->time_us))
		return false;
	memcpy(to.sll_addr, &frame->source_mac, sizeof(frame->source_mac));
	if (tag)
		memcpy(bytes, (uint16_t[]){htons(frame->vlan), htons(type)},
		       TAG_BYTES);
	memcpy(bytes + tag, answer->bytes, answer->size);
	return sendto(sender->socket, bytes, tag + answer->size, 0,
		      (struct sockaddr *)&to, sizeof(to)) >= 0;
}
