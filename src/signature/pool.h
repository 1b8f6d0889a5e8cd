/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_POOL_H
#define SIGNATURE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signature/expression.h"

#define POOL_ITEMS_MOST 1000000 /* of one kind, in a set */

/* Node pools that grow. */
struct signature_pool {
	struct node_pool pool;
	size_t node_room, range_room, pattern_room, list_room;
	bool out_of_memory;
};

/**
 * signature_pool_add_node - append a node
 *
 * Return: where it is; 0 with out_of_memory set, also past POOL_ITEMS_MOST.
 */
uint32_t signature_pool_add_node(struct signature_pool *pool,
				 const struct node *node);

/**
 * signature_pool_add_range - append a range; returns as for a node
 */
uint32_t signature_pool_add_range(struct signature_pool *pool,
				  struct node_range range);

/**
 * signature_pool_add_pattern - append a pattern; returns as for a node
 */
uint32_t signature_pool_add_pattern(struct signature_pool *pool,
				    const struct node_pattern *pattern);

/**
 * signature_pool_add_list - append a list of nodes
 * @first: out: where it is
 *
 * Return: 0; -ENOMEM, also past POOL_ITEMS_MOST.
 */
int signature_pool_add_list(struct signature_pool *pool, const uint32_t *nodes,
			    size_t count, uint32_t *first);

/**
 * signature_pool_fini - free what is in it; leaves an empty pool
 */
void signature_pool_fini(struct signature_pool *pool);

#endif
