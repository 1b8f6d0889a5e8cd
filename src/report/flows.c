/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of the largest flows of applications.
 */
#include "report/flows.h"

#include <netinet/in.h>

#include "report/cell.h"
#include "report/event.h"
#include "report/table.h"
#include "report/top.h"
#include "report/totals.h"

struct large_flow {
	struct address source, dest;
	uint16_t source_port, dest_port;
	uint8_t transport;
	uint64_t packets, bytes; /* both directions */
	uint64_t number;	 /* the order in which flows ended */
	const struct report_totals_line *application, *rule;
};

static int compare_flows(const void *a, const void *b)
{
	const struct large_flow *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

const struct report_top_type report_flows_type = {
	.size = sizeof(struct large_flow),
	.compare = compare_flows,
};

int report_flows_offer(struct report_top *flows, const struct report_flow *flow,
		       const struct report_totals_line *application,
		       const struct report_totals_line *rule)
{
	const struct large_flow large = {
		.source = flow->tuple.source,
		.dest = flow->tuple.dest,
		.source_port = flow->tuple.source_port,
		.dest_port = flow->tuple.dest_port,
		.transport = flow->tuple.transport,
		.packets = flow->packets[0] + flow->packets[1],
		.bytes = flow->bytes[0] + flow->bytes[1],
		.number = flows->offered,
		.application = application,
		.rule = rule,
	};

	return report_top_offer(flows, &large);
}

void report_flows_table(const struct report_top *flows,
			struct report_table *table)
{
	static const struct report_table_column columns[] = {
		{"", 3, false},		{"from", 21, false},
		{"to", 20, false},	{"application", 11, false},
		{"activity", 8, false}, {"packets", 7, true},
		{"bytes", 8, true},	{"action", 6, false},
	};

	report_table_init(table, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < flows->count; i++) {
		const struct large_flow *flow = report_top_at(flows, i);

		report_table_row(table);
		report_table_cell(table, "%s",
				  flow->transport == IPPROTO_TCP ? "TCP"
								 : "UDP");
		report_cell_end(table, &flow->source, flow->source_port);
		report_cell_end(table, &flow->dest, flow->dest_port);
		report_table_cell(table, "%s", flow->application->names.first);
		report_cell_name(table, flow->application->names.second);
		report_cell_count(table, flow->packets);
		report_cell_bytes(table, flow->bytes);
		report_cell_name(table, flow->rule->names.second);
	}
}
