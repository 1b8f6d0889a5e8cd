/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_PREFILTER_H
#define SIGNATURE_PREFILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/flow.h"

/*
 * Necessary conditions of a pattern in 16 bytes, so that most candidates are
 * skipped without reading them. A packet that passes is still evaluated.
 */
struct signature_prefilter {
	uint16_t size_low, size_high; /* of the payload */
	uint16_t turn_low, turn_high;
	uint16_t position_low, position_high;
	uint32_t wants; /* mask of signature_prefilter_has() */
};
_Static_assert(sizeof(struct signature_prefilter) == 16, "a line holds four");
_Static_assert(FLOW_CELLS + 2 <= 32, "cells and directions fit into a mask");

/**
 * signature_prefilter_has - return what a packet's flow and direction offer
 * @direction: FLOW_ORIG or FLOW_REPLY
 *
 * Return: mask of cells that were written, and above them of the direction.
 */
static inline uint32_t signature_prefilter_has(const struct flow *flow,
					       unsigned direction)
{
	return flow->cells_valid | UINT32_C(1) << (FLOW_CELLS + direction);
}

/**
 * signature_prefilter_is_open - return whether the pattern may match
 * @size: of the payload, in bytes
 * @has:  signature_prefilter_has()
 */
static inline bool
signature_prefilter_is_open(const struct signature_prefilter *filter,
			    const struct flow_observation *observed,
			    uint16_t size, uint32_t has)
{
	return !(filter->wants & ~has) && size >= filter->size_low &&
	       size <= filter->size_high &&
	       observed->turn >= filter->turn_low &&
	       observed->turn <= filter->turn_high &&
	       observed->position >= filter->position_low &&
	       observed->position <= filter->position_high;
}

#endif
