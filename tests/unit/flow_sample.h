/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dice that fall the same on every run, and packets made of them. */
#ifndef TESTS_FLOW_SAMPLE_H
#define TESTS_FLOW_SAMPLE_H

#include <netinet/in.h>
#include <string.h>

#include "packet/key.h"
#include "packet/packet.h"

/* Vigna's splitmix64. */
static inline uint64_t sample_roll(uint64_t *dice)
{
	uint64_t z = *dice += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline uint64_t sample_below(uint64_t *dice, uint64_t end)
{
	return sample_roll(dice) % end;
}

static inline struct address sample_address(uint32_t number)
{
	uint8_t bytes[4] = {10, (uint8_t)(number >> 16), (uint8_t)(number >> 8),
			    (uint8_t)number};

	return packet_address_from_ipv4(bytes);
}

/* From one of 2^24 hosts to a server's port 80. */
static inline struct packet sample_packet(uint32_t number, uint8_t transport,
					  usec_t now)
{
	uint8_t server[4] = {192, 0, 2, 1};

	return (struct packet){.time_us = now,
			       .source = sample_address(number),
			       .dest = packet_address_from_ipv4(server),
			       .source_port = 5000,
			       .dest_port = 80,
			       .ip_version = 4,
			       .transport = transport,
			       .wire_bytes = 100};
}

static inline void sample_turn_round(struct packet *packet)
{
	struct address source = packet->source;
	uint16_t port = packet->source_port;

	packet->source = packet->dest;
	packet->source_port = packet->dest_port;
	packet->dest = source;
	packet->dest_port = port;
}

#endif
