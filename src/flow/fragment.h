/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_FRAGMENT_H
#define FLOW_FRAGMENT_H

#include <stdbool.h>

struct hash_key;
struct packet;

/*
 * Remembers the ports of first fragments for a while, so that later fragments of
 * the same datagram follow them. Bounded: the oldest of a set gives way. Any
 * number of threads.
 */
struct flow_fragments;

/* Return: the memory; NULL with errno ENOMEM. */
struct flow_fragments *flow_fragments_create(const struct hash_key *key);
void flow_fragments_destroy(struct flow_fragments *fragments);

/* Forget everything. */
void flow_fragments_clear(struct flow_fragments *fragments);

/* @packet is a first fragment: remember its ports. */
void flow_fragments_remember(struct flow_fragments *fragments,
			     const struct packet *packet);

/**
 * flow_fragments_resolve - give a later fragment the ports of its first part
 * @packet: its ports are filled in when the first part is known
 *
 * Return: whether it is.
 */
bool flow_fragments_resolve(struct flow_fragments *fragments,
			    struct packet *packet);

#endif
