/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_RELAY_H
#define ENGINE_RELAY_H

#include <stdbool.h>

struct engine_sighting;
struct engine_worker;

/*
 * Does its sender hand on what came to it by another flow? Who it goes to may hand it
 * on in turn. For every payload of decided flows; the caller holds the flow.
 */
bool engine_relay_hands_on(struct engine_worker *worker,
			   const struct engine_sighting *sighting);

#endif
