/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line is one write(2), so lines of several threads do not mix.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static int log_verbosity;

void log_set_verbosity(int verbosity)
{
	log_verbosity = verbosity;
}

static void log_line(const char *format, va_list args, const char *reason)
{
	char line[2048];
	struct text text;

	text_init(&text, line, sizeof(line) - 1);
	text_append(&text, "skywardend: ");
	text_append_va(&text, format, args);
	if (reason)
		text_append(&text, ": %s", reason);
	line[text.length] = '\n';
	if (write(STDERR_FILENO, line, text.length + 1) < 0)
		return; /* standard error is gone: there is no other place to report it */
}

void log_warn(const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list args;

	va_start(args, format);
	log_line(format, args, reason);
	va_end(args);
}

#define DEFINE_LOG(name, level)               \
	void name(const char *format, ...)    \
	{                                     \
		va_list args;                 \
		if (log_verbosity < (level))  \
			return;               \
		va_start(args, format);       \
		log_line(format, args, NULL); \
		va_end(args);                 \
	}

DEFINE_LOG(log_warnx, 0)
DEFINE_LOG(log_info, 1)
DEFINE_LOG(log_debug, 2)
