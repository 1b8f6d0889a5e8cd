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

/**
 * engine_tell - keep what a signature tells of its application at a host
 * @signature: number, that matched
 *
 * Version and platform, of a host that we follow. They are no evidence, so they
 * may come before any; they are shown once the host is decided, and what is new
 * then is an event.
 */
void engine_tell(struct engine_worker *worker,
		 const struct engine_sighting *sighting,
		 const struct signature_context *context, uint16_t signature);

/**
 * engine_tell_host - give the outlet an event of a host's case, by this packet
 * @kind:      one of ENGINE_HOST_
 * @host_case: copied
 */
void engine_tell_host(struct engine_worker *worker,
		      const struct engine_sighting *sighting,
		      enum engine_event_kind kind,
		      const struct address *address,
		      const struct host_case *host_case);

#endif
