/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set-associative memory: a datagram may use any of the four entries of its set.
 * Lock: all entries, by `lock`; fragments are rare, and one lock is enough.
 */
#include "flow/fragment.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/usec.h"
#include "packet/packet.h"

#define SETS 1024
#define WAYS 4
/* RFC 791 and RFC 8200 let hosts wait 15 to 60 s for the rest; 30 is Linux's. */
#define LIFETIME_US (30 * USEC_PER_SEC)

struct datagram {
	struct address source, dest;
	uint32_t id;
	uint16_t vlan, inner_vlan;
	uint32_t transport;
};
_Static_assert(sizeof(struct datagram) == 44, "no padding: it is hashed whole");

struct fragment_entry {
	struct datagram datagram;
	uint16_t source_port, dest_port;
	usec_t seen_us; /* 0: empty */
};

struct flow_fragments {
	pthread_mutex_t lock;
	struct hash_key key;
	struct fragment_entry entries[SETS][WAYS];
};

struct flow_fragments *flow_fragments_create(const struct hash_key *key)
{
	struct flow_fragments *fragments = calloc(1, sizeof(*fragments));

	if (!fragments)
		return NULL;
	pthread_mutex_init(&fragments->lock, NULL);
	fragments->key = *key;
	return fragments;
}

void flow_fragments_destroy(struct flow_fragments *fragments)
{
	if (!fragments)
		return;
	pthread_mutex_destroy(&fragments->lock);
	free(fragments);
}

void flow_fragments_clear(struct flow_fragments *fragments)
{
	pthread_mutex_lock(&fragments->lock);
	memset(fragments->entries, 0, sizeof(fragments->entries));
	pthread_mutex_unlock(&fragments->lock);
}

static struct datagram datagram_of(const struct packet *packet)
{
	return (struct datagram){.source = packet->source,
				 .dest = packet->dest,
				 .id = packet->fragment_id,
				 .vlan = packet->vlan,
				 .inner_vlan = packet->inner_vlan,
				 .transport = packet->transport};
}

static struct fragment_entry *set_of(struct flow_fragments *fragments,
				     const struct datagram *datagram)
{
	uint64_t hash =
		hash_bytes(&fragments->key, datagram, sizeof(*datagram));

	return fragments->entries[hash % SETS];
}

/* A time far ahead comes from before the clock went back: the entry has expired, too. */
static bool entry_is_live(const struct fragment_entry *entry, usec_t now)
{
	return entry->seen_us &&
	       usec_since(now, entry->seen_us) < LIFETIME_US &&
	       usec_since(entry->seen_us, now) < LIFETIME_US;
}

/* The datagram's own entry, else an expired one, else the oldest. */
static struct fragment_entry *entry_for(struct fragment_entry *set,
					const struct datagram *datagram,
					usec_t now)
{
	struct fragment_entry *entry = &set[0];

	for (int i = 0; i < WAYS; i++) {
		if (!memcmp(&set[i].datagram, datagram, sizeof(*datagram)))
			return &set[i];
		if (!entry_is_live(entry, now))
			continue;
		if (!entry_is_live(&set[i], now) ||
		    set[i].seen_us < entry->seen_us)
			entry = &set[i];
	}
	return entry;
}

void flow_fragments_remember(struct flow_fragments *fragments,
			     const struct packet *packet)
{
	struct datagram datagram = datagram_of(packet);
	struct fragment_entry *entry;

	pthread_mutex_lock(&fragments->lock);
	entry = entry_for(set_of(fragments, &datagram), &datagram,
			  packet->time_us);
	*entry = (struct fragment_entry){.datagram = datagram,
					 .source_port = packet->source_port,
					 .dest_port = packet->dest_port,
					 .seen_us = packet->time_us};
	pthread_mutex_unlock(&fragments->lock);
}

bool flow_fragments_resolve(struct flow_fragments *fragments,
			    struct packet *packet)
{
	struct datagram datagram = datagram_of(packet);
	struct fragment_entry *entry;
	bool known;

	pthread_mutex_lock(&fragments->lock);
	entry = entry_for(set_of(fragments, &datagram), &datagram,
			  packet->time_us);
	known = entry_is_live(entry, packet->time_us) &&
		!memcmp(&entry->datagram, &datagram, sizeof(datagram));
	if (known) {
		packet->source_port = entry->source_port;
		packet->dest_port = entry->dest_port;
	}
	pthread_mutex_unlock(&fragments->lock);
	return known;
}
