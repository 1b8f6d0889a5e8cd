/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_DIAGNOSTIC_H
#define BASE_DIAGNOSTIC_H

#include <stdarg.h>

/*
 * Errors in files that users write. Parsers report them here, go on, and return nothing
 * if the count is not 0 at the end: all errors are found in one run.
 */
struct diagnostics {
	void (*say)(void *context, const char *line);
	void *context;
	unsigned count;	   /* errors so far */
	unsigned warnings; /* the file is good in spite of them */
};

/**
 * diagnostic_log - write a line to the log, as the `say` of struct diagnostics
 * @context: unused
 */
void diagnostic_log(void *context, const char *line);

/**
 * diagnostic_error - report "FILE:LINE: ...", and count it as an error
 * @line: from 1; 0: the file as a whole
 *
 * Calls diagnostics->say with one line without its newline, cut at 1023 bytes; with
 * `say` NULL it is only counted.
 */
void diagnostic_error(struct diagnostics *diagnostics, const char *file,
		      unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void diagnostic_error_va(struct diagnostics *diagnostics, const char *file,
			 unsigned line, const char *format, va_list args)
	__attribute__((format(printf, 4, 0)));

/**
 * diagnostic_warning - report "FILE:LINE: warning: ...", and count it as a warning
 */
void diagnostic_warning(struct diagnostics *diagnostics, const char *file,
			unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
