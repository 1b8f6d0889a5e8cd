/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outputs: keys to the configuration and back. Formats and events are those that
 * report/ names; files are opened by it, too. One thread.
 */
#include "config/outputs.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/diagnostic.h"
#include "config/print.h"
#include "config/source.h"
#include "config/value.h"
#include "report/event.h"
#include "report/outputs.h"

#define OUTPUTS_MOST 64

/* ---- keys ---- */

static const char *string_of(const config_setting_t *setting)
{
	return config_setting_type(setting) == CONFIG_TYPE_STRING
		       ? config_setting_get_string(setting)
		       : "";
}

static void parse_format(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	struct report_target *output = target;
	const char *text = string_of(setting);

	for (unsigned i = 0; report_outputs_format_name(i); i++) {
		if (strcmp(text, report_outputs_format_name(i)) == 0) {
			output->format = i;
			return;
		}
	}
	settings_value_refuse(&parser->reader, setting,
			      "\"text\", \"json\" or \"csv\"");
}

static void parse_file(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	struct report_target *output = target;
	const char *text =
		config_value_string(parser, setting, "the name of a file");

	/* as everywhere on the command line */
	output->file = text && strcmp(text, "-") == 0 ? NULL : text;
}

static bool need_no_room(struct config_parser *parser, size_t count,
			 void *target)
{
	(void)parser;
	(void)count;
	(void)target;
	return true;
}

static void parse_event_kind(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct report_target *output = target;
	const char *text = string_of(setting);

	for (unsigned i = 0; report_event_name(i); i++) {
		if (strcmp(text, report_event_name(i)) == 0) {
			output->kinds |= REPORT_EVENT_BIT(i);
			return;
		}
	}
	settings_value_refuse(&parser->reader, setting,
			      "\"flow\", \"alert\", \"drop\", \"client-info\", "
			      "\"activity\", \"call\" or \"stats\"");
}

static void parse_events(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	config_value_each(parser, setting, "events", need_no_room,
			  parse_event_kind, target);
}

static const struct config_key output_keys[] = {
	{"format", true, parse_format, 0},
	{"file", false, parse_file, 0},
	{"events", false, parse_events, 0},
};

/* Events that the format cannot write, or whose tables need the others. */
static void check_events(struct config_parser *parser,
			 const config_setting_t *events,
			 const struct report_target *output)
{
	uint32_t missing = output->kinds &
			   ~report_outputs_kinds(output->format);

	if (output->format == REPORT_TEXT)
		settings_value_fail(&parser->reader, events,
				    "events: \"text\" needs all events");
	for (unsigned i = 0; report_event_name(i); i++)
		if (missing & REPORT_EVENT_BIT(i))
			settings_value_fail(
				&parser->reader, events,
				"events: \"%s\" cannot write \"%s\"",
				report_outputs_format_name(output->format),
				report_event_name(i));
}

static bool parse_output(struct config_parser *parser,
			 const config_setting_t *setting, void *item)
{
	const config_setting_t *events =
		config_setting_get_member(setting, "events");
	unsigned errors = parser->reader.diagnostics->count;
	struct report_target *output = item;

	output->place = settings_value_place(&parser->reader, setting);
	output->format = REPORT_FORMATS; /* until it is given */
	CONFIG_VALUE_KEYS(parser, setting, output_keys, output);
	if (parser->reader.diagnostics->count > errors)
		return false;
	if (events)
		check_events(parser, events, output);
	else
		output->kinds = report_outputs_kinds(output->format);
	return true;
}

static const struct config_list output_list = {
	.expected = "a list of outputs ( { ... } )",
	.most = OUTPUTS_MOST,
	.size = sizeof(struct report_target),
	.parse = parse_output,
};

void config_outputs_parse(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->outputs = config_value_list(parser, setting, &output_list,
					    source->outputs,
					    &source->output_count);
}

/* ---- together ---- */

static const char *skip_here(const char *path)
{
	while (strncmp(path, "./", 2) == 0)
		path += 2 + strspn(path + 2, "/");
	return path;
}

static bool is_same_file(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(skip_here(a), skip_here(b)) == 0;
}

void config_outputs_check(const struct config_source *source,
			  struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < source->output_count; i++) {
		const struct report_target *output = &source->outputs[i];
		size_t first = 0;

		while (!is_same_file(source->outputs[first].file, output->file))
			first++;
		if (first < i)
			diagnostic_error(
				diagnostics, output->place.file,
				output->place.line,
				"outputs: %s is the file of another output "
				"(%s:%u)",
				output->file ? output->file : "standard output",
				source->outputs[first].place.file,
				source->outputs[first].place.line);
	}
}

/* ---- printing ---- */

static void print_output(const struct report_target *output, FILE *stream)
{
	const char *before = "";

	fprintf(stream, "\t{\n\t\tformat = \"%s\";\n",
		report_outputs_format_name(output->format));
	if (output->file) {
		fputs("\t\tfile = ", stream);
		config_print_string(output->file, stream);
		fputs(";\n", stream);
	}
	if (output->format != REPORT_TEXT) {
		fputs("\t\tevents = [ ", stream);
		for (unsigned i = 0; report_event_name(i); i++) {
			if (!(output->kinds & REPORT_EVENT_BIT(i)))
				continue;
			fprintf(stream, "%s\"%s\"", before,
				report_event_name(i));
			before = ", ";
		}
		fputs(" ];\n", stream);
	}
	fputs("\t}", stream);
}

void config_outputs_print(const struct config_source *source, FILE *stream)
{
	if (!source->output_count)
		return;
	fputs("outputs = (", stream);
	for (size_t i = 0; i < source->output_count; i++) {
		fputs(i ? ",\n" : "\n", stream);
		print_output(&source->outputs[i], stream);
	}
	fputs(" );\n", stream);
}
