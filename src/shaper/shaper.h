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
 * The classes that exist: those of the configuration, and their members, which come
 * with the first packet and go when there is none for a while. One lock, which only
 * packets that are in a class take.
 *
 * Two ways to shape. By clocks: packets that would wait too long are dropped, the
 * others are said to be late; so in replay, and where the kernel cannot. Or the
 * kernel shapes: then a packet only gets its classid here, and who keeps the kernel's
 * tree asks for what there is to do.
 */
struct shaper;

#define SHAPER_QUEUE_US USEC_PER_SEC /* of a replay */
/*
 * Live without the kernel nothing can wait, only pass or go: this is what may pass at
 * once. Of a second of the rate a measurement over ten would be a tenth too high.
 */
#define SHAPER_POLICE_US (USEC_PER_SEC / 5)
#define SHAPER_IDLE_US (10 * USEC_PER_SEC) /* then a member goes */

enum shaper_mode {
	SHAPER_REPLAY,
	SHAPER_POLICE,
	SHAPER_KERNEL,
};

/**
 * shaper_create - a shaper without classes, as for replay
 * @key: copied; members are hashed with it
 *
 * Return: for shaper_destroy(); NULL with errno ENOMEM.
 */
struct shaper *shaper_create(const struct hash_key *key);
void shaper_destroy(struct shaper *shaper);

/**
 * shaper_set_mode - who shapes, from the next packet on. Any thread
 */
void shaper_set_mode(struct shaper *shaper, enum shaper_mode mode);

/**
 * shaper_publish - before workers use @classes: they are there
 *
 * New classes are made, others get their new rates; none goes yet.
 */
void shaper_publish(struct shaper *shaper,
		    const struct policy_classes *classes);

/**
 * shaper_retire - no worker uses another tree than @classes any more
 *
 * @classes is the newest. What is not in it goes, and members that came by an
 * older one meanwhile are as it says.
 */
void shaper_retire(struct shaper *shaper, const struct policy_classes *classes);

/**
 * shaper_clear - as at the start, but for the classes
 *
 * For a replay of another capture.
 */
void shaper_clear(struct shaper *shaper);

/* One packet. */
struct shaper_packet {
	uint16_t class; /* its number in the tree; 0: it is in none */
	uint16_t group; /* of the local end; 0: in none */
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
 * shaper_pass - what becomes of one packet
 * @classes: tree of the worker's ruleset, that packet->class is a number of
 * @fate:    out
 *
 * One without a class is for shaper_counts_rest() alone: it is paid for,
 * and passes.
 */
void shaper_pass(struct shaper *shaper, const struct policy_classes *classes,
		 const struct shaper_packet *packet,
		 struct shaper_outcome *fate);

/**
 * shaper_counts_rest - does traffic without a class count, too?
 *
 * It takes from what classes may borrow, in a replay with a link of known rate.
 * Lock-free.
 */
bool shaper_counts_rest(const struct shaper *shaper);

/**
 * shaper_sweep - members idle for SHAPER_IDLE_US go
 *
 * Live it sleeps between portions, so that packets get the lock.
 */
void shaper_sweep(struct shaper *shaper, usec_t now);

/* ---- for who keeps the kernel's tree ---- */

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
 * shaper_next - what there is to do next in the kernel
 * @change: out, only when true is returned
 *
 * Parents come before their members. shaper_done() says how it went.
 *
 * Return: false: nothing.
 */
bool shaper_next(struct shaper *shaper, struct shaper_change *change);

/**
 * shaper_done - a change was tried
 * @good: the kernel took it
 *
 * One that was not taken is not tried again until its node changes.
 */
void shaper_done(struct shaper *shaper, const struct shaper_change *change,
		 bool good);

/**
 * shaper_forget_kernel - the kernel has nothing any more
 *
 * All is to be made anew, by shaper_next().
 */
void shaper_forget_kernel(struct shaper *shaper);

/**
 * shaper_count - what the kernel counts of a minor since it was made
 * @direction: of the port's tree
 * @count:     in all; less than before means that the class is a new one
 */
void shaper_count(struct shaper *shaper, unsigned direction, uint16_t minor,
		  const struct shaper_node_count *count);

/* ---- figures ---- */

struct shaper_metrics {
	struct shaper_node_count counts[2]; /* by direction */
	uint64_t late[2];		    /* packets, by clocks */
	uint32_t members;		    /* now, of a class with per */
};

/**
 * shaper_metrics - of every class, with all its members
 * @by_number: @count of them, by number in the newest tree; 0 is what is in no
 *             class. Zeroed by the caller
 */
void shaper_metrics(struct shaper *shaper, struct shaper_metrics *by_number,
		    size_t count);

/**
 * shaper_members_refused - packets that got a class other than their own
 *
 * Because there were too many members.
 */
uint64_t shaper_members_refused(struct shaper *shaper);

#endif
