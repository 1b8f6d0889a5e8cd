/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_HOSTS_H
#define REPORT_HOSTS_H

#include "base/usec.h"

struct report_roll;
struct report_table;

/**
 * report_hosts_table - a row for each host, with what is known of it
 * @start: of the capture: times are from there
 * @table: out; for report_table_fini()
 */
void report_hosts_table(const struct report_roll *roll, usec_t start,
			struct report_table *table);

#endif
