/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "flow/flow.h"

struct flow_meter;
struct hash_key;
struct packet;

/*
 * All flows, lock-striped: a bucket's flows, what ages them and their memory
 * belong to one of 64 stripes. Made once, at its full size; nothing is
 * allocated later. Any number of threads.
 */
struct flow_table;

enum flow_end {
	FLOW_END_TIMEOUT,  /* no packet for the timeout of its class */
	FLOW_END_FORCED,   /* evicted for a new flow, the stripe was full */
	FLOW_END_RESTART,  /* a new connection took its 5-tuple */
	FLOW_END_SHUTDOWN, /* flushed: end of the capture, or of the program */
};

/* Who wants to know of ended flows; embedded in what needs it. */
struct flow_sink {
	/* @flow is locked or detached, its meter still there: read it now */
	void (*ended)(struct flow_sink *sink, struct flow *flow,
		      enum flow_end reason);
};

struct flow_table_counts {
	uint64_t created, timed_out, evicted, restarted;
	uint64_t refused;   /* packets whose flow found no place */
	uint64_t unmetered; /* packets of decided flows that found no meter */
	uint64_t active;    /* now */
};

/**
 * flow_table_create - a table for @flows concurrent flows
 * @timeouts: per class; at most a week
 * @key:      copied
 *
 * Each stripe has room for its share and six standard deviations, so that @flows
 * fit whatever the hash does. Memory that no flow has used is not touched.
 *
 * Return: the table; NULL with errno ENOMEM or EINVAL (a timeout out of range,
 * more than 2^31 flows).
 */
struct flow_table *flow_table_create(size_t flows,
				     const usec_t timeouts[FLOW_CLASSES],
				     const struct hash_key *key);
void flow_table_destroy(struct flow_table *table);

/**
 * flow_table_hash - the hash of a key, under the table's own hash key
 *
 * Find it once for each packet: all that follow want it.
 */
uint64_t flow_table_hash(const struct flow_table *table,
			 const struct flow_key *key);

/**
 * flow_table_prefetch_bucket - a hint for the processor, a batch ahead
 *
 * Any thread, no lock; flow_table_prefetch_flow() comes some packets later.
 */
void flow_table_prefetch_bucket(const struct flow_table *table, uint64_t hash);

/**
 * flow_table_prefetch_flow - a hint: the first flow of the bucket, if any
 *
 * Any thread, no lock: the bucket may change meanwhile, and the hint be wrong.
 */
void flow_table_prefetch_flow(const struct flow_table *table, uint64_t hash);

/**
 * flow_table_acquire - find or create the flow of one packet; returns it locked
 * @key:     ordered 5-tuple, see packet_key_from(); copied
 * @hash:    flow_table_hash() of it
 * @packet:  gives the time, and for a new flow its direction
 * @sink:    told of flows that end on the way (timeout, restart, eviction)
 * @created: out
 *
 * A flow that was idle for its timeout ends here, and so does one that sees a SYN of
 * another connection, if it is closed or was not decided; a new one begins. When the stripe is full, the oldest flow that is closed or
 * was never answered gives way; flows in use never do.
 *
 * The stripe that owns @key stays locked until flow_table_release(); the flow is
 * the caller's for that long and no longer. Lock order: flow stripe before host or
 * endpoint stripe.
 *
 * Return: the flow; NULL with errno ENOSPC when the stripe is full of live flows.
 * Then no lock is held and the refusal is counted.
 */
struct flow *flow_table_acquire(struct flow_table *table,
				const struct flow_key *key, uint64_t hash,
				const struct packet *packet, bool from_low,
				struct flow_sink *sink, bool *created);

/**
 * flow_table_release - unlock a flow; from now on it is not the caller's
 * @hash: as when it was acquired or found
 *
 * Puts it where its class and action make it age.
 */
void flow_table_release(struct flow_table *table, uint64_t hash,
			struct flow *flow);

/**
 * flow_table_find - the flow of a key, locked as by flow_table_acquire()
 *
 * Return: the flow, for flow_table_release(), though it may have timed out;
 * NULL, and no lock, when there is none.
 */
struct flow *flow_table_find(struct flow_table *table,
			     const struct flow_key *key, uint64_t hash);

/**
 * flow_table_meter - the meter of a flow that the caller holds
 *
 * Return: the meter, protected by the same lock; NULL when it has none.
 */
struct flow_meter *flow_table_meter(struct flow_table *table,
				    struct flow *flow);

/**
 * flow_table_add_meter - the same; a flow that has none is given a zeroed one
 *
 * It is the flow's until the flow has ended, or is silent and another one needs it:
 * see flow_meters_silent().
 *
 * Return: the meter; NULL when all are taken by flows that need them, which is counted.
 */
struct flow_meter *flow_table_add_meter(struct flow_table *table,
					struct flow *flow, usec_t now);

/**
 * flow_table_sweep - end the flows that timed out by @now, oldest first
 *
 * One sweeper at a time; a second one returns at once. The order of ends is that
 * of last packets, then of keys: it does not follow the hash.
 */
void flow_table_sweep(struct flow_table *table, usec_t now,
		      struct flow_sink *sink);

/**
 * flow_table_flush - end every flow, in the order of flow_table_sweep()
 *
 * Waits for a sweep that runs. The table is empty afterwards, unless others add
 * flows meanwhile.
 */
void flow_table_flush(struct flow_table *table, struct flow_sink *sink);

/**
 * flow_table_count - sums over the stripes, each locked for its own moment
 */
void flow_table_count(struct flow_table *table,
		      struct flow_table_counts *counts);

/**
 * flow_table_clear_counts - all but `active` start over
 */
void flow_table_clear_counts(struct flow_table *table);

/**
 * flow_table_bytes_per_flow - bytes that one flow takes, without its bucket
 */
size_t flow_table_bytes_per_flow(void);

#endif
