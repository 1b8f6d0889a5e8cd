/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_FRAGMENT_H
#define FLOW_FRAGMENT_H

#include <stdbool.h>

struct hash_key;
struct packet;

/*
 * Remembers the ports of first fragments for a while, so that later fragments of
 * the same datagram follow them. Bounded: the oldest entry of a set is evicted. Any
 * number of threads.
 */
struct flow_fragments;

/**
 * flow_fragments_create - create an empty memory; it has a fixed size
 * @key: copied; datagrams are hashed with it
 *
 * Return: for flow_fragments_destroy(); NULL with errno ENOMEM.
 */
struct flow_fragments *flow_fragments_create(const struct hash_key *key);
void flow_fragments_destroy(struct flow_fragments *fragments);

/**
 * flow_fragments_clear - forget all datagrams
 */
void flow_fragments_clear(struct flow_fragments *fragments);

/**
 * flow_fragments_remember - keep the ports of a first fragment, for 30 s
 * @packet: PACKET_FRAGMENT_FIRST
 */
void flow_fragments_remember(struct flow_fragments *fragments,
			     const struct packet *packet);

/**
 * flow_fragments_resolve - give a later fragment the ports of its first part
 * @packet: its ports are set when the first part is known
 *
 * Return: whether the first part is known.
 */
bool flow_fragments_resolve(struct flow_fragments *fragments,
			    struct packet *packet);

#endif
