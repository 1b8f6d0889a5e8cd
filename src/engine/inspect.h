/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_INSPECT_H
#define ENGINE_INSPECT_H

#include <stdbool.h>
#include <stdint.h>

struct engine_worker;
struct flow;
struct flow_meter;
struct flow_sight;
struct packet;
struct ruleset;
struct signature_context;
struct signature_outcome;
struct signature_selection;

/* One packet of one flow, which the caller holds. */
struct engine_sighting {
	const struct ruleset *ruleset;
	const struct packet *packet;
	const struct flow_sight *sight;
	struct flow *flow;
	uint32_t flow_hash;
	bool created; /* the flow's first packet */
	/* of a window: the packet is a made one; else NULL */
	const struct flow_meter *window;
};

/**
 * engine_inspect - ask the signatures, and do what their matches say
 *
 * Evidence goes to the flow, and to the host and the endpoint that a signature
 * means; alerts go to the worker's report.
 *
 * Return: whether the flow's evidence changed, so that it has to be decided anew.
 */
bool engine_inspect(struct engine_worker *worker,
		    const struct engine_sighting *sighting);

/**
 * engine_inspect_prove - prove what was selected, and do what matches say
 * @outcome: out
 *
 * All but activities of the flow, see engine_follow().
 *
 * Return: whether the flow's evidence changed.
 */
bool engine_inspect_prove(struct engine_worker *worker,
			  const struct engine_sighting *sighting,
			  struct signature_context *context,
			  const struct signature_selection *selection,
			  struct signature_outcome *outcome);

#endif
