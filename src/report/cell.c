/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cells that several tables use.
 */
#include "report/cell.h"

#include "packet/address.h"
#include "report/format.h"
#include "report/table.h"

void report_cell_name(struct report_table *table, const char *name)
{
	report_table_cell(table, "%s", name ? name : "-");
}

void report_cell_count(struct report_table *table, uint64_t count)
{
	char printed[REPORT_FORMAT_TEXT];

	report_table_cell(table, "%s", report_format_count(count, printed));
}

void report_cell_bytes(struct report_table *table, uint64_t bytes)
{
	char printed[REPORT_FORMAT_TEXT];

	report_table_cell(table, "%s", report_format_bytes(bytes, printed));
}

void report_cell_end(struct report_table *table, const struct address *address,
		     uint16_t port)
{
	char plain[PACKET_ADDRESS_TEXT];
	bool ipv4 = packet_address_is_ipv4(address);

	report_table_cell(table, ipv4 ? "%s:%u" : "[%s]:%u",
			  packet_address_print(address, plain), port);
}

void report_cell_share(struct report_table *table, uint64_t part,
		       uint64_t whole)
{
	unsigned tenths = (unsigned)((double)part / (double)whole * 1000 + 0.5);

	if (tenths == 0)
		report_table_cell(table, "< 0.1 %%");
	else if (tenths == 1000 && part < whole)
		report_table_cell(table, "> 99.9 %%");
	else
		report_table_cell(table, "%u.%u %%", tenths / 10, tenths % 10);
}
