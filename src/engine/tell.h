/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_TELL_H
#define ENGINE_TELL_H

#include <stdint.h>

#include "engine/event.h"

struct address;
struct engine_sighting;
struct engine_worker;
struct host_case;
struct signature_context;

/*
 * Keep what a signature that matched tells of its application at a host that we
 * follow: version and platform. It is no evidence, so it may come before any; it
 * is shown once the host is decided.
 */
void engine_tell(struct engine_worker *worker,
		 const struct engine_sighting *sighting,
		 const struct signature_context *context, uint16_t signature);

/* Give the outlet an event of a host's case, ENGINE_HOST_, by this packet. */
void engine_tell_host(struct engine_worker *worker,
		      const struct engine_sighting *sighting,
		      enum engine_event_kind kind,
		      const struct address *address,
		      const struct host_case *host_case);

#endif
