/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing to a file or to standard output; the first error is kept for flush and
 * close.
 */
#include "report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* stdio may fail without setting errno. */
static int stream_error(void)
{
	return errno ? -errno : -EIO;
}

/*
 * A named pipe must not stop the main loop until a reader comes: without one it is
 * ENXIO. Return: 0; -errno.
 */
static int open_for_append(const char *path, FILE **stream)
{
	int descriptor = open(
		path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK,
		0666);
	int flags, error;

	if (descriptor < 0)
		return -errno;
	/* only opening must not wait: a write that does not fit would be lost */
	flags = fcntl(descriptor, F_GETFL);
	if (flags >= 0 &&
	    fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0) {
		*stream = fdopen(descriptor, "a");
		if (*stream)
			return 0;
	}
	error = -errno;
	close(descriptor);
	return error;
}

int report_output_open(struct report_output *output, const char *path)
{
	int error;

	*output = (struct report_output){.stream = stdout};
	if (!path)
		return 0;
	error = open_for_append(path, &output->stream);
	if (error)
		return error;
	output->path = strdup(path);
	if (output->path)
		return 0;
	fclose(output->stream);
	return -ENOMEM;
}

/* Return whether the file ends within a line; true where that cannot be read. */
static bool ends_within_line(int descriptor)
{
	char path[64], last;
	struct stat status;
	int readable;
	bool within;

	if (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode) ||
	    status.st_size == 0)
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
	readable = open(path, O_RDONLY | O_CLOEXEC);
	if (readable < 0)
		return true; /* an empty line harms less than two records in one */
	within = pread(readable, &last, 1, status.st_size - 1) != 1 ||
		 last != '\n';
	close(readable);
	return within;
}

int report_output_reopen(struct report_output *output)
{
	FILE *stream;
	int error;

	report_output_flush(output);
	if (output->path) {
		error = open_for_append(output->path, &stream);
		if (error)
			return error;
		/* its last lines must be in the file before the first new ones */
		fclose(output->stream);
		output->stream = stream;
	} else {
		clearerr(output->stream);
	}
	error = output->error;
	output->error = 0;
	/* a full disk cuts a record anywhere */
	if (error && ends_within_line(fileno(output->stream)))
		report_output_string(output, "\n");
	return 0;
}

bool report_output_is_empty(const struct report_output *output)
{
	int descriptor = fileno(output->stream), flags;
	struct stat status;

	if (descriptor < 0 || fstat(descriptor, &status) < 0)
		return true;
	flags = fcntl(descriptor, F_GETFL);
	return flags < 0 || !(flags & O_APPEND) || status.st_size == 0;
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
	if (!output->error) /* @error may be 0, too */
		output->error = error;
}

int report_output_flush(struct report_output *output)
{
	errno = 0;
	if (fflush(output->stream) != 0)
		report_output_fail(output, stream_error());
	return output->error;
}

int report_output_close(struct report_output *output)
{
	int error;

	report_output_flush(output);
	errno = 0;
	if (output->path && fclose(output->stream) != 0)
		report_output_fail(output, stream_error());
	free(output->path);
	error = output->error;
	*output = (struct report_output){.error = error};
	return error;
}
