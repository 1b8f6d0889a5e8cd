/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parse text to libconfig's tree. One thread; reads files.
 */
#include "config/input.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "config/print.h"
#include "config/source.h"

static bool input_parse(struct config_input *input, const char *text)
{
	config_destroy(&input->config);
	config_init(&input->config);
	config_set_include_dir(&input->config, SETTINGS_NOWHERE);
	return config_read_string(&input->config, text) == CONFIG_TRUE;
}

static void report_syntax(const struct config_input *input,
			  struct diagnostics *diagnostics)
{
	const char *reason = config_error_text(&input->config);
	int line = config_error_line(&input->config);
	struct settings_place place = input->option;

	if (!place.file)
		place = settings_place_of(&input->settings,
					  line > 0 ? (unsigned)line : 1);
	diagnostic_error(diagnostics, place.file, place.line, "%s",
			 reason ? reason : "syntax error");
}

static const char *keep_file_name(void *source, const char *name)
{
	return config_source_keep(source, name);
}

bool config_input_read(struct config_input *input, const char *path,
		       struct config_source *source,
		       struct diagnostics *diagnostics)
{
	const struct settings_names names = {keep_file_name, source};

	*input = (struct config_input){.option = {NULL, 0}};
	if (!settings_read(&input->settings, path, source->directory, &names,
			   diagnostics))
		return false;
	config_init(&input->config);
	if (input_parse(input, input->settings.text))
		return true;
	report_syntax(input, diagnostics);
	config_input_fini(input);
	return false;
}

/* Is it a path of libconfig's names, separated by dots? */
static bool is_path(const char *key, size_t length)
{
	bool first = true;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)key[i];

		if (c == '.' ? first
		    : first  ? !isalpha(c)
			     : !isalnum(c) && c != '-' && c != '_')
			return false;
		first = c == '.';
	}
	return !first;
}

/* "a.b", "5" to "a={b=5\n;};", with the value as it is or as a string. */
static char *print_setting(const char *key, size_t length, const char *value,
			   bool as_string)
{
	char *text = NULL;
	size_t size = 0, depth = 0;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		return NULL;
	for (size_t i = 0; i < length; i++) {
		fputs(key[i] == '.' ? "={" : (char[]){key[i], '\0'}, stream);
		depth += key[i] == '.';
	}
	fputc('=', stream);
	if (as_string)
		config_print_string(value, stream);
	else
		settings_widen(value, stream);
	fputc(';', stream);
	while (depth--)
		fputs("};", stream);
	fputc('\n', stream);
	if (fclose(stream) == 0)
		return text;
	free(text);
	return NULL;
}

/* Is it a single setting? "5; x = 3" is not a value. */
static bool is_single(const config_t *config, const char *key, size_t length)
{
	const config_setting_t *group = config_root_setting(config);

	for (size_t i = 0; i <= length; i++) {
		if (i < length && key[i] != '.')
			continue;
		if (!group || !config_setting_is_group(group) ||
		    config_setting_length(group) != 1)
			return false;
		group = config_setting_get_elem(group, 0);
	}
	return true;
}

static bool parse_setting(struct config_input *input, const char *setting,
			  size_t length, bool as_string)
{
	const char *value = setting + length + 1;
	char *text = print_setting(setting, length, value, as_string);
	bool good = text && input_parse(input, text);

	free(text);
	return good && is_single(&input->config, setting, length);
}

bool config_input_set(struct config_input *input, const char *setting,
		      unsigned number, struct diagnostics *diagnostics)
{
	size_t length = strcspn(setting, "=");

	*input = (struct config_input){.option = {"--set", number}};
	config_init(&input->config);
	if (!setting[length] || !is_path(setting, length))
		diagnostic_error(diagnostics, "--set", number,
				 "expected key=value, such as "
				 "limits.flows=5000, got \"%s\"",
				 setting);
	else if (parse_setting(input, setting, length, false) ||
		 parse_setting(input, setting, length, true))
		return true;
	else
		report_syntax(input, diagnostics);
	config_input_fini(input);
	return false;
}

void config_input_fini(struct config_input *input)
{
	config_destroy(&input->config);
	settings_fini(&input->settings);
}

struct settings_reader config_input_reader(const struct config_input *input,
					   struct diagnostics *diagnostics)
{
	return (struct settings_reader){
		.diagnostics = diagnostics,
		.settings = input->option.file ? NULL : &input->settings,
		.file = input->option.file,
		.option = input->option.line,
	};
}
