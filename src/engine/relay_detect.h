/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_RELAY_DETECT_H
#define ENGINE_RELAY_DETECT_H

#include <stdbool.h>

struct engine_packet_context;
struct engine_worker;

/**
 * engine_relay_detect - return whether the sender got this payload by another flow
 *
 * Also remembers the payload for its receiver, which may forward it in turn. Call it for
 * every payload of decided flows; the caller holds the flow. Locks host stripes one at a
 * time.
 */
bool engine_relay_detect(struct engine_worker *worker,
			 const struct engine_packet_context *pkt);

#endif
