/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_CLIENT_INFO_H
#define ENGINE_CLIENT_INFO_H

#include <stdint.h>

#include "engine/event.h"

struct address;
struct engine_packet_context;
struct engine_worker;
struct host_application;
struct signature_context;

/**
 * engine_client_info - keep what a signature tells of its application at a host
 * @signature: number, that matched
 *
 * Version and platform, of a host that we follow. They are no evidence, so they
 * may come before any; they are shown once the host is decided, and what is new
 * then is an event.
 */
void engine_client_info(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			const struct signature_context *context,
			uint16_t signature);

/**
 * engine_client_info_tell_host - give the event_sink an event of a host's case, by this packet
 * @kind:      one of ENGINE_HOST_
 * @host_application: copied
 */
void engine_client_info_tell_host(
	struct engine_worker *worker, const struct engine_packet_context *pkt,
	enum engine_event_kind kind, const struct address *address,
	const struct host_application *host_application);

#endif
