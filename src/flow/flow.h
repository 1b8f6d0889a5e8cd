/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"
#include "evidence/evidence.h"
#include "packet/key.h"

struct packet;

/* Directions: of the first packet seen, and against it. */
#define FLOW_ORIG 0
#define FLOW_REPLY 1

#define FLOW_SIZES 8 /* payload sizes that are remembered */
#define FLOW_IATS 5  /* inter-arrival times that are remembered */
#define FLOW_SIGNATURES \
	3	    /* signatures that gave evidence; later ones are not kept */
#define FLOW_SETS 3 /* sets of signatures that are distinguished */
#define FLOW_SETS_MASK ((1U << FLOW_SETS) - 1)
#define FLOW_CELLS 22	  /* 16-bit cells for the registers of signatures */
#define FLOW_CELLS_TCP 18 /* TCP keeps sequence numbers in the others */
#define FLOW_SIZE_REPLY 0x8000 /* in sizes[]: of the reply direction */
#define FLOW_TICK_US 100       /* unit of stored inter-arrival times */
#define FLOW_WINDOW_US (5 * USEC_PER_SEC) /* rates are measured over this */
#define FLOW_RATE_UNIT 16 /* bytes per second; unit of stored rates */

/* States with a timeout each. */
enum flow_class {
	FLOW_TCP_NEW,	      /* packets of one direction only */
	FLOW_TCP_ESTABLISHED, /* packets of both */
	FLOW_TCP_CLOSED,      /* both FIN, or RST */
	FLOW_UDP_NEW,	      /* one direction only */
	FLOW_UDP_STREAM,      /* both */
	FLOW_CLASSES,
};

enum flow_flag {
	FLOW_ORIG_IS_LOW = 1 << 0,    /* the first packet came from key.low */
	FLOW_ORIG_IS_LOCAL = 1 << 1,  /* in home_networks, or neither end is */
	FLOW_REPLY_IS_LOCAL = 1 << 2, /* same for the other end */
	FLOW_SAW_SYN = 1 << 3,	      /* else it began before the capture */
	FLOW_FIN_ORIG = 1 << 4,
	FLOW_FIN_REPLY = 1 << 5,
	FLOW_SEQ_ORIG = 1 << 6,	   /* tcp_next[FLOW_ORIG] is known */
	FLOW_SEQ_REPLY = 1 << 7,   /* tcp_next[FLOW_REPLY] is known */
	FLOW_ALERTED = 1 << 8,	   /* its alert was written */
	FLOW_DROP_LOGGED = 1 << 9, /* its drop event was written */
	FLOW_RULE_LOGGED =
		1 << 10, /* the event of a rule that logs was written */
	FLOW_FOLLOWED =
		1 << 11, /* signatures with on = "decision" were asked */
	FLOW_ATTACHED =
		1 << 12, /* the attachment of a local sender was learned */
};

/*
 * Sizes and times of one direction: exponential averages (gain 1/8, deviation 1/4, as
 * in RFC 6298 for round trips) over packets with payload. Saturating. Steps
 * are cut to whole units: within 8 of the exact mean, 12 of the deviation.
 */
struct flow_pace {
	uint16_t size_mean, size_deviation; /* bytes */
	uint16_t iat_mean, iat_deviation;   /* FLOW_TICK_US */
};

#define FLOW_WIDE_MOST ((UINT64_C(1) << 48) - 1)

/* 48 bits, saturating: eight years of microseconds, 256 TiB. */
struct flow_wide {
	uint32_t low;
	uint16_t high;
} __attribute__((packed, aligned(2)));

static inline uint64_t flow_wide_get(const struct flow_wide *wide)
{
	return (uint64_t)wide->high << 32 | wide->low;
}

static inline void flow_wide_set(struct flow_wide *wide, uint64_t value)
{
	if (value > FLOW_WIDE_MOST)
		value = FLOW_WIDE_MOST;
	wide->low = (uint32_t)value;
	wide->high = (uint16_t)(value >> 32);
}

/*
 * All that is remembered of a flow: 256 bytes. Everything is protected by the
 * lock of the table's stripe that owns it.
 */
struct flow {
	/* the table's own */
	uint32_t chain;	     /* next in the bucket: index + 1; 0 at the end */
	uint32_t next, prev; /* in its slot: index + 1 */
	struct flow_key key;

	usec_t first_us;
	uint32_t packets[2];
	uint32_t dropped_packets, dropped_bytes, late_packets; /* saturating */
	uint32_t window_bytes[2]; /* payload in the current rate window */
	uint32_t stamp;		  /* of the last decision; 0: none yet */

	struct flow_wide last[2];  /* last packet of each direction, since
				      first_us, + 1; 0: none yet */
	struct flow_wide bytes[2]; /* on the wire, link header included */
	/* the policy's answer for the end `subject`, if `identified`; numbers
	   of the ruleset of `stamp`; 0: none */
	uint16_t user, group;
	uint16_t stream;    /* handle of its reassembled payload; 0: none */
	uint16_t fast_path; /* state of its kernel fast path; 0: none */

	uint16_t payloads[2];	    /* packets with new payload; saturating */
	uint16_t sizes[FLOW_SIZES]; /* of them in order; FLOW_SIZE_REPLY */
	uint16_t iats[FLOW_IATS];   /* FLOW_TICK_US, saturating; 0: the first */
	struct flow_pace pace[2];
	uint16_t window;  /* number of the current rate window, mod 2^16 */
	uint16_t rate[2]; /* of the last whole window: FLOW_RATE_UNIT */

	uint16_t slot; /* the table's own: which of the wheel that holds it */
	uint16_t flags : 13; /* enum flow_flag */
	uint16_t level : 3;  /* of the rule that decided */
	uint16_t meter; /* the table's own: see flow_table_meter(); 0: none */
	uint16_t rule;	/* policy rule that decided; 0 the default */
	uint16_t signatures[FLOW_SIGNATURES]; /* number + 1; 0: none */
	uint8_t class : 3;		      /* enum flow_class */
	uint8_t wheel : 3;	/* the table's own: which of them holds it */
	uint8_t subject : 1;	/* FLOW_ORIG or FLOW_REPLY, a local end */
	uint8_t identified : 1; /* user and group of that end are set */
	uint8_t action : 4;	/* enum action */
	uint8_t decided : 1;	/* evidence was enough */
	uint8_t sets
	    : FLOW_SETS;     /* mask: sets of signatures that gave evidence */
	uint8_t application; /* 0: none; undecided evidence counts, too */
	uint8_t activity;    /* that goes on now, of its meter; 0: none */
	struct evidence evidence; /* for `application` */

	uint32_t cells_valid : FLOW_CELLS; /* bit n: cell n was written */
	uint32_t
		asked : 10; /* host_endpoints_news() when endpoints were asked */
	union {
		uint16_t cells[FLOW_CELLS]; /* of UDP; of TCP the first ones */
		struct {
			uint16_t tcp_cells[FLOW_CELLS_TCP];
			/* sequence numbers that would be new */
			uint32_t tcp_next[2];
		};
	};
};
_Static_assert(sizeof(struct flow) == 256, "the promise of the README");
_Static_assert(FLOW_CLASSES <= 8, "a class fits into its bits");

/**
 * flow_is_local - return whether the end that sends in this direction is local
 */
static inline bool flow_is_local(const struct flow *flow, unsigned direction)
{
	return flow->flags & (direction == FLOW_ORIG ? FLOW_ORIG_IS_LOCAL
						     : FLOW_REPLY_IS_LOCAL);
}

/* A packet in its flow, as flow_observe() counted it. */
struct flow_observation {
	uint8_t direction; /* FLOW_ORIG or FLOW_REPLY */
	bool payload;	   /* carries payload that is new: no retransmission */
	uint16_t position; /* of this payload: 1 for the flow's first */
	uint16_t turn;	   /* of this payload in its direction: 1 the first */
	usec_t iat_us;	   /* since the last packet of the direction; 0: none */
};

/**
 * flow_start - set the fields of a new flow from its first packet
 * @flow: zeroed but for the table's own fields
 */
void flow_start(struct flow *flow, const struct packet *packet, bool from_low);

/**
 * flow_observe - add one packet of the flow: counts, sizes, times, TCP state
 *
 * Later fragments count as packets and bytes only. A GSO packet has a position, but it
 * does not count as a payload, and no size or time of it is kept. The class may have
 * changed afterwards; flow_table_release() applies its timeout.
 */
void flow_observe(struct flow *flow, const struct packet *packet, bool from_low,
		  struct flow_observation *observed);

/* Evidence from one signature. */
struct flow_evidence {
	uint8_t application; /* number of the set, from 1 */
	uint8_t kind, bits;  /* enum evidence_kind */
	uint16_t signature;  /* number of the set, from 0 */
	bool adds;	     /* see evidence_add() */
	uint8_t sets;	     /* mask: sets that the signature belongs to */
};

/**
 * flow_add_evidence - add the evidence of a signature for an application
 *
 * A flow has evidence for one application at a time: stronger evidence for another
 * one replaces it.
 *
 * Return: whether the evidence changed.
 */
bool flow_add_evidence(struct flow *flow, const struct flow_evidence *evidence);

/**
 * flow_last - return the time of the last packet, of either direction
 */
usec_t flow_last(const struct flow *flow);

/**
 * flow_endpoint - return the end that sends in a direction
 * @direction: FLOW_ORIG or FLOW_REPLY
 */
struct endpoint flow_endpoint(const struct flow *flow, unsigned direction);

/**
 * flow_rate - return bytes per second of payload in the last whole rate window
 * @direction: FLOW_ORIG or FLOW_REPLY
 *
 * In steps of FLOW_RATE_UNIT, saturating; as of the flow's last payload. A late payload,
 * out of order, counts in the current window.
 */
uint32_t flow_rate(const struct flow *flow, unsigned direction);

/**
 * flow_state_name - return "new", "established" or "closed"; never NULL
 */
const char *flow_state_name(const struct flow *flow);

#endif
