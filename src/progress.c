/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Progress of a replay on standard error, in a line that is overwritten.
 */
#include "progress.h"

#include <stdio.h>

#include "run/replay.h"

#define BAR_CELLS 24
#define PROGRESS_SECONDS 0.2

static double seconds_between(const struct timespec *a,
			      const struct timespec *b)
{
	return (double)(b->tv_sec - a->tv_sec) +
	       (double)(b->tv_nsec - a->tv_nsec) / 1e9;
}

static void print_progress(struct progress_line *line,
			   const struct run_progress *progress, double seconds)
{
	double part = progress->total
			      ? (double)progress->done / (double)progress->total
			      : 0;
	unsigned cells = (unsigned)(part * BAR_CELLS);

	if (cells > BAR_CELLS)
		cells = BAR_CELLS;
	fprintf(stderr, "\r\033[K[%.*s%*s] %3.0f %%", (int)cells,
		"########################", (int)(BAR_CELLS - cells), "",
		part * 100);
	fprintf(stderr, "  %.0f kpkt/s  %.0f MB/s",
		(double)progress->packets / seconds / 1e3,
		(double)progress->done / seconds / 1e6);
	if (progress->files > 1)
		fprintf(stderr, "  file %zu of %zu", progress->file,
			progress->files);
	if (part > 0)
		fprintf(stderr, "  %.0f s left", seconds * (1 - part) / part);
	line->shown = true;
}

void progress_start(struct progress_line *line)
{
	clock_gettime(CLOCK_MONOTONIC, &line->start);
	line->last = line->start;
}

void progress_show(void *context, const struct run_progress *progress)
{
	struct progress_line *line = context;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!progress->path) {
		if (line->shown)
			fputs("\r\033[K", stderr);
		return;
	}
	if (seconds_between(&line->last, &now) < PROGRESS_SECONDS)
		return;
	line->last = now;
	print_progress(line, progress, seconds_between(&line->start, &now));
}
