/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_NFQUEUE_MESSAGE_H
#define IO_NFQUEUE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

enum io_nfqueue_kind {
	IO_NFQUEUE_OTHER,  /* nothing that we can use, or malformed */
	IO_NFQUEUE_PACKET, /* has an id, so it waits for a verdict */
	IO_NFQUEUE_ANSWER, /* of the kernel, to something that we sent */
};

/* One message of the kernel. Values that it does not have are 0 or NULL. */
struct io_nfqueue_message {
	/* an answer */
	int error;	   /* 0 or -errno */
	uint32_t seq;	   /* of what we sent */
	uint16_t answered; /* nlmsg_type of what we sent */

	/* a packet */
	uint8_t family;	   /* AF_BRIDGE: from a bridge-family chain */
	uint8_t hook;	   /* NF_*_FORWARD, ... */
	bool gso;	   /* stands for several segments */
	bool unsummed;	   /* checksums are not computed yet, not wrong */
	bool cut;	   /* the message was longer than what we received */
	uint16_t protocol; /* ether type of @payload, host order */
	uint16_t vlan;	   /* 1..4095: the tag that the kernel took off */
	uint32_t id;
	uint32_t mark;
	uint32_t in_device, in_port;   /* ifindex: the bridge, and its port */
	uint32_t out_device, out_port; /* same for where it goes */
	uint8_t hardware_bytes;	       /* of @hardware, at most 8 */
	const uint8_t *hardware;       /* source address on the link */
	const uint8_t *link_header;    /* bridge family; without the VLAN tag */
	uint32_t link_header_bytes;
	usec_t time_us; /* when the kernel got it */
	const uint8_t *payload;
	uint32_t caplen; /* bytes at @payload */
	uint32_t len;	 /* of the packet, from where @payload starts */
};

/**
 * io_nfqueue_message_next - read the next message of one datagram
 * @bytes:   in and out: where the next message starts; any bytes at all, aligned to 4
 * @left:    in and out: bytes that were received from there. A message that claims to
 *           be longer is read as far as these go
 * @kind:    out
 * @message: out; points into @bytes
 *
 * libnetfilter_queue's own parser leaves out attributes that are newer than
 * itself (VLAN, link header), so this one goes over them all. Attributes of a
 * wrong size count as absent: a packet that has an id needs a verdict, whatever
 * else is wrong with its message. Pure.
 *
 * Return: false at the end, and when not even a header is left.
 */
bool io_nfqueue_message_next(const uint8_t **bytes, size_t *left,
			     enum io_nfqueue_kind *kind,
			     struct io_nfqueue_message *message);

/**
 * io_nfqueue_message_vlan - return the VLAN of a packet; 0: none
 * @mask: bits of the mark that are the VLAN, for br_netfilter, which hides the tag; 0:
 *        none
 *
 * A bridge-family packet has its tag: its mark belongs to another program.
 */
uint16_t io_nfqueue_message_vlan(const struct io_nfqueue_message *message,
				 uint32_t mask);

/* The kernel's line for one queue in /proc/net/netfilter/nfnetlink_queue. */
struct io_nfqueue_row {
	uint32_t owner;	  /* netlink port of the program that has it */
	uint32_t waiting; /* packets */
	uint32_t
		queue_dropped; /* it was full; wraps at 2^32, as the next two */
	uint32_t user_dropped; /* the socket's buffer was full */
	uint32_t last_id;      /* id of the newest packet */
};

/**
 * io_nfqueue_message_find_row - find the row of one queue
 * @table: the file's text, terminated
 *
 * Return: whether it is there and whole.
 */
bool io_nfqueue_message_find_row(const char *table, uint16_t queue,
				 struct io_nfqueue_row *row);

#endif
