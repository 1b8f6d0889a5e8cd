/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two maps of host/cache, which has the locks; one is locked at a time. An endpoint
 * starts as a candidate. When its proofs are complete and one was part of an exchange,
 * it moves to the known endpoints.
 */
#include "host/endpoint.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "host/cache.h"

#define CANDIDATES_SHARE 4 /* one entry for so many known ones */

struct entry {
	uint16_t
		application; /* proven first; else the one of the strongest proof */
	uint16_t signature; /* of the last proof */
	uint16_t proofs;    /* saturating; 0: a free entry */
	uint8_t bits;	    /* the most of proofs that were enough; else,
				 of the first one */
	bool mixed;	    /* another application was proven here, too */
	bool own;	    /* enough proofs without proven_peer */
	bool answered;	    /* a proof was part of an exchange */
	uint32_t revision;  /* of the last proof */
	usec_t since_us;    /* 0: more proofs are needed */
	usec_t expires_us;
};

#define PORTS 65536

struct host_endpoints {
	struct host_cache *known, *candidates;
	/* The time in seconds until which an endpoint may be known at a port, for UDP
	   and TCP: saves most flows the lookup. */
	atomic_uint known_until[2][PORTS];
	/* Whether it was ever written; small enough to stay in the CPU cache. */
	atomic_uint known_ever[2][PORTS / 32];
	atomic_uint learned; /* endpoints that became known */
};

struct host_endpoints *host_endpoints_create(size_t entries,
					     const struct hash_key *key)
{
	struct host_endpoints *endpoints = calloc(1, sizeof(*endpoints));

	if (!endpoints)
		return NULL;
	endpoints->known = host_cache_create(entries, sizeof(struct endpoint),
					     sizeof(struct entry), key);
	endpoints->candidates = host_cache_create(
		entries / CANDIDATES_SHARE + 1, sizeof(struct endpoint),
		sizeof(struct entry), key);
	if (endpoints->known && endpoints->candidates)
		return endpoints;
	host_endpoints_destroy(endpoints);
	errno = ENOMEM;
	return NULL;
}

void host_endpoints_destroy(struct host_endpoints *endpoints)
{
	if (!endpoints)
		return;
	host_cache_destroy(endpoints->known);
	host_cache_destroy(endpoints->candidates);
	free(endpoints);
}

void host_endpoints_clear(struct host_endpoints *endpoints)
{
	if (host_cache_is_empty(endpoints->known) &&
	    host_cache_is_empty(endpoints->candidates))
		return;
	host_cache_clear(endpoints->known);
	host_cache_clear(endpoints->candidates);
	atomic_store(&endpoints->learned, 0);
	for (unsigned port = 0; port < PORTS; port++) {
		atomic_store(&endpoints->known_until[0][port], 0);
		atomic_store(&endpoints->known_until[1][port], 0);
	}
	for (unsigned i = 0; i < PORTS / 32; i++) {
		atomic_store(&endpoints->known_ever[0][i], 0);
		atomic_store(&endpoints->known_ever[1][i], 0);
	}
}

static void entry_start(struct entry *entry, const struct host_proof *proof,
			bool mixed)
{
	*entry = (struct entry){.application = proof->application,
				.bits = proof->bits,
				.mixed = mixed};
}

/* A proof gives its weight once there are as many as it needs. */
static bool entry_count_proof(struct entry *entry,
			      const struct host_proof *proof, usec_t now)
{
	if (entry->proofs < proof->needs)
		return false;
	entry->own |= !proof->proven_peer;
	if (!entry->since_us) {
		entry->since_us = now;
		entry->bits = proof->bits;
		return true;
	}
	if (entry->bits < proof->bits)
		entry->bits = proof->bits;
	return false;
}

static bool entry_learn(struct entry *entry, const struct host_proof *proof,
			usec_t now)
{
	enum revision_answer keeps =
		revision_keeps(&proof->revision, entry->revision);

	/* only of the own signature is it known that it still exists */
	if (!entry->proofs || entry->expires_us <= now ||
	    keeps == REVISION_FORGET ||
	    (keeps == REVISION_RECHECK && entry->signature != proof->signature))
		entry_start(entry, proof, false);
	entry->revision = proof->revision.number;
	if (entry->application != proof->application) {
		entry->mixed = true;
		if (entry->since_us ||
		    (entry->bits >= proof->bits && proof->needs > 1))
			return false;
		entry_start(entry, proof, true);
	}
	if (entry->proofs < UINT16_MAX)
		entry->proofs++;
	if (entry->expires_us < now + proof->lifetime_us)
		entry->expires_us = now + proof->lifetime_us;
	entry->signature = proof->signature;
	entry->answered |= proof->answered;
	return entry_count_proof(entry, proof, now);
}

/* Record a proof in one map. @copy: out: the entry afterwards. */
static bool map_learn(struct host_cache *map, const struct endpoint *endpoint,
		      bool create, const struct host_proof *proof, usec_t now,
		      struct entry *copy, bool *complete)
{
	unsigned stripe;
	struct entry *entry =
		host_cache_acquire(map, endpoint, create, &stripe);

	if (!entry)
		return false;
	*complete = entry_learn(entry, proof, now);
	*copy = *entry;
	host_cache_release(map, stripe);
	return true;
}

static atomic_uint *port_of(struct host_endpoints *endpoints,
			    const struct endpoint *endpoint)
{
	bool tcp = endpoint->transport == IPPROTO_TCP;

	return &endpoints->known_until[tcp][endpoint->port];
}

static atomic_uint *ever_of(struct host_endpoints *endpoints,
			    const struct endpoint *endpoint)
{
	bool tcp = endpoint->transport == IPPROTO_TCP;

	return &endpoints->known_ever[tcp][endpoint->port / 32];
}

/* Rounded up, and never lowered: the endpoint may expire before. */
static void port_is_known(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint, usec_t until)
{
	atomic_uint *port = port_of(endpoints, endpoint);
	unsigned second = (unsigned)(until / USEC_PER_SEC) + 1;
	unsigned before = atomic_load_explicit(port, memory_order_relaxed);

	while (before < second &&
	       !atomic_compare_exchange_weak_explicit(port, &before, second,
						      memory_order_relaxed,
						      memory_order_relaxed))
		;
	atomic_fetch_or_explicit(ever_of(endpoints, endpoint),
				 1U << endpoint->port % 32,
				 memory_order_relaxed);
}

static bool none_is_known(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint, usec_t now)
{
	unsigned ever = atomic_load_explicit(ever_of(endpoints, endpoint),
					     memory_order_relaxed);

	return !(ever >> endpoint->port % 32 & 1) ||
	       atomic_load_explicit(port_of(endpoints, endpoint),
				    memory_order_relaxed) <= now / USEC_PER_SEC;
}

static void candidate_promote(struct host_endpoints *endpoints,
			      const struct endpoint *endpoint,
			      const struct entry *entry)
{
	unsigned stripe;
	struct entry *to =
		host_cache_acquire(endpoints->known, endpoint, true, &stripe);

	*to = *entry;
	host_cache_release(endpoints->known, stripe);
	host_cache_remove(endpoints->candidates, endpoint);
}

bool host_endpoints_learn(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint,
			  const struct host_proof *proof, usec_t now)
{
	struct entry entry;
	bool complete;

	if (!map_learn(endpoints->known, endpoint, false, proof, now, &entry,
		       &complete)) {
		map_learn(endpoints->candidates, endpoint, true, proof, now,
			  &entry, &complete);
		if (entry.since_us && entry.answered)
			candidate_promote(endpoints, endpoint, &entry);
	}
	if (entry.since_us)
		port_is_known(endpoints, endpoint, entry.expires_us);
	if (complete)
		atomic_fetch_add_explicit(&endpoints->learned, 1,
					  memory_order_relaxed);
	return complete;
}

static uint8_t entry_bits(const struct entry *entry)
{
	if (entry->mixed && entry->bits > HOST_ENDPOINT_HINT_BITS)
		return HOST_ENDPOINT_HINT_BITS;
	return entry->bits;
}

/* Return: whether the map has the endpoint, with or without an application. */
static bool map_lookup(struct host_cache *map, const struct endpoint *endpoint,
		       uint64_t hash, usec_t now,
		       struct host_knowledge *knowledge)
{
	unsigned stripe;
	const struct entry *entry;

	if (host_cache_is_empty(map))
		return false;
	entry = host_cache_acquire_hashed(map, endpoint, hash, false, &stripe);
	if (!entry)
		return false;
	if (entry->since_us && entry->expires_us > now)
		*knowledge = (struct host_knowledge){
			.application = entry->application,
			.signature = entry->signature,
			.revision = entry->revision,
			.bits = entry_bits(entry),
			.own = entry->own,
			.since_us = entry->since_us,
		};
	host_cache_release(map, stripe);
	return true;
}

void host_endpoints_lookup(struct host_endpoints *endpoints,
			   const struct endpoint *endpoint, usec_t now,
			   struct host_knowledge *knowledge)
{
	uint64_t hash;

	knowledge->application = 0;
	if (none_is_known(endpoints, endpoint, now))
		return;
	hash = host_cache_hash(endpoints->known, endpoint);
	if (!map_lookup(endpoints->known, endpoint, hash, now, knowledge))
		map_lookup(endpoints->candidates, endpoint, hash, now,
			   knowledge);
}

void host_endpoints_doubt(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint, uint16_t application)
{
	struct host_cache *const maps[] = {endpoints->known,
					   endpoints->candidates};

	for (unsigned i = 0; i < 2; i++) {
		unsigned stripe;
		struct entry *entry =
			host_cache_acquire(maps[i], endpoint, false, &stripe);

		if (!entry)
			continue;
		entry->mixed |= entry->application == application;
		host_cache_release(maps[i], stripe);
	}
}

unsigned host_endpoints_news(const struct host_endpoints *endpoints)
{
	return atomic_load_explicit(&endpoints->learned, memory_order_relaxed) &
	       ((1U << HOST_ENDPOINT_NEWS_BITS) - 1);
}

/* A known endpoint was a candidate first: count its creation once. */
void host_endpoints_count(struct host_endpoints *endpoints,
			  struct host_cache_counts *counts)
{
	struct host_cache_counts known;

	host_cache_count(endpoints->known, &known);
	host_cache_count(endpoints->candidates, counts);
	counts->evicted += known.evicted;
	counts->active += known.active;
}
