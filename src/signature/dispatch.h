/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_DISPATCH_H
#define SIGNATURE_DISPATCH_H

#include <stddef.h>
#include <stdint.h>

struct flow_observation;
struct packet;
struct signature_set;

/*
 * Finds the patterns that a packet could match, so that the cost of a packet does
 * not grow with the number of patterns that it cannot. A pattern stands in one
 * place of each phase: under fixed bytes that it wants (a hash look-up per
 * distinct offset and width), else under the sizes that it allows.
 */

#define DISPATCH_PHASES \
	3 /* first payload of its direction, 2nd to 8th, later */
#define DISPATCH_EARLY 8
#define DISPATCH_SIZES 2048 /* payloads from here on share a list */
#define DISPATCH_PROBES 24  /* distinct (offset, width) per index */

/*
 * Numbers of patterns, of the index's lists: first those that only want packets of
 * the direction of the first one, last those that only want the other.
 */
struct dispatch_span {
	uint32_t first;
	uint16_t count;
	uint16_t orig, reply; /* of them, that want one direction */
};

struct dispatch_slot {
	uint32_t value;
	struct dispatch_span span; /* of count 0: empty */
};

/* All patterns that want fixed bytes at one place. */
struct dispatch_probe {
	uint64_t
		filter; /* bits of the values in the slots: others are in none */
	struct dispatch_slot *slots;
	uint32_t slot_mask;
	uint16_t offset;
	uint8_t width; /* bytes: 1, 2 or 4 */
};

struct dispatch_index {
	struct dispatch_probe probes[DISPATCH_PROBES];
	size_t probe_count;
	unsigned wide_end, middle_end; /* those of 4 bytes first, then of 2 */
	uint16_t *by_size;	       /* DISPATCH_SIZES + 1 numbers of spans */
	struct dispatch_span *spans;   /* distinct, of sizes */
	size_t span_count;
	uint16_t *lists; /* pattern numbers */
	size_t list_count;
};

struct signature_dispatch {
	struct dispatch_index indexes[2][DISPATCH_PHASES]; /* 0 TCP, 1 UDP */
};

/**
 * signature_dispatch_build - the indexes of a set whose patterns are all there
 *
 * Return: 0 or -ENOMEM; for signature_dispatch_fini() either way.
 */
int signature_dispatch_build(struct signature_set *set);
void signature_dispatch_fini(struct signature_dispatch *dispatch);

/* Some of the patterns that a packet could match. */
struct dispatch_list {
	const uint16_t *patterns; /* numbers, of the dispatch */
	uint32_t count;
};

#define DISPATCH_LISTS (DISPATCH_PROBES + 1) /* one of its size */

/**
 * signature_dispatch_find - patterns that a packet could match
 * @observed: its direction, and the turn of its payload there
 * @lists: out; room for DISPATCH_LISTS, none of them empty
 *
 * Return: how many lists, in no order.
 */
unsigned signature_dispatch_find(const struct signature_dispatch *dispatch,
				 const struct packet *packet,
				 const struct flow_observation *observed,
				 struct dispatch_list *lists);

/**
 * signature_dispatch_worst - the most patterns that one packet can meet
 *
 * Over all indexes, as the sum of each one's longest lists. It bounds what
 * signature_select() looks at.
 */
size_t signature_dispatch_worst(const struct signature_set *set);

#endif
