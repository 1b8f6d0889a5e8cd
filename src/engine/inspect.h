/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_INSPECT_H
#define ENGINE_INSPECT_H

#include <stdbool.h>

#include "packet/name.h"
#include "signature/expression.h"
#include "signature/match.h"

struct engine_packet_context;
struct engine_worker;

/* The questions about a packet, and the answers of the signatures. */
struct engine_inspection {
	struct packet_names names;
	struct signature_context context; /* points to `names` */
	struct signature_outcome outcome; /* with activities that it proves */
};

/**
 * engine_inspect - ask the signatures about a packet and apply their matches
 * @inspection: out, for engine_follow() when the flow is decided
 *
 * Evidence goes to the flow, and to the host and the endpoint that a signature
 * means; alerts go to the worker's report.
 *
 * Return: whether the flow's evidence changed, so that it has to be decided again.
 */
bool engine_inspect(struct engine_worker *worker,
		    const struct engine_packet_context *pkt,
		    struct engine_inspection *inspection);

/**
 * engine_inspect_prove - prove the selected patterns and apply the matches
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
