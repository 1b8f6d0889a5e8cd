/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_CLASSES_H
#define SHAPER_CLASSES_H

#include <stdbool.h>
#include <stdint.h>

#include "shaper/node.h"

struct policy_classes;

/* What the shaper's nodes are, by the classes of the policy. Under its lock. */

#define ENGINE_CLASSES_ENDLESS_BPS \
	100000000000ULL /* of a link of unknown rate */

/**
 * shaper_classes_publish - nodes of the link, of the rest and of all classes
 *
 * The rest is what is in no class. New ones are made, others say what their
 * class says now; those of classes that are gone have number 0. Members follow.
 */
void shaper_classes_publish(struct shaper_nodes *nodes,
			    const struct policy_classes *classes);

/**
 * shaper_classes_follow_members - members get what their classes say now
 */
void shaper_classes_follow_members(struct shaper_nodes *nodes,
				   const struct policy_classes *classes);

/**
 * shaper_classes_get - the node of a class, or of its member by @keys
 *
 * Return: the node; the class's own where there is no room for another member, which
 * is counted; NULL where there is none.
 */
struct shaper_node *shaper_classes_get(struct shaper_nodes *nodes,
				       const struct policy_classes *classes,
				       uint16_t number,
				       const struct shaper_node_key *keys);

/**
 * shaper_classes_is_member - is it a member of a class, not a class's own node?
 */
bool shaper_classes_is_member(const struct shaper_node *node);

/**
 * shaper_classes_is_left_over - is it of a class that is not there any more?
 */
bool shaper_classes_is_left_over(const struct shaper_node *node);

/**
 * shaper_classes_leave - a member goes: its place is free for another one
 */
void shaper_classes_leave(struct shaper_nodes *nodes, struct shaper_node *node);

/**
 * shaper_classes_leave_all - all that @leaves says go
 *
 * Members before those that they are of.
 */
void shaper_classes_leave_all(struct shaper_nodes *nodes,
			      bool (*leaves)(const struct shaper_node *node));

#endif
