/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_COUNTERS_H
#define REPORT_COUNTERS_H

struct report_stats;
struct report_table;

/* What decoding the frames came to, without what never did. */
void report_counters_frames(const struct report_stats *stats,
			    struct report_table *table);

/* Counters that ought to be 0 and are not, by a part of their names. */
void report_counters_remarkable(const struct report_stats *stats,
				struct report_table *table);

#endif
