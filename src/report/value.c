/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON values, made by jansson.
 */
#include "report/value.h"

#include <stdlib.h>

#include "packet/address.h"
#include "report/clean.h"
#include "report/format.h"

json_t *report_value_string(const char *string)
{
	json_t *made = json_string(string);
	char *clean;

	if (made)
		return made;
	clean = report_clean_copy(string, false);
	if (clean)
		made = json_string_nocheck(clean);
	free(clean);
	return made;
}

json_t *report_value_string_or_null(const char *string)
{
	return string ? report_value_string(string) : json_null();
}

json_t *report_value_own(const char *string)
{
	return json_string_nocheck(string);
}

json_t *report_value_number(uint64_t number)
{
	return json_integer(number > INT64_MAX ? INT64_MAX
					       : (json_int_t)number);
}

json_t *report_value_time(usec_t time)
{
	char text[REPORT_FORMAT_TEXT];

	return report_value_own(report_format_time_eve(time, text));
}

json_t *report_value_address(const struct address *address)
{
	char text[PACKET_ADDRESS_TEXT];

	return report_value_own(packet_address_print(address, text));
}

void report_value_put(json_t *object, const char *key, json_t *value,
		      bool *failed)
{
	*failed |= json_object_set_new_nocheck(object, key, value) < 0;
}

void report_value_append(json_t *array, json_t *value, bool *failed)
{
	*failed |= json_array_append_new(array, value) < 0;
}
