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

/* Nodes of the link, of what is in no class, and of all classes; members follow. */
void engine_classes_publish(struct engine_nodes *nodes,
			    const struct policy_classes *classes);

/* Members get what their classes say now. */
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

bool engine_classes_is_member(const struct engine_node *node);

/* Of a class that is not there any more? */
bool engine_classes_is_left_over(const struct engine_node *node);

/* A member goes: its place is free for another one. */
void engine_classes_leave(struct engine_nodes *nodes, struct engine_node *node);

/* All that @leaves says go, members before those that they are of. */
void engine_classes_leave_all(struct engine_nodes *nodes,
			      bool (*leaves)(const struct engine_node *node));

#endif
