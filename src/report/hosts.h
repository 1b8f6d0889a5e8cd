/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_HOSTS_H
#define REPORT_HOSTS_H

#include "base/usec.h"

struct report_table;
struct report_top;
struct report_top_type;

/* Of struct report_host: those of the highest confidence are the most important. */
extern const struct report_top_type report_hosts_type;

/**
 * report_hosts_table - a row for each host, with what is known of it
 * @hosts: sorted
 * @start: of the capture: times are from there
 * @table: out; for report_table_fini()
 */
void report_hosts_table(const struct report_top *hosts, usec_t start,
			struct report_table *table);

#endif
