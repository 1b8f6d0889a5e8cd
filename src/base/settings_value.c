/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of libconfig's tree. One thread.
 */
#include "base/settings_value.h"

#include <string.h>

#include "base/diagnostic.h"
#include "base/suggest.h"
#include "base/text.h"

struct settings_place settings_value_place(const struct settings_reader *reader,
					   const config_setting_t *setting)
{
	if (!reader->settings)
		return (struct settings_place){reader->file, reader->option};
	return settings_place_of(reader->settings,
				 config_setting_source_line(setting));
}

void settings_value_fail_va(const struct settings_reader *reader,
			    const config_setting_t *setting, const char *format,
			    va_list args)
{
	struct settings_place place = settings_value_place(reader, setting);

	diagnostic_error_va(reader->diagnostics, place.file, place.line, format,
			    args);
}

void settings_value_fail(const struct settings_reader *reader,
			 const config_setting_t *setting, const char *format,
			 ...)
{
	va_list args;

	va_start(args, format);
	settings_value_fail_va(reader, setting, format, args);
	va_end(args);
}

const char *settings_value_key_name(const config_setting_t *setting)
{
	while (setting && !config_setting_name(setting))
		setting = config_setting_parent(setting);
	return setting ? config_setting_name(setting) : "file";
}

static void print_value(struct text *text, const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		text_append(text, "%lld", config_setting_get_int64(setting));
		break;
	case CONFIG_TYPE_FLOAT:
		text_append(text, "%.10g", config_setting_get_float(setting));
		break;
	case CONFIG_TYPE_STRING:
		text_append_quoted(text, config_setting_get_string(setting));
		break;
	case CONFIG_TYPE_BOOL:
		text_append(text, "%s",
			    config_setting_get_bool(setting) ? "true"
							     : "false");
		break;
	case CONFIG_TYPE_GROUP:
		text_append(text, "a group { }");
		break;
	case CONFIG_TYPE_ARRAY:
		text_append(text, "an array [ ]");
		break;
	default:
		text_append(text, "a list ( )");
	}
}

void settings_value_refuse_va(const struct settings_reader *reader,
			      const config_setting_t *setting,
			      const char *format, va_list args)
{
	char expected_bytes[256], got_bytes[512];
	struct text expected, got;

	text_init(&expected, expected_bytes, sizeof(expected_bytes));
	text_append_va(&expected, format, args);
	text_init(&got, got_bytes, sizeof(got_bytes));
	print_value(&got, setting);
	settings_value_fail(reader, setting, "%s: expected %s, got %s",
			    settings_value_key_name(setting), expected_bytes,
			    got_bytes);
}

void settings_value_refuse(const struct settings_reader *reader,
			   const config_setting_t *setting, const char *format,
			   ...)
{
	va_list args;

	va_start(args, format);
	settings_value_refuse_va(reader, setting, format, args);
	va_end(args);
}

bool settings_value_integer(const config_setting_t *setting, long long least,
			    long long most, long long *value)
{
	int type = config_setting_type(setting);

	*value = config_setting_get_int64(setting);
	return (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64) &&
	       *value >= least && *value <= most;
}

int settings_value_find_key(const struct settings_reader *reader,
			    const config_setting_t *member, const void *keys,
			    size_t count, size_t size)
{
	const char *name = config_setting_name(member);
	struct suggestion suggestion = suggest_for(name);
	char hint[NEAREST_TEXT];

	for (size_t i = 0; i < count; i++) {
		const char *key;

		memcpy(&key, (const char *)keys + i * size, sizeof(key));
		if (strcmp(key, name) == 0)
			return (int)i;
		suggest_offer(&suggestion, key);
	}
	settings_value_fail(reader, member, "unknown key \"%.64s\"%s", name,
			    suggest_print(&suggestion, hint));
	return -1;
}
