/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_INSPECT_H
#define ENGINE_INSPECT_H

#include <stdbool.h>

#include "packet/name.h"
#include "signature/expression.h"
#include "signature/match.h"

struct engine_packet_context;
struct engine_worker;

/* What the signatures were asked about a packet, and what they answered. */
struct engine_inspection {
	struct packet_names names;
	struct signature_context context; /* points to `names` */
	struct signature_outcome outcome; /* with activities that it proves */
};

/**
 * engine_inspect - ask the signatures, and do what their matches say
 * @inspection: out, for engine_follow() when the flow is decided
 *
 * Evidence goes to the flow, and to the host and the endpoint that a signature
 * means; alerts go to the worker's report.
 *
 * Return: whether the flow's evidence changed, so that it has to be decided anew.
 */
bool engine_inspect(struct engine_worker *worker,
		    const struct engine_packet_context *pkt,
		    struct engine_inspection *inspection);

/**
 * engine_inspect_prove - prove what was selected, and do what matches say
 * @outcome: out
 *
 * All but activities of the flow, see engine_follow().
 *
 * Return: whether the flow's evidence changed.
 */
bool engine_inspect_prove(struct engine_worker *worker,
			  const struct engine_packet_context *pkt,
			  struct signature_context *context,
			  const struct signature_selection *selection,
			  struct signature_outcome *outcome);

#endif
