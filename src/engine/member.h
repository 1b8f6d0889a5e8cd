/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_MEMBER_H
#define ENGINE_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "packet/address.h"

struct shaper_packet;
struct engine_packet_context;
struct engine_worker;

#define ENGINE_MEMBERS 256 /* flows of a worker, by hash */

/* Whose packets of a flow are, as it was found last. */
struct engine_member {
	uint32_t flow_hash;
	uint32_t stamp; /* of the flow's decision then */
	bool known;
	uint16_t group;
	struct address local, user;
};

/**
 * engine_member_find - whose class of its own it is
 * @packet: user is the local end; out: user and group
 *
 * The user's, if the policy knows him, so that all his addresses share it; else the
 * address's. That is asked once for each decision of a flow, as long as no other flow
 * of the worker takes its place.
 */
void engine_member_find(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			struct shaper_packet *packet);

/**
 * engine_member_forget - the flow is decided anew: ask again
 */
void engine_member_forget(struct engine_worker *worker,
			  const struct engine_packet_context *pkt);

#endif
