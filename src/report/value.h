/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/usec.h"

struct address;

/* JSON values as events have them; all are NULL without memory. */

/**
 * report_value_string - a string of any bytes
 *
 * jansson refuses invalid UTF-8: that is written "\xNN".
 */
json_t *report_value_string(const char *string);

/**
 * report_value_string_or_null - the same; null when there is none
 * @string: or NULL
 */
json_t *report_value_string_or_null(const char *string);

/**
 * report_value_own - a string that this room made itself: it is valid UTF-8
 */
json_t *report_value_own(const char *string);

/**
 * report_value_number - a number, at most 2^63 - 1, where jansson's end
 *
 * Those of many readers end at 2^53.
 */
json_t *report_value_number(uint64_t number);

/**
 * report_value_time - a time as report_format_time_eve() writes it
 */
json_t *report_value_time(usec_t time);

/**
 * report_value_address - an address as packet_address_print() writes it
 */
json_t *report_value_address(const struct address *address);

/**
 * report_value_put - set a key of an object
 * @value:  taken over; NULL: there was no memory for it
 * @failed: set when there was none for it, or for the key; else left alone
 */
void report_value_put(json_t *object, const char *key, json_t *value,
		      bool *failed);

/**
 * report_value_append - add a value to an array
 *
 * @value and @failed as of report_value_put().
 */
void report_value_append(json_t *array, json_t *value, bool *failed);

#endif
