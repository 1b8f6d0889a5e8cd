/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_CLASSES_H
#define SHAPER_CLASSES_H

#include <stdbool.h>
#include <stdint.h>

#include "shaper/node.h"

struct policy_classes;

/* The shaper's nodes follow the classes of the policy. The caller holds its lock. */

#define SHAPER_CLASSES_UNKNOWN_BPS \
	100000000000ULL /* of a link of unknown rate */

/**
 * shaper_classes_publish - create or change the nodes of the link, the rest and all classes
 *
 * The rest is traffic without a class. A node of a removed class gets number 0.
 * Members follow their classes.
 */
void shaper_classes_publish(struct shaper_nodes *nodes,
			    const struct policy_classes *classes);

/**
 * shaper_classes_follow_members - give members the current settings of their classes
 */
void shaper_classes_follow_members(struct shaper_nodes *nodes,
				   const struct policy_classes *classes);

/**
 * shaper_classes_get - find the node of a class, or find or create its member by @keys
 *
 * Return: the node; the class's own node when there is no room for another member,
 * which is counted; NULL when the class has none.
 */
struct shaper_node *shaper_classes_get(struct shaper_nodes *nodes,
				       const struct policy_classes *classes,
				       uint16_t number,
				       const struct shaper_node_key *keys);

/**
 * shaper_classes_is_member - return whether a node is a member, not a class's own node
 */
bool shaper_classes_is_member(const struct shaper_node *node);

/**
 * shaper_classes_is_left_over - return whether the class of a node was removed
 */
bool shaper_classes_is_left_over(const struct shaper_node *node);

/**
 * shaper_classes_leave - remove a member; its place is free for another one
 */
void shaper_classes_leave(struct shaper_nodes *nodes, struct shaper_node *node);

/**
 * shaper_classes_leave_all - remove all nodes for which @leaves returns true
 *
 * Members before their parents.
 */
void shaper_classes_leave_all(struct shaper_nodes *nodes,
			      bool (*leaves)(const struct shaper_node *node));

#endif
