/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_COUNTERS_H
#define REPORT_COUNTERS_H

struct report_stats;
struct report_table;

/**
 * report_counters_frames - make a row for each outcome of decoding that occurred
 * @table: out; for report_table_fini()
 */
void report_counters_frames(const struct report_stats *stats,
			    struct report_table *table);

/**
 * report_counters_remarkable - make a row for each counter that should be 0 and is not
 * @table: out; for report_table_fini()
 *
 * Parts of their names identify them, such as "refus" and "lost".
 */
void report_counters_remarkable(const struct report_stats *stats,
				struct report_table *table);

#endif
