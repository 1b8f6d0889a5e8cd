/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes: one for each class, and one for each member of it. A node without its keys
 * is the class's own, which takes what does not fit or is not there yet.
 */
#include "engine/shaper.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/meter.h"
#include "engine/node.h"
#include "io/tc_message.h"
#include "policy/classes.h"

#define CLOCK_BACK_US USEC_PER_SEC /* less is packets out of order */
#define STEPS_MOST (POLICY_CLASSES_DEEPEST + 1)
#define CLASSES_ENDLESS_BPS 100000000000ULL /* of a link of unknown rate */
#define REST_SHARE 100	     /* of a link that is all promised: a hundredth */
#define SWEEP_PORTION 512    /* nodes, while packets wait */
#define SWEEP_PAUSE_NS 20000 /* who waits for the lock is awake by then */

struct engine_shaper {
	pthread_mutex_t lock;  /* of all but the atomics */
	_Atomic uint32_t mode; /* enum engine_shaper_mode */
	_Atomic bool counts_rest;
	struct engine_nodes nodes;
	bool has_base; /* clocks run */
	usec_t seen_us, base_us;
	uint64_t crowded;
};

/* ---- a class's rates ---- */

static void node_follow(struct engine_shaper *shaper, struct engine_node *node,
			const struct policy_class *class, uint16_t number)
{
	bool whole = engine_node_key_is_whole(&node->key, class->keys);
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
		engine_node_mark(&shaper->nodes, node);
}

/* ---- members ---- */

static struct engine_node *node_get(struct engine_shaper *shaper,
				    const struct policy_classes *classes,
				    uint16_t number,
				    const struct engine_node_key *keys);

/* The node that stands for those of a class that have none; NULL: no room. */
static struct engine_node *node_aside(struct engine_shaper *shaper,
				      const struct policy_class *class,
				      uint16_t number,
				      struct engine_node *parent,
				      const struct engine_node_key *key)
{
	struct engine_node_key without =
		engine_node_key_without(key, class->per);
	struct engine_node *node = engine_node_find(&shaper->nodes, &without);

	if (node)
		return node;
	node = engine_node_create(&shaper->nodes, &without, 0, parent);
	if (node)
		node_follow(shaper, node, class, number);
	return node;
}

/* Below a node that stands for many there are only such. */
static void key_follow(struct engine_node_key *key,
		       const struct engine_node *parent, unsigned keys)
{
	if (keys & POLICY_PER_USER)
		key->user = parent->key.user;
	if (keys & POLICY_PER_GROUP)
		key->group = parent->key.group;
	if (keys & POLICY_PER_APPLICATION)
		key->application = parent->key.application;
}

static struct engine_node *member_create(struct engine_shaper *shaper,
					 const struct policy_classes *classes,
					 uint16_t number,
					 struct engine_node_key *key)
{
	const struct policy_class *class = policy_classes_get(classes, number);
	const struct policy_class *above =
		policy_classes_get(classes, class->parent);
	struct engine_node *parent, *aside = NULL, *node;

	parent = class->parent ? node_get(shaper, classes, class->parent, key)
			       : engine_node_of_minor(&shaper->nodes,
						      POLICY_CLASS_MINOR_LINK);
	if (!parent)
		return NULL;
	key_follow(key, parent, above ? above->keys : 0);
	node = engine_node_find(&shaper->nodes, key);
	if (node)
		return node;
	if (class->per && engine_node_key_is_whole(key, class->per)) {
		aside = node_aside(shaper, class, number, parent, key);
		if (!aside || aside->others >= class->members) {
			shaper->crowded++;
			return aside;
		}
	}
	node = engine_node_create(&shaper->nodes, key, 0, parent);
	if (!node)
		return aside;
	if (aside)
		aside->others++;
	node_follow(shaper, node, class, number);
	return node;
}

static struct engine_node *node_get(struct engine_shaper *shaper,
				    const struct policy_classes *classes,
				    uint16_t number,
				    const struct engine_node_key *keys)
{
	const struct policy_class *class = policy_classes_get(classes, number);
	struct engine_node_key key = engine_node_key_without(
		keys, ENGINE_NODE_KEYS & ~(unsigned)class->keys);
	struct engine_node *node;

	key.class = class->minor;
	node = engine_node_find(&shaper->nodes, &key);
	if (node || !class->keys)
		return node;
	return member_create(shaper, classes, number, &key);
}

/* ---- publishing ---- */

static uint64_t link_rate(const struct policy_classes *classes, unsigned d)
{
	return policy_classes_link(classes)->rate_bps[d];
}

static struct engine_node *publish_class(struct engine_shaper *shaper,
					 const struct policy_class *class,
					 uint16_t number,
					 struct engine_node *parent)
{
	const struct engine_node_key key = {.class = class->minor};
	struct engine_node *node = engine_node_find(&shaper->nodes, &key);

	if (!node)
		node = engine_node_create(&shaper->nodes, &key, class->minor,
					  parent);
	if (node)
		node_follow(shaper, node, class, number);
	return node;
}

/* The link, and what is in no class: as if they were classes. */
static struct engine_node *publish_link(struct engine_shaper *shaper,
					const struct policy_classes *classes)
{
	struct policy_class link = {.minor = POLICY_CLASS_MINOR_LINK};
	struct policy_class rest = {
		.minor = POLICY_CLASS_MINOR_DEFAULT,
		.priority = POLICY_CLASS_PRIORITY_DEFAULT,
		.leaf = true,
	};
	struct engine_node *node;

	for (unsigned d = 0; d < 2; d++) {
		uint64_t rate = link_rate(classes, d);
		uint64_t least = rate / REST_SHARE;

		link.ceiling_bps[d] = rate ? rate : CLASSES_ENDLESS_BPS;
		link.rate_bps[d] = link.ceiling_bps[d];
		rest.ceiling_bps[d] = link.ceiling_bps[d];
		rest.rate_bps[d] = rate ? policy_classes_rest(classes, d)
					: CLASSES_ENDLESS_BPS / REST_SHARE;
		if (rest.rate_bps[d] < least)
			rest.rate_bps[d] = least;
	}
	node = publish_class(shaper, &link, 0, NULL);
	publish_class(shaper, &rest, 0, node);
	return node;
}

/* Parents first, wherever they stand. */
static void publish_depth(struct engine_shaper *shaper,
			  const struct policy_classes *classes, unsigned depth)
{
	struct engine_node *link =
		engine_node_of_minor(&shaper->nodes, POLICY_CLASS_MINOR_LINK);

	for (uint16_t i = 1; i <= policy_classes_count(classes); i++) {
		const struct policy_class *class =
			policy_classes_get(classes, i);
		const struct policy_class *above =
			policy_classes_get(classes, class->parent);

		if (class->depth == depth)
			publish_class(
				shaper, class, i,
				above ? engine_node_of_minor(&shaper->nodes,
							     above->minor)
				      : link);
	}
}

static void follow_members(struct engine_shaper *shaper,
			   const struct policy_classes *classes)
{
	for (uint32_t i = 0; i < shaper->nodes.used; i++) {
		struct engine_node *node = &shaper->nodes.all[i];
		struct engine_node *own;

		if (node->state != ENGINE_NODE_USED ||
		    node->minor < POLICY_CLASS_MEMBER_MINOR)
			continue;
		own = engine_node_of_minor(&shaper->nodes, node->key.class);
		node->number = own ? own->number : 0;
		if (node->number)
			node_follow(shaper, node,
				    policy_classes_get(classes, node->number),
				    node->number);
	}
}

void engine_shaper_publish(struct engine_shaper *shaper,
			   const struct policy_classes *classes)
{
	bool known = link_rate(classes, 0) || link_rate(classes, 1);

	pthread_mutex_lock(&shaper->lock);
	for (uint32_t i = 0; i < shaper->nodes.used; i++)
		shaper->nodes.all[i].number = 0;
	publish_link(shaper, classes);
	for (unsigned depth = 1; depth <= POLICY_CLASSES_DEEPEST; depth++)
		publish_depth(shaper, classes, depth);
	follow_members(shaper, classes);
	atomic_store(&shaper->counts_rest,
		     known && policy_classes_count(classes) &&
			     atomic_load(&shaper->mode) ==
				     ENGINE_SHAPER_REPLAY);
	pthread_mutex_unlock(&shaper->lock);
}

/* ---- leaving ---- */

static void member_leave(struct engine_shaper *shaper, struct engine_node *node)
{
	/* whose place it had: found by either of its keys */
	for (unsigned per = 1; per & ENGINE_NODE_KEYS; per <<= 1) {
		struct engine_node_key without =
			engine_node_key_without(&node->key, per);
		struct engine_node *aside =
			engine_node_find(&shaper->nodes, &without);

		if (aside && aside != node && aside->others &&
		    aside->parent == node->parent) {
			aside->others--;
			break;
		}
	}
	engine_node_leave(&shaper->nodes, node);
}

static bool is_member(const struct engine_node *node)
{
	return node->minor >= POLICY_CLASS_MEMBER_MINOR;
}

static bool is_left_over(const struct engine_node *node)
{
	return !node->number && node->minor >= POLICY_CLASS_MINOR_FIRST;
}

/* Members before those that they are of. */
static void leave_all(struct engine_shaper *shaper,
		      bool (*leaves)(const struct engine_node *node))
{
	for (int depth = STEPS_MOST; depth >= 0; depth--) {
		for (uint32_t i = 0; i < shaper->nodes.used; i++) {
			struct engine_node *node = &shaper->nodes.all[i];

			if (node->state == ENGINE_NODE_USED &&
			    node->depth == depth && leaves(node))
				engine_node_leave(&shaper->nodes, node);
		}
	}
}

void engine_shaper_retire(struct engine_shaper *shaper,
			  const struct policy_classes *classes)
{
	pthread_mutex_lock(&shaper->lock);
	follow_members(shaper, classes);
	leave_all(shaper, is_left_over);
	pthread_mutex_unlock(&shaper->lock);
}

static bool is_idle(const struct engine_node *node, usec_t now)
{
	return node->state == ENGINE_NODE_USED && is_member(node) &&
	       !node->children && !node->others && !node->dirty &&
	       !node->seen[0].backlog_packets &&
	       !node->seen[1].backlog_packets &&
	       usec_since(now, node->last_us) > ENGINE_SHAPER_IDLE_US;
}

/* Return: where the next portion begins; 0: there is none. */
static uint32_t sweep_portion(struct engine_shaper *shaper, uint32_t first,
			      usec_t now)
{
	uint32_t i = first;

	pthread_mutex_lock(&shaper->lock);
	for (; i < shaper->nodes.used && i - first < SWEEP_PORTION; i++)
		if (is_idle(&shaper->nodes.all[i], now))
			member_leave(shaper, &shaper->nodes.all[i]);
	if (i == shaper->nodes.used)
		i = 0;
	pthread_mutex_unlock(&shaper->lock);
	return i;
}

/* Packets wait for the lock: live they get their turn between portions. */
void engine_shaper_sweep(struct engine_shaper *shaper, usec_t now)
{
	const struct timespec turn = {.tv_nsec = SWEEP_PAUSE_NS};
	bool alone = atomic_load(&shaper->mode) == ENGINE_SHAPER_REPLAY;
	uint32_t next = 0;

	while ((next = sweep_portion(shaper, next, now)))
		if (!alone)
			nanosleep(&turn, NULL);
}

/* ---- packets ---- */

/* Else nothing would pass until the clock is where it was. */
static void follow_clock(struct engine_shaper *shaper, usec_t now)
{
	usec_t back = usec_since(shaper->seen_us, now);

	if (back && back <= CLOCK_BACK_US)
		return;
	shaper->seen_us = now;
	if (!back && shaper->has_base)
		return;
	/* a little early, so that what is out of order has a time, too */
	shaper->base_us = usec_since(now, CLOCK_BACK_US);
	shaper->has_base = true;
	for (uint32_t i = 0; i < shaper->nodes.used; i++)
		memset(shaper->nodes.all[i].meters, 0,
		       sizeof(shaper->nodes.all[i].meters));
}

static size_t steps_of(struct engine_shaper *shaper, struct engine_node *node,
		       unsigned d, usec_t now, struct engine_meter_step *steps)
{
	bool endless;
	size_t count = 0;

	for (; node; node = engine_node_at(&shaper->nodes, node->parent)) {
		endless = !node->parent &&
			  node->ceiling_bps[d] == CLASSES_ENDLESS_BPS;
		node->last_us = now;
		steps[count++] = (struct engine_meter_step){
			.meter = &node->meters[d],
			.rate_bps = endless ? ENGINE_METER_ENDLESS
					    : node->rate_bps[d],
			.ceiling_bps = endless ? ENGINE_METER_ENDLESS
					       : node->ceiling_bps[d],
		};
	}
	return count;
}

static void count_packet(struct engine_shaper *shaper, struct engine_node *node,
			 const struct engine_shaper_packet *packet,
			 const struct engine_shaper_fate *fate)
{
	unsigned d = packet->direction;
	struct engine_node *own =
		engine_node_of_minor(&shaper->nodes, node->key.class);

	if (!own)
		return;
	if (fate->lost) {
		own->total[d].drops++;
		return;
	}
	own->total[d].packets++;
	own->total[d].bytes += packet->bytes;
	own->late[d] += fate->delay_us > 0;
}

static void pass_by_clocks(struct engine_shaper *shaper,
			   struct engine_node *node,
			   const struct engine_shaper_packet *packet,
			   struct engine_shaper_fate *fate)
{
	struct engine_meter_step steps[STEPS_MOST + 1];
	bool replay =
		atomic_load_explicit(&shaper->mode, memory_order_relaxed) ==
		ENGINE_SHAPER_REPLAY;
	uint64_t queue =
		ENGINE_METER_UNITS_PER_US *
		(replay ? ENGINE_SHAPER_QUEUE_US : ENGINE_SHAPER_POLICE_US);
	uint64_t now, delay;
	size_t count;

	follow_clock(shaper, packet->now);
	now = usec_since(packet->now, shaper->base_us) *
	      ENGINE_METER_UNITS_PER_US;
	count = steps_of(shaper, node, packet->direction, packet->now, steps);
	if (packet->class)
		fate->lost = !engine_meter_admit(steps, count, node->priority,
						 packet->bytes, now, queue,
						 &delay);
	else
		engine_meter_charge(steps, count, node->priority, packet->bytes,
				    now);
	if (packet->class && !fate->lost)
		fate->delay_us = (uint32_t)(delay / ENGINE_METER_UNITS_PER_US);
	count_packet(shaper, node, packet, fate);
}

static struct engine_node *node_of(struct engine_shaper *shaper,
				   const struct policy_classes *classes,
				   const struct engine_shaper_packet *packet)
{
	const struct engine_node_key key = {
		.user = packet->user,
		.group = packet->group,
		.application = packet->application,
	};

	if (!packet->class)
		return engine_node_of_minor(&shaper->nodes,
					    POLICY_CLASS_MINOR_DEFAULT);
	return node_get(shaper, classes, packet->class, &key);
}

static void pass_to_kernel(struct engine_shaper *shaper,
			   struct engine_node *node,
			   const struct policy_class *class,
			   const struct engine_shaper_packet *packet,
			   struct engine_shaper_fate *fate)
{
	uint16_t minor = node && node->built ? node->minor : class->minor;

	fate->classid = io_tc_classid(minor);
	for (; node; node = engine_node_at(&shaper->nodes, node->parent))
		node->last_us = packet->now;
}

void engine_shaper_pass(struct engine_shaper *shaper,
			const struct policy_classes *classes,
			const struct engine_shaper_packet *packet,
			struct engine_shaper_fate *fate)
{
	const struct policy_class *class =
		policy_classes_get(classes, packet->class);
	bool kernel =
		atomic_load_explicit(&shaper->mode, memory_order_relaxed) ==
		ENGINE_SHAPER_KERNEL;
	struct engine_node *node;

	*fate = (struct engine_shaper_fate){.lost = false};
	if (kernel && class && !class->keys) {
		fate->classid = io_tc_classid(class->minor);
		return;
	}
	pthread_mutex_lock(&shaper->lock);
	node = node_of(shaper, classes, packet);
	if (kernel && class)
		pass_to_kernel(shaper, node, class, packet, fate);
	else if (node)
		pass_by_clocks(shaper, node, packet, fate);
	pthread_mutex_unlock(&shaper->lock);
}

bool engine_shaper_counts_rest(const struct engine_shaper *shaper)
{
	return atomic_load_explicit(&shaper->counts_rest, memory_order_relaxed);
}

/* ---- the kernel's tree ---- */

bool engine_shaper_next(struct engine_shaper *shaper,
			struct engine_shaper_change *change)
{
	struct engine_node *node, *parent;

	pthread_mutex_lock(&shaper->lock);
	node = engine_node_next(&shaper->nodes);
	if (node) {
		parent = engine_node_at(&shaper->nodes, node->parent);
		*change = (struct engine_shaper_change){
			.gone = node->state == ENGINE_NODE_GONE,
			.fresh = !node->built,
			.minor = node->minor,
			.parent = parent ? parent->minor : 0,
			.priority = node->priority,
			.leaf = node->leaf,
			.index = engine_node_index(&shaper->nodes, node),
		};
		memcpy(change->rate_bps, node->rate_bps,
		       sizeof(change->rate_bps));
		memcpy(change->ceiling_bps, node->ceiling_bps,
		       sizeof(change->ceiling_bps));
	}
	pthread_mutex_unlock(&shaper->lock);
	return node;
}

void engine_shaper_done(struct engine_shaper *shaper,
			const struct engine_shaper_change *change, bool good)
{
	struct engine_node *node;

	pthread_mutex_lock(&shaper->lock);
	node = engine_node_at(&shaper->nodes, change->index);
	if (change->gone)
		engine_node_free(&shaper->nodes, node);
	else if (node->minor == change->minor)
		node->built |= good;
	pthread_mutex_unlock(&shaper->lock);
}

/* All, from the link down. */
static void mark_all(struct engine_shaper *shaper)
{
	engine_node_forget_marks(&shaper->nodes);
	for (unsigned depth = 0; depth <= STEPS_MOST; depth++) {
		for (uint32_t i = 0; i < shaper->nodes.used; i++) {
			struct engine_node *node = &shaper->nodes.all[i];

			if (node->state != ENGINE_NODE_USED ||
			    node->depth != depth)
				continue;
			engine_node_mark(&shaper->nodes, node);
		}
	}
}

void engine_shaper_forget_kernel(struct engine_shaper *shaper)
{
	pthread_mutex_lock(&shaper->lock);
	for (uint32_t i = 0; i < shaper->nodes.used; i++) {
		struct engine_node *node = &shaper->nodes.all[i];

		node->built = false;
		memset(node->seen, 0, sizeof(node->seen));
		if (node->state == ENGINE_NODE_GONE)
			engine_node_free(&shaper->nodes, node);
	}
	mark_all(shaper);
	pthread_mutex_unlock(&shaper->lock);
}

/* What is new since the kernel was last asked; less than before is a new class. */
static uint64_t newer(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;
}

void engine_shaper_count(struct engine_shaper *shaper, unsigned direction,
			 uint16_t minor, const struct engine_node_count *count)
{
	struct engine_node_count *seen, *total;
	struct engine_node *node, *own = NULL;

	pthread_mutex_lock(&shaper->lock);
	node = engine_node_of_minor(&shaper->nodes, minor);
	if (node)
		own = engine_node_of_minor(&shaper->nodes, node->key.class);
	if (own) {
		seen = &node->seen[direction];
		total = &own->total[direction];
		total->bytes += newer(count->bytes, seen->bytes);
		total->packets += newer(count->packets, seen->packets);
		total->drops += newer(count->drops, seen->drops);
		*seen = *count;
	}
	pthread_mutex_unlock(&shaper->lock);
}

/* ---- figures ---- */

static void add_figures(const struct engine_node *node,
			struct engine_shaper_figures *figures)
{
	bool own = node->minor == node->key.class;

	for (unsigned d = 0; d < 2; d++) {
		struct engine_node_count *sum = &figures->counts[d];

		sum->backlog_bytes += node->seen[d].backlog_bytes;
		sum->backlog_packets += node->seen[d].backlog_packets;
		if (!own)
			continue;
		sum->bytes = node->total[d].bytes;
		sum->packets = node->total[d].packets;
		sum->drops = node->total[d].drops;
		figures->late[d] = node->late[d];
	}
	figures->members += node->state == ENGINE_NODE_USED && is_member(node);
}

void engine_shaper_figures(struct engine_shaper *shaper,
			   struct engine_shaper_figures *by_number,
			   size_t count)
{
	pthread_mutex_lock(&shaper->lock);
	for (uint32_t i = 0; i < shaper->nodes.used; i++) {
		const struct engine_node *node = &shaper->nodes.all[i];
		const struct engine_node *own;

		if (node->state == ENGINE_NODE_FREE)
			continue;
		own = engine_node_of_minor(&shaper->nodes, node->key.class);
		if (own && own->number < count &&
		    (own->number || own->minor == POLICY_CLASS_MINOR_DEFAULT))
			add_figures(node, &by_number[own->number]);
	}
	pthread_mutex_unlock(&shaper->lock);
}

uint64_t engine_shaper_crowded(struct engine_shaper *shaper)
{
	uint64_t crowded;

	pthread_mutex_lock(&shaper->lock);
	crowded = shaper->crowded;
	pthread_mutex_unlock(&shaper->lock);
	return crowded;
}

/* ---- the shaper ---- */

struct engine_shaper *engine_shaper_create(const struct hash_key *key)
{
	struct engine_shaper *shaper = calloc(1, sizeof(*shaper));

	if (!shaper)
		return NULL;
	if (engine_nodes_init(&shaper->nodes, key) < 0) {
		free(shaper);
		errno = ENOMEM;
		return NULL;
	}
	pthread_mutex_init(&shaper->lock, NULL);
	return shaper;
}

void engine_shaper_destroy(struct engine_shaper *shaper)
{
	if (!shaper)
		return;
	pthread_mutex_destroy(&shaper->lock);
	engine_nodes_fini(&shaper->nodes);
	free(shaper);
}

void engine_shaper_set_mode(struct engine_shaper *shaper,
			    enum engine_shaper_mode mode)
{
	pthread_mutex_lock(&shaper->lock);
	shaper->nodes.marks = mode == ENGINE_SHAPER_KERNEL;
	pthread_mutex_unlock(&shaper->lock);
	atomic_store(&shaper->mode, mode);
	if (mode != ENGINE_SHAPER_REPLAY)
		atomic_store(&shaper->counts_rest, false);
}

void engine_shaper_clear(struct engine_shaper *shaper)
{
	pthread_mutex_lock(&shaper->lock);
	leave_all(shaper, is_member);
	for (uint32_t i = 0; i < shaper->nodes.used; i++) {
		struct engine_node *node = &shaper->nodes.all[i];

		memset(node->meters, 0, sizeof(node->meters));
		memset(node->total, 0, sizeof(node->total));
		memset(node->late, 0, sizeof(node->late));
		node->others = 0;
	}
	shaper->seen_us = 0;
	shaper->has_base = false;
	shaper->crowded = 0;
	pthread_mutex_unlock(&shaper->lock);
}
