/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_SUBJECT_H
#define ENGINE_SUBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"
#include "policy/policy.h"

struct engine;
struct flow;
struct packet;
struct ruleset;

/**
 * engine_subject_learn_attachment - remember where the sender of a packet is
 *
 * To be called for a sender that is local. What comes from the link's uplink port
 * teaches nothing, when the configuration says which one that is: anybody there
 * can write our addresses on a packet. Flows are decided anew when the address was
 * elsewhere and the policy asks; at most once a second of packet time, or whoever
 * sends from one address with two cards would keep all workers busy.
 */
void engine_subject_learn_attachment(struct engine *engine,
				     const struct ruleset *ruleset,
				     const struct packet *packet);

/**
 * engine_subject_sweep - the moves that came too soon after one before them
 *
 * Every second; flows are decided anew when there were any.
 */
void engine_subject_sweep(struct engine *engine, usec_t now);

/**
 * engine_subject_forget - no moves yet: another capture
 */
void engine_subject_forget(struct engine *engine);

/**
 * engine_subject_resolve - all that is known of a local address
 * @flow: whose VLAN it is in; NULL: the one where it was seen last
 *
 * Asks where it is only when a rule may depend on it.
 */
void engine_subject_resolve(const struct engine *engine,
			    const struct ruleset *ruleset,
			    const struct address *address,
			    const struct flow *flow, usec_t now,
			    struct policy_host *host);

#endif
