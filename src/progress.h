/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <time.h>

struct run_progress;

/* The line with the progress of a replay. */
struct progress_line {
	struct timespec start, last;
	bool shown;
};

void progress_start(struct progress_line *line);

/* The progress function of struct run_replay; @context: struct progress_line. */
void progress_show(void *context, const struct run_progress *progress);

#endif
