/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes registers of flows.
 */
#include "signature/register.h"

uint32_t signature_register_ticks(const struct flow *flow, usec_t now)
{
	usec_t ticks = usec_since(now, flow->first_us) / FLOW_TICK_US;

	return ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
}

static void cell_write(struct flow *flow, unsigned cell, uint32_t value,
		       unsigned bits)
{
	flow->cells[cell] = (uint16_t)value;
	if (bits == 32)
		flow->cells[cell + 1] = (uint16_t)(value >> 16);
	flow->cells_valid |= 1U << cell;
}

void signature_register_write(const struct signature_register *reg,
			      struct flow *flow, unsigned direction,
			      uint32_t value, usec_t now)
{
	unsigned first = signature_register_cell(reg, direction);
	unsigned size = reg->bits / 16;

	for (unsigned age = reg->recent - 1; age > 0; age--) {
		unsigned from = first + (age - 1) * size;

		if (flow->cells_valid & (1U << from))
			cell_write(
				flow, from + size,
				signature_register_bits(flow, from, reg->bits),
				reg->bits);
	}
	cell_write(flow, first, value, reg->bits);
	if (reg->timed)
		cell_write(flow, first + reg->recent * size,
			   signature_register_ticks(flow, now), 32);
}
