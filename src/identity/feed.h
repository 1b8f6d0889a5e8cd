/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_FEED_H
#define IDENTITY_FEED_H

#include <stdbool.h>
#include <stddef.h>

struct diagnostics;
struct identity_expiry;
struct identity_table;
struct policy;

/*
 * The identity feed: another program writes a file that maps addresses and MACs to
 * users and groups; the feed reads it again when it changed and puts its records into
 * the table. A new version replaces the old one as a whole. A file with an error is
 * rejected as a whole, and the records in force stay. One thread.
 */
struct identity_feed;

/**
 * identity_feed_create - create a feed that follows no file yet
 * @table:  to fill; outlives the feed
 * @expiry: gets the times at which records expire; outlives the feed
 * @limit:  hosts that the table has room for; a longer file is rejected
 *
 * Return: for identity_feed_destroy(), which leaves the table as it is; NULL with
 * errno ENOMEM.
 */
struct identity_feed *identity_feed_create(struct identity_table *table,
					   struct identity_expiry *expiry,
					   size_t limit);
void identity_feed_destroy(struct identity_feed *feed);

/**
 * identity_feed_follow - follow another file, or none
 * @path: copied; NULL: none. The path that it follows already changes nothing
 *
 * Removes the records of the last file. identity_feed_update() reads the new one.
 */
void identity_feed_follow(struct identity_feed *feed, const char *path);

/**
 * identity_feed_update - read the file if it changed
 * @policy: in force, or about to be; it outlives the next call
 * @diagnostics: gets the errors of the file, with path and line
 *
 * A file that does not exist has no records. Names that are not in the policy are
 * counted, with one warning for the first line that has one: when the file was read,
 * and when @policy is another one than in the last call.
 *
 * Return: whether the table changed since the last call: flows must be decided anew.
 */
bool identity_feed_update(struct identity_feed *feed,
			  const struct policy *policy,
			  struct diagnostics *diagnostics);

/**
 * identity_feed_count - return how many addresses and MACs have a record
 */
size_t identity_feed_count(const struct identity_feed *feed);

/**
 * identity_feed_unknown_names - return how many records name a user or group that
 * the policy does not have
 */
size_t identity_feed_unknown_names(const struct identity_feed *feed);

#endif
