/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_REJECT_H
#define PACKET_REJECT_H

#include <stdbool.h>
#include <stdint.h>

struct packet;

#define PACKET_REJECT_MOST 1280 /* bytes: every link of IPv6 carries them */

/* A packet that refuses another one; from its IP header on. */
struct packet_reject {
	uint16_t size;
	uint8_t bytes[PACKET_REJECT_MOST];
};

/**
 * packet_reject_to_source - tell who sent a packet that it is refused
 * @packet: as packet_decode() made it
 * @reject: out
 *
 * In the name of the packet's destination: a TCP reset, or for UDP an ICMP error
 * "port unreachable", which a socket reports at once. Nobody is told about
 * resets, later fragments, and packets from or to more than one host.
 *
 * Return: whether there is something to say.
 */
bool packet_reject_to_source(const struct packet *packet,
			     struct packet_reject *reject);

/**
 * packet_reject_to_dest - end the connection of who would have got the packet
 *
 * In the name of the packet's source: a TCP reset in the packet's place. A
 * connection that only begins needs none, and UDP has none.
 *
 * Return: whether there is something to say.
 */
bool packet_reject_to_dest(const struct packet *packet,
			   struct packet_reject *reject);

#endif
