/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_OUTPUT_H
#define REPORT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * A stream that remembers its first error. After one nothing more is written
 * until it is reopened: a report with a hole in it would look whole.
 */
struct report_output {
	FILE *stream;
	char *path; /* owned, as the stream is; NULL: the stream is borrowed */
	int error;  /* 0 or the first -errno */
};

/**
 * report_output_open - append to a file; create it when it does not exist
 * @path: copied; NULL: standard output, which is borrowed
 *
 * Return: 0, for report_output_close(); -errno, -ENXIO for a named pipe that has no
 * reader.
 */
int report_output_open(struct report_output *output, const char *path);

/**
 * report_output_reopen - close the file and open its path again
 *
 * Opens first: when that fails, the old file stays open. Standard output is only
 * flushed. An error that was remembered is forgotten, and writing goes on; a record
 * that the error cut gets an end of line.
 *
 * Return: 0; -errno when the file could not be opened.
 */
int report_output_reopen(struct report_output *output);

/**
 * report_output_is_empty - return whether nothing was written before
 *
 * A pipe or a terminal always is; a file that is appended to may not be.
 */
bool report_output_is_empty(const struct report_output *output);

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
 * @error: such as -ENOMEM; 0 changes nothing, and an earlier one stays
 */
void report_output_fail(struct report_output *output, int error);

/**
 * report_output_flush - write what is buffered
 *
 * Return: 0, or the first error there was.
 */
int report_output_flush(struct report_output *output);

/**
 * report_output_close - flush; close the file and free its path
 *
 * Return: 0, or the first error there was.
 */
int report_output_close(struct report_output *output);

#endif
