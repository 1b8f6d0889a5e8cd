/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_IDENTITIES_H
#define RUN_IDENTITIES_H

struct diagnostics;
struct engine;
struct identity_feed;
struct policy;

/**
 * run_identities_create - create the feed that fills the engine's table
 *
 * Its limit is that of the ruleset in force: the table keeps its size over a reload.
 *
 * Return: for identity_feed_destroy(); NULL with errno ENOMEM.
 */
struct identity_feed *run_identities_create(struct engine *engine);

/**
 * run_identities_update - read the feed's file if it changed
 *
 * As identity_feed_update(). When the table changed, every flow is decided anew by
 * its next packet. Sets the engine's counters of identities.
 */
void run_identities_update(struct engine *engine, struct identity_feed *feed,
			   const struct policy *policy,
			   struct diagnostics *diagnostics);

#endif
