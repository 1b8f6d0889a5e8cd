/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CELL_H
#define REPORT_CELL_H

#include <stdint.h>

struct address;
struct report_table;

/* Each appends the next cell to the last row of a table. */

/**
 * report_cell_name - append a name; "-" for none
 * @name: or NULL
 */
void report_cell_name(struct report_table *table, const char *name);

/**
 * report_cell_count - append a count: "1,234,567"
 */
void report_cell_count(struct report_table *table, uint64_t count);

/**
 * report_cell_bytes - append a number of bytes: "12.3 MB"
 */
void report_cell_bytes(struct report_table *table, uint64_t bytes);

/**
 * report_cell_end - append an endpoint: "192.0.2.1:80", "[2001:db8::1]:80"
 */
void report_cell_end(struct report_table *table, const struct address *address,
		     uint16_t port);

/**
 * report_cell_share - append a share, in tenths of a percent
 * @whole: above 0, and not less than @part
 *
 * A part that is not 0 is never shown as "0.0 %", nor one that is not all as
 * "100.0 %".
 */
void report_cell_share(struct report_table *table, uint64_t part,
		       uint64_t whole);

#endif
