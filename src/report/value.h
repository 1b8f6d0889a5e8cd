/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/usec.h"

struct address;

/* JSON values as events have them; all are NULL without memory. */

/* Any bytes: jansson refuses invalid UTF-8; then it is written "\xNN". */
json_t *report_value_string(const char *string);
json_t *report_value_string_or_null(const char *string);

/* Strings that this room made itself. */
json_t *report_value_own(const char *string);

/* JSON numbers of others end at 2^53, jansson's at 2^63 - 1. */
json_t *report_value_number(uint64_t number);
json_t *report_value_time(usec_t time);
json_t *report_value_address(const struct address *address);

/* Takes over @value; @failed is set when there was no memory, for it either. */
void report_value_put(json_t *object, const char *key, json_t *value,
		      bool *failed);
void report_value_append(json_t *array, json_t *value, bool *failed);

#endif
