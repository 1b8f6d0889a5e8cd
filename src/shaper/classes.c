/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One node for each class, and one for each member. A node without keys is the class's
 * own: it takes packets whose member does not fit or does not exist yet.
 */
#include "shaper/classes.h"

#define REST_SHARE 100 /* of a link that is promised completely: 1/100 */

/* ---- a class's rates ---- */

static void node_follow(struct shaper_nodes *nodes, struct shaper_node *node,
			const struct policy_class *class, uint16_t number)
{
	bool whole = shaper_node_key_is_whole(&node->key, class->keys);
	bool changed = node->priority != class->priority;

	node->number = number;
	for (unsigned d = 0; d < 2; d++) {
		uint64_t rate = whole ? class->rate_bps[d] : 0;

		changed |= rate != node->rate_bps[d] ||
			   class->ceiling_bps[d] != node->ceiling_bps[d];
		node->rate_bps[d] = rate;
		node->ceiling_bps[d] = class->ceiling_bps[d];
	}
	node->priority = class->priority;
	node->leaf = class->leaf;
	if (changed)
		shaper_node_mark(nodes, node);
}

/* ---- members ---- */

/* return the node that stands for members without one; NULL: no room */
static struct shaper_node *common_node(struct shaper_nodes *nodes,
				       const struct policy_class *class,
				       uint16_t number,
				       struct shaper_node *parent,
				       const struct shaper_node_key *key)
{
	struct shaper_node_key without =
		shaper_node_key_without(key, class->per);
	struct shaper_node *node = shaper_node_find(nodes, &without);

	if (node)
		return node;
	node = shaper_node_create(nodes, &without, 0, parent);
	if (node)
		node_follow(nodes, node, class, number);
	return node;
}

/* Below a node that stands for several members there are only such nodes. */
static void key_follow(struct shaper_node_key *key,
		       const struct shaper_node *parent, unsigned keys)
{
	if (keys & POLICY_PER_USER)
		key->user = parent->key.user;
	if (keys & POLICY_PER_GROUP)
		key->group = parent->key.group;
	if (keys & POLICY_PER_APPLICATION)
		key->application = parent->key.application;
}

static struct shaper_node *member_create(struct shaper_nodes *nodes,
					 const struct policy_classes *classes,
					 uint16_t number,
					 struct shaper_node_key *key)
{
	const struct policy_class *class = policy_classes_get(classes, number);
	const struct policy_class *above =
		policy_classes_get(classes, class->parent);
	struct shaper_node *parent, *common = NULL, *node;

	parent =
		class->parent
			? shaper_classes_get(nodes, classes, class->parent, key)
			: shaper_node_of_minor(nodes, POLICY_CLASS_MINOR_LINK);
	if (!parent)
		return NULL;
	key_follow(key, parent, above ? above->keys : 0);
	node = shaper_node_find(nodes, key);
	if (node)
		return node;
	if (class->per && shaper_node_key_is_whole(key, class->per)) {
		common = common_node(nodes, class, number, parent, key);
		if (!common || common->others >= class->members) {
			nodes->members_refused++;
			return common;
		}
	}
	node = shaper_node_create(nodes, key, 0, parent);
	if (!node)
		return common;
	if (common)
		common->others++;
	node_follow(nodes, node, class, number);
	return node;
}

struct shaper_node *shaper_classes_get(struct shaper_nodes *nodes,
				       const struct policy_classes *classes,
				       uint16_t number,
				       const struct shaper_node_key *keys)
{
	const struct policy_class *class = policy_classes_get(classes, number);
	struct shaper_node_key key = shaper_node_key_without(
		keys, SHAPER_NODE_KEYS & ~(unsigned)class->keys);
	struct shaper_node *node;

	key.class = class->minor;
	node = shaper_node_find(nodes, &key);
	if (node || !class->keys)
		return node;
	return member_create(nodes, classes, number, &key);
}

/* ---- publishing ---- */

static uint64_t link_rate(const struct policy_classes *classes, unsigned d)
{
	return policy_classes_link(classes)->rate_bps[d];
}

static struct shaper_node *publish_class(struct shaper_nodes *nodes,
					 const struct policy_class *class,
					 uint16_t number,
					 struct shaper_node *parent)
{
	const struct shaper_node_key key = {.class = class->minor};
	struct shaper_node *node = shaper_node_find(nodes, &key);

	if (!node)
		node = shaper_node_create(nodes, &key, class->minor, parent);
	if (node)
		node_follow(nodes, node, class, number);
	return node;
}

/* The link and the traffic without a class are treated as classes. */
static struct shaper_node *publish_link(struct shaper_nodes *nodes,
					const struct policy_classes *classes)
{
	struct policy_class link = {.minor = POLICY_CLASS_MINOR_LINK};
	struct policy_class rest = {
		.minor = POLICY_CLASS_MINOR_DEFAULT,
		.priority = POLICY_CLASS_PRIORITY_DEFAULT,
		.leaf = true,
	};
	struct shaper_node *node;

	for (unsigned d = 0; d < 2; d++) {
		uint64_t rate = link_rate(classes, d);
		uint64_t least = rate / REST_SHARE;

		link.ceiling_bps[d] = rate ? rate : SHAPER_CLASSES_UNKNOWN_BPS;
		link.rate_bps[d] = link.ceiling_bps[d];
		rest.ceiling_bps[d] = link.ceiling_bps[d];
		rest.rate_bps[d] =
			rate ? policy_classes_rest(classes, d)
			     : SHAPER_CLASSES_UNKNOWN_BPS / REST_SHARE;
		if (rest.rate_bps[d] < least)
			rest.rate_bps[d] = least;
	}
	node = publish_class(nodes, &link, 0, NULL);
	publish_class(nodes, &rest, 0, node);
	return node;
}

/* Parents first, whatever their order in the configuration is. */
static void publish_depth(struct shaper_nodes *nodes,
			  const struct policy_classes *classes, unsigned depth)
{
	struct shaper_node *link =
		shaper_node_of_minor(nodes, POLICY_CLASS_MINOR_LINK);

	for (uint16_t i = 1; i <= policy_classes_count(classes); i++) {
		const struct policy_class *class =
			policy_classes_get(classes, i);
		const struct policy_class *above =
			policy_classes_get(classes, class->parent);

		if (class->depth == depth)
			publish_class(nodes, class, i,
				      above ? shaper_node_of_minor(nodes,
								   above->minor)
					    : link);
	}
}

void shaper_classes_follow_members(struct shaper_nodes *nodes,
				   const struct policy_classes *classes)
{
	for (uint32_t i = 0; i < nodes->used; i++) {
		struct shaper_node *node = &nodes->all[i];
		struct shaper_node *own;

		if (node->state != SHAPER_NODE_USED ||
		    node->minor < POLICY_CLASS_MEMBER_MINOR)
			continue;
		own = shaper_node_of_minor(nodes, node->key.class);
		node->number = own ? own->number : 0;
		if (node->number)
			node_follow(nodes, node,
				    policy_classes_get(classes, node->number),
				    node->number);
	}
}

void shaper_classes_publish(struct shaper_nodes *nodes,
			    const struct policy_classes *classes)
{
	for (uint32_t i = 0; i < nodes->used; i++)
		nodes->all[i].number = 0;
	publish_link(nodes, classes);
	for (unsigned depth = 1; depth <= POLICY_CLASSES_DEEPEST; depth++)
		publish_depth(nodes, classes, depth);
	shaper_classes_follow_members(nodes, classes);
}

/* ---- removing ---- */

void shaper_classes_leave(struct shaper_nodes *nodes, struct shaper_node *node)
{
	/* find the common node in which it was counted, by each of its keys */
	for (unsigned per = 1; per & SHAPER_NODE_KEYS; per <<= 1) {
		struct shaper_node_key without =
			shaper_node_key_without(&node->key, per);
		struct shaper_node *common = shaper_node_find(nodes, &without);

		if (common && common != node && common->others &&
		    common->parent == node->parent) {
			common->others--;
			break;
		}
	}
	shaper_node_leave(nodes, node);
}

bool shaper_classes_is_member(const struct shaper_node *node)
{
	return node->minor >= POLICY_CLASS_MEMBER_MINOR;
}

bool shaper_classes_is_left_over(const struct shaper_node *node)
{
	return !node->number && node->minor >= POLICY_CLASS_MINOR_FIRST;
}

void shaper_classes_leave_all(struct shaper_nodes *nodes,
			      bool (*leaves)(const struct shaper_node *node))
{
	for (int depth = POLICY_CLASSES_DEEPEST + 1; depth >= 0; depth--) {
		for (uint32_t i = 0; i < nodes->used; i++) {
			struct shaper_node *node = &nodes->all[i];

			if (node->state == SHAPER_NODE_USED &&
			    node->depth == depth && leaves(node))
				shaper_node_leave(nodes, node);
		}
	}
}
