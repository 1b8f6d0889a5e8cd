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
#define HOST_SIGNATURES 8   /* that spoke, per case; later ones are not kept */
#define HOST_EVENTS 128	    /* events that are remembered, per host and ring */
#define HOST_PEER_BITS 256
#define HOST_ARRIVALS 8		      /* payloads that may yet be handed on */
#define HOST_PASSES_US UINT64_C(2000) /* who relays does it within this time */

/* One event of a host, as a signature raised it. */
struct host_event {
	usec_t time_us;
	uint32_t flow;	/* hash of the flow: tells flows apart */
	uint32_t peer;	/* hash of the other end's address */
	uint32_t key;	/* the value that the signature joins by */
	uint16_t event; /* number in the set, from 1; 0: empty */
	uint16_t port;	/* the host's own, of the flow */
};

/* Who speaks much must not make the host forget what others said. */
enum host_ring_of {
	HOST_RING_ANY,
	HOST_RING_DECIDED, /* events that only decided flows raise */
	HOST_RINGS,
};

struct host_ring {
	uint16_t newest; /* index of the last event */
	struct host_event events[HOST_EVENTS];
};

#define HOST_WORD 24 /* bytes of what is told, terminator included */

/* Something that was told of an application at a host, as text to show. */
struct host_word {
	char text[HOST_WORD]; /* "" when nothing was told */
	uint16_t signature;   /* that told it */
	bool rough;	      /* only a bound: what is exact takes its place */
};

struct host_client_info {
	struct host_word version, platform;
	uint8_t times; /* that something new was told; saturating */
};

#define HOST_TOLD_MOST 8 /* times that are news; who says more is not heard */

/* Evidence that a host runs one application. */
struct host_application {
	uint16_t application; /* 0: free */
	uint8_t activity;     /* that lives, of highest rank; 0: none */
	uint8_t most;	      /* of highest rank that it had; 0: none yet */
	bool decided;
	uint8_t sets; /* mask: sets of signatures that gave evidence */
	struct evidence evidence;
	uint16_t signatures[HOST_SIGNATURES]; /* number + 1; 0: none */
	usec_t first_us, since_us, last_us;   /* evidence, decision, evidence */
	uint32_t proofs;     /* packets that gave evidence; saturating */
	uint32_t decided_at; /* `proofs` at the decision */
	uint64_t peers[HOST_PEER_BITS / 64]; /* one bit per peer's hash */
	struct host_client_info told; /* may be there before any evidence is */
	struct episodes episodes;
};

/* A payload that came to the host. */
struct host_arrival {
	usec_t time_us;
	uint32_t flow;	      /* hash of the flow */
	uint16_t size;	      /* 0: empty, or was handed on */
	uint16_t application; /* of the flow */
};

/* All that is remembered of one host; protected by its stripe's lock. */
struct host {
	struct host_application cases[HOST_APPLICATIONS];
	uint32_t revision; /* of the ruleset that spoke last; 0: none yet */
	uint16_t newest_arrival; /* index of the last one */
	usec_t due_us; /* when its episodes are looked at; 0: nobody will */
	struct host_arrival arrivals[HOST_ARRIVALS]; /* a ring */
	struct host_ring rings[HOST_RINGS];
};

/**
 * host_forget_events - forget all events: what is half matched starts over
 *
 * The caller holds the lock of the host's stripe, here and below.
 */
void host_forget_events(struct host *host);

/**
 * host_push_event - remember an event; the oldest of the ring gives way
 */
void host_push_event(struct host_ring *ring, const struct host_event *event);

/**
 * host_past_event - the event that is @age events old: 0 the newest
 *
 * Return: the event, part of @ring; NULL past the end.
 */
const struct host_event *host_past_event(const struct host_ring *ring,
					 unsigned age);

/**
 * host_receives - remember a payload that came; the oldest gives way
 */
void host_receives(struct host *host, const struct host_arrival *arrival);

/**
 * host_passes - does this payload, which the host sends, hand one on?
 *
 * One of the same size and application came in another flow, at most
 * HOST_PASSES_US before. It counts once.
 */
bool host_passes(struct host *host, const struct host_arrival *sent);

/**
 * host_application_of - the case of one application; made when there is room
 *
 * With all cases taken the undecided one with the least evidence gives way.
 *
 * Return: the case; NULL when all are taken by decided applications.
 */
struct host_application *host_application_of(struct host *host,
					     uint16_t application, usec_t now);

/**
 * host_application_tell - keep what was told of the application at this host
 *
 * The newest stays, but what is rough never takes the place of what is exact.
 *
 * Return: whether it says something else now.
 */
bool host_application_tell(struct host_application *host_application,
			   const struct host_client_info *told);

/**
 * host_application_add_peer - count a peer, by the hash of its address
 */
void host_application_add_peer(struct host_application *host_application,
			       uint32_t peer);

/**
 * host_application_peers - how many distinct peers were counted
 *
 * An estimate, exact when few, and some 1400 at most: of HOST_PEER_BITS.
 * Source: Whang, Vander-Zanden and Taylor, linear counting (1990).
 */
unsigned
host_application_peers(const struct host_application *host_application);

#endif
