/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_KEY_H
#define PACKET_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "packet/address.h"

struct packet;

/*
 * The 5-tuple put in order, with the VLAN, so that both directions are one:
 * the lower (address, port) first.
 */
struct flow_key {
	struct address low, high;
	uint16_t low_port, high_port; /* host order */
	uint16_t vlan, inner_vlan;    /* 1..4095; 0 when untagged */
	uint8_t transport;	      /* IPPROTO_TCP or IPPROTO_UDP */
	uint8_t zero[3];	      /* hashed too: must be 0 */
};
_Static_assert(sizeof(struct flow_key) == 44, "no padding: it is hashed whole");

/* One end of a flow: what can be known to run an application. */
struct endpoint {
	struct address address;
	uint16_t port;	   /* host order */
	uint8_t transport; /* IPPROTO_TCP or IPPROTO_UDP */
	uint8_t zero;	   /* hashed too: must be 0 */
};
_Static_assert(sizeof(struct endpoint) == 20, "no padding: it is hashed whole");

/**
 * packet_key_from - make the flow key of a decoded packet
 * @from_low: out: whether the packet's source is the key's low end
 */
void packet_key_from(const struct packet *packet, struct flow_key *key,
		     bool *from_low);

/**
 * packet_key_compare - order keys, so that output does not depend on the hash
 *
 * Return: below 0, 0 or above 0.
 */
int packet_key_compare(const struct flow_key *a, const struct flow_key *b);

/**
 * packet_key_low - return the key's lower end
 */
struct endpoint packet_key_low(const struct flow_key *key);

/**
 * packet_key_high - return the key's higher end
 */
struct endpoint packet_key_high(const struct flow_key *key);

#endif
