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
 * engine_client_info - store version and platform that a signature finds at a host
 * @signature: its number; it matched
 *
 * Only for hosts that are followed. Version and platform are no evidence, so they may
 * come before any. They are reported once the host is decided, and a change after that
 * is an event.
 */
void engine_client_info(struct engine_worker *worker,
			const struct engine_packet_context *pkt,
			const struct signature_context *context,
			uint16_t signature);

/**
 * engine_client_info_report - pass an event about an application at a host
 * @kind:      one of ENGINE_HOST_
 * @host_application: copied
 */
void engine_client_info_report(struct engine_worker *worker,
			       const struct engine_packet_context *pkt,
			       enum engine_event_kind kind,
			       const struct address *address,
			       const struct host_application *host_application);

#endif
