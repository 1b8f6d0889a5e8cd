/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_METER_H
#define FLOW_METER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "evidence/episode.h"

/*
 * What is measured of a flow that is decided, second by second, and what it is
 * seen doing. Few flows are, so it does not stand in struct flow: the table has a
 * meter for one flow in sixteen, and memory that none has used is not touched. When
 * all are taken, a flow that is silent gives its meter up to one that is not.
 * Protected by the lock of the flow's stripe.
 */

#define FLOW_METER_SECONDS 8 /* the current one, and whole ones before it */
#define FLOW_METER_SIZES 8   /* ranges of sizes that are counted */

/* Ranges of payload sizes, both ends included. */
struct flow_meter_sizes {
	uint16_t low[FLOW_METER_SIZES], high[FLOW_METER_SIZES];
	uint8_t count;
};

/* Payloads of one direction in one second; or sums of seconds. */
struct flow_measure {
	uint32_t bytes;
	uint16_t payloads; /* saturating, all of them */
	uint16_t passed;   /* that a host handed on, see host_forwards() */
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

/* What of a flow's payload an activity of one of its hosts has got. */
struct flow_share {
	uint32_t payload; /* struct flow_meter, when it was asked last */
	uint32_t second;  /* same */
};

struct flow_meter {
	uint16_t next_free; /* the pool's own */
	uint32_t flow; /* the table's own: whose it is, + 1; 0: to be kept */
	uint8_t application; /* that the episodes are about */
	uint8_t most;	     /* the activity of highest rank that it had */
	bool open; /* the current second has payload, and was not asked */
	uint32_t revision; /* of the ruleset that `sizes` are counted by */
	uint32_t second;   /* the current one, since the flow's start */
	usec_t since_us;   /* first payload after a second without any */
	usec_t last_us;	   /* last payload */
	usec_t due_us;	   /* when it is looked at; 0: nobody will */
	struct flow_measure seconds[FLOW_METER_SECONDS][2];
	struct episodes episodes;
	struct flow_call call;
	uint32_t payload;	     /* bytes of both directions; wraps */
	uint8_t shared[2][EPISODES]; /* by end: activities; 0: free */
	struct flow_share shares[2][EPISODES];
};

/**
 * flow_meter_is_whole - does @now lie in a later second than the current one?
 * @first_us: of the flow; seconds are counted from there
 */
bool flow_meter_is_whole(const struct flow_meter *meter, usec_t first_us,
			 usec_t now);

/**
 * flow_meter_advance - go on to the second of @now
 * @first_us: of the flow
 *
 * Nothing happens when it is not a later one. Seconds between are empty.
 */
void flow_meter_advance(struct flow_meter *meter, usec_t first_us, usec_t now);

/**
 * flow_meter_add - count a payload in the current second
 * @sizes:  ranges, the same as of the payloads before
 * @size:   bytes
 * @counts: its size means something, so that its range counts it
 *
 * flow_meter_advance() comes first.
 */
void flow_meter_add(struct flow_meter *meter,
		    const struct flow_meter_sizes *sizes, unsigned direction,
		    uint16_t size, bool counts, usec_t now);

/**
 * flow_meter_pass - the payload of that direction just added was handed on
 */
void flow_meter_pass(struct flow_meter *meter, unsigned direction);

/**
 * flow_meter_sum - sums of the last @seconds up to the current one, it included
 * @seconds: at most FLOW_METER_SECONDS; others count as none
 * @sum:     out; saturating
 */
void flow_meter_sum(const struct flow_meter *meter, unsigned direction,
		    unsigned seconds, struct flow_measure *sum);

/**
 * flow_meter_busy - how many of the last @seconds had payload in a direction
 */
unsigned flow_meter_busy(const struct flow_meter *meter, unsigned direction,
			 unsigned seconds);

/**
 * flow_meter_onset - since when about as much came as it does now
 * @seconds: 1 to FLOW_METER_SECONDS
 *
 * Return: the age of the oldest of the last @seconds in which at least half of
 * their mean of bytes came, of both directions together; 0, the current one,
 * when no older one had so much.
 */
unsigned flow_meter_onset(const struct flow_meter *meter, unsigned seconds);

/**
 * flow_meter_share - payload that an activity of a host has got by the flow since
 * @end:      which of the flow's ends the host is, FLOW_ORIG or FLOW_REPLY
 * @activity: of the host; from 1
 * @seconds:  what proved it looked at
 * @lasts_us: how long the activity goes on without a proof
 *
 * Return: bytes of both directions since it was asked for the same last, up to the
 * current second, it included; of the last @seconds when it never was, or so long ago
 * that the flow was in between not seen doing it.
 */
uint64_t flow_meter_share(struct flow_meter *meter, unsigned end,
			  uint8_t activity, unsigned seconds, usec_t lasts_us);

/**
 * flow_meter_forget_shares - activities have other numbers, or none
 */
void flow_meter_forget_shares(struct flow_meter *meter);

/**
 * flow_meter_forget - measures mean something else now; episodes stay
 */
void flow_meter_forget(struct flow_meter *meter);

/*
 * All meters of a table, by stripe; the caller holds the stripe. Numbers are from
 * 1, of the stripe.
 */
struct flow_meters;

/**
 * flow_meters_create - meters for a table of @flows, in @stripes pools
 *
 * Return: for flow_meters_destroy(); NULL without memory.
 */
struct flow_meters *flow_meters_create(size_t flows, unsigned stripes);
void flow_meters_destroy(struct flow_meters *meters);

/**
 * flow_meters_take - a zeroed meter of a stripe
 *
 * Return: its number; 0 when all are taken.
 */
uint16_t flow_meters_take(struct flow_meters *meters, unsigned stripe);

/**
 * flow_meters_silent - a meter that its flow can do without
 *
 * Nothing that it measured is left after FLOW_METER_SECONDS without payload; who is
 * in a call keeps it. Only a few are looked at each time, in turn, so one may not be
 * found at once.
 *
 * Return: its number, still taken; 0: none was found.
 */
uint16_t flow_meters_silent(struct flow_meters *meters, unsigned stripe,
			    usec_t now);

/**
 * flow_meters_give_back - a meter that was taken is free again
 */
void flow_meters_give_back(struct flow_meters *meters, unsigned stripe,
			   uint16_t number);

/**
 * flow_meters_at - the meter of a number that was taken
 */
struct flow_meter *flow_meters_at(const struct flow_meters *meters,
				  unsigned stripe, uint16_t number);

#endif
