/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_COUNTERS_H
#define REPORT_COUNTERS_H

struct report_stats;
struct report_table;

/**
 * report_counters_frames - what decoding came to, without what never did
 * @table: out; for report_table_fini()
 */
void report_counters_frames(const struct report_stats *stats,
			    struct report_table *table);

/**
 * report_counters_remarkable - counters that ought to be 0 and are not
 * @table: out; for report_table_fini()
 *
 * They are found by parts of their names, such as "refus" and "lost".
 */
void report_counters_remarkable(const struct report_stats *stats,
				struct report_table *table);

#endif
