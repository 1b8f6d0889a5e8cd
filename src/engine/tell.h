/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_TELL_H
#define ENGINE_TELL_H

struct address;
struct engine_sighting;
struct engine_worker;
struct host_case;

/* Events of one packet to the worker's report, if it has one. */

/* The flow was decided by this packet. */
void engine_tell_flow(struct engine_worker *worker,
		      const struct engine_sighting *sighting);

/* This packet is the first of its flow that the policy drops. */
void engine_tell_drop(struct engine_worker *worker,
		      const struct engine_sighting *sighting);

/* The host was decided by this packet. */
void engine_tell_host(struct engine_worker *worker,
		      const struct engine_sighting *sighting,
		      const struct address *address,
		      const struct host_case *host_case);

#endif
