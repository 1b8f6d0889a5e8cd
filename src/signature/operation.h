/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_OPERATION_H
#define SIGNATURE_OPERATION_H

#include "signature/expression.h"

/**
 * typedef signature_operation - the value of one node, by its operation
 * @node:  of one of the operations that the function is for
 * @value: out; means nothing when the value is missing
 *
 * A function for each operation, or for a few that are alike. Only expression.c
 * calls them, by its table.
 *
 * Return: whether there is a value.
 */
typedef bool signature_operation(struct expression_state *state,
				 const struct node *node, uint64_t *value);

/* operation_bytes.c; what fills a buffer is never missing: it leaves it empty */
signature_operation operation_field;
signature_operation operation_bytes_match;
signature_operation operation_contains;
signature_operation operation_name;
signature_operation operation_tlv;
signature_operation operation_copy;
signature_operation operation_patch;
signature_operation operation_run;
signature_operation operation_relations;

/* operation_register.c */
signature_operation operation_register;
signature_operation operation_since;
signature_operation operation_any;
signature_operation operation_follows;

/* operation_flow.c */
signature_operation operation_packet;
signature_operation operation_end;
signature_operation operation_sight;
signature_operation operation_direction;
signature_operation operation_window;
signature_operation operation_doing;
signature_operation operation_inbound;
signature_operation operation_first;
signature_operation operation_known;

#endif
