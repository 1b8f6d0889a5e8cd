/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The common form of errors in files.
 */
#include "base/diagnostic.h"

#include <stdarg.h>

#include "base/log.h"
#include "base/text.h"

void diagnostic_log(void *context, const char *line)
{
	(void)context;
	log_warnx("%s", line);
}

static void report(struct diagnostics *diagnostics, const char *file,
		   unsigned line, const char *what, const char *format,
		   va_list args)
{
	char buffer[1024];
	struct text text;

	text_init(&text, buffer, sizeof(buffer));
	text_append(&text, "%s:", file);
	if (line)
		text_append(&text, "%u:", line);
	text_append(&text, "%s ", what);
	text_append_va(&text, format, args);
	if (diagnostics->say)
		diagnostics->say(diagnostics->context, buffer);
}

void diagnostic_error_va(struct diagnostics *diagnostics, const char *file,
			 unsigned line, const char *format, va_list args)
{
	diagnostics->count++;
	report(diagnostics, file, line, "", format, args);
}

void diagnostic_error(struct diagnostics *diagnostics, const char *file,
		      unsigned line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diagnostic_error_va(diagnostics, file, line, format, args);
	va_end(args);
}

void diagnostic_warning(struct diagnostics *diagnostics, const char *file,
			unsigned line, const char *format, ...)
{
	va_list args;

	diagnostics->warnings++;
	va_start(args, format);
	report(diagnostics, file, line, " warning:", format, args);
	va_end(args);
}
