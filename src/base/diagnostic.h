/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_DIAGNOSTIC_H
#define BASE_DIAGNOSTIC_H

#include <stdarg.h>

/*
 * What is wrong with a file that a user wrote. Parsers say it here, go on, and
 * in the end return nothing if the count is not 0: all errors in one run.
 */
struct diagnostics {
	void (*say)(void *context, const char *line);
	void *context;
	unsigned count;	   /* errors so far */
	unsigned warnings; /* remarks that do not refuse the file */
};

/**
 * diagnostic_log - write a line to the log, as the `say` of struct diagnostics
 * @context: unused
 */
void diagnostic_log(void *context, const char *line);

/**
 * diagnostic_error - say "FILE:LINE: ...", and count it as an error
 * @line: from 1; 0: the file as a whole
 *
 * Goes to diagnostics->say as one line without its end, cut at 1023 bytes; with
 * `say` NULL it is only counted.
 */
void diagnostic_error(struct diagnostics *diagnostics, const char *file,
		      unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void diagnostic_error_va(struct diagnostics *diagnostics, const char *file,
			 unsigned line, const char *format, va_list args)
	__attribute__((format(printf, 4, 0)));

/**
 * diagnostic_warning - the same as "FILE:LINE: warning: ...", counted apart
 */
void diagnostic_warning(struct diagnostics *diagnostics, const char *file,
			unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
