/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_RELAY_DETECT_H
#define ENGINE_RELAY_DETECT_H

#include <stdbool.h>

struct engine_packet_context;
struct engine_worker;

/**
 * engine_relay_detect - did this payload come to its sender by another flow?
 *
 * Who it goes to may hand it on in turn: that is remembered. For every payload
 * of decided flows; the caller holds the flow. Takes host stripes one at a
 * time.
 */
bool engine_relay_detect(struct engine_worker *worker,
			 const struct engine_packet_context *pkt);

#endif
