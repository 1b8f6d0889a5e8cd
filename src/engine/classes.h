/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_CLASSES_H
#define ENGINE_CLASSES_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/node.h"

struct policy_classes;

/* What the shaper's nodes are, by the classes of the policy. Under its lock. */

#define ENGINE_CLASSES_ENDLESS_BPS \
	100000000000ULL /* of a link of unknown rate */

/**
 * engine_classes_publish - nodes of the link, of the rest and of all classes
 *
 * The rest is what is in no class. New ones are made, others say what their
 * class says now; those of classes that are gone have number 0. Members follow.
 */
void engine_classes_publish(struct engine_nodes *nodes,
			    const struct policy_classes *classes);

/**
 * engine_classes_follow_members - members get what their classes say now
 */
void engine_classes_follow_members(struct engine_nodes *nodes,
				   const struct policy_classes *classes);

/**
 * engine_classes_get - the node of a class, or of its member by @keys
 *
 * Return: the node; the class's own where there is no room for another member, which
 * is counted; NULL where there is none.
 */
struct engine_node *engine_classes_get(struct engine_nodes *nodes,
				       const struct policy_classes *classes,
				       uint16_t number,
				       const struct engine_node_key *keys);

/**
 * engine_classes_is_member - is it a member of a class, not a class's own node?
 */
bool engine_classes_is_member(const struct engine_node *node);

/**
 * engine_classes_is_left_over - is it of a class that is not there any more?
 */
bool engine_classes_is_left_over(const struct engine_node *node);

/**
 * engine_classes_leave - a member goes: its place is free for another one
 */
void engine_classes_leave(struct engine_nodes *nodes, struct engine_node *node);

/**
 * engine_classes_leave_all - all that @leaves says go
 *
 * Members before those that they are of.
 */
void engine_classes_leave_all(struct engine_nodes *nodes,
			      bool (*leaves)(const struct engine_node *node));

#endif
