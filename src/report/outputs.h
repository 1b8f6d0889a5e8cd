/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_OUTPUTS_H
#define REPORT_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"

struct diagnostics;
struct report;

enum report_format {
	REPORT_TEXT, /* tables for a reader, at the end of a capture */
	REPORT_JSON, /* EVE lines */
	REPORT_CSV,  /* one line a flow */
	REPORT_FORMATS,
};

#define REPORT_TOP_DEFAULT 20
#define REPORT_TOP_ALL SIZE_MAX

/* One output, as it is asked for. */
struct report_target {
	struct settings_place place; /* where; file NULL: not in a file */
	const char *file; /* below the log directory; NULL: standard output */
	enum report_format format;
	uint32_t kinds; /* mask of REPORT_EVENT_BIT() */
	size_t top; /* rows of a table in text; given by the outputs' options */
};

/* Options of the command line that concern outputs. */
struct report_outputs_options {
	const char *directory;	   /* -l; NULL: the working directory */
	bool format_given;	   /* -o: it replaces the configured outputs */
	enum report_format format; /* of the only output, when it does */
	bool replay;		   /* else live */
	size_t top;		   /* 0: REPORT_TOP_DEFAULT */
};

/**
 * report_outputs_format_name - name a format as users do
 *
 * Return: "text", "json" or "csv"; NULL from REPORT_FORMATS on.
 */
const char *report_outputs_format_name(unsigned format);

/**
 * report_outputs_kinds - return the mask of kinds that a format can write
 */
uint32_t report_outputs_kinds(enum report_format format);

/* The sinks that were asked for, in a report that may have others. One thread. */
struct report_outputs;

/**
 * report_outputs_create - create a list of outputs, empty at first
 * @report:  outlives the outputs
 * @options: copied; the strings are borrowed
 *
 * Return: for report_outputs_close(); NULL with errno ENOMEM.
 */
struct report_outputs *
report_outputs_create(struct report *report,
		      const struct report_outputs_options *options);

/**
 * report_outputs_check - return whether the configured outputs fit this run
 *
 * A live service has no end at which it could write a text. Each output that does not
 * fit is an error in @diagnostics, with file and line.
 */
bool report_outputs_check(const struct report_outputs *outputs,
			  const struct report_target *targets, size_t count,
			  struct diagnostics *diagnostics);

/**
 * report_outputs_apply - open what is asked for, then close what was open before
 * @targets: the configured outputs; copied
 *
 * Without any, with -o, and in a replay without -l there is one output, of the
 * command line. Outputs that are open as asked for stay untouched. When a new one
 * cannot be opened, all old ones stay and the reason is in @diagnostics.
 *
 * Return: 0; -errno.
 */
int report_outputs_apply(struct report_outputs *outputs,
			 const struct report_target *targets, size_t count,
			 struct diagnostics *diagnostics);

/**
 * report_outputs_reopen - open every file anew, as after it was renamed
 *
 * A file that cannot be opened is logged, and the old one stays open.
 */
void report_outputs_reopen(struct report_outputs *outputs);

/**
 * report_outputs_flush - write what is buffered; log an output that failed, once
 */
void report_outputs_flush(struct report_outputs *outputs);

/**
 * report_outputs_close - close all outputs, log those that failed, and free
 *
 * Return: 0, or the first -errno.
 */
int report_outputs_close(struct report_outputs *outputs);

#endif
