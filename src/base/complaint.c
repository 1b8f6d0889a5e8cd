/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One form for all errors in files.
 */
#include "base/complaint.h"

#include <stdarg.h>

#include "base/text.h"

static void complain(struct complaints *complaints, const char *file,
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
	if (complaints->say)
		complaints->say(complaints->context, buffer);
}

void complaint_error(struct complaints *complaints, const char *file,
		     unsigned line, const char *format, ...)
{
	va_list args;

	complaints->count++;
	va_start(args, format);
	complain(complaints, file, line, "", format, args);
	va_end(args);
}

void complaint_warning(struct complaints *complaints, const char *file,
		       unsigned line, const char *format, ...)
{
	va_list args;

	complaints->warnings++;
	va_start(args, format);
	complain(complaints, file, line, " warning:", format, args);
	va_end(args);
}
