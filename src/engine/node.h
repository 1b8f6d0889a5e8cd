/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_NODE_H
#define ENGINE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/usec.h"
#include "engine/meter.h"
#include "packet/address.h"
#include "policy/classes.h"

/*
 * The shaper's nodes: one for each class, and one for each member of it. Bounded, and
 * all allocated at the start. The shaper's lock protects them.
 */

/* A mask of all that a class can be once for each of. */
#define ENGINE_NODE_KEYS \
	(POLICY_PER_USER | POLICY_PER_GROUP | POLICY_PER_APPLICATION)
#define ENGINE_NODE_MEMBERS \
	(POLICY_CLASS_MEMBER_MINOR_MOST - POLICY_CLASS_MEMBER_MINOR)
/* two generations of classes, the link, the rest, and all members */
#define ENGINE_NODES (2 * POLICY_CLASSES_MOST + 2 + ENGINE_NODE_MEMBERS)
#define ENGINE_NODE_QUEUE (2 * ENGINE_NODES)
#define ENGINE_NODE_BUCKETS 32768 /* above ENGINE_NODES, a power of two */
#define ENGINE_NODE_MINORS (POLICY_CLASS_MEMBER_MINOR_MOST + 1)

/* What is counted of a node in one direction. */
struct engine_node_count {
	uint64_t bytes, packets, drops;
	uint64_t backlog_bytes, backlog_packets; /* now, in the kernel */
};

/* Whose node it is. */
struct engine_node_key {
	struct address user;
	uint16_t class; /* minor of the class */
	uint16_t group, application;
	uint16_t zero;
};
_Static_assert(sizeof(struct engine_node_key) == 24, "it is hashed as bytes");

enum engine_node_state {
	ENGINE_NODE_FREE,
	ENGINE_NODE_USED,
	ENGINE_NODE_GONE, /* only the kernel still has it */
};

struct engine_node {
	struct engine_node_key key;
	uint32_t chain;	   /* next in its bucket, or free: index + 1 */
	uint32_t parent;   /* index + 1; 0: it is the link */
	uint32_t children; /* nodes whose parent it is */
	uint32_t others;   /* members that this node stands aside for */
	uint16_t minor;	   /* of the kernel's class */
	uint16_t number;   /* of the class, in the newest tree; 0: not there */
	uint8_t state;	   /* enum engine_node_state */
	uint8_t priority, depth;
	bool leaf, built, dirty;
	uint64_t mark; /* when dirty: its place in the queue since the start */
	uint64_t rate_bps[2], ceiling_bps[2];
	usec_t last_us;
	struct engine_meter meters[2];
	struct engine_node_count seen[2]; /* what the kernel said last */
	/* of a class's own node: with all its members, those gone, too */
	struct engine_node_count total[2];
	uint64_t late[2];
};

struct engine_nodes {
	struct hash_key key;
	struct engine_node *all;
	uint32_t used; /* nodes that were ever used */
	uint32_t free; /* chain of free ones: index + 1 */
	uint32_t buckets[ENGINE_NODE_BUCKETS];
	uint32_t by_minor[ENGINE_NODE_MINORS]; /* index + 1 */
	uint16_t next_minor;
	uint64_t crowded; /* how often a class had no room for a member */
	bool marks;	  /* somebody takes what is marked */
	/* a ring of dirty nodes, parents before members; who left it stays in it
	 * and is passed over, also when its node is another one's by then */
	uint32_t queue[ENGINE_NODE_QUEUE];
	uint64_t queue_first; /* since the start; in the ring modulo its size */
	uint32_t queue_count;
};

/**
 * engine_nodes_init - room for ENGINE_NODES nodes
 * @nodes: zeroed
 * @key:   copied; keys of nodes are hashed with it
 *
 * Return: 0, for engine_nodes_fini(); -ENOMEM.
 */
int engine_nodes_init(struct engine_nodes *nodes, const struct hash_key *key);
void engine_nodes_fini(struct engine_nodes *nodes);

/**
 * engine_node_at - the node of an index, from 1; NULL of 0
 */
struct engine_node *engine_node_at(struct engine_nodes *nodes, uint32_t index);

/**
 * engine_node_index - the index of a node, from 1
 */
uint32_t engine_node_index(const struct engine_nodes *nodes,
			   const struct engine_node *node);

/**
 * engine_node_of_minor - who has this minor in the kernel; NULL: nobody
 *
 * Also one that is gone but for the kernel.
 */
struct engine_node *engine_node_of_minor(struct engine_nodes *nodes,
					 uint16_t minor);

/**
 * engine_node_find - the node of a key, if it is used; else NULL
 */
struct engine_node *engine_node_find(struct engine_nodes *nodes,
				     const struct engine_node_key *key);

/**
 * engine_node_create - a node that is not there
 * @minor:  0: one of those for members
 * @parent: NULL: it is the link
 *
 * Return: the node, marked; NULL when there is no room.
 */
struct engine_node *engine_node_create(struct engine_nodes *nodes,
				       const struct engine_node_key *key,
				       uint16_t minor,
				       struct engine_node *parent);

/**
 * engine_node_leave - packets do not find it any more
 *
 * It is freed at once when the kernel does not have it; else it is marked, and
 * freed when the kernel has let it go.
 */
void engine_node_leave(struct engine_nodes *nodes, struct engine_node *node);

/**
 * engine_node_free - give a node's place and minor back
 *
 * It is not found by its key any more, see engine_node_leave().
 */
void engine_node_free(struct engine_nodes *nodes, struct engine_node *node);

/**
 * engine_node_mark - there is something to tell the kernel
 *
 * Nothing happens when nobody takes marks, it has one, or there is no room.
 */
void engine_node_mark(struct engine_nodes *nodes, struct engine_node *node);

/**
 * engine_node_next - take a marked node
 *
 * What is used comes parents first; what is gone, members first.
 *
 * Return: the node, no longer marked; NULL when there is none to tell of now.
 */
struct engine_node *engine_node_next(struct engine_nodes *nodes);

/**
 * engine_node_mark_all - mark all that are used, and nothing else
 *
 * From the link down.
 */
void engine_node_mark_all(struct engine_nodes *nodes);

/**
 * engine_node_key_is_whole - is none of these keys 0?
 * @keys: mask of enum policy_class_per
 *
 * Else the node stands for all of the class.
 */
bool engine_node_key_is_whole(const struct engine_node_key *key, unsigned keys);

/**
 * engine_node_key_without - the key with some of its parts 0
 * @per: mask of enum policy_class_per
 */
struct engine_node_key
engine_node_key_without(const struct engine_node_key *key, unsigned per);

#endif
