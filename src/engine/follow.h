/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_FOLLOW_H
#define ENGINE_FOLLOW_H

#include <stdbool.h>

#include "base/usec.h"
#include "packet/address.h"
#include "packet/episode.h"

struct engine_sighting;
struct engine_worker;
struct flow;
struct host;
struct host_case;
struct host_departed;
struct ruleset;
struct signature_context;
struct signature_effect;
struct signature_outcome;

/*
 * What flows do once they are decided: measures, the signatures that ask for them,
 * and episodes of flows and hosts. The caller holds the flow, if any.
 */

/**
 * engine_follow - one packet of a flow, after the ordinary signatures
 * @outcome: of these, with the activities that they prove
 *
 * Return: whether evidence or activity changed, so that it has to be decided anew.
 */
bool engine_follow(struct engine_worker *worker,
		   const struct engine_sighting *sighting,
		   struct signature_context *context,
		   const struct signature_outcome *outcome);

/* What is to be said of a host's episodes, when nothing is held any more. */
struct engine_host_news {
	struct {
		uint16_t application;
		struct episode_news news;
	} cases[4];
	unsigned count;
};

/**
 * engine_follow_host - a match proves an activity of a host, which the caller holds
 * @since: when what matched began; 0: at the sighting
 * @news:  is added to
 */
void engine_follow_host(struct engine_worker *worker,
			const struct engine_sighting *sighting,
			const struct address *address, struct host *host,
			const struct signature_effect *effect, usec_t since,
			struct engine_host_news *news);

/* Nothing speaks for the application at this host any more: its episodes end. */
void engine_follow_withdraw(struct host_case *host_case,
			    struct engine_host_news *news);

/* Say it. @time: of the packet or the sweep that noticed. */
void engine_follow_tell(struct engine_worker *worker,
			const struct ruleset *ruleset,
			const struct address *address, usec_t time,
			const struct engine_host_news *news);

/* A host gave way to another one, in the table: what it did is over. @departed: used up */
void engine_follow_departed(struct engine_worker *worker,
			    const struct ruleset *ruleset, usec_t time,
			    struct host_departed *departed);

/* The flow has ended: so have its episodes. Its activity is the most it had. */
void engine_follow_end(struct engine_worker *worker,
		       const struct ruleset *ruleset, struct flow *flow);

/* The flow was decided at its end, by what was learned since its last packet. */
void engine_follow_late(struct engine_worker *worker,
			const struct ruleset *ruleset, struct flow *flow);

/* End what is over by @now. */
void engine_follow_sweep(struct engine_worker *worker, usec_t now);

/* End the episodes of all hosts. */
void engine_follow_finish(struct engine_worker *worker);

#endif
