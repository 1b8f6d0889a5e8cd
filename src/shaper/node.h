/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_NODE_H
#define SHAPER_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/usec.h"
#include "shaper/token_bucket.h"
#include "packet/address.h"
#include "policy/classes.h"

/*
 * The shaper's nodes: one for each class and one for each member. Bounded, and all
 * allocated at the start. The shaper's lock protects them.
 */

/* A mask of all keys that a class can be "per". */
#define SHAPER_NODE_KEYS \
	(POLICY_PER_USER | POLICY_PER_GROUP | POLICY_PER_APPLICATION)
#define SHAPER_NODE_MEMBERS \
	(POLICY_CLASS_MEMBER_MINOR_MOST - POLICY_CLASS_MEMBER_MINOR)
/* two generations of classes, the link, traffic without a class, and all members */
#define SHAPER_NODES (2 * POLICY_CLASSES_MOST + 2 + SHAPER_NODE_MEMBERS)
#define SHAPER_NODE_QUEUE (2 * SHAPER_NODES)
#define SHAPER_NODE_BUCKETS 32768 /* above SHAPER_NODES, a power of two */
#define SHAPER_NODE_MINORS (POLICY_CLASS_MEMBER_MINOR_MOST + 1)

/* Counters of a node in one direction. */
struct shaper_node_count {
	uint64_t bytes, packets, drops;
	uint64_t backlog_bytes, backlog_packets; /* now, in the kernel */
};

/* The class of a node, and the member that it stands for. */
struct shaper_node_key {
	struct address user;
	uint16_t class; /* minor of the class */
	uint16_t group, application;
	uint16_t zero;
};
_Static_assert(sizeof(struct shaper_node_key) == 24, "it is hashed as bytes");

enum shaper_node_state {
	SHAPER_NODE_FREE,
	SHAPER_NODE_USED,
	SHAPER_NODE_GONE, /* removed, but the kernel still has it */
};

struct shaper_node {
	struct shaper_node_key key;
	uint32_t chain;	   /* next in its bucket, or free: index + 1 */
	uint32_t parent;   /* index + 1; 0: it is the link */
	uint32_t children; /* nodes whose parent it is */
	uint32_t
		others; /* members that have a node of their own beside this one */
	uint16_t minor;	 /* of the kernel's class */
	uint16_t number; /* of the class, in the newest tree; 0: not there */
	uint8_t state;	 /* enum shaper_node_state */
	uint8_t priority, depth;
	bool leaf, built, dirty;
	uint64_t mark; /* when dirty: its place in the queue since the start */
	uint64_t rate_bps[2], ceiling_bps[2];
	usec_t last_us;
	struct shaper_token_bucket meters[2];
	struct shaper_node_count seen[2]; /* the kernel's last values */
	/* in a class's own node: with all its members, also removed ones */
	struct shaper_node_count total[2];
	uint64_t late[2];
};

struct shaper_nodes {
	struct hash_key key;
	struct shaper_node *all;
	uint32_t used; /* nodes that were ever used */
	uint32_t free; /* chain of free ones: index + 1 */
	uint32_t buckets[SHAPER_NODE_BUCKETS];
	uint32_t by_minor[SHAPER_NODE_MINORS]; /* index + 1 */
	uint16_t next_minor;
	uint64_t members_refused; /* a class had no room for another one */
	bool marks;		  /* the kernel shapes: nodes are marked */
	/* a ring of dirty nodes, parents before members; a place whose node was
	 * freed or used again meanwhile is skipped */
	uint32_t queue[SHAPER_NODE_QUEUE];
	uint64_t queue_first; /* since the start; in the ring modulo its size */
	uint32_t queue_count;
};

/**
 * shaper_nodes_init - allocate SHAPER_NODES nodes
 * @nodes: zeroed
 * @key:   copied; keys of nodes are hashed with it
 *
 * Return: 0, for shaper_nodes_fini(); -ENOMEM.
 */
int shaper_nodes_init(struct shaper_nodes *nodes, const struct hash_key *key);
void shaper_nodes_fini(struct shaper_nodes *nodes);

/**
 * shaper_node_at - return the node of an index, from 1; NULL for 0
 */
struct shaper_node *shaper_node_at(struct shaper_nodes *nodes, uint32_t index);

/**
 * shaper_node_index - return the index of a node, from 1
 */
uint32_t shaper_node_index(const struct shaper_nodes *nodes,
			   const struct shaper_node *node);

/**
 * shaper_node_of_minor - return the node that has this minor in the kernel; NULL: none
 *
 * Also a removed one that the kernel still has.
 */
struct shaper_node *shaper_node_of_minor(struct shaper_nodes *nodes,
					 uint16_t minor);

/**
 * shaper_node_find - return the node of a key, if it is used; else NULL
 */
struct shaper_node *shaper_node_find(struct shaper_nodes *nodes,
				     const struct shaper_node_key *key);

/**
 * shaper_node_create - create the node of a key that has none
 * @minor:  0: one of those for members
 * @parent: NULL: the node is the link
 *
 * Return: the node, marked; NULL when all nodes or minors are in use.
 */
struct shaper_node *shaper_node_create(struct shaper_nodes *nodes,
				       const struct shaper_node_key *key,
				       uint16_t minor,
				       struct shaper_node *parent);

/**
 * shaper_node_leave - remove a node: packets do not find it any more
 *
 * It is freed at once when the kernel does not have it; else it is marked, and freed
 * after the kernel has deleted it.
 */
void shaper_node_leave(struct shaper_nodes *nodes, struct shaper_node *node);

/**
 * shaper_node_free - free a node's place and minor, after shaper_node_leave()
 */
void shaper_node_free(struct shaper_nodes *nodes, struct shaper_node *node);

/**
 * shaper_node_mark - put a changed node into the queue of changes for the kernel
 *
 * Does nothing when the kernel does not shape, the node is in the queue already, or
 * the queue is full.
 */
void shaper_node_mark(struct shaper_nodes *nodes, struct shaper_node *node);

/**
 * shaper_node_next - take the next node from the queue
 *
 * Used nodes come parents first, removed ones members first.
 *
 * Return: the node, no longer marked; NULL when there is none.
 */
struct shaper_node *shaper_node_next(struct shaper_nodes *nodes);

/**
 * shaper_node_mark_all - mark all used nodes, and no other, from the link down
 */
void shaper_node_mark_all(struct shaper_nodes *nodes);

/**
 * shaper_node_key_is_whole - return whether none of these keys is 0
 * @keys: mask of enum policy_class_per
 *
 * Else the node stands for all members of the class without one.
 */
bool shaper_node_key_is_whole(const struct shaper_node_key *key, unsigned keys);

/**
 * shaper_node_key_without - return the key with some of its parts set to 0
 * @per: mask of enum policy_class_per
 */
struct shaper_node_key
shaper_node_key_without(const struct shaper_node_key *key, unsigned per);

#endif
