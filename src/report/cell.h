/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CELL_H
#define REPORT_CELL_H

#include <stdint.h>

struct address;
struct report_table;

/* The next cell of a table's row, of a kind that more than one table has. */

/**
 * report_cell_name - "-" for a name that is not there
 * @name: or NULL
 */
void report_cell_name(struct report_table *table, const char *name);

/**
 * report_cell_count - "1,234,567"
 */
void report_cell_count(struct report_table *table, uint64_t count);

/**
 * report_cell_bytes - "12.3 MB"
 */
void report_cell_bytes(struct report_table *table, uint64_t bytes);

/**
 * report_cell_end - "192.0.2.1:80", "[2001:db8::1]:80"
 */
void report_cell_end(struct report_table *table, const struct address *address,
		     uint16_t port);

/**
 * report_cell_share - tenths of a percent
 * @whole: above 0, and not less than @part
 *
 * A part is never "0.0 %", nor "100.0 %" of the whole.
 */
void report_cell_share(struct report_table *table, uint64_t part,
		       uint64_t whole);

#endif
