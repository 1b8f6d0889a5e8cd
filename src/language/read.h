/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_READ_H
#define LANGUAGE_READ_H

#include <libconfig.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/settings_value.h"
#include "base/usec.h"
#include "signature/expression.h"

/*
 * Typed reading of libconfig settings. Functions return false after they reported
 * an error with file and line, and leave the value unchanged when the key is
 * absent.
 */

/**
 * language_read_fail - report an error at a setting
 */
__attribute__((format(printf, 3, 4))) void
language_read_fail(const struct settings_reader *reader,
		   const config_setting_t *at, const char *format, ...);

/**
 * language_read_refuse - report "KEY: expected X, got Y" for a setting
 * @format: X
 */
__attribute__((format(printf, 3, 4))) void
language_read_refuse(const struct settings_reader *reader,
		     const config_setting_t *at, const char *format, ...);

/**
 * language_read_check_keys - report keys of @group that are unknown
 * @known: ends with NULL
 *
 * Reports each of them.
 */
bool language_read_check_keys(const struct settings_reader *reader,
			      const config_setting_t *group,
			      const char *const *known);

/**
 * language_read_string - read a string; it lives as long as the setting
 */
bool language_read_string(const struct settings_reader *reader,
			  const config_setting_t *group, const char *key,
			  const char **value);

/**
 * language_read_name - read a string that language_read_is_name() accepts
 */
bool language_read_name(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			const char **name);

/**
 * language_read_bool - read true or false
 */
bool language_read_bool(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			bool *value);

/**
 * language_read_number - read an integer from @low to @high
 */
bool language_read_number(const struct settings_reader *reader,
			  const config_setting_t *group, const char *key,
			  uint64_t low, uint64_t high, uint64_t *value);

/**
 * language_read_bits - read 8, 16 or 32, at least @least
 */
bool language_read_bits(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			unsigned least, uint64_t *bits);

/**
 * language_read_word - read one of some words
 * @words: ends with NULL
 * @index: out: which one
 */
bool language_read_word(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			const char *const *words, uint8_t *index);

/**
 * language_read_times - read a range of times, "1.4s..1.8s" or "5s" (from 0)
 * @range: out, in us
 */
bool language_read_times(const struct settings_reader *reader,
			 const config_setting_t *group, const char *key,
			 struct node_range *range);

/**
 * language_read_time - read a time above 0, which must be there
 */
bool language_read_time(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			usec_t *time);

/**
 * language_read_is_name - return whether a text is 1 to 40 of a-z A-Z 0-9 . _ -
 */
bool language_read_is_name(const char *text);

/**
 * language_read_member - look up a group, list or array
 * @type: CONFIG_TYPE_; an array may be written as a list
 * @what: what is expected, as "( ... )"
 *
 * Return: NULL when it is not there, and after an error.
 */
config_setting_t *language_read_member(const struct settings_reader *reader,
				       const config_setting_t *group,
				       const char *key, int type,
				       const char *what);

#endif
