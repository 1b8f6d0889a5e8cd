/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The largest flows, kept in order: there are too few to gain by a heap.
 */
#include "report/ranking.h"

#include <string.h>

#include "report/report.h"

/* Where a flow of @bytes belongs; after those of the same size. */
static size_t find_place(const struct report_ranking *ranking, uint64_t bytes)
{
	size_t place = ranking->count;

	while (place > 0 && ranking->flows[place - 1].bytes < bytes)
		place--;
	return place;
}

void report_ranking_offer(struct report_ranking *ranking,
			  const struct report_flow *flow,
			  const struct report_totals_line *application,
			  const struct report_totals_line *rule)
{
	uint64_t bytes = flow->bytes[0] + flow->bytes[1];
	size_t place = find_place(ranking, bytes);

	ranking->offered++;
	if (place == REPORT_RANKING_MOST)
		return;
	if (ranking->count < REPORT_RANKING_MOST)
		ranking->count++;
	memmove(&ranking->flows[place + 1], &ranking->flows[place],
		(ranking->count - 1 - place) * sizeof(ranking->flows[0]));
	ranking->flows[place] = (struct report_ranking_flow){
		.source = flow->source,
		.dest = flow->dest,
		.source_port = flow->source_port,
		.dest_port = flow->dest_port,
		.transport = flow->transport,
		.packets = flow->packets[0] + flow->packets[1],
		.bytes = bytes,
		.application = application,
		.rule = rule,
	};
}
