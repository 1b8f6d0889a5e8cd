/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_TELL_H
#define ENGINE_TELL_H

#include <stdint.h>

struct engine_sighting;
struct engine_worker;
struct signature_context;

/*
 * Keep what a signature that matched tells of its application at a host that we
 * follow: version and platform. It is no evidence, so it may come before any; it
 * is shown once the host is decided.
 */
void engine_tell(struct engine_worker *worker,
		 const struct engine_sighting *sighting,
		 const struct signature_context *context, uint16_t signature);

#endif
