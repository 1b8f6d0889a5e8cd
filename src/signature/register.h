/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_REGISTER_H
#define SIGNATURE_REGISTER_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/flow.h"

/* Where a register is kept; its index is into that memory. */
enum register_scope {
	SCOPE_FLOW,	 /* one per flow: cells */
	SCOPE_DIRECTION, /* one per direction of a flow: cells */
	SCOPE_ENDPOINT,	 /* one per (address, port, transport) */
	SCOPE_HOST,	 /* one per address */
};

/* A register as compiled. */
struct signature_register {
	char *name;
	const char *file;
	unsigned line;
	uint8_t scope;	 /* enum register_scope */
	uint8_t bits;	 /* 16 or 32 */
	uint8_t recent;	 /* values that are kept; 1.. */
	bool timed;	 /* flow scopes: since() is used */
	uint8_t used_by; /* mask of 1 TCP, 2 UDP */
	uint8_t first;	 /* cell or register index */
	bool refused;	 /* has an error: gets no place */
};

/**
 * signature_register_cells - return the 16-bit cells that a register of a flow takes
 *
 * With SCOPE_DIRECTION, the cells of one direction.
 */
static inline unsigned
signature_register_cells(const struct signature_register *reg)
{
	return reg->recent * reg->bits / 16U + (reg->timed ? 2U : 0U);
}

/**
 * signature_register_cell - return the first cell of a register of a flow
 * @direction: matters for SCOPE_DIRECTION only
 */
static inline unsigned
signature_register_cell(const struct signature_register *reg,
			unsigned direction)
{
	unsigned bank = reg->scope == SCOPE_DIRECTION ? direction : 0;

	return reg->first + bank * signature_register_cells(reg);
}

/**
 * signature_register_ticks - return the age of a flow in FLOW_TICK_US
 *
 * Saturates after 119 hours.
 */
uint32_t signature_register_ticks(const struct flow *flow, usec_t now);

/**
 * signature_register_write - write a register of a flow; older values move down
 * @now: kept when it is timed
 */
void signature_register_write(const struct signature_register *reg,
			      struct flow *flow, unsigned direction,
			      uint32_t value, usec_t now);

/**
 * signature_register_bits - return the value in a cell; of 32 bits, also the next one
 */
static inline uint32_t signature_register_bits(const struct flow *flow,
					       unsigned cell, unsigned bits)
{
	uint32_t value = flow->cells[cell];

	if (bits == 32)
		value |= (uint32_t)flow->cells[cell + 1] << 16;
	return value;
}

#endif
