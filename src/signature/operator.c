/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signature/operator.h"

static const struct signature_operator *const tables[] = {
	signature_operator_infix, signature_operator_value,
	signature_operator_bytes, signature_operator_register,
	signature_operator_flow,  signature_operator_window,
};
#define TABLES (sizeof(tables) / sizeof(*tables))

const struct signature_operator *
signature_operator_next(const struct signature_operator *row)
{
	if (!row)
		return tables[0];
	if ((++row)->evaluate)
		return row;
	/* the end of a table: no other ends at the same row */
	for (size_t i = 0; i + 1 < TABLES; i++) {
		const struct signature_operator *end = tables[i];

		while (end->evaluate)
			end++;
		if (end == row)
			return tables[i + 1];
	}
	return NULL;
}

const struct signature_operator *signature_operator_of(enum node_op id)
{
	const struct signature_operator *row = NULL;

	do
		row = signature_operator_next(row);
	while (row && row->id != id);
	return row;
}
