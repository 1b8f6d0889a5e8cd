/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_METER_H
#define FLOW_METER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "evidence/episode.h"

/*
 * Measures of a decided flow, second by second, and its activities. Few flows are
 * decided, so this is not part of struct flow: the table has a meter for one flow in
 * sixteen, and memory that was never used is not touched. When all meters are taken, a
 * silent flow loses its meter to one that is not silent. Protected by the lock of the
 * flow's stripe.
 */

#define FLOW_METER_SECONDS 8 /* the current one, and whole ones before it */
#define FLOW_METER_SIZES 8   /* ranges of sizes that are counted */

/* Ranges of payload sizes, both limits included. */
struct flow_meter_sizes {
	uint16_t low[FLOW_METER_SIZES], high[FLOW_METER_SIZES];
	uint8_t count;
};

/* Payloads of one direction in one second; or sums of seconds. */
struct flow_measure {
	uint32_t bytes;
	uint16_t payloads;		  /* saturating, all of them */
	uint16_t forwarded;		  /* by a host, see host_forwards() */
	uint16_t sizes[FLOW_METER_SIZES]; /* in each of the ranges */
};

/* A call: the union of the episodes that are calls. */
struct flow_call {
	usec_t start_us, last_us; /* start 0: there is none */
	uint64_t bytes[2];	  /* payload, per direction, up to last_us */
	uint64_t since[2];	  /* not yet added: after last_us */
	uint8_t activity;	  /* of highest rank that it had */
	uint8_t confidence;
};

/* The payload that was already charged to an activity of one of the flow's hosts. */
struct flow_share {
	uint32_t payload; /* the meter's at the last flow_meter_share() */
	uint32_t second;  /* the meter's then */
};

struct flow_meter {
	uint16_t next_free; /* the pool's own */
	uint32_t
		flow; /* index + 1, the table's own; 0: no flow yet, never reclaimed */
	uint8_t application;  /* that the episodes are about */
	uint8_t top_activity; /* the activity of highest rank that it had */
	bool second_pending; /* signatures did not see the current second yet */
	uint32_t revision;   /* of the ruleset that `sizes` are counted by */
	uint32_t second;     /* the current one, since the flow's start */
	usec_t since_us;     /* first payload after a second without any */
	usec_t last_us;	     /* last payload */
	usec_t due_us;	     /* of its timer; 0: none is set */
	struct flow_measure seconds[FLOW_METER_SECONDS][2];
	struct episodes episodes;
	struct flow_call call;
	uint32_t payload;	     /* bytes of both directions; wraps */
	uint8_t shared[2][EPISODES]; /* by end: activities; 0: free */
	struct flow_share shares[2][EPISODES];
};

/**
 * flow_meter_is_whole - return whether @now lies in a later second than the current one
 * @first_us: of the flow; seconds are counted from there
 */
bool flow_meter_is_whole(const struct flow_meter *meter, usec_t first_us,
			 usec_t now);

/**
 * flow_meter_advance - make the second of @now the current one
 * @first_us: of the flow
 *
 * Does nothing when it is not a later one. Seconds between are empty.
 */
void flow_meter_advance(struct flow_meter *meter, usec_t first_us, usec_t now);

/**
 * flow_meter_add - count a payload in the current second
 * @sizes:  ranges, the same as of the payloads before
 * @size:   bytes
 * @counts: count the size in its range; not for GSO packets
 *
 * flow_meter_advance() comes first.
 */
void flow_meter_add(struct flow_meter *meter,
		    const struct flow_meter_sizes *sizes, unsigned direction,
		    uint16_t size, bool counts, usec_t now);

/**
 * flow_meter_forward - count the payload just added as forwarded
 */
void flow_meter_forward(struct flow_meter *meter, unsigned direction);

/**
 * flow_meter_sum - sum up the last @seconds, the current one included
 * @seconds: at most FLOW_METER_SECONDS; others count as none
 * @sum:     out; saturating
 */
void flow_meter_sum(const struct flow_meter *meter, unsigned direction,
		    unsigned seconds, struct flow_measure *sum);

/**
 * flow_meter_busy - count the last @seconds that had payload in a direction
 */
unsigned flow_meter_busy(const struct flow_meter *meter, unsigned direction,
			 unsigned seconds);

/**
 * flow_meter_onset - find the second since which the flow carries about its present rate
 * @seconds: 1 to FLOW_METER_SECONDS
 *
 * Return: the age of the oldest of the last @seconds that had at least half of their
 * mean of bytes, both directions together; 0, the current one, when no older one had.
 */
unsigned flow_meter_onset(const struct flow_meter *meter, unsigned seconds);

/**
 * flow_meter_share - return the payload to charge an activity of a host with
 * @end:      which of the flow's ends the host is, FLOW_ORIG or FLOW_REPLY
 * @activity: of the host; from 1
 * @seconds:  length of the window of the proof
 * @lasts_us: how long the activity goes on without a proof
 *
 * Return: bytes of both directions since the last call for the same activity, the
 * current second included; of the last @seconds when there was no call, or when it was
 * so long ago that the activity had ended in between.
 */
uint64_t flow_meter_share(struct flow_meter *meter, unsigned end,
			  uint8_t activity, unsigned seconds, usec_t lasts_us);

/**
 * flow_meter_forget_shares - forget what activities were charged with
 */
void flow_meter_forget_shares(struct flow_meter *meter);

/**
 * flow_meter_forget - forget all measures; episodes stay
 */
void flow_meter_forget(struct flow_meter *meter);

/*
 * All meters of a table, by stripe; the caller holds the stripe. Numbers are from
 * 1, of the stripe.
 */
struct flow_meters;

/**
 * flow_meters_create - create meters for a table of @flows, in @stripes pools
 *
 * Return: for flow_meters_destroy(); NULL without memory.
 */
struct flow_meters *flow_meters_create(size_t flows, unsigned stripes);
void flow_meters_destroy(struct flow_meters *meters);

/**
 * flow_meters_take - take a zeroed meter from the pool of a stripe
 *
 * Return: its number; 0 when all are taken.
 */
uint16_t flow_meters_take(struct flow_meters *meters, unsigned stripe);

/**
 * flow_meters_silent - find a meter whose flow is silent
 *
 * Its measures are empty after FLOW_METER_SECONDS without payload; a flow with a call
 * keeps its meter. Each call examines only a few, in turn, so a silent one may not be
 * found at once.
 *
 * Return: its number, still taken; 0: none was found.
 */
uint16_t flow_meters_silent(struct flow_meters *meters, unsigned stripe,
			    usec_t now);

/**
 * flow_meters_release - return a meter to its pool
 */
void flow_meters_release(struct flow_meters *meters, unsigned stripe,
			 uint16_t number);

/**
 * flow_meters_at - return the meter of a number that was taken
 */
struct flow_meter *flow_meters_at(const struct flow_meters *meters,
				  unsigned stripe, uint16_t number);

#endif
