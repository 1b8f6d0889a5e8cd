/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_DISPATCH_H
#define SIGNATURE_DISPATCH_H

#include <stddef.h>
#include <stdint.h>

struct flow_observation;
struct packet;

/*
 * Finds the patterns that a packet could match, so that its cost does not grow with
 * the number of other patterns. Each pattern has one place in each phase: under
 * fixed bytes that it wants (a hash lookup for each distinct offset and width),
 * else under the sizes that it allows.
 */

#define DISPATCH_PHASES \
	3 /* first payload of its direction, 2nd to 8th, later */
#define DISPATCH_EARLY 8
#define DISPATCH_SIZES 2048 /* larger payloads share a list */
#define DISPATCH_PROBES 24  /* distinct (offset, width) per index */

/*
 * A run of pattern numbers in the index's lists. First those that want the orig
 * direction only, last those that want the reply direction only.
 */
struct dispatch_span {
	uint32_t first;
	uint16_t count;
	uint16_t orig, reply; /* of them, that want one direction only */
};

struct dispatch_slot {
	uint32_t value;
	struct dispatch_span span; /* count 0: empty slot */
};

/* Patterns that want fixed bytes at one place. */
struct dispatch_probe {
	uint64_t
		filter; /* bits of the values in the slots; a clear bit: no slot has it */
	struct dispatch_slot *slots;
	uint32_t slot_mask;
	uint16_t offset;
	uint8_t width; /* bytes: 1, 2 or 4 */
};

struct dispatch_index {
	struct dispatch_probe probes[DISPATCH_PROBES];
	size_t probe_count;
	unsigned wide_end, middle_end; /* end of probes of 4 bytes, and of 2 */
	uint16_t *by_size;	       /* DISPATCH_SIZES + 1 numbers of spans */
	struct dispatch_span *spans;   /* distinct spans of sizes */
	size_t span_count;
	uint16_t *lists; /* pattern numbers */
	size_t list_count;
};

struct signature_dispatch {
	struct dispatch_index indexes[2][DISPATCH_PHASES]; /* 0 TCP, 1 UDP */
};

/* Fibonacci hashing: values of protocols differ in few bits. */
#define DISPATCH_HASH UINT32_C(2654435769)

/**
 * signature_dispatch_filter_bit - return the bit of a value in the filter of a probe
 */
static inline unsigned signature_dispatch_filter_bit(uint32_t value)
{
	return value * DISPATCH_HASH >> 26;
}

/**
 * signature_dispatch_slot - return the slot of a value, or the free one for it
 */
static inline struct dispatch_slot *
signature_dispatch_slot(const struct dispatch_probe *probe, uint32_t value)
{
	uint32_t at = (value * DISPATCH_HASH >> 7) & probe->slot_mask;

	while (probe->slots[at].span.count && probe->slots[at].value != value)
		at = (at + 1) & probe->slot_mask;
	return &probe->slots[at];
}

/**
 * signature_dispatch_fini - free what language_dispatch_build() made, whole or not
 */
void signature_dispatch_fini(struct signature_dispatch *dispatch);

/* A list of patterns that a packet could match. */
struct dispatch_list {
	const uint16_t *patterns; /* numbers; owned by the dispatch */
	uint32_t count;
};

#define DISPATCH_LISTS (DISPATCH_PROBES + 1) /* and one for the size */

/**
 * signature_dispatch_find - find the patterns that a packet could match
 * @observed: its direction, and the turn of its payload there
 * @lists: out; room for DISPATCH_LISTS, none of them empty
 *
 * Return: how many lists, in no order.
 */
unsigned signature_dispatch_find(const struct signature_dispatch *dispatch,
				 const struct packet *packet,
				 const struct flow_observation *observed,
				 struct dispatch_list *lists);

#endif
