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

/* Says "FILE:LINE: ..."; without a line when it is 0. */
void complaint_error(struct complaints *complaints, const char *file,
		     unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void complaint_warning(struct complaints *complaints, const char *file,
		       unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
