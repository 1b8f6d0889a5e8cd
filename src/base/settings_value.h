/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_SETTINGS_VALUE_H
#define BASE_SETTINGS_VALUE_H

#include <libconfig.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/settings.h"

struct diagnostics;

/*
 * Values of libconfig's tree, and the errors that are reported at them, with file and
 * line: what the configuration and the signature files have in common.
 */
struct settings_reader {
	struct diagnostics *diagnostics;
	const struct settings
		*settings; /* that are being read; NULL: an option */
	const char *file;  /* as given, its @includes differ; or "--set" */
	unsigned option;   /* which of these options, from 1 */
};

/**
 * settings_value_place - return where a setting is written: of an @include, that file
 */
struct settings_place settings_value_place(const struct settings_reader *reader,
					   const config_setting_t *setting);

/**
 * settings_value_fail - report an error at a setting
 */
void settings_value_fail(const struct settings_reader *reader,
			 const config_setting_t *setting, const char *format,
			 ...) __attribute__((format(printf, 3, 4)));
void settings_value_fail_va(const struct settings_reader *reader,
			    const config_setting_t *setting, const char *format,
			    va_list args);

/**
 * settings_value_refuse - report "KEY: expected X, got Y"
 * @format: X; key and value are taken from the setting
 */
void settings_value_refuse(const struct settings_reader *reader,
			   const config_setting_t *setting, const char *format,
			   ...) __attribute__((format(printf, 3, 4)));
void settings_value_refuse_va(const struct settings_reader *reader,
			      const config_setting_t *setting,
			      const char *format, va_list args);

/**
 * settings_value_key_name - return the key of a value; of a list's element, the list's
 */
const char *settings_value_key_name(const config_setting_t *setting);

/**
 * settings_value_integer - read an integer within bounds; reports nothing
 * @value: out; 0 when it is no number
 *
 * Return: false when it is no integer, or out of bounds.
 */
bool settings_value_integer(const config_setting_t *setting, long long least,
			    long long most, long long *value);

/**
 * settings_value_find_key - find a member's key in a table; report an unknown one
 * @keys: @count structs of @size bytes each, which begin with the key's name
 *
 * Return: its number; -1 when it is unknown.
 */
int settings_value_find_key(const struct settings_reader *reader,
			    const config_setting_t *member, const void *keys,
			    size_t count, size_t size);

#endif
