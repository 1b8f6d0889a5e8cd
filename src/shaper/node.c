/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash table of chains by index, a table by minor, and a ring of nodes that changed
 * and of which the kernel does not know yet.
 */
#include "shaper/node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/tc_message.h"

int shaper_nodes_init(struct shaper_nodes *nodes, const struct hash_key *key)
{
	nodes->all = calloc(SHAPER_NODES, sizeof(*nodes->all));
	nodes->key = *key;
	nodes->next_minor = POLICY_CLASS_MEMBER_MINOR;
	return nodes->all ? 0 : -ENOMEM;
}

void shaper_nodes_fini(struct shaper_nodes *nodes)
{
	free(nodes->all);
}

static uint32_t *bucket_of(struct shaper_nodes *nodes,
			   const struct shaper_node_key *key)
{
	return &nodes->buckets[hash_bytes(&nodes->key, key, sizeof(*key)) &
			       (SHAPER_NODE_BUCKETS - 1)];
}

struct shaper_node *shaper_node_at(struct shaper_nodes *nodes, uint32_t index)
{
	return index ? &nodes->all[index - 1] : NULL;
}

uint32_t shaper_node_index(const struct shaper_nodes *nodes,
			   const struct shaper_node *node)
{
	return (uint32_t)(node - nodes->all) + 1;
}

struct shaper_node *shaper_node_find(struct shaper_nodes *nodes,
				     const struct shaper_node_key *key)
{
	uint32_t index = *bucket_of(nodes, key);

	while (index && memcmp(&shaper_node_at(nodes, index)->key, key,
			       sizeof(*key)) != 0)
		index = shaper_node_at(nodes, index)->chain;
	return shaper_node_at(nodes, index);
}

static struct shaper_node *node_allocate(struct shaper_nodes *nodes)
{
	struct shaper_node *node = shaper_node_at(nodes, nodes->free);

	if (node)
		nodes->free = node->chain;
	else if (nodes->used < SHAPER_NODES)
		node = &nodes->all[nodes->used++];
	else
		return NULL;
	memset(node, 0, sizeof(*node));
	return node;
}

static uint16_t allocate_minor(struct shaper_nodes *nodes)
{
	for (unsigned i = 0; i <= SHAPER_NODE_MEMBERS; i++) {
		uint16_t minor = nodes->next_minor++;

		if (nodes->next_minor > POLICY_CLASS_MEMBER_MINOR_MOST)
			nodes->next_minor = POLICY_CLASS_MEMBER_MINOR;
		/* the queue of a class has its minor for a handle */
		if (!nodes->by_minor[minor] && minor != IO_TC_MAJOR)
			return minor;
	}
	return 0;
}

void shaper_node_mark(struct shaper_nodes *nodes, struct shaper_node *node)
{
	if (node->dirty || nodes->queue_count == SHAPER_NODE_QUEUE ||
	    !nodes->marks)
		return;
	node->dirty = true;
	node->mark = nodes->queue_first + nodes->queue_count++;
	nodes->queue[node->mark % SHAPER_NODE_QUEUE] =
		shaper_node_index(nodes, node);
}

struct shaper_node *shaper_node_create(struct shaper_nodes *nodes,
				       const struct shaper_node_key *key,
				       uint16_t minor,
				       struct shaper_node *parent)
{
	uint16_t given = minor ? minor : allocate_minor(nodes);
	struct shaper_node *node = given ? node_allocate(nodes) : NULL;
	uint32_t *bucket = bucket_of(nodes, key);

	if (!node)
		return NULL;
	node->key = *key;
	node->minor = given;
	node->state = SHAPER_NODE_USED;
	node->chain = *bucket;
	*bucket = shaper_node_index(nodes, node);
	nodes->by_minor[given] = *bucket;
	if (parent) {
		node->parent = shaper_node_index(nodes, parent);
		node->depth = (uint8_t)(parent->depth + 1);
		parent->children++;
	}
	shaper_node_mark(nodes, node);
	return node;
}

static void node_unhash(struct shaper_nodes *nodes, struct shaper_node *node)
{
	uint32_t *link = bucket_of(nodes, &node->key);
	uint32_t index = shaper_node_index(nodes, node);

	while (*link != index)
		link = &shaper_node_at(nodes, *link)->chain;
	*link = node->chain;
}

bool shaper_node_key_is_whole(const struct shaper_node_key *key, unsigned keys)
{
	static const struct address none;

	return !((keys & POLICY_PER_USER) &&
		 memcmp(&key->user, &none, sizeof(none)) == 0) &&
	       !((keys & POLICY_PER_GROUP) && !key->group) &&
	       !((keys & POLICY_PER_APPLICATION) && !key->application);
}

struct shaper_node_key
shaper_node_key_without(const struct shaper_node_key *key, unsigned per)
{
	struct shaper_node_key without = *key;

	if (per & POLICY_PER_USER)
		memset(&without.user, 0, sizeof(without.user));
	if (per & POLICY_PER_GROUP)
		without.group = 0;
	if (per & POLICY_PER_APPLICATION)
		without.application = 0;
	return without;
}

void shaper_node_free(struct shaper_nodes *nodes, struct shaper_node *node)
{
	struct shaper_node *parent = shaper_node_at(nodes, node->parent);

	if (parent)
		parent->children--;
	if (nodes->by_minor[node->minor] == shaper_node_index(nodes, node))
		nodes->by_minor[node->minor] = 0;
	node->state = SHAPER_NODE_FREE;
	node->dirty = false;
	node->chain = nodes->free;
	nodes->free = shaper_node_index(nodes, node);
}

void shaper_node_leave(struct shaper_nodes *nodes, struct shaper_node *node)
{
	node_unhash(nodes, node);
	if (!node->built) {
		shaper_node_free(nodes, node);
		return;
	}
	node->state = SHAPER_NODE_GONE;
	shaper_node_mark(nodes, node);
}

/* A removed node that still has members goes to the end of the queue, behind them. */
struct shaper_node *shaper_node_next(struct shaper_nodes *nodes)
{
	for (uint32_t turns = nodes->queue_count; turns > 0; turns--) {
		uint64_t place = nodes->queue_first++;
		struct shaper_node *node = shaper_node_at(
			nodes, nodes->queue[place % SHAPER_NODE_QUEUE]);

		nodes->queue_count--;
		if (!node->dirty || node->mark != place)
			continue;
		node->dirty = false;
		if (node->state == SHAPER_NODE_USED || !node->children)
			return node;
		shaper_node_mark(nodes, node);
	}
	return NULL;
}

static void forget_marks(struct shaper_nodes *nodes)
{
	nodes->queue_count = 0;
	for (uint32_t i = 0; i < nodes->used; i++)
		nodes->all[i].dirty = false;
}

void shaper_node_mark_all(struct shaper_nodes *nodes)
{
	forget_marks(nodes);
	for (unsigned depth = 0; depth <= POLICY_CLASSES_DEEPEST + 1; depth++) {
		for (uint32_t i = 0; i < nodes->used; i++) {
			struct shaper_node *node = &nodes->all[i];

			if (node->state != SHAPER_NODE_USED ||
			    node->depth != depth)
				continue;
			shaper_node_mark(nodes, node);
		}
	}
}

struct shaper_node *shaper_node_of_minor(struct shaper_nodes *nodes,
					 uint16_t minor)
{
	return minor < SHAPER_NODE_MINORS
		       ? shaper_node_at(nodes, nodes->by_minor[minor])
		       : NULL;
}
