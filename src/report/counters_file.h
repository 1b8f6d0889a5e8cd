/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_COUNTERS_FILE_H
#define REPORT_COUNTERS_FILE_H

#include "base/usec.h"

struct report_stats;

/**
 * report_counters_file_write - replace counters.json in a directory as a whole
 * @started_us: start of the process; distinguishes one run from the next
 *
 * Counters by group, and what each rule did. "skywarden-bridge" reads the file.
 * A file that cannot be written is logged at debug level only: the next second
 * tries again.
 */
void report_counters_file_write(const char *directory,
				const struct report_stats *stats,
				usec_t started_us);

#endif
