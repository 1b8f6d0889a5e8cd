/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef HOST_ENDPOINT_H
#define HOST_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/revision.h"
#include "base/usec.h"
#include "packet/key.h"

struct hash_key;
struct host_cache_counts;

/*
 * Endpoints that are known to run an application. Learned from proofs, forgotten
 * with time; kept apart from host/memory, so that a flood of packets cannot push
 * knowledge out. For the same reason what was proven by an exchange stands apart
 * from what anybody can make up: endpoints that lack proofs, or whose proofs went
 * one way only, push out nothing but each other. Any number of threads.
 */
struct host_endpoints;

/* What a signature teaches about an endpoint. */
struct host_lesson {
	uint16_t application;
	uint16_t signature; /* number in the set */
	uint8_t bits;	    /* weight that the knowledge has as evidence */
	uint8_t needs; /* proofs of the application before it counts; at least 1 */
	bool vouched; /* by the other end, which is known by proofs of its own */
	bool answered; /* the proof's flow carried payload of both directions */
	usec_t lifetime_us;	  /* after the last proof */
	struct revision revision; /* of the ruleset that teaches */
};

struct host_knowledge {
	uint16_t application; /* 0: nothing is known */
	uint16_t signature;
	uint32_t revision; /* of the last lesson */
	uint8_t bits;
	bool own; /* proven by what it did itself: it may vouch for others */
	usec_t since_us; /* when the needed proofs were complete */
};

/* An endpoint that also carries another application is only this much worth. */
#define HOST_ENDPOINT_HINT_BITS 12

/**
 * host_endpoints_create - a table for @entries known endpoints
 * @key: copied; endpoints are hashed with it
 *
 * A quarter as many places are added for those that still need proofs.
 *
 * Return: the table, for host_endpoints_destroy(); NULL with errno ENOMEM.
 */
struct host_endpoints *host_endpoints_create(size_t entries,
					     const struct hash_key *key);
void host_endpoints_destroy(struct host_endpoints *endpoints);

/**
 * host_endpoints_clear - forget all endpoints, and all counts
 */
void host_endpoints_clear(struct host_endpoints *endpoints);

/**
 * host_endpoints_learn - one proof that an endpoint runs an application
 *
 * The application proven first stays until it is forgotten; while it needs more
 * proofs, a lesson of another one that weighs more, or needs no second proof,
 * takes its place. Either way the endpoint has seen two, and
 * is worth HOST_ENDPOINT_HINT_BITS at most.
 *
 * Return: true when the needed proofs were completed by this one.
 */
bool host_endpoints_learn(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint,
			  const struct host_lesson *lesson, usec_t now);

/**
 * host_endpoints_lookup - what an endpoint is known for at @now
 * @knowledge: out; application 0, and the rest not set, when nothing is known
 *             or nothing any more
 *
 * Lock-free when nobody is known at the endpoint's port.
 */
void host_endpoints_lookup(struct host_endpoints *endpoints,
			   const struct endpoint *endpoint, usec_t now,
			   struct host_knowledge *knowledge);

/**
 * host_endpoints_doubt - another application was seen at a known endpoint
 * @application: what it is known for; nothing happens when that is another one
 *
 * From now on it is worth HOST_ENDPOINT_HINT_BITS at most.
 */
void host_endpoints_doubt(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint,
			  uint16_t application);

#define HOST_ENDPOINT_NEWS_BITS 10 /* a flow has room for so many */

/**
 * host_endpoints_news - how often an endpoint became known
 *
 * Modulo 2^HOST_ENDPOINT_NEWS_BITS: who asked before, and finds another number,
 * may ask again. Lock-free.
 */
unsigned host_endpoints_news(const struct host_endpoints *endpoints);

/**
 * host_endpoints_count - created, evicted and active of both kinds together
 */
void host_endpoints_count(struct host_endpoints *endpoints,
			  struct host_cache_counts *counts);

#endif
