/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flow table. A bucket is a chain of flows; stripe s owns the buckets whose
 * number is s modulo STRIPES, a share of the flows, and one wheel per class, with
 * another for connections that are dropped.
 *
 * Lock: all of a stripe and its flows, by stripe->lock. `sweep_lock` guards `due`
 * and comes before any stripe's lock.
 */
#include "flow/table.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/striped.h"
#include "flow/meter.h"
#include "flow/wheel.h"
#include "packet/packet.h"
#include "packet/verdict.h"

#define TIMEOUT_MOST_US (7 * 86400 * USEC_PER_SEC) /* skywarden.conf(5) */
#define FLOWS_MOST (UINT32_MAX / 2)		   /* links are 32 bits */
/*
 * A connection that a rule drops never closes here: its FINs are dropped, too. Its
 * retransmissions come at most 120 s apart (TCP_RTO_MAX of Linux; RFC 6298 allows a
 * bound of 60 s or more).
 */
#define DROPPED_TIMEOUT_US (130 * USEC_PER_SEC)
#define WHEEL_DROPPED FLOW_CLASSES /* established, and dropped by a rule */
#define WHEELS (FLOW_CLASSES + 1)
_Static_assert(WHEELS <= 8, "a wheel fits into its bits of a flow");
#define DUE_AHEAD 8 /* flows prefetched while one ends */

struct stripe {
	pthread_mutex_t lock;
	uint32_t free;	/* chain of freed flows: index + 1 */
	uint32_t fresh; /* first index of the stripe's never used yet */
	struct flow_table_counts counts;
	struct flow_wheel wheels[WHEELS];
} __attribute__((aligned(64)));

/* A flow that ends in this sweep. */
struct due {
	usec_t last_us; /* a copy: sorting does not touch the flows */
	uint32_t flow;	/* index */
};

struct flow_table {
	struct hash_key key;
	usec_t timeouts[WHEELS];
	uint8_t tick_shift[WHEELS]; /* a tick is 2^this seconds */
	/* index n is of stripe n modulo STRIPES: so what was never used
	   stays in one piece, untouched */
	struct flow *flows;
	size_t flow_count;
	struct flow_meters *meters; /* a pool of each stripe, by its lock */
	_Atomic uint32_t
		*buckets;    /* index + 1; relaxed: written under the lock,
				      read without it by prefetches only */
	size_t bucket_count; /* a power of 2, at least STRIPES */
	pthread_mutex_t sweep_lock;
	struct due *due; /* flow_count entries */
	struct stripe stripes[STRIPES];
};

static void stripes_init(struct flow_table *table)
{
	pthread_mutex_init(&table->sweep_lock, NULL);
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &table->stripes[i];

		pthread_mutex_init(&stripe->lock, NULL);
		stripe->fresh = (uint32_t)i;
	}
}

static bool timeouts_fit(const usec_t timeouts[FLOW_CLASSES])
{
	for (int class = 0; class < FLOW_CLASSES; class ++)
		if (timeouts[class] > TIMEOUT_MOST_US)
			return false;
	return true;
}

static void timeouts_init(struct flow_table *table,
			  const usec_t timeouts[FLOW_CLASSES])
{
	usec_t dropped = timeouts[FLOW_TCP_ESTABLISHED];

	memcpy(table->timeouts, timeouts, FLOW_CLASSES * sizeof(*timeouts));
	table->timeouts[WHEEL_DROPPED] =
		dropped < DROPPED_TIMEOUT_US ? dropped : DROPPED_TIMEOUT_US;
	for (unsigned wheel = 0; wheel < WHEELS; wheel++)
		table->tick_shift[wheel] =
			flow_wheel_tick_shift(table->timeouts[wheel]);
}

struct flow_table *flow_table_create(size_t flows,
				     const usec_t timeouts[FLOW_CLASSES],
				     const struct hash_key *key)
{
	struct flow_table *table;

	if (flows > FLOWS_MOST || !timeouts_fit(timeouts)) {
		errno = EINVAL;
		return NULL;
	}
	table = aligned_alloc(64, sizeof(*table));
	if (!table)
		return NULL;
	memset(table, 0, sizeof(*table));
	table->key = *key;
	timeouts_init(table, timeouts);
	table->flow_count = striped_share(flows) * STRIPES;
	table->bucket_count = striped_bucket_count(flows);
	stripes_init(table);
	table->flows =
		striped_map(table->flow_count * sizeof(*table->flows), true);
	table->buckets =
		striped_map(table->bucket_count * sizeof(uint32_t), true);
	table->due = striped_map(table->flow_count * sizeof(*table->due), true);
	table->meters = flow_meters_create(flows, STRIPES);
	if (!table->flows || !table->buckets || !table->due || !table->meters) {
		flow_table_destroy(table);
		errno = ENOMEM;
		return NULL;
	}
	return table;
}

void flow_table_destroy(struct flow_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&table->stripes[i].lock);
	pthread_mutex_destroy(&table->sweep_lock);
	striped_unmap(table->flows, table->flow_count * sizeof(*table->flows));
	striped_unmap(table->buckets, table->bucket_count * sizeof(uint32_t));
	striped_unmap(table->due, table->flow_count * sizeof(*table->due));
	flow_meters_destroy(table->meters);
	free(table);
}

uint64_t flow_table_hash(const struct flow_table *table,
			 const struct flow_key *key)
{
	return hash_bytes(&table->key, key, sizeof(*key));
}

static struct stripe *stripe_of(struct flow_table *table, uint64_t hash)
{
	return &table->stripes[hash & (STRIPES - 1)];
}

static _Atomic uint32_t *bucket_of(const struct flow_table *table,
				   uint64_t hash)
{
	return &table->buckets[hash & (table->bucket_count - 1)];
}

void flow_table_prefetch_bucket(const struct flow_table *table, uint64_t hash)
{
	__builtin_prefetch(bucket_of(table, hash));
}

static void flow_prefetch(const struct flow *flow)
{
	const char *at = (const char *)flow;

	for (size_t line = 0; line < sizeof(*flow); line += 64)
		__builtin_prefetch(at + line, 1);
}

void flow_table_prefetch_flow(const struct flow_table *table, uint64_t hash)
{
	uint32_t link = atomic_load_explicit(bucket_of(table, hash),
					     memory_order_relaxed);

	if (link)
		flow_prefetch(&table->flows[link - 1]);
}

/* ---- wheels: the caller holds the stripe ---- */

static uint32_t link_of(const struct flow_table *table, const struct flow *flow)
{
	return (uint32_t)(flow - table->flows) + 1;
}

/* Return the wheel of the flow's class; dropped connections have one of their own. */
static unsigned wheel_of(const struct flow *flow)
{
	if (flow->action != ACTION_ACCEPT &&
	    flow->class == FLOW_TCP_ESTABLISHED &&
	    packet_action_drops(flow->action))
		return WHEEL_DROPPED;
	return flow->class;
}

/* @when: a packet of the flow, no later than its last one. */
static void wheel_put(struct flow_table *table, struct stripe *stripe,
		      struct flow *flow, usec_t when)
{
	unsigned number = wheel_of(flow);

	flow->wheel = number & 7;
	flow_wheel_put(&stripe->wheels[number], table->flows, flow,
		       flow_wheel_tick(when, table->tick_shift[number]));
}

static void wheel_remove(struct flow_table *table, struct stripe *stripe,
			 struct flow *flow)
{
	flow_wheel_remove(&stripe->wheels[flow->wheel], table->flows, flow);
}

/* ---- chains and ends: the caller holds the stripe ---- */

static struct flow *chain_find(const struct flow_table *table,
			       const struct flow_key *key, uint64_t hash)
{
	uint32_t link = atomic_load_explicit(bucket_of(table, hash),
					     memory_order_relaxed);

	while (link) {
		struct flow *flow = &table->flows[link - 1];

		if (!memcmp(&flow->key, key, sizeof(*key)))
			return flow;
		link = flow->chain;
	}
	return NULL;
}

static void chain_remove(struct flow_table *table, struct flow *flow)
{
	_Atomic uint32_t *bucket =
		bucket_of(table, flow_table_hash(table, &flow->key));
	uint32_t wanted = link_of(table, flow);
	uint32_t link = atomic_load_explicit(bucket, memory_order_relaxed);

	if (link == wanted) {
		atomic_store_explicit(bucket, flow->chain,
				      memory_order_relaxed);
		return;
	}
	while (table->flows[link - 1].chain != wanted)
		link = table->flows[link - 1].chain;
	table->flows[link - 1].chain = flow->chain;
}

static unsigned stripe_number(const struct flow_table *table,
			      const struct flow *flow)
{
	return (unsigned)((size_t)(flow - table->flows) % STRIPES);
}

/* No other thread finds it any more; its memory and its meter are not free yet. */
static void flow_detach(struct flow_table *table, struct stripe *stripe,
			struct flow *flow)
{
	chain_remove(table, flow);
	wheel_remove(table, stripe, flow);
	stripe->counts.active--;
	if (flow->meter)
		flow_table_meter(table, flow)->flow = 0;
}

static void flow_free(struct flow_table *table, struct stripe *stripe,
		      struct flow *flow)
{
	if (flow->meter)
		flow_meters_release(table->meters, stripe_number(table, flow),
				    flow->meter);
	flow->meter = 0;
	flow->chain = stripe->free;
	stripe->free = link_of(table, flow);
}

static void flow_finish(struct flow_table *table, struct stripe *stripe,
			struct flow *flow, struct flow_sink *sink,
			enum flow_end reason)
{
	flow_detach(table, stripe, flow);
	sink->ended(sink, flow, reason);
	flow_free(table, stripe, flow);
}

static bool flow_is_due(const struct flow_table *table, const struct flow *flow,
			usec_t now)
{
	return usec_since(now, flow_last(flow)) >=
	       table->timeouts[wheel_of(flow)];
}

/* Find the oldest flow that may be evicted: closed, never answered, or dropped. */
static struct flow *stripe_evictable(struct flow_table *table,
				     struct stripe *stripe)
{
	static const uint8_t wheels[] = {FLOW_TCP_CLOSED, FLOW_TCP_NEW,
					 FLOW_UDP_NEW, WHEEL_DROPPED};
	struct flow *oldest = NULL;

	for (size_t i = 0; i < sizeof(wheels); i++) {
		struct flow *flow = flow_wheel_oldest(
			&stripe->wheels[wheels[i]], table->flows,
			table->tick_shift[wheels[i]]);

		if (flow && (!oldest || flow_last(flow) < flow_last(oldest)))
			oldest = flow;
	}
	return oldest;
}

static struct flow *stripe_new_flow(struct flow_table *table,
				    struct stripe *stripe,
				    struct flow_sink *sink)
{
	struct flow *flow;

	if (!stripe->free && stripe->fresh < table->flow_count) {
		flow = &table->flows[stripe->fresh];
		stripe->fresh += STRIPES;
		if (stripe->fresh < table->flow_count) /* the next one's */
			flow_prefetch(&table->flows[stripe->fresh]);
		return flow;
	}
	if (!stripe->free) {
		flow = stripe_evictable(table, stripe);
		if (!flow)
			return NULL;
		stripe->counts.evicted++;
		flow_finish(table, stripe, flow, sink, FLOW_END_FORCED);
	}
	flow = &table->flows[stripe->free - 1];
	stripe->free = flow->chain;
	if (stripe->free)
		flow_prefetch(&table->flows[stripe->free - 1]);
	return flow;
}

static struct flow *flow_add(struct flow_table *table, struct stripe *stripe,
			     const struct flow_key *key, uint64_t hash,
			     const struct packet *packet, bool from_low,
			     struct flow_sink *sink)
{
	_Atomic uint32_t *bucket = bucket_of(table, hash);
	struct flow *flow = stripe_new_flow(table, stripe, sink);

	if (!flow)
		return NULL;
	memset(flow, 0, sizeof(*flow));
	flow->key = *key;
	flow_start(flow, packet, from_low);
	flow->chain = atomic_load_explicit(bucket, memory_order_relaxed);
	atomic_store_explicit(bucket, link_of(table, flow),
			      memory_order_relaxed);
	wheel_put(table, stripe, flow, packet->time_us);
	stripe->counts.created++;
	stripe->counts.active++;
	return flow;
}

/*
 * Return whether the packet opens a new connection on the flow's 5-tuple. After the old
 * one was closed, any SYN does. Before, we may have missed its end, so a SYN with another
 * number does, too; but not for a decided flow, because any host can forge a SYN.
 */
static bool flow_restarts(const struct flow *flow, const struct packet *packet,
			  bool from_low)
{
	bool orig = from_low == !!(flow->flags & FLOW_ORIG_IS_LOW);
	unsigned direction = orig ? FLOW_ORIG : FLOW_REPLY;

	if ((packet->tcp_flags & (PACKET_TCP_SYN | PACKET_TCP_ACK)) !=
	    PACKET_TCP_SYN)
		return false;
	if (flow->class == FLOW_TCP_CLOSED)
		return true;
	/* a SYN that repeats the first opens no other connection */
	return flow->class == FLOW_TCP_ESTABLISHED && !flow->decided &&
	       packet->tcp_seq + 1 != flow->tcp_next[direction];
}

struct flow *flow_table_acquire(struct flow_table *table,
				const struct flow_key *key, uint64_t hash,
				const struct packet *packet, bool from_low,
				struct flow_sink *sink, bool *created)
{
	struct stripe *stripe = stripe_of(table, hash);
	struct flow *flow;

	pthread_mutex_lock(&stripe->lock);
	flow = chain_find(table, key, hash);
	if (flow && flow_is_due(table, flow, packet->time_us)) {
		stripe->counts.timed_out++;
		flow_finish(table, stripe, flow, sink, FLOW_END_TIMEOUT);
		flow = NULL;
	} else if (flow && flow_restarts(flow, packet, from_low)) {
		stripe->counts.restarted++;
		flow_finish(table, stripe, flow, sink, FLOW_END_RESTART);
		flow = NULL;
	}
	*created = !flow;
	if (!flow)
		flow = flow_add(table, stripe, key, hash, packet, from_low,
				sink);
	if (!flow) {
		stripe->counts.refused++;
		pthread_mutex_unlock(&stripe->lock);
		errno = ENOSPC;
	}
	return flow;
}

void flow_table_release(struct flow_table *table, uint64_t hash,
			struct flow *flow)
{
	struct stripe *stripe = stripe_of(table, hash);

	if (flow->wheel != wheel_of(flow)) {
		wheel_remove(table, stripe, flow);
		wheel_put(table, stripe, flow, flow_last(flow));
	}
	pthread_mutex_unlock(&stripe->lock);
}

struct flow *flow_table_find(struct flow_table *table,
			     const struct flow_key *key, uint64_t hash)
{
	struct stripe *stripe = stripe_of(table, hash);
	struct flow *flow;

	pthread_mutex_lock(&stripe->lock);
	flow = chain_find(table, key, hash);
	if (!flow)
		pthread_mutex_unlock(&stripe->lock);
	return flow;
}

struct flow_meter *flow_table_meter(struct flow_table *table, struct flow *flow)
{
	unsigned stripe = stripe_number(table, flow);

	return flow->meter ? flow_meters_at(table->meters, stripe, flow->meter)
			   : NULL;
}

/* Take a free meter, or that of a silent flow of the stripe. */
static uint16_t stripe_new_meter(struct flow_table *table, unsigned stripe,
				 usec_t now)
{
	uint16_t number = flow_meters_take(table->meters, stripe);

	if (number)
		return number;
	number = flow_meters_silent(table->meters, stripe, now);
	if (!number)
		return 0;
	table->flows[flow_meters_at(table->meters, stripe, number)->flow - 1]
		.meter = 0;
	flow_meters_release(table->meters, stripe, number);
	return flow_meters_take(table->meters, stripe);
}

struct flow_meter *flow_table_add_meter(struct flow_table *table,
					struct flow *flow, usec_t now)
{
	unsigned stripe = stripe_number(table, flow);
	struct flow_meter *meter;

	if (flow->meter)
		return flow_table_meter(table, flow);
	flow->meter = stripe_new_meter(table, stripe, now);
	if (!flow->meter) {
		table->stripes[stripe].counts.unmetered++;
		return NULL;
	}
	meter = flow_table_meter(table, flow);
	meter->flow = link_of(table, flow);
	meter->last_us = now;
	return meter;
}

/* ---- sweeping: the caller holds sweep_lock ---- */

/* Detach flows that are due, onto table->due from @count on; move the others on. */
static size_t slot_collect(struct flow_table *table, struct stripe *stripe,
			   struct flow_slot *slot, usec_t now, size_t count)
{
	uint32_t last = slot->tail;
	uint32_t link = slot->head;

	while (link) {
		struct flow *flow = &table->flows[link - 1];
		uint32_t next = link == last ? 0 : flow->next;

		if (next)
			flow_prefetch(&table->flows[next - 1]);
		if (flow_is_due(table, flow, now)) {
			flow_detach(table, stripe, flow);
			stripe->counts.timed_out++;
			table->due[count++] =
				(struct due){flow_last(flow), link - 1};
		} else {
			wheel_remove(table, stripe, flow);
			wheel_put(table, stripe, flow, flow_last(flow));
		}
		link = next;
	}
	return count;
}

/* The last packet of a flow that is due came in the tick of a timeout ago, or before. */
static size_t wheel_collect(struct flow_table *table, struct stripe *stripe,
			    unsigned number, usec_t now, size_t count)
{
	struct flow_wheel *wheel = &stripe->wheels[number];
	uint64_t tick, last;

	if (!wheel->count || now < table->timeouts[number])
		return count;
	last = flow_wheel_tick(now - table->timeouts[number],
			       table->tick_shift[number]);
	if (last < wheel->first)
		return count;
	tick = wheel->first;
	if (last - tick >= FLOW_WHEEL_SLOTS)
		tick = last - FLOW_WHEEL_SLOTS + 1; /* each slot once */
	wheel->first = last;
	for (; tick <= last; tick++)
		count = slot_collect(table, stripe,
				     &wheel->slots[tick % FLOW_WHEEL_SLOTS],
				     now, count);
	return count;
}

static size_t wheel_drain(struct flow_table *table, struct stripe *stripe,
			  unsigned number, size_t count)
{
	struct flow_wheel *wheel = &stripe->wheels[number];

	for (size_t i = 0; i < FLOW_WHEEL_SLOTS && wheel->count; i++) {
		while (wheel->slots[i].head) {
			uint32_t link = wheel->slots[i].head;
			struct flow *flow = &table->flows[link - 1];

			if (flow->next)
				flow_prefetch(&table->flows[flow->next - 1]);
			flow_detach(table, stripe, flow);
			table->due[count++] =
				(struct due){flow_last(flow), link - 1};
		}
	}
	return count;
}

static int due_compare(const void *a, const void *b, void *context)
{
	const struct flow *flows = context;
	const struct due *x = a, *y = b;

	if (x->last_us != y->last_us)
		return x->last_us < y->last_us ? -1 : 1;
	return packet_key_compare(&flows[x->flow].key, &flows[y->flow].key);
}

/* Detached flows belong to this thread: report them without a lock, then free them. */
static void due_finish(struct flow_table *table, size_t count,
		       struct flow_sink *sink, enum flow_end reason)
{
	qsort_r(table->due, count, sizeof(*table->due), due_compare,
		table->flows);
	for (size_t i = 0; i < count; i++) {
		uint32_t index = table->due[i].flow;
		struct flow *flow = &table->flows[index];
		struct stripe *stripe = &table->stripes[index % STRIPES];

		if (i + DUE_AHEAD < count)
			flow_prefetch(
				&table->flows[table->due[i + DUE_AHEAD].flow]);
		sink->ended(sink, flow, reason);
		pthread_mutex_lock(&stripe->lock);
		flow_free(table, stripe, flow);
		pthread_mutex_unlock(&stripe->lock);
	}
}

void flow_table_sweep(struct flow_table *table, usec_t now,
		      struct flow_sink *sink)
{
	size_t count = 0;

	if (pthread_mutex_trylock(&table->sweep_lock))
		return;
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &table->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		for (unsigned wheel = 0; wheel < WHEELS; wheel++)
			count = wheel_collect(table, stripe, wheel, now, count);
		pthread_mutex_unlock(&stripe->lock);
	}
	due_finish(table, count, sink, FLOW_END_TIMEOUT);
	pthread_mutex_unlock(&table->sweep_lock);
}

void flow_table_flush(struct flow_table *table, struct flow_sink *sink)
{
	size_t count = 0;

	pthread_mutex_lock(&table->sweep_lock);
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &table->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		for (unsigned wheel = 0; wheel < WHEELS; wheel++)
			count = wheel_drain(table, stripe, wheel, count);
		pthread_mutex_unlock(&stripe->lock);
	}
	due_finish(table, count, sink, FLOW_END_SHUTDOWN);
	pthread_mutex_unlock(&table->sweep_lock);
}

void flow_table_count(struct flow_table *table,
		      struct flow_table_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &table->stripes[i];

		pthread_mutex_lock(&stripe->lock);
		counts->created += stripe->counts.created;
		counts->timed_out += stripe->counts.timed_out;
		counts->evicted += stripe->counts.evicted;
		counts->restarted += stripe->counts.restarted;
		counts->refused += stripe->counts.refused;
		counts->unmetered += stripe->counts.unmetered;
		counts->active += stripe->counts.active;
		pthread_mutex_unlock(&stripe->lock);
	}
}

void flow_table_clear_counts(struct flow_table *table)
{
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *stripe = &table->stripes[i];
		uint64_t active;

		pthread_mutex_lock(&stripe->lock);
		active = stripe->counts.active;
		memset(&stripe->counts, 0, sizeof(stripe->counts));
		stripe->counts.active = active;
		pthread_mutex_unlock(&stripe->lock);
	}
}

size_t flow_table_bytes_per_flow(void)
{
	return sizeof(struct flow);
}
