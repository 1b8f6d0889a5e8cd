/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_ANALYSIS_H
#define LANGUAGE_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct signature_set;

/* Static analysis of expressions. Pure. */

#define ANALYSIS_SIZE_MOST 65535

/* Bounds of what a conjunction allows; they may be too wide. */
struct analysis_bounds {
	uint32_t size_low, size_high;
	uint32_t turn_low, turn_high; /* also from `position` */
	uint32_t position_low, position_high;
};

/**
 * language_analysis_bounds_allow_size - return whether a payload of @size may fit a conjunction
 * @nodes: @count conditions that all have to hold, as in all that follow
 *
 * Exact, except that computed values are assumed to fit.
 */
bool language_analysis_bounds_allow_size(const struct signature_set *set,
					 const uint32_t *nodes, size_t count,
					 uint32_t size);

/**
 * language_analysis_bounds_cells - return the cells of a flow that a conjunction needs
 *
 * Return: mask; it cannot hold before all of them are written.
 */
uint32_t language_analysis_bounds_cells(const struct signature_set *set,
					const uint32_t *nodes, size_t count);

/* A byte that a conjunction wants at a fixed place. */
struct analysis_byte {
	uint16_t offset;
	uint8_t value;
};

#define ANALYSIS_BYTES_MOST 64

/**
 * language_analysis_bounds - find sizes, turns and positions that a conjunction allows
 * @bounds: out
 */
void language_analysis_bounds(const struct signature_set *set,
			      const uint32_t *nodes, size_t count,
			      struct analysis_bounds *bounds);

/**
 * language_analysis_bounds_cover - return whether its bounds say all of a condition
 *
 * One range of sizes, turns or positions.
 */
bool language_analysis_bounds_cover(const struct signature_set *set,
				    uint32_t node);

/**
 * language_analysis_bytes - find the fixed bytes that a conjunction wants
 * @transport: SIGNATURE_TCP or SIGNATURE_UDP: what stands in front of a name in
 *             it is wanted, too
 * @bytes:     out: room for ANALYSIS_BYTES_MOST
 *
 * Return: their number; sorted by offset.
 */
size_t language_analysis_bytes(const struct signature_set *set,
			       const uint32_t *nodes, size_t count,
			       uint8_t transport, struct analysis_byte *bytes);

#define ANALYSIS_CHOICES_MOST \
	16 /* values of a byte, for language_analysis_bytes_choices() */

/**
 * language_analysis_bytes_choices - find a byte that may have one of a few values
 * @choices: out: room for ANALYSIS_CHOICES_MOST; all of one place, that with the
 *           fewest, masks included
 *
 * Return: their number, sorted; 0: no such byte.
 */
size_t language_analysis_bytes_choices(const struct signature_set *set,
				       const uint32_t *nodes, size_t count,
				       struct analysis_byte *choices);

/**
 * language_analysis_names - find the names that a node uses
 *
 * Return: mask of 1 << enum packet_name_kind.
 */
uint8_t language_analysis_names(const struct signature_set *set, uint32_t node);

/**
 * language_analysis_like - find the first comparison `like` of a node
 * @like: out: its node, only when true is returned
 */
bool language_analysis_like(const struct signature_set *set, uint32_t node,
			    uint32_t *like);

/**
 * language_analysis_needs - find what must be fetched to evaluate a node
 *
 * Return: mask of SIGNATURE_NEEDS_.
 */
uint8_t language_analysis_needs(const struct signature_set *set, uint32_t node);

/**
 * language_analysis_uses - find the inputs of a node and its operands
 *
 * Return: mask of USES_.
 */
uint8_t language_analysis_uses(const struct signature_set *set, uint32_t node);

/**
 * language_analysis_look - find the bytes of a payload that a node reads
 * @size_high: of the pattern's payloads: what counts from the end reads all
 */
uint32_t language_analysis_look(const struct signature_set *set, uint32_t node,
				uint32_t size_high);

/**
 * language_analysis_use_registers - mark the registers that a node reads
 * @transports: mask of those that use them
 */
void language_analysis_use_registers(struct signature_set *set, uint32_t node,
				     uint8_t transports);

#endif
