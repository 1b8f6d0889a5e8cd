/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flow keys and endpoints: plain values. Pure.
 */
#include "packet/key.h"

#include <string.h>

#include "packet/packet.h"

void packet_key_from(const struct packet *packet, struct flow_key *key,
		     bool *from_low)
{
	int order = packet_address_compare(&packet->source, &packet->dest);
	bool low = order < 0 ||
		   (order == 0 && packet->source_port <= packet->dest_port);

	key->low = low ? packet->source : packet->dest;
	key->high = low ? packet->dest : packet->source;
	key->low_port = low ? packet->source_port : packet->dest_port;
	key->high_port = low ? packet->dest_port : packet->source_port;
	key->vlan = packet->vlan;
	key->inner_vlan = packet->inner_vlan;
	key->transport = packet->transport;
	memset(key->zero, 0, sizeof(key->zero));
	*from_low = low;
}

int packet_key_compare(const struct flow_key *a, const struct flow_key *b)
{
	int order = packet_address_compare(&a->low, &b->low);

	if (!order)
		order = packet_address_compare(&a->high, &b->high);
	if (!order)
		order = (int)a->low_port - b->low_port;
	if (!order)
		order = (int)a->high_port - b->high_port;
	if (!order)
		order = (int)a->transport - b->transport;
	if (!order)
		order = (int)a->vlan - b->vlan;
	if (!order)
		order = (int)a->inner_vlan - b->inner_vlan;
	return order;
}

struct endpoint packet_key_low(const struct flow_key *key)
{
	return (struct endpoint){.address = key->low,
				 .port = key->low_port,
				 .transport = key->transport};
}

struct endpoint packet_key_high(const struct flow_key *key)
{
	return (struct endpoint){.address = key->high,
				 .port = key->high_port,
				 .transport = key->transport};
}
