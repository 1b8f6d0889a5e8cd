/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock around the nodes, the clocks that decide about packets, and the counters
 * that the kernel keeps.
 */
#include "shaper/shaper.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shaper/classes.h"
#include "shaper/token_bucket.h"
#include "shaper/node.h"
#include "io/tc_message.h"
#include "policy/classes.h"

#define CLOCK_BACK_US USEC_PER_SEC /* less: packets out of order */
#define STEPS_MOST (POLICY_CLASSES_DEEPEST + 1)
#define SWEEP_PORTION 512 /* nodes, while packets wait */
#define SWEEP_PAUSE_NS \
	20000 /* a thread that waits for the lock wakes up meanwhile */

struct shaper {
	pthread_mutex_t lock;  /* of all but the atomics */
	_Atomic uint32_t mode; /* enum shaper_mode */
	_Atomic bool counts_rest;
	struct shaper_nodes nodes;
	bool has_base; /* clocks run */
	usec_t seen_us, base_us;
};

/* ---- publishing ---- */

void shaper_publish(struct shaper *shaper, const struct policy_classes *classes)
{
	const struct policy_link *link = policy_classes_link(classes);
	bool known = link->rate_bps[0] || link->rate_bps[1];

	pthread_mutex_lock(&shaper->lock);
	shaper_classes_publish(&shaper->nodes, classes);
	atomic_store(&shaper->counts_rest,
		     known && policy_classes_count(classes) &&
			     atomic_load(&shaper->mode) == SHAPER_REPLAY);
	pthread_mutex_unlock(&shaper->lock);
}

/* ---- removing ---- */

void shaper_retire(struct shaper *shaper, const struct policy_classes *classes)
{
	pthread_mutex_lock(&shaper->lock);
	shaper_classes_follow_members(&shaper->nodes, classes);
	shaper_classes_leave_all(&shaper->nodes, shaper_classes_is_left_over);
	pthread_mutex_unlock(&shaper->lock);
}

static bool is_idle(const struct shaper_node *node, usec_t now)
{
	return node->state == SHAPER_NODE_USED &&
	       shaper_classes_is_member(node) && !node->children &&
	       !node->others && !node->dirty &&
	       !node->seen[0].backlog_packets &&
	       !node->seen[1].backlog_packets &&
	       usec_since(now, node->last_us) > SHAPER_IDLE_US;
}

/* Return: where the next portion begins; 0: this was the last. */
static uint32_t sweep_portion(struct shaper *shaper, uint32_t first, usec_t now)
{
	uint32_t i = first;

	pthread_mutex_lock(&shaper->lock);
	for (; i < shaper->nodes.used && i - first < SWEEP_PORTION; i++)
		if (is_idle(&shaper->nodes.all[i], now))
			shaper_classes_leave(&shaper->nodes,
					     &shaper->nodes.all[i]);
	if (i == shaper->nodes.used)
		i = 0;
	pthread_mutex_unlock(&shaper->lock);
	return i;
}

/* Packets wait for the lock: live, the pause between portions lets them have it. */
void shaper_sweep(struct shaper *shaper, usec_t now)
{
	const struct timespec pause = {.tv_nsec = SWEEP_PAUSE_NS};
	bool alone = atomic_load(&shaper->mode) == SHAPER_REPLAY;
	uint32_t next = 0;

	while ((next = sweep_portion(shaper, next, now)))
		if (!alone)
			nanosleep(&pause, NULL);
}

/* ---- packets ---- */

/* Resets the clocks when the time went back; else packets would wait for the old time. */
static void follow_clock(struct shaper *shaper, usec_t now)
{
	usec_t back = usec_since(shaper->seen_us, now);

	if (back && back <= CLOCK_BACK_US)
		return;
	shaper->seen_us = now;
	if (!back && shaper->has_base)
		return;
	/* a little early, so that packets out of order have a time, too */
	shaper->base_us = usec_since(now, CLOCK_BACK_US);
	shaper->has_base = true;
	for (uint32_t i = 0; i < shaper->nodes.used; i++)
		memset(shaper->nodes.all[i].meters, 0,
		       sizeof(shaper->nodes.all[i].meters));
}

static size_t steps_of(struct shaper *shaper, struct shaper_node *node,
		       unsigned d, usec_t now,
		       struct shaper_token_bucket_step *steps)
{
	bool endless;
	size_t count = 0;

	for (; node; node = shaper_node_at(&shaper->nodes, node->parent)) {
		endless = !node->parent &&
			  node->ceiling_bps[d] == SHAPER_CLASSES_UNKNOWN_BPS;
		node->last_us = now;
		steps[count++] = (struct shaper_token_bucket_step){
			.bucket = &node->meters[d],
			.rate_bps = endless ? SHAPER_TOKEN_BUCKET_ENDLESS
					    : node->rate_bps[d],
			.ceiling_bps = endless ? SHAPER_TOKEN_BUCKET_ENDLESS
					       : node->ceiling_bps[d],
		};
	}
	return count;
}

static void count_packet(struct shaper *shaper, struct shaper_node *node,
			 const struct shaper_packet *packet,
			 const struct shaper_outcome *outcome)
{
	unsigned d = packet->direction;
	struct shaper_node *own =
		shaper_node_of_minor(&shaper->nodes, node->key.class);

	if (!own)
		return;
	if (outcome->lost) {
		own->total[d].drops++;
		return;
	}
	own->total[d].packets++;
	own->total[d].bytes += packet->bytes;
	own->late[d] += outcome->delay_us > 0;
}

static void pass_by_clocks(struct shaper *shaper, struct shaper_node *node,
			   const struct shaper_packet *packet,
			   struct shaper_outcome *outcome)
{
	struct shaper_token_bucket_step steps[STEPS_MOST + 1];
	bool replay =
		atomic_load_explicit(&shaper->mode, memory_order_relaxed) ==
		SHAPER_REPLAY;
	uint64_t queue = SHAPER_TOKEN_BUCKET_UNITS_PER_US *
			 (replay ? SHAPER_QUEUE_US : SHAPER_POLICE_US);
	uint64_t now, delay;
	size_t count;

	follow_clock(shaper, packet->now);
	now = usec_since(packet->now, shaper->base_us) *
	      SHAPER_TOKEN_BUCKET_UNITS_PER_US;
	count = steps_of(shaper, node, packet->direction, packet->now, steps);
	if (packet->class)
		outcome->lost = !shaper_token_bucket_admit(
			steps, count, node->priority, packet->bytes, now, queue,
			&delay);
	else
		shaper_token_bucket_charge(steps, count, node->priority,
					   packet->bytes, now);
	if (packet->class && !outcome->lost)
		outcome->delay_us =
			(uint32_t)(delay / SHAPER_TOKEN_BUCKET_UNITS_PER_US);
	count_packet(shaper, node, packet, outcome);
}

static struct shaper_node *node_of(struct shaper *shaper,
				   const struct policy_classes *classes,
				   const struct shaper_packet *packet)
{
	const struct shaper_node_key key = {
		.user = packet->user,
		.group = packet->group,
		.application = packet->application,
	};

	if (!packet->class)
		return shaper_node_of_minor(&shaper->nodes,
					    POLICY_CLASS_MINOR_DEFAULT);
	return shaper_classes_get(&shaper->nodes, classes, packet->class, &key);
}

static void pass_to_kernel(struct shaper *shaper, struct shaper_node *node,
			   const struct policy_class *class,
			   const struct shaper_packet *packet,
			   struct shaper_outcome *outcome)
{
	uint16_t minor = node && node->built ? node->minor : class->minor;

	outcome->classid = io_tc_classid(minor);
	for (; node; node = shaper_node_at(&shaper->nodes, node->parent))
		node->last_us = packet->now;
}

void shaper_pass(struct shaper *shaper, const struct policy_classes *classes,
		 const struct shaper_packet *packet,
		 struct shaper_outcome *outcome)
{
	const struct policy_class *class =
		policy_classes_get(classes, packet->class);
	bool kernel =
		atomic_load_explicit(&shaper->mode, memory_order_relaxed) ==
		SHAPER_KERNEL;
	struct shaper_node *node;

	*outcome = (struct shaper_outcome){.lost = false};
	if (kernel && class && !class->keys) {
		outcome->classid = io_tc_classid(class->minor);
		return;
	}
	pthread_mutex_lock(&shaper->lock);
	node = node_of(shaper, classes, packet);
	if (kernel && class)
		pass_to_kernel(shaper, node, class, packet, outcome);
	else if (node)
		pass_by_clocks(shaper, node, packet, outcome);
	pthread_mutex_unlock(&shaper->lock);
}

bool shaper_counts_rest(const struct shaper *shaper)
{
	return atomic_load_explicit(&shaper->counts_rest, memory_order_relaxed);
}

/* ---- the kernel's tree ---- */

bool shaper_next(struct shaper *shaper, struct shaper_change *change)
{
	struct shaper_node *node, *parent;

	pthread_mutex_lock(&shaper->lock);
	node = shaper_node_next(&shaper->nodes);
	if (node) {
		parent = shaper_node_at(&shaper->nodes, node->parent);
		*change = (struct shaper_change){
			.gone = node->state == SHAPER_NODE_GONE,
			.fresh = !node->built,
			.minor = node->minor,
			.parent = parent ? parent->minor : 0,
			.priority = node->priority,
			.leaf = node->leaf,
			.index = shaper_node_index(&shaper->nodes, node),
		};
		memcpy(change->rate_bps, node->rate_bps,
		       sizeof(change->rate_bps));
		memcpy(change->ceiling_bps, node->ceiling_bps,
		       sizeof(change->ceiling_bps));
	}
	pthread_mutex_unlock(&shaper->lock);
	return node;
}

void shaper_done(struct shaper *shaper, const struct shaper_change *change,
		 bool good)
{
	struct shaper_node *node;

	pthread_mutex_lock(&shaper->lock);
	node = shaper_node_at(&shaper->nodes, change->index);
	if (change->gone)
		shaper_node_free(&shaper->nodes, node);
	else if (node->minor == change->minor)
		node->built |= good;
	pthread_mutex_unlock(&shaper->lock);
}

void shaper_forget_kernel(struct shaper *shaper)
{
	pthread_mutex_lock(&shaper->lock);
	for (uint32_t i = 0; i < shaper->nodes.used; i++) {
		struct shaper_node *node = &shaper->nodes.all[i];

		node->built = false;
		memset(node->seen, 0, sizeof(node->seen));
		if (node->state == SHAPER_NODE_GONE)
			shaper_node_free(&shaper->nodes, node);
	}
	shaper_node_mark_all(&shaper->nodes);
	pthread_mutex_unlock(&shaper->lock);
}

/* return the growth of a kernel counter; a lower value means a new class */
static uint64_t counter_growth(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;
}

void shaper_count(struct shaper *shaper, unsigned direction, uint16_t minor,
		  const struct shaper_node_count *count)
{
	struct shaper_node_count *seen, *total;
	struct shaper_node *node, *own = NULL;

	pthread_mutex_lock(&shaper->lock);
	node = shaper_node_of_minor(&shaper->nodes, minor);
	if (node)
		own = shaper_node_of_minor(&shaper->nodes, node->key.class);
	if (own) {
		seen = &node->seen[direction];
		total = &own->total[direction];
		total->bytes += counter_growth(count->bytes, seen->bytes);
		total->packets += counter_growth(count->packets, seen->packets);
		total->drops += counter_growth(count->drops, seen->drops);
		*seen = *count;
	}
	pthread_mutex_unlock(&shaper->lock);
}

/* ---- metrics ---- */

static void add_node_metrics(const struct shaper_node *node,
			     struct shaper_metrics *metrics)
{
	bool own = node->minor == node->key.class;

	for (unsigned d = 0; d < 2; d++) {
		struct shaper_node_count *sum = &metrics->counts[d];

		sum->backlog_bytes += node->seen[d].backlog_bytes;
		sum->backlog_packets += node->seen[d].backlog_packets;
		if (!own)
			continue;
		sum->bytes = node->total[d].bytes;
		sum->packets = node->total[d].packets;
		sum->drops = node->total[d].drops;
		metrics->late[d] = node->late[d];
	}
	metrics->members += node->state == SHAPER_NODE_USED &&
			    shaper_classes_is_member(node);
}

void shaper_metrics(struct shaper *shaper, struct shaper_metrics *by_number,
		    size_t count)
{
	pthread_mutex_lock(&shaper->lock);
	for (uint32_t i = 0; i < shaper->nodes.used; i++) {
		const struct shaper_node *node = &shaper->nodes.all[i];
		const struct shaper_node *own;

		if (node->state == SHAPER_NODE_FREE)
			continue;
		own = shaper_node_of_minor(&shaper->nodes, node->key.class);
		if (own && own->number < count &&
		    (own->number || own->minor == POLICY_CLASS_MINOR_DEFAULT))
			add_node_metrics(node, &by_number[own->number]);
	}
	pthread_mutex_unlock(&shaper->lock);
}

uint64_t shaper_members_refused(struct shaper *shaper)
{
	uint64_t members_refused;

	pthread_mutex_lock(&shaper->lock);
	members_refused = shaper->nodes.members_refused;
	pthread_mutex_unlock(&shaper->lock);
	return members_refused;
}

/* ---- the shaper ---- */

struct shaper *shaper_create(const struct hash_key *key)
{
	struct shaper *shaper = calloc(1, sizeof(*shaper));

	if (!shaper)
		return NULL;
	if (shaper_nodes_init(&shaper->nodes, key) < 0) {
		free(shaper);
		errno = ENOMEM;
		return NULL;
	}
	pthread_mutex_init(&shaper->lock, NULL);
	return shaper;
}

void shaper_destroy(struct shaper *shaper)
{
	if (!shaper)
		return;
	pthread_mutex_destroy(&shaper->lock);
	shaper_nodes_fini(&shaper->nodes);
	free(shaper);
}

void shaper_set_mode(struct shaper *shaper, enum shaper_mode mode)
{
	pthread_mutex_lock(&shaper->lock);
	shaper->nodes.marks = mode == SHAPER_KERNEL;
	pthread_mutex_unlock(&shaper->lock);
	atomic_store(&shaper->mode, mode);
	if (mode != SHAPER_REPLAY)
		atomic_store(&shaper->counts_rest, false);
}

void shaper_clear(struct shaper *shaper)
{
	pthread_mutex_lock(&shaper->lock);
	shaper_classes_leave_all(&shaper->nodes, shaper_classes_is_member);
	for (uint32_t i = 0; i < shaper->nodes.used; i++) {
		struct shaper_node *node = &shaper->nodes.all[i];

		memset(node->meters, 0, sizeof(node->meters));
		memset(node->total, 0, sizeof(node->total));
		memset(node->late, 0, sizeof(node->late));
		node->others = 0;
	}
	shaper->seen_us = 0;
	shaper->has_base = false;
	shaper->nodes.members_refused = 0;
	pthread_mutex_unlock(&shaper->lock);
}
