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
 * engine_subject_needs_attachment - return whether a decision may depend on where a host is
 *
 * By a rule for a MAC, a VLAN or an interface, or by what the identity feed knows of a
 * MAC.
 */
bool engine_subject_needs_attachment(const struct engine *engine,
				     const struct ruleset *ruleset);

/**
 * engine_subject_learn_attachment - remember where the sender of a packet is
 *
 * The sender is local. Packets from the link's uplink port, when the configuration
 * names it, teach nothing: any host there can write our addresses on a packet. When the
 * address was elsewhere, flows are decided anew, at most once in a second of packet
 * time: two cards that send from one address must not keep all workers busy.
 */
void engine_subject_learn_attachment(struct engine *engine,
				     const struct ruleset *ruleset,
				     const struct packet *packet);

/**
 * engine_subject_sweep - outdate all decisions for moves that came within a second
 *
 * To be called every second.
 */
void engine_subject_sweep(struct engine *engine, usec_t now);

/**
 * engine_subject_of_flow - collect what the policy can know a flow's local end by
 * @direction: in which that end sends
 * @host:      out
 *
 * The end is in the flow's VLAN. The table of attachments is asked only when a rule or
 * the identity feed may depend on it.
 */
void engine_subject_of_flow(const struct engine *engine,
			    const struct ruleset *ruleset,
			    const struct flow *flow, unsigned direction,
			    usec_t now, struct policy_host *host);

/**
 * engine_subject_of_host - collect the same for a local address, where it was seen last
 */
void engine_subject_of_host(const struct engine *engine,
			    const struct ruleset *ruleset,
			    const struct address *address, usec_t now,
			    struct policy_host *host);

/**
 * engine_subject_identify - return user and group of a flow's local end
 * @direction: in which that end sends
 * @answer:    out; rule and action are the default
 *
 * Read from the flow when @ruleset decided it, about that end. Resolved when it was
 * about the other one, which is local, too, and when a reload came since.
 */
void engine_subject_identify(const struct engine *engine,
			     const struct ruleset *ruleset,
			     const struct flow *flow, unsigned direction,
			     usec_t now, struct policy_answer *answer);

#endif
