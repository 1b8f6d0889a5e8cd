/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_FLOWS_H
#define REPORT_FLOWS_H

struct report_flow;
struct report_table;
struct report_top;
struct report_top_type;
struct report_totals_line;

/* Flows of the table: those with the most bytes are the most important. */
extern const struct report_top_type report_flows_type;

/**
 * report_flows_offer - offer a flow with an application
 * @application: the line it was counted in; as @rule, kept by pointer
 *
 * Return: 0; -ENOMEM.
 */
int report_flows_offer(struct report_top *flows, const struct report_flow *flow,
		       const struct report_totals_line *application,
		       const struct report_totals_line *rule);

/**
 * report_flows_table - make a row for each flow
 * @flows: sorted
 * @table: out; for report_table_fini()
 */
void report_flows_table(const struct report_top *flows,
			struct report_table *table);

#endif
