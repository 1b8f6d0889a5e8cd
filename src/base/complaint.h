/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_COMPLAINT_H
#define BASE_COMPLAINT_H

/*
 * What is wrong with a file that a user wrote. Parsers say it here, go on, and
 * in the end return nothing if the count is not 0: all errors in one run.
 */
struct complaints {
	void (*say)(void *context, const char *line);
	void *context;
	unsigned count;	   /* errors so far */
	unsigned warnings; /* remarks that do not refuse the file */
};

/**
 * complaint_error - say "FILE:LINE: ...", and count it as an error
 * @line: from 1; 0: the file as a whole
 *
 * Goes to complaints->say as one line without its end, cut at 1023 bytes; with
 * `say` NULL it is only counted.
 */
void complaint_error(struct complaints *complaints, const char *file,
		     unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * complaint_warning - the same as "FILE:LINE: warning: ...", counted apart
 */
void complaint_warning(struct complaints *complaints, const char *file,
		       unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
