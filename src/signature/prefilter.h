/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_PREFILTER_H
#define SIGNATURE_PREFILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/flow.h"

/*
 * What can be said of a pattern in 16 bytes, so that most candidates are passed over
 * without a look at them. Wider than the truth: who passes is asked.
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
 * signature_prefilter_has - what a packet's flow and direction bring
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
 * signature_prefilter_is_open - may the pattern match? Wider than the truth
 * @size: of the payload, in bytes
 * @has:  signature_prefilter_has()
 */
static inline bool
signature_prefilter_is_open(const struct signature_prefilter *gate,
			    const struct flow_observation *observed,
			    uint16_t size, uint32_t has)
{
	return !(gate->wants & ~has) && size >= gate->size_low &&
	       size <= gate->size_high && observed->turn >= gate->turn_low &&
	       observed->turn <= gate->turn_high &&
	       observed->position >= gate->position_low &&
	       observed->position <= gate->position_high;
}

#endif
