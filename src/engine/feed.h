/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_FEED_H
#define ENGINE_FEED_H

#include <stddef.h>

#include "base/usec.h"

struct complaints;
struct engine;
struct engine_expiry;

/*
 * The identity feed: a file that says who uses which address, written by others and
 * watched by us. What it says takes the place of what it said before, as a whole; a
 * file with an error is refused as a whole, and what is known stays. One thread, but
 * for what expires.
 */
struct engine_feed;

/* Return: the feed, of no file yet; NULL with errno ENOMEM. */
struct engine_feed *engine_feed_create(struct engine *engine);
void engine_feed_destroy(struct engine_feed *feed);

/* Another file, or none; what the last one said is forgotten when it is another. */
void engine_feed_follow(struct engine_feed *feed, const char *path);

/**
 * engine_feed_update - read the file if it changed
 * @complaints: told what is wrong with it, with file and line
 *
 * A file that is not there says nothing about anybody. Flows whose hosts are somebody
 * else now are decided anew by their next packet.
 */
void engine_feed_update(struct engine_feed *feed,
			struct complaints *complaints);

/* Only reads it, and says what is wrong with it. @hosts: as in limits. */
void engine_feed_check(const char *path, size_t hosts,
		       struct complaints *complaints);

/* ---- what expires, for workers ---- */

/* Return: NULL with errno ENOMEM. */
struct engine_expiry *engine_expiry_create(void);
void engine_expiry_destroy(struct engine_expiry *expiry);

/* The next time at which somebody is nobody any more; UINT64_MAX: none. Lock-free. */
usec_t engine_expiry_next(const struct engine_expiry *expiry);

/* It is past the next time: flows are decided anew. Any thread. */
void engine_expiry_pass(struct engine *engine, usec_t now);

/* Another capture begins, at any time. */
void engine_expiry_rewind(struct engine_expiry *expiry);

#endif
