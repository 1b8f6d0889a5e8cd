/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_HOSTS_H
#define REPORT_HOSTS_H

#include "base/usec.h"

struct report_table;
struct report_top;
struct report_top_type;

/* Items are struct report_host; the highest confidence is the most important. */
extern const struct report_top_type report_hosts_type;

/**
 * report_hosts_table - make a row for each host, with notes about it
 * @hosts: sorted
 * @start: of the capture, which times are relative to
 * @table: out; for report_table_fini()
 */
void report_hosts_table(const struct report_top *hosts, usec_t start,
			struct report_table *table);

#endif
