/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/usec.h"

struct address;

/* JSON values of events; all are NULL without memory. */

/**
 * report_value_string - make a string of any bytes
 *
 * jansson rejects invalid UTF-8, so these bytes are written "\xNN".
 */
json_t *report_value_string(const char *string);

/**
 * report_value_string_or_null - make a string; null when there is none
 * @string: or NULL
 */
json_t *report_value_string_or_null(const char *string);

/**
 * report_value_own - make a string of bytes that are known to be UTF-8
 */
json_t *report_value_own(const char *string);

/**
 * report_value_number - make a number, at most 2^63 - 1, the largest of jansson
 *
 * Many readers are exact up to 2^53 only.
 */
json_t *report_value_number(uint64_t number);

/**
 * report_value_time - make a time as report_format_time_eve() prints it
 */
json_t *report_value_time(usec_t time);

/**
 * report_value_address - make an address as packet_address_print() prints it
 */
json_t *report_value_address(const struct address *address);

/**
 * report_value_put - set a key of an object
 * @value:  taken over; NULL: there was no memory for it
 * @failed: set to true without memory for it or for the key; else not changed
 */
void report_value_put(json_t *object, const char *key, json_t *value,
		      bool *failed);

/**
 * report_value_append - append a value to an array
 *
 * @value and @failed as of report_value_put().
 */
void report_value_append(json_t *array, json_t *value, bool *failed);

#endif
