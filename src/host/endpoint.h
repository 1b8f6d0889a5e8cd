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
 * Endpoints that are known to run an application. They are learned from proofs and
 * expire. They are kept apart from host/memory, so that a flood of packets cannot evict
 * them. For the same reason endpoints proven by an exchange are kept apart from those
 * that any sender can forge: candidates without enough proofs, or with proofs in one
 * direction only, evict only each other. Any number of threads.
 */
struct host_endpoints;

/* A proof, by a signature, that an endpoint runs an application. */
struct host_proof {
	uint16_t application;
	uint16_t signature; /* number in the set */
	uint8_t bits;	    /* weight of the endpoint as evidence */
	uint8_t needs; /* proofs of the application until it counts; at least 1 */
	bool proven_peer;   /* the other end is known by proofs of its own */
	bool answered;	    /* the flow had payload in both directions */
	usec_t lifetime_us; /* after the last proof */
	struct revision revision; /* of the ruleset with the signature */
};

struct host_knowledge {
	uint16_t application; /* 0: unknown */
	uint16_t signature;
	uint32_t revision; /* of the last proof */
	uint8_t bits;
	bool own; /* proven by its own traffic: it may vouch for others */
	usec_t since_us; /* when the needed proofs were complete */
};

/* The most evidence that an endpoint with a second application gives. */
#define HOST_ENDPOINT_HINT_BITS 12

/**
 * host_endpoints_create - make a table for @entries known endpoints
 * @key: copied; endpoints are hashed with it
 *
 * A quarter as many entries are added for candidates.
 *
 * Return: the table, for host_endpoints_destroy(); NULL with errno ENOMEM.
 */
struct host_endpoints *host_endpoints_create(size_t entries,
					     const struct hash_key *key);
void host_endpoints_destroy(struct host_endpoints *endpoints);

/**
 * host_endpoints_clear - remove all endpoints and reset the counts
 */
void host_endpoints_clear(struct host_endpoints *endpoints);

/**
 * host_endpoints_learn - record a proof that an endpoint runs an application
 *
 * The application proven first stays until it expires. While it needs more proofs, a
 * proof of another application replaces it if it weighs more or needs no second one. In
 * both cases the endpoint has two applications and gives HOST_ENDPOINT_HINT_BITS at most.
 *
 * Return: true when this proof completed those that are needed.
 */
bool host_endpoints_learn(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint,
			  const struct host_proof *proof, usec_t now);

/**
 * host_endpoints_lookup - find the application of an endpoint at @now
 * @knowledge: out; application 0, and the rest not set, when the endpoint is unknown
 *             or has expired
 *
 * Takes no lock when no endpoint is known at this port.
 */
void host_endpoints_lookup(struct host_endpoints *endpoints,
			   const struct endpoint *endpoint, usec_t now,
			   struct host_knowledge *knowledge);

/**
 * host_endpoints_doubt - note that a known endpoint has a second application
 * @application: the first one; does nothing when the endpoint has another one
 *
 * The endpoint gives HOST_ENDPOINT_HINT_BITS at most from now on.
 */
void host_endpoints_doubt(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint,
			  uint16_t application);

#define HOST_ENDPOINT_NEWS_BITS 10 /* as many as a flow stores */

/**
 * host_endpoints_news - return how many endpoints became known
 *
 * Modulo 2^HOST_ENDPOINT_NEWS_BITS. A flow whose stored number differs looks up its
 * endpoints again. Takes no lock.
 */
unsigned host_endpoints_news(const struct host_endpoints *endpoints);

/**
 * host_endpoints_count - count created, evicted and active entries, candidates included
 */
void host_endpoints_count(struct host_endpoints *endpoints,
			  struct host_cache_counts *counts);

#endif
