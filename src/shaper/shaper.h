/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_SHAPER_H
#define SHAPER_SHAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/usec.h"
#include "shaper/node.h"
#include "packet/address.h"

struct policy_classes;

/*
 * The classes of the configuration, and their members, which the first packet creates
 * and an idle time removes. One lock. Packets in a class take it; packets without one
 * take it only where shaper_counts_rest() is true.
 *
 * There are two ways to shape. By clocks, in a replay and where the kernel cannot
 * shape: packets that would wait too long are dropped, the others are counted as late.
 * By the kernel: a packet only gets its classid here, and tc_trees asks for changes
 * that the kernel's tree needs.
 */
struct shaper;

#define SHAPER_QUEUE_US USEC_PER_SEC /* of a replay */
/*
 * Live without the kernel no packet can wait: this much of the rate may pass at once.
 * A burst of one second would inflate a 10 s measurement by 10 %.
 */
#define SHAPER_POLICE_US (USEC_PER_SEC / 5)
#define SHAPER_IDLE_US (10 * USEC_PER_SEC) /* then a member is removed */

enum shaper_mode {
	SHAPER_REPLAY,
	SHAPER_POLICE,
	SHAPER_KERNEL,
};

/**
 * shaper_create - create a shaper without classes, for a replay
 * @key: copied; members are hashed with it
 *
 * Return: for shaper_destroy(); NULL with errno ENOMEM.
 */
struct shaper *shaper_create(const struct hash_key *key);
void shaper_destroy(struct shaper *shaper);

/**
 * shaper_set_mode - choose how to shape, from the next packet on. Any thread
 */
void shaper_set_mode(struct shaper *shaper, enum shaper_mode mode);

/**
 * shaper_publish - create and change classes, before a worker uses @classes
 *
 * New classes are created, others get their new rates; none is removed yet.
 */
void shaper_publish(struct shaper *shaper,
		    const struct policy_classes *classes);

/**
 * shaper_retire - remove the classes that are not in @classes
 *
 * @classes is the newest tree, and no worker uses another one any more. Members that
 * an older tree created meanwhile follow it.
 */
void shaper_retire(struct shaper *shaper, const struct policy_classes *classes);

/**
 * shaper_clear - remove members and reset clocks and counters; keep the classes
 *
 * For the replay of another capture.
 */
void shaper_clear(struct shaper *shaper);

/* One packet. */
struct shaper_packet {
	uint16_t class; /* its number in the tree; 0: in no class */
	uint16_t group; /* of the local end; 0: in no group */
	uint16_t application;
	uint8_t direction;   /* POLICY_CLASS_DOWN or UP */
	struct address user; /* the local end */
	uint32_t bytes;	     /* on the wire */
	usec_t now; /* may go back; by more than a second the clock was set */
};

struct shaper_outcome {
	bool lost;
	uint32_t delay_us;
	uint32_t classid; /* for the kernel to shape; 0: not */
};

/**
 * shaper_pass - decide about one packet
 * @classes: tree of the worker's ruleset, to which packet->class belongs
 * @outcome: out
 *
 * A packet without a class always passes and is only charged; ask
 * shaper_counts_rest() whether that is needed.
 */
void shaper_pass(struct shaper *shaper, const struct policy_classes *classes,
		 const struct shaper_packet *packet,
		 struct shaper_outcome *outcome);

/**
 * shaper_counts_rest - return whether packets without a class must be charged
 *
 * In a replay with a link of known rate they reduce what classes may borrow.
 * Lock-free.
 */
bool shaper_counts_rest(const struct shaper *shaper);

/**
 * shaper_sweep - remove members that were idle for SHAPER_IDLE_US
 *
 * Live it sleeps between portions, so that packets get the lock.
 */
void shaper_sweep(struct shaper *shaper, usec_t now);

/* ---- the kernel's tree ---- */

struct shaper_change {
	bool fresh;		/* the kernel has never had it */
	bool gone;		/* delete it; else make or change it */
	uint16_t minor, parent; /* parent 0: the root */
	uint8_t priority;
	bool leaf;
	uint64_t rate_bps[2], ceiling_bps[2]; /* by direction */
	uint32_t index;			      /* for shaper_done() */
};

/**
 * shaper_next - take the next change that the kernel needs
 * @change: out, only when true is returned
 *
 * Parents come before their members. Report the result by shaper_done().
 *
 * Return: false when there is none.
 */
bool shaper_next(struct shaper *shaper, struct shaper_change *change);

/**
 * shaper_done - report whether the kernel accepted a change
 *
 * A rejected change is not tried again until its node changes.
 */
void shaper_done(struct shaper *shaper, const struct shaper_change *change,
		 bool good);

/**
 * shaper_forget_kernel - assume that the kernel has no class
 *
 * shaper_next() returns all of them again.
 */
void shaper_forget_kernel(struct shaper *shaper);

/**
 * shaper_count - store the kernel's counters of a minor
 * @direction: of the port's tree
 * @count:     totals; a lower value than before means that the class is a new one
 */
void shaper_count(struct shaper *shaper, unsigned direction, uint16_t minor,
		  const struct shaper_node_count *count);

/* ---- metrics ---- */

struct shaper_metrics {
	struct shaper_node_count counts[2]; /* by direction */
	uint64_t late[2];		    /* packets, by clocks */
	uint32_t members;		    /* now, when the class has "per" */
};

/**
 * shaper_metrics - read the metrics of every class, its members included
 * @by_number: @count of them, by number in the newest tree; 0: traffic without a
 *             class. Zeroed by the caller
 */
void shaper_metrics(struct shaper *shaper, struct shaper_metrics *by_number,
		    size_t count);

/**
 * shaper_members_refused - return how many packets took the class itself because it had
 * too many members
 */
uint64_t shaper_members_refused(struct shaper *shaper);

#endif
