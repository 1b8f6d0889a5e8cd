/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_FOLLOW_HOST_H
#define ENGINE_FOLLOW_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"
#include "evidence/episode.h"

struct address;
struct engine_timer_queue_entry;
struct engine_packet_context;
struct engine_worker;
struct host;
struct host_application;
struct host_departed;
struct ruleset;
struct signature_found;

/* What hosts do: episodes of their cases, and what is said of these. */

/* What is to be said of a host's episodes, when nothing is held any more. */
struct engine_host_news {
	struct {
		uint16_t application;
		struct episode_news news;
	} cases[4];
	unsigned count;
};

/**
 * engine_follow_host_prove - a match proves an activity of a host, which the caller holds
 * @found: what matched, of which that is the effect
 * @news:  is added to
 */
void engine_follow_host_prove(struct engine_worker *worker,
			      const struct engine_packet_context *pkt,
			      const struct address *address, struct host *host,
			      const struct signature_found *found,
			      struct engine_host_news *news);

/**
 * engine_follow_host_withdraw - nothing speaks for an application any more
 * @host_application: of the host, which the caller holds
 * @news:      is added to
 *
 * Its episodes end.
 */
void engine_follow_host_withdraw(struct host_application *host_application,
				 struct engine_host_news *news);

/**
 * engine_follow_host_tell - give the event_sink what is to be said
 * @time: of the packet or the sweep that noticed; 0: each its own last proof
 *
 * The caller holds no host.
 */
void engine_follow_host_tell(struct engine_worker *worker,
			     const struct ruleset *ruleset,
			     const struct address *address, usec_t time,
			     const struct engine_host_news *news);

/**
 * engine_follow_host_departed - a host gave way: what it did is over
 * @time:     of the packet that needed its place in the table
 * @departed: of host_table_acquire(); is used up
 *
 * The caller holds no host.
 */
void engine_follow_host_departed(struct engine_worker *worker,
				 const struct ruleset *ruleset, usec_t time,
				 struct host_departed *departed);

/**
 * engine_follow_host_sweep - a host's turn on the timer_queue has come
 * @all: end whatever it does; else what is over by @now
 *
 * Takes the host, and nothing happens when it is not there any more or another
 * turn was noted since. The caller holds no host.
 */
void engine_follow_host_sweep(struct engine_worker *worker,
			      const struct ruleset *ruleset,
			      const struct engine_timer_queue_entry *entry,
			      usec_t now, bool all);

#endif
