/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over host/lru, which has the locks.
 */
#include "host/endpoint.h"

#include "host/lru.h"

struct entry {
	uint16_t application; /* proven first; else of the strongest lesson */
	uint16_t signature;   /* the last that spoke for it */
	uint16_t proofs;      /* saturating; 0: a free entry */
	uint8_t bits;	      /* most of the lessons with enough proofs; else,
				 of the first one */
	bool mixed;	      /* another application was seen here, too */
	uint32_t epoch;	      /* of the last lesson */
	usec_t since_us;      /* 0: proofs are still needed */
	usec_t expires_us;
};

static struct host_lru *lru_of(struct host_endpoints *endpoints)
{
	return (struct host_lru *)endpoints;
}

struct host_endpoints *host_endpoints_create(size_t entries,
					     const struct hash_key *key)
{
	return (struct host_endpoints *)host_lru_create(
		entries, sizeof(struct endpoint), sizeof(struct entry), key);
}

void host_endpoints_destroy(struct host_endpoints *endpoints)
{
	host_lru_destroy(lru_of(endpoints));
}

void host_endpoints_clear(struct host_endpoints *endpoints)
{
	host_lru_clear(lru_of(endpoints));
}

static void entry_start(struct entry *entry, const struct host_lesson *lesson,
			bool mixed)
{
	*entry = (struct entry){.application = lesson->application,
				.bits = lesson->bits,
				.mixed = mixed};
}

/* A lesson gives its weight only when it has the proofs that it needs itself. */
static bool entry_count_proof(struct entry *entry,
			      const struct host_lesson *lesson, usec_t now)
{
	if (entry->proofs < lesson->needs)
		return false;
	if (!entry->since_us) {
		entry->since_us = now;
		entry->bits = lesson->bits;
		return true;
	}
	if (entry->bits < lesson->bits)
		entry->bits = lesson->bits;
	return false;
}

static bool entry_learn(struct entry *entry, const struct host_lesson *lesson,
			usec_t now)
{
	if (!entry->proofs || entry->expires_us <= now ||
	    entry->epoch < lesson->renumbered ||
	    (entry->epoch < lesson->withdrawn &&
	     entry->signature != lesson->signature))
		entry_start(entry, lesson, false);
	entry->epoch = lesson->epoch;
	if (entry->application != lesson->application) {
		entry->mixed = true;
		if (entry->since_us ||
		    (entry->bits >= lesson->bits && lesson->needs > 1))
			return false;
		entry_start(entry, lesson, true);
	}
	if (entry->proofs < UINT16_MAX)
		entry->proofs++;
	if (entry->expires_us < now + lesson->lifetime_us)
		entry->expires_us = now + lesson->lifetime_us;
	entry->signature = lesson->signature;
	return entry_count_proof(entry, lesson, now);
}

bool host_endpoints_learn(struct host_endpoints *endpoints,
			  const struct endpoint *endpoint,
			  const struct host_lesson *lesson, usec_t now)
{
	unsigned stripe;
	struct entry *entry =
		host_lru_acquire(lru_of(endpoints), endpoint, true, &stripe);
	bool complete = entry_learn(entry, lesson, now);

	host_lru_release(lru_of(endpoints), stripe);
	return complete;
}

static uint8_t entry_bits(const struct entry *entry)
{
	if (entry->mixed && entry->bits > HOST_ENDPOINT_HINT_BITS)
		return HOST_ENDPOINT_HINT_BITS;
	return entry->bits;
}

void host_endpoints_lookup(struct host_endpoints *endpoints,
			   const struct endpoint *endpoint, usec_t now,
			   struct host_knowledge *knowledge)
{
	unsigned stripe;
	const struct entry *entry;

	knowledge->application = 0;
	if (host_lru_is_empty(lru_of(endpoints)))
		return;
	entry = host_lru_acquire(lru_of(endpoints), endpoint, false, &stripe);
	if (!entry)
		return;
	if (entry->since_us && entry->expires_us > now)
		*knowledge = (struct host_knowledge){
			.application = entry->application,
			.signature = entry->signature,
			.epoch = entry->epoch,
			.bits = entry_bits(entry),
			.since_us = entry->since_us,
		};
	host_lru_release(lru_of(endpoints), stripe);
}

void host_endpoints_count(struct host_endpoints *endpoints,
			  struct host_lru_counts *counts)
{
	host_lru_count(lru_of(endpoints), counts);
}
