/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_FEED_H
#define IDENTITY_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

struct diagnostics;
struct engine;
struct identity_expiry;
struct policy;

/*
 * The identity feed: a file that says who uses which address, written by others and
 * watched by us. What it says takes the place of what it said before, as a whole; a
 * file with an error is refused as a whole, and what is known stays. One thread, but
 * for what expires.
 */
struct identity_feed;

/**
 * identity_feed_create - a feed of no file yet
 *
 * Its limit is that of the ruleset in force.
 *
 * Return: for identity_feed_destroy(), which leaves what is known; NULL with
 * errno ENOMEM.
 */
struct identity_feed *identity_feed_create(struct engine *engine);
void identity_feed_destroy(struct identity_feed *feed);

/**
 * identity_feed_follow - follow another file, or none
 * @path: copied; NULL: none. Nothing happens when it is the same
 *
 * What the last one said is forgotten. identity_feed_update() reads the new one.
 */
void identity_feed_follow(struct identity_feed *feed, const char *path);

/**
 * identity_feed_update - read the file if it changed
 * @policy:     in force, or about to be; while it is, at least the next call has it
 * @diagnostics: told what is wrong with it, with file and line
 *
 * A file that is not there says nothing about anybody. Flows whose hosts are somebody
 * else now are decided anew by their next packet. Names that are not in the policy are
 * warned of once, by the first line, and counted; so they are when the policy is
 * another one.
 */
void identity_feed_update(struct identity_feed *feed,
			  const struct policy *policy,
			  struct diagnostics *diagnostics);

/**
 * identity_feed_count - of how many addresses and MACs it says something
 */
size_t identity_feed_count(const struct identity_feed *feed);

/* ---- what expires, for workers ---- */

/**
 * identity_expiry_create - no times yet
 *
 * Return: for identity_expiry_destroy(); NULL with errno ENOMEM.
 */
struct identity_expiry *identity_expiry_create(void);
void identity_expiry_destroy(struct identity_expiry *expiry);

/*
 * A worker's own: nobody's time is over in it. Workers' clocks differ a little, and
 * each decides by its own; so each passes every border itself.
 */
struct identity_expiry_span {
	usec_t from, until; /* all 0: none yet */
	uint32_t version;   /* of the feed's times */
};

/**
 * identity_expiry_is_around - is @now in the span, and nothing new from the feed?
 *
 * Lock-free. Of a zeroed span: no.
 */
bool identity_expiry_is_around(const struct identity_expiry *expiry,
			       const struct identity_expiry_span *span,
			       usec_t now);

/**
 * identity_expiry_move - the span around @now
 *
 * Return: whether it lies behind another border than before: flows of this worker
 * are to be decided anew.
 */
bool identity_expiry_move(struct identity_expiry *expiry, usec_t now,
			  struct identity_expiry_span *span);

#endif
