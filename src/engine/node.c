/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash table of chains by index, a table by minor, and a ring of what is to be told
 * the kernel.
 */
#include "engine/node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/tc_message.h"

int engine_nodes_init(struct engine_nodes *nodes, const struct hash_key *key)
{
	nodes->all = calloc(ENGINE_NODES, sizeof(*nodes->all));
	nodes->key = *key;
	nodes->next_minor = POLICY_CLASS_MEMBER_MINOR;
	return nodes->all ? 0 : -ENOMEM;
}

void engine_nodes_fini(struct engine_nodes *nodes)
{
	free(nodes->all);
}

static uint32_t *bucket_of(struct engine_nodes *nodes,
			   const struct engine_node_key *key)
{
	return &nodes->buckets[hash_bytes(&nodes->key, key, sizeof(*key)) &
			       (ENGINE_NODE_BUCKETS - 1)];
}

struct engine_node *engine_node_at(struct engine_nodes *nodes, uint32_t index)
{
	return index ? &nodes->all[index - 1] : NULL;
}

uint32_t engine_node_index(const struct engine_nodes *nodes,
			   const struct engine_node *node)
{
	return (uint32_t)(node - nodes->all) + 1;
}

struct engine_node *engine_node_find(struct engine_nodes *nodes,
				     const struct engine_node_key *key)
{
	uint32_t index = *bucket_of(nodes, key);

	while (index && memcmp(&engine_node_at(nodes, index)->key, key,
			       sizeof(*key)) != 0)
		index = engine_node_at(nodes, index)->chain;
	return engine_node_at(nodes, index);
}

static struct engine_node *node_take(struct engine_nodes *nodes)
{
	struct engine_node *node = engine_node_at(nodes, nodes->free);

	if (node)
		nodes->free = node->chain;
	else if (nodes->used < ENGINE_NODES)
		node = &nodes->all[nodes->used++];
	else
		return NULL;
	memset(node, 0, sizeof(*node));
	return node;
}

static uint16_t take_minor(struct engine_nodes *nodes)
{
	for (unsigned i = 0; i <= ENGINE_NODE_MEMBERS; i++) {
		uint16_t minor = nodes->next_minor++;

		if (nodes->next_minor > POLICY_CLASS_MEMBER_MINOR_MOST)
			nodes->next_minor = POLICY_CLASS_MEMBER_MINOR;
		/* the queue of a class has its minor for a handle */
		if (!nodes->by_minor[minor] && minor != IO_TC_MAJOR)
			return minor;
	}
	return 0;
}

void engine_node_mark(struct engine_nodes *nodes, struct engine_node *node)
{
	if (node->dirty || nodes->queue_count == ENGINE_NODE_QUEUE ||
	    !nodes->marks)
		return;
	node->dirty = true;
	node->mark = nodes->queue_first + nodes->queue_count++;
	nodes->queue[node->mark % ENGINE_NODE_QUEUE] =
		engine_node_index(nodes, node);
}

struct engine_node *engine_node_create(struct engine_nodes *nodes,
				       const struct engine_node_key *key,
				       uint16_t minor,
				       struct engine_node *parent)
{
	uint16_t given = minor ? minor : take_minor(nodes);
	struct engine_node *node = given ? node_take(nodes) : NULL;
	uint32_t *bucket = bucket_of(nodes, key);

	if (!node)
		return NULL;
	node->key = *key;
	node->minor = given;
	node->state = ENGINE_NODE_USED;
	node->chain = *bucket;
	*bucket = engine_node_index(nodes, node);
	nodes->by_minor[given] = *bucket;
	if (parent) {
		node->parent = engine_node_index(nodes, parent);
		node->depth = (uint8_t)(parent->depth + 1);
		parent->children++;
	}
	engine_node_mark(nodes, node);
	return node;
}

static void node_unhash(struct engine_nodes *nodes, struct engine_node *node)
{
	uint32_t *link = bucket_of(nodes, &node->key);
	uint32_t index = engine_node_index(nodes, node);

	while (*link != index)
		link = &engine_node_at(nodes, *link)->chain;
	*link = node->chain;
}

bool engine_node_key_is_whole(const struct engine_node_key *key, unsigned keys)
{
	static const struct address nobody;

	return !((keys & POLICY_PER_USER) &&
		 memcmp(&key->user, &nobody, sizeof(nobody)) == 0) &&
	       !((keys & POLICY_PER_GROUP) && !key->group) &&
	       !((keys & POLICY_PER_APPLICATION) && !key->application);
}

struct engine_node_key
engine_node_key_without(const struct engine_node_key *key, unsigned per)
{
	struct engine_node_key without = *key;

	if (per & POLICY_PER_USER)
		memset(&without.user, 0, sizeof(without.user));
	if (per & POLICY_PER_GROUP)
		without.group = 0;
	if (per & POLICY_PER_APPLICATION)
		without.application = 0;
	return without;
}

void engine_node_free(struct engine_nodes *nodes, struct engine_node *node)
{
	struct engine_node *parent = engine_node_at(nodes, node->parent);

	if (parent)
		parent->children--;
	if (nodes->by_minor[node->minor] == engine_node_index(nodes, node))
		nodes->by_minor[node->minor] = 0;
	node->state = ENGINE_NODE_FREE;
	node->dirty = false;
	node->chain = nodes->free;
	nodes->free = engine_node_index(nodes, node);
}

void engine_node_leave(struct engine_nodes *nodes, struct engine_node *node)
{
	node_unhash(nodes, node);
	if (!node->built) {
		engine_node_free(nodes, node);
		return;
	}
	node->state = ENGINE_NODE_GONE;
	engine_node_mark(nodes, node);
}

/* A node that still has members waits for them at the end of the queue. */
struct engine_node *engine_node_next(struct engine_nodes *nodes)
{
	for (uint32_t turns = nodes->queue_count; turns > 0; turns--) {
		uint64_t place = nodes->queue_first++;
		struct engine_node *node = engine_node_at(
			nodes, nodes->queue[place % ENGINE_NODE_QUEUE]);

		nodes->queue_count--;
		if (!node->dirty || node->mark != place)
			continue;
		node->dirty = false;
		if (node->state == ENGINE_NODE_USED || !node->children)
			return node;
		engine_node_mark(nodes, node);
	}
	return NULL;
}

static void forget_marks(struct engine_nodes *nodes)
{
	nodes->queue_count = 0;
	for (uint32_t i = 0; i < nodes->used; i++)
		nodes->all[i].dirty = false;
}

void engine_node_mark_all(struct engine_nodes *nodes)
{
	forget_marks(nodes);
	for (unsigned depth = 0; depth <= POLICY_CLASSES_DEEPEST + 1; depth++) {
		for (uint32_t i = 0; i < nodes->used; i++) {
			struct engine_node *node = &nodes->all[i];

			if (node->state != ENGINE_NODE_USED ||
			    node->depth != depth)
				continue;
			engine_node_mark(nodes, node);
		}
	}
}

struct engine_node *engine_node_of_minor(struct engine_nodes *nodes,
					 uint16_t minor)
{
	return minor < ENGINE_NODE_MINORS
		       ? engine_node_at(nodes, nodes->by_minor[minor])
		       : NULL;
}
