/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "evidence/episode.h"
#include "evidence/evidence.h"

#define HOST_APPLICATIONS 4 /* applications with evidence, per host */
#define HOST_SIGNATURES \
	8 /* with evidence, per application; further ones are not kept */
#define HOST_EVENTS 128 /* events kept per ring */
#define HOST_PEER_BITS 256
#define HOST_ARRIVALS 8 /* payloads that the host may still forward */
#define HOST_FORWARD_US UINT64_C(2000) /* a relay forwards within this time */

/* An event of a host, raised by a signature. */
struct host_event {
	usec_t time_us;
	uint32_t flow;	/* hash of the flow: tells flows apart */
	uint32_t peer;	/* hash of the other address */
	uint32_t key;	/* the value by which rules join events */
	uint16_t event; /* number in the set, from 1; 0: empty */
	uint16_t port;	/* the host's port of the flow */
};

/* Separate rings, so that frequent events of one kind do not evict the others. */
enum host_ring_of {
	HOST_RING_ANY,
	HOST_RING_DECIDED, /* events that only decided flows raise */
	HOST_RINGS,
};

struct host_ring {
	uint16_t newest; /* index of the last event */
	struct host_event events[HOST_EVENTS];
};

#define HOST_TEXT 24 /* bytes of a text, terminator included */

/* A version or a platform of an application at a host, as text to show. */
struct host_text {
	char text[HOST_TEXT]; /* "": unknown */
	uint16_t signature;   /* that reported it */
	bool rough;	      /* only a bound: an exact value replaces it */
};

struct host_client_info {
	struct host_text version, platform;
	uint8_t times; /* changes; saturating */
};

#define HOST_CLIENT_CHANGES_MOST \
	8 /* changes that are reported; further ones are ignored */

/* Evidence that a host runs one application. */
struct host_application {
	uint16_t application; /* 0: free */
	uint8_t activity;     /* of highest rank, still active; 0: none */
	uint8_t top_activity; /* of highest rank so far; 0: none yet */
	bool decided;
	uint8_t sets; /* mask: sets of signatures that gave evidence */
	struct evidence evidence;
	uint16_t signatures[HOST_SIGNATURES]; /* number + 1; 0: none */
	usec_t first_us, since_us, last_us;   /* evidence, decision, evidence */
	uint32_t proofs;     /* packets that gave evidence; saturating */
	uint32_t decided_at; /* `proofs` at the decision */
	uint64_t peers[HOST_PEER_BITS / 64]; /* one bit per peer's hash */
	struct host_client_info
		client_info; /* may be set before there is evidence */
	struct episodes episodes;
};

/* A payload that the host received. */
struct host_arrival {
	usec_t time_us;
	uint32_t flow;	      /* hash of the flow */
	uint16_t size;	      /* 0: empty, or forwarded already */
	uint16_t application; /* of the flow */
};

/* The state of one host; protected by the lock of its stripe. */
struct host {
	struct host_application applications[HOST_APPLICATIONS];
	uint32_t
		revision; /* of the last ruleset that changed it; 0: none yet */
	uint16_t newest_arrival; /* index of the last one */
	usec_t due_us; /* time of the next check of its episodes; 0: none */
	struct host_arrival arrivals[HOST_ARRIVALS]; /* a ring */
	struct host_ring rings[HOST_RINGS];
};

/**
 * host_forget_events - remove all events, so that partial matches start over
 *
 * The caller holds the lock of the host's stripe, here and below.
 */
void host_forget_events(struct host *host);

/**
 * host_push_event - add an event to a ring; this evicts the oldest
 */
void host_push_event(struct host_ring *ring, const struct host_event *event);

/**
 * host_past_event - return the event that is @age events old, 0 the newest
 *
 * Return: the event, part of @ring; NULL past the end.
 */
const struct host_event *host_past_event(const struct host_ring *ring,
					 unsigned age);

/**
 * host_note_received - note a received payload; this evicts the oldest
 */
void host_note_received(struct host *host, const struct host_arrival *arrival);

/**
 * host_forwards - return whether a sent payload forwards a received one
 *
 * That is one of the same size and application, received in another flow at most
 * HOST_FORWARD_US before. A received payload counts once.
 */
bool host_forwards(struct host *host, const struct host_arrival *sent);

/**
 * host_application_of - find or make the entry of an application at a host
 *
 * With all entries taken it evicts the undecided one with the least evidence.
 *
 * Return: the entry; NULL when all are taken by decided applications.
 */
struct host_application *host_application_of(struct host *host,
					     uint16_t application, usec_t now);

/**
 * host_application_set_client - set version and platform of the application
 *
 * The newest value stays, but a bound never replaces an exact value.
 *
 * Return: whether a text changed.
 */
bool host_application_set_client(struct host_application *host_application,
				 const struct host_client_info *info);

/**
 * host_application_add_peer - count a peer by the hash of its address
 */
void host_application_add_peer(struct host_application *host_application,
			       uint32_t peer);

/**
 * host_application_peers - estimate the number of distinct peers
 *
 * Exact for few peers; saturates at about 1400 with HOST_PEER_BITS.
 * Source: Whang, Vander-Zanden and Taylor, linear counting (1990).
 */
unsigned
host_application_peers(const struct host_application *host_application);

#endif
