/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_REJECT_H
#define PACKET_REJECT_H

#include <stdbool.h>
#include <stdint.h>

struct packet;

#define PACKET_REJECT_MOST 1280 /* bytes: every link of IPv6 carries them */

/* A packet that rejects another one; from its IP header on. */
struct packet_reject {
	uint16_t size;
	uint8_t bytes[PACKET_REJECT_MOST];
};

/**
 * packet_reject_to_source - make the answer to the sender of a rejected packet
 * @packet: as packet_decode() made it
 * @reject: out
 *
 * It comes in the name of the packet's destination: a TCP reset, or for UDP an ICMP
 * error "port unreachable", which a socket reports at once. Resets, later fragments,
 * and packets from or to more than one host are not answered.
 *
 * Return: whether there is an answer.
 */
bool packet_reject_to_source(const struct packet *packet,
			     struct packet_reject *reject);

/**
 * packet_reject_to_dest - make the reset that ends the receiver's connection
 *
 * It comes in the name of the packet's source and takes the packet's place. A
 * connection that only begins needs none, and UDP has none. Nor is there one for several
 * segments in one: the kernel would still take the reset for several. The other end gets
 * a reset from the sender then, which no longer knows the connection.
 *
 * Return: whether there is one.
 */
bool packet_reject_to_dest(const struct packet *packet,
			   struct packet_reject *reject);

#endif
