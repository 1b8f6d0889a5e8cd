/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing, with the first error kept until somebody asks for it.
 */
#include "report/output.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* stdio may fail without saying why. */
static int stream_error(void)
{
	return errno ? -errno : -EIO;
}

void report_output_write(struct report_output *output, const void *bytes,
			 size_t size)
{
	if (output->error)
		return;
	errno = 0;
	if (fwrite(bytes, 1, size, output->stream) < size)
		report_output_fail(output, stream_error());
}

void report_output_string(struct report_output *output, const char *string)
{
	report_output_write(output, string, strlen(string));
}

void report_output_format(struct report_output *output, const char *format, ...)
{
	va_list args;

	if (output->error)
		return;
	errno = 0;
	va_start(args, format);
	if (vfprintf(output->stream, format, args) < 0)
		report_output_fail(output, stream_error());
	va_end(args);
}

void report_output_fail(struct report_output *output, int error)
{
	if (!output->error)
		output->error = error;
}

int report_output_finish(struct report_output *output)
{
	errno = 0;
	if (fflush(output->stream) != 0)
		report_output_fail(output, stream_error());
	return output->error;
}
