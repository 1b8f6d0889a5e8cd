/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_OUTPUT_H
#define REPORT_OUTPUT_H

#include <stddef.h>
#include <stdio.h>

/*
 * A stream that remembers its first error. After one nothing more is written:
 * a report with a hole in it would look whole.
 */
struct report_output {
	FILE *stream; /* borrowed */
	int error;    /* 0 or the first -errno */
};

/**
 * report_output_write - write bytes; nothing after the first error
 */
void report_output_write(struct report_output *output, const void *bytes,
			 size_t size);

/**
 * report_output_string - write a string, without its terminator
 */
void report_output_string(struct report_output *output, const char *string);

/**
 * report_output_format - write what printf() would
 */
void report_output_format(struct report_output *output, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * report_output_fail - remember an error that is not the stream's own
 * @error: such as -ENOMEM; an earlier one stays
 */
void report_output_fail(struct report_output *output, int error);

/**
 * report_output_finish - flush; the stream stays open
 *
 * Return: 0, or the first error there was.
 */
int report_output_finish(struct report_output *output);

#endif
