/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Growing arrays of nodes, ranges, patterns and lists. */
#include "signature/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool grow(struct signature_pool *pool, void **items, size_t *room,
		 size_t needed, size_t item_size)
{
	size_t wanted = *room ? *room : 64;
	void *grown;

	if (needed <= *room)
		return true;
	while (wanted < needed)
		wanted *= 2;
	grown = needed <= POOL_ITEMS_MOST
			? reallocarray(*items, wanted, item_size)
			: NULL;
	if (!grown) {
		pool->out_of_memory = true;
		return false;
	}
	*items = grown;
	*room = wanted;
	return true;
}

uint32_t signature_pool_add_node(struct signature_pool *pool,
				 const struct node *node)
{
	struct node_pool *p = &pool->pool;

	if (!grow(pool, (void **)&p->nodes, &pool->node_room, p->node_count + 1,
		  sizeof(*p->nodes)))
		return 0;
	p->nodes[p->node_count] = *node;
	return (uint32_t)p->node_count++;
}

uint32_t signature_pool_add_range(struct signature_pool *pool,
				  struct node_range range)
{
	struct node_pool *p = &pool->pool;

	if (!grow(pool, (void **)&p->ranges, &pool->range_room,
		  p->range_count + 1, sizeof(*p->ranges)))
		return 0;
	p->ranges[p->range_count] = range;
	return (uint32_t)p->range_count++;
}

uint32_t signature_pool_add_pattern(struct signature_pool *pool,
				    const struct node_pattern *pattern)
{
	struct node_pool *p = &pool->pool;

	if (!grow(pool, (void **)&p->patterns, &pool->pattern_room,
		  p->pattern_count + 1, sizeof(*p->patterns)))
		return 0;
	p->patterns[p->pattern_count] = *pattern;
	return (uint32_t)p->pattern_count++;
}

int signature_pool_add_list(struct signature_pool *pool, const uint32_t *nodes,
			    size_t count, uint32_t *first)
{
	struct node_pool *p = &pool->pool;

	*first = 0;
	if (!count)
		return 0;
	if (!grow(pool, (void **)&p->lists, &pool->list_room,
		  p->list_count + count, sizeof(*p->lists)))
		return -ENOMEM;
	memcpy(p->lists + p->list_count, nodes, count * sizeof(*nodes));
	*first = (uint32_t)p->list_count;
	p->list_count += count;
	return 0;
}

void signature_pool_fini(struct signature_pool *pool)
{
	free(pool->pool.nodes);
	free(pool->pool.ranges);
	free(pool->pool.patterns);
	free(pool->pool.lists);
	memset(pool, 0, sizeof(*pool));
}
