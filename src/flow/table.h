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

/* A receiver of ended flows; embedded in the struct that handles them. */
struct flow_sink {
	/* @flow is locked or detached, its meter still there: read it now */
	void (*ended)(struct flow_sink *sink, struct flow *flow,
		      enum flow_end reason);
};

struct flow_table_counts {
	uint64_t created, timed_out, evicted, restarted;
	uint64_t refused;   /* packets without a flow: the stripe was full */
	uint64_t unmetered; /* packets of decided flows without a meter */
	uint64_t active;    /* now */
};

/**
 * flow_table_create - create a table for @flows concurrent flows
 * @timeouts: per class; at most a week
 * @key:      copied
 *
 * Each stripe has room for its share and six standard deviations, so that @flows fit
 * with any hash key. Memory that no flow has used is not touched.
 *
 * Return: the table; NULL with errno ENOMEM or EINVAL (a timeout out of range,
 * more than 2^31 flows).
 */
struct flow_table *flow_table_create(size_t flows,
				     const usec_t timeouts[FLOW_CLASSES],
				     const struct hash_key *key);
void flow_table_destroy(struct flow_table *table);

/**
 * flow_table_hash - hash a key with the table's own hash key
 *
 * Call it once for each packet: the functions below take the hash.
 */
uint64_t flow_table_hash(const struct flow_table *table,
			 const struct flow_key *key);

/**
 * flow_table_prefetch_bucket - prefetch a bucket into the cache, a batch ahead
 *
 * Any thread, no lock; flow_table_prefetch_flow() comes some packets later.
 */
void flow_table_prefetch_bucket(const struct flow_table *table, uint64_t hash);

/**
 * flow_table_prefetch_flow - prefetch the first flow of the bucket, if any
 *
 * Any thread, no lock: the bucket may change meanwhile, and another flow is fetched.
 */
void flow_table_prefetch_flow(const struct flow_table *table, uint64_t hash);

/**
 * flow_table_acquire - find or create the flow of one packet; returns it locked
 * @key:     ordered 5-tuple, see packet_key_from(); copied
 * @hash:    flow_table_hash() of it
 * @packet:  gives the time, and for a new flow its direction
 * @sink:    gets flows that end here (timeout, restart, eviction)
 * @created: out
 *
 * A flow that was idle for its timeout ends here. So does a flow that sees a SYN of
 * another connection, if it is closed or was not decided. A new one begins. When the
 * stripe is full, the oldest flow that is closed, was never answered or is a dropped
 * connection is evicted; other flows never are.
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
 * flow_table_release - unlock a flow; the caller must not use it any more
 * @hash: as when it was acquired or found
 *
 * Applies the timeout of its class and action.
 */
void flow_table_release(struct flow_table *table, uint64_t hash,
			struct flow *flow);

/**
 * flow_table_find - find the flow of a key; returns it locked, as flow_table_acquire()
 *
 * Return: the flow, for flow_table_release(), though it may have timed out;
 * NULL, and no lock, when there is none.
 */
struct flow *flow_table_find(struct flow_table *table,
			     const struct flow_key *key, uint64_t hash);

/**
 * flow_table_meter - return the meter of a flow that the caller holds
 *
 * Return: the meter, protected by the same lock; NULL when it has none.
 */
struct flow_meter *flow_table_meter(struct flow_table *table,
				    struct flow *flow);

/**
 * flow_table_add_meter - return the meter of a flow, a zeroed one if it had none
 *
 * The flow keeps it until it ends, or until it is silent and another flow needs a meter:
 * see flow_meters_silent().
 *
 * Return: the meter; NULL when all are taken by flows that need them, which is counted.
 */
struct flow_meter *flow_table_add_meter(struct flow_table *table,
					struct flow *flow, usec_t now);

/**
 * flow_table_sweep - end the flows that timed out by @now, oldest first
 *
 * One sweeper at a time; a second one returns at once. Flows end in the order of their
 * last packets, then of keys: the order does not follow the hash.
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
 * flow_table_count - sum up the counts of all stripes, locked one after another
 */
void flow_table_count(struct flow_table *table,
		      struct flow_table_counts *counts);

/**
 * flow_table_clear_counts - set all counts but `active` to 0
 */
void flow_table_clear_counts(struct flow_table *table);

/**
 * flow_table_bytes_per_flow - return the bytes of one flow, without its bucket
 */
size_t flow_table_bytes_per_flow(void);

#endif
