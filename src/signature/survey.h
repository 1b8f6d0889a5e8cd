/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_SURVEY_H
#define SIGNATURE_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct signature_set;

/* What can be said of expressions without a packet. Pure. */

#define SURVEY_SIZE_MOST 65535

/* What a conjunction allows, at most; wider than the truth is allowed. */
struct survey_bounds {
	uint32_t size_low, size_high;
	uint32_t turn_low, turn_high; /* also from `position` */
	uint32_t position_low, position_high;
};

/* Does the conjunction allow payloads of @size? Exact, but for what is computed. */
bool signature_survey_allows_size(const struct signature_set *set,
				  const uint32_t *nodes, size_t count,
				  uint32_t size);

/* Cells of the flow that must be written before the conjunction can hold: a mask. */
uint32_t signature_survey_cells(const struct signature_set *set,
				const uint32_t *nodes, size_t count);

/* A byte that a conjunction wants at a fixed place. */
struct survey_byte {
	uint16_t offset;
	uint8_t value;
};

#define SURVEY_BYTES_MOST 64

/* @nodes: @count conditions that all have to hold. */
void signature_survey_bounds(const struct signature_set *set,
			     const uint32_t *nodes, size_t count,
			     struct survey_bounds *bounds);

/*
 * Does the condition say no more than its bounds: one range of sizes, turns or
 * positions?
 */
bool signature_survey_is_bounds(const struct signature_set *set, uint32_t node);

/*
 * Fixed bytes, and those that a name of one transport (SIGNATURE_TCP or _UDP) has
 * in front of it. Return: how many were found, in order of offset.
 */
size_t signature_survey_bytes(const struct signature_set *set,
			      const uint32_t *nodes, size_t count,
			      uint8_t transport, struct survey_byte *bytes);

/*
 * A byte at a fixed place that may have one of a few values, masks included: the
 * place with the fewest. Return: how many, in order; 0 when there is no such byte.
 */
#define SURVEY_CHOICES_MOST 16
size_t signature_survey_choices(const struct signature_set *set,
				const uint32_t *nodes, size_t count,
				struct survey_byte *choices);

/* Names that evaluating the node asks: a mask of 1 << enum packet_name_kind. */
uint8_t signature_survey_names(const struct signature_set *set, uint32_t node);

/* The first comparison `like` that the node asks. Return: is there one? */
bool signature_survey_like(const struct signature_set *set, uint32_t node,
			   uint32_t *like);

/* Mask of SIGNATURE_NEEDS_ that evaluating the node takes. */
uint8_t signature_survey_needs(const struct signature_set *set, uint32_t node);

#define SURVEY_ASKS_PACKET 1 /* a packet: its payload, position, flags, times */
#define SURVEY_ASKS_WINDOW 2 /* what was measured in the last seconds */
#define SURVEY_ASKS_PASSED 4 /* of it, what hosts hand on */

/* Mask of what the node asks for. */
uint8_t signature_survey_asks(const struct signature_set *set, uint32_t node);

/* Bytes of the payload that evaluating reads; @size_high: of the pattern. */
uint32_t signature_survey_look(const struct signature_set *set, uint32_t node,
			       uint32_t size_high);

/* Marks the registers that the node reads as used by @transports. */
void signature_survey_use(struct signature_set *set, uint32_t node,
			  uint8_t transports);

/* Does an expression read any byte of the payload? */
bool signature_survey_reads_payload(const struct signature_set *set,
				    uint32_t node);

#endif
