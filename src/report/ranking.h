/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_RANKING_H
#define REPORT_RANKING_H

#include <stddef.h>
#include <stdint.h>

#include "packet/address.h"

struct report_flow;
struct report_totals_line;

#define REPORT_RANKING_MOST 20

/* What is kept of a flow to name it in a table. */
struct report_ranking_flow {
	struct address source, dest;
	uint16_t source_port, dest_port;
	uint8_t transport;
	uint64_t packets, bytes; /* both directions */
	const struct report_totals_line *application, *rule; /* borrowed */
};

/* The flows with the most bytes, the first seen first. All zero is empty. */
struct report_ranking {
	struct report_ranking_flow flows[REPORT_RANKING_MOST];
	size_t count;
	uint64_t offered; /* flows, kept or not */
};

/**
 * report_ranking_offer - keep a flow if it is among the largest so far
 * @application: the line it was counted in; as @rule, kept by pointer
 */
void report_ranking_offer(struct report_ranking *ranking,
			  const struct report_flow *flow,
			  const struct report_totals_line *application,
			  const struct report_totals_line *rule);

#endif
