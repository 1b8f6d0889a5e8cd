/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_FOLLOW_HOST_H
#define ENGINE_FOLLOW_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"
#include "packet/episode.h"

struct address;
struct engine_agenda_entry;
struct engine_sighting;
struct engine_worker;
struct host;
struct host_case;
struct host_departed;
struct ruleset;
struct signature_effect;

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
 * @since: when what matched began; 0: at the sighting
 * @news:  is added to
 */
void engine_follow_host_prove(struct engine_worker *worker,
			      const struct engine_sighting *sighting,
			      const struct address *address, struct host *host,
			      const struct signature_effect *effect,
			      usec_t since, struct engine_host_news *news);

/* Nothing speaks for the application at this host any more: its episodes end. */
void engine_follow_host_withdraw(struct host_case *host_case,
				 struct engine_host_news *news);

/* Say it. @time: of the packet or the sweep that noticed. */
void engine_follow_host_tell(struct engine_worker *worker,
			     const struct ruleset *ruleset,
			     const struct address *address, usec_t time,
			     const struct engine_host_news *news);

/* A host gave way to another one, in the table: what it did is over. @departed: used up */
void engine_follow_host_departed(struct engine_worker *worker,
				 const struct ruleset *ruleset, usec_t time,
				 struct host_departed *departed);

/*
 * The host's turn on the agenda has come: what is over by @now ends; @all: whatever
 * it does.
 */
void engine_follow_host_sweep(struct engine_worker *worker,
			      const struct ruleset *ruleset,
			      const struct engine_agenda_entry *entry,
			      usec_t now, bool all);

#endif
