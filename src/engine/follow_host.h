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

/* Activities of hosts: episodes for each application, and their events. */

/* Events of a host's episodes, reported once no lock is held. */
struct engine_host_news {
	struct {
		uint16_t application;
		struct episode_news news;
	} applications[4];
	unsigned count;
};

/**
 * engine_follow_host_prove - add the proof of an activity to a host, held by the caller
 * @found: the match that proves it
 * @news:  is added to
 */
void engine_follow_host_prove(struct engine_worker *worker,
			      const struct engine_packet_context *pkt,
			      const struct address *address, struct host *host,
			      const struct signature_found *found,
			      struct engine_host_news *news);

/**
 * engine_follow_host_withdraw - end the episodes of an application without evidence
 * @host_application: of the host, which the caller holds
 * @news:      is added to
 */
void engine_follow_host_withdraw(struct host_application *host_application,
				 struct engine_host_news *news);

/**
 * engine_follow_host_report - pass the events to the sink
 * @time: of the packet or the sweep that noticed; 0: each its own last proof
 *
 * The caller holds no host.
 */
void engine_follow_host_report(struct engine_worker *worker,
			       const struct ruleset *ruleset,
			       const struct address *address, usec_t time,
			       const struct engine_host_news *news);

/**
 * engine_follow_host_departed - end the episodes of a host that was evicted
 * @time:     of the packet that needed its place in the table
 * @departed: of host_table_acquire(); is used up
 *
 * The caller holds no host.
 */
void engine_follow_host_departed(struct engine_worker *worker,
				 const struct ruleset *ruleset, usec_t time,
				 struct host_departed *departed);

/**
 * engine_follow_host_sweep - examine a host whose turn in the timer queue has come
 * @all: end all its episodes; else those that are over by @now
 *
 * Does nothing when the host is gone or another turn was scheduled since. The caller
 * holds no host.
 */
void engine_follow_host_sweep(struct engine_worker *worker,
			      const struct ruleset *ruleset,
			      const struct engine_timer_queue_entry *entry,
			      usec_t now, bool all);

#endif
