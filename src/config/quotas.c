/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quotas, and the directory of their counts: keys to the configuration and back. Names
 * are looked up in check.c. One thread.
 */
#include "config/quotas.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/filter.h"
#include "config/print.h"
#include "config/source.h"
#include "config/tables.h"
#include "config/value.h"
#include "policy/quota.h"

#define BYTES_MOST \
	1e18 /* an exabyte: whole in a double, far below the counter */
#define CALL_MINUTES_MOST 44640 /* of a month with 31 days */
#define MINUTE_US (60 * USEC_PER_SEC)

static const struct {
	const char *name;
	double factor;
} size_units[] = {
	{"B", 1},	    {"kB", 1e3},	   {"MB", 1e6},
	{"GB", 1e9},	    {"TB", 1e12},	   {"KiB", 1024.0},
	{"MiB", 1048576.0}, {"GiB", 1073741824.0}, {"TiB", 1099511627776.0},
};
#define SIZE_UNITS (sizeof(size_units) / sizeof(*size_units))
#define DECIMAL_UNITS 5 /* they come first */

/* ---- sizes ---- */

/* Bytes of "5GB" or "1.5 MiB"; -1: no size. */
static double size_from_text(const char *text)
{
	size_t digits = strspn(text, "0123456789.");
	double value;
	char *end;

	if (!digits || text[0] == '.')
		return -1;
	value = strtod(text, &end);
	if (end != text + digits)
		return -1;
	if (*end == ' ')
		end++;
	for (size_t i = 0; i < SIZE_UNITS; i++)
		if (strcasecmp(end, size_units[i].name) == 0)
			return value * size_units[i].factor;
	return -1;
}

static void parse_quota_bytes(struct config_parser *parser,
			      const config_setting_t *setting, void *target)
{
	struct config_quota *quota = target;
	int type = config_setting_type(setting);
	double bytes = -1;

	if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
		bytes = (double)config_setting_get_int64(setting);
	else if (type == CONFIG_TYPE_STRING)
		bytes = size_from_text(config_setting_get_string(setting));
	if (bytes >= 1 && bytes <= BYTES_MOST)
		quota->most = (uint64_t)llround(bytes);
	else
		settings_value_refuse(&parser->reader, setting,
				      "bytes or a string such as \"5GB\" (B, "
				      "kB, MB, GB, TB, KiB, MiB, GiB, TiB), "
				      "from 1 to 1000000TB");
}

static void parse_call_minutes(struct config_parser *parser,
			       const config_setting_t *setting, void *target)
{
	struct config_quota *quota = target;
	long long minutes;

	quota->unit = POLICY_QUOTA_CALLS;
	if (config_value_integer(parser, setting, 1, CALL_MINUTES_MOST,
				 &minutes))
		quota->most = (uint64_t)minutes * MINUTE_US;
}

/* ---- words ---- */

/* Read one of a few words; @name returns NULL past the last. False: an error. */
static bool parse_word(struct config_parser *parser,
		       const config_setting_t *setting,
		       const char *(*name)(unsigned number),
		       const char *expected, uint8_t *number)
{
	const char *text = config_setting_type(setting) == CONFIG_TYPE_STRING
				   ? config_setting_get_string(setting)
				   : "";

	for (unsigned i = 0; name(i); i++) {
		if (strcmp(text, name(i)) == 0) {
			*number = (uint8_t)i;
			return true;
		}
	}
	settings_value_refuse(&parser->reader, setting, "%s", expected);
	return false;
}

static void parse_quota_per(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	parse_word(parser, setting, policy_quota_per_name,
		   "\"user\", \"group\" or \"host\"",
		   &((struct config_quota *)target)->per);
}

/* ---- periods ---- */

static void parse_period(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	parse_word(parser, setting, policy_period_name,
		   "\"day\", \"week\" or \"month\"",
		   &((struct config_quota *)target)->length);
}

static void parse_start_time(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_quota *quota = target;
	int minute = config_setting_type(setting) == CONFIG_TYPE_STRING
			     ? config_tables_minute(
				       config_setting_get_string(setting))
			     : -1;

	if (minute >= 0 && minute < POLICY_DAY)
		quota->minute = (uint16_t)minute;
	else
		settings_value_refuse(&parser->reader, setting,
				      "a time from \"00:00\" to \"23:59\"");
}

static void parse_weekday(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	if (parse_word(parser, setting, config_tables_day_name,
		       "a day such as \"mon\"",
		       &((struct config_quota *)target)->weekday))
		((struct config_quota *)target)->weekday_given = true;
}

static void parse_day_of_month(struct config_parser *parser,
			       const config_setting_t *setting, void *target)
{
	struct config_quota *quota = target;
	long long day;

	quota->day_given = true;
	if (config_value_integer(parser, setting, 1, 31, &day))
		quota->day = (uint8_t)day;
}

static const struct config_key starts_keys[] = {
	{"time", false, parse_start_time, 0},
	{"weekday", false, parse_weekday, 0},
	{"day", false, parse_day_of_month, 0},
};

static void parse_starts(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	CONFIG_VALUE_KEYS(parser, setting, starts_keys, target);
}

/* ---- a quota ---- */

#define AT(member) offsetof(struct config_quota, member)

static const struct config_key quota_keys[] = {
	{"name", true, config_value_word, AT(name)},
	{"bytes", false, parse_quota_bytes, 0},
	{"call_minutes", false, parse_call_minutes, 0},
	{"per", true, parse_quota_per, 0},
	CONFIG_FILTER_KEYS(AT(filter)),
	{"period", true, parse_period, 0},
	{"zone", true, config_value_name, AT(zone)},
	{"starts", false, parse_starts, 0},
};

/* Report keys that exclude each other or do not fit the period. */
static void quota_check_keys(struct config_parser *parser,
			     const config_setting_t *setting,
			     const struct config_quota *quota)
{
	bool bytes = config_setting_get_member(setting, "bytes");
	bool minutes = config_setting_get_member(setting, "call_minutes");

	if (bytes == minutes)
		settings_value_fail(&parser->reader, setting,
				    "quotas: a quota has either \"bytes\" or "
				    "\"call_minutes\"");
	config_filter_check(parser, setting, &quota->filter, "quotas: a quota");
	if (quota->weekday_given && quota->length != POLICY_EVERY_WEEK)
		settings_value_fail(&parser->reader, setting,
				    "quotas: only a week starts on a "
				    "\"weekday\"");
	if (quota->day_given && quota->length != POLICY_EVERY_MONTH)
		settings_value_fail(&parser->reader, setting,
				    "quotas: only a month starts on a "
				    "\"day\"");
}

static bool parse_quota(struct config_parser *parser,
			const config_setting_t *setting, void *item)
{
	struct config_quota *quota = item;

	*quota = (struct config_quota){.day = 1};
	if (!CONFIG_VALUE_KEYS(parser, setting, quota_keys, quota))
		return false;
	quota_check_keys(parser, setting, quota);
	return true;
}

static const struct config_list quota_list = {
	.expected = "a list of quotas ( { ... } )",
	.most = POLICY_QUOTAS_MOST,
	.size = sizeof(struct config_quota),
	.parse = parse_quota,
};

void config_quotas_parse(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->quotas = config_value_list(parser, setting, &quota_list,
					   source->quotas,
					   &source->quota_count);
}

/* ---- state ---- */

static void parse_directory(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	struct config_state *state = target;
	const char *text =
		config_value_string(parser, setting, "the path of a directory");

	if (!text)
		return;
	if (text[0] == '/')
		state->directory = text;
	else
		settings_value_refuse(&parser->reader, setting,
				      "an absolute path");
}

static void parse_checkpoint(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_state *state = target;
	long long seconds;

	if (config_value_integer(parser, setting, 1, 3600, &seconds))
		state->checkpoint = (unsigned)seconds;
}

static const struct config_key state_keys[] = {
	{"directory", false, parse_directory, 0},
	{"checkpoint", false, parse_checkpoint, 0},
};

void config_quotas_parse_state(struct config_parser *parser,
			       const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	CONFIG_VALUE_KEYS(parser, setting, state_keys, &source->state);
}

/* ---- printing ---- */

/* Print the largest exact unit. */
static void print_bytes(uint64_t bytes, FILE *stream)
{
	unsigned unit = 0;

	for (; unit + 1 < DECIMAL_UNITS && bytes % 1000 == 0; unit++)
		bytes /= 1000;
	fprintf(stream, "\t\tbytes = \"%" PRIu64 "%s\";\n", bytes,
		size_units[unit].name);
}

static void print_starts(const struct config_quota *quota, FILE *stream)
{
	fprintf(stream, "\t\tstarts = { time = \"%02u:%02u\";",
		quota->minute / 60U, quota->minute % 60U);
	if (quota->length == POLICY_EVERY_WEEK)
		fprintf(stream, " weekday = \"%s\";",
			config_tables_day_name(quota->weekday));
	if (quota->length == POLICY_EVERY_MONTH)
		fprintf(stream, " day = %u;", quota->day);
	fputs(" };\n", stream);
}

static void print_quota(const struct config_quota *quota, FILE *stream)
{
	fputs("\t{\n\t\tname = ", stream);
	config_print_string(quota->name.text, stream);
	fputs(";\n", stream);
	if (quota->unit == POLICY_QUOTA_CALLS)
		fprintf(stream, "\t\tcall_minutes = %" PRIu64 ";\n",
			quota->most / MINUTE_US);
	else
		print_bytes(quota->most, stream);
	fprintf(stream, "\t\tper = \"%s\";\n",
		policy_quota_per_name(quota->per));
	config_filter_print(&quota->filter, stream);
	fprintf(stream, "\t\tperiod = \"%s\";\n\t\tzone = ",
		policy_period_name(quota->length));
	config_print_string(quota->zone.text, stream);
	fputs(";\n", stream);
	print_starts(quota, stream);
	fputs("\t}", stream);
}

void config_quotas_print(const struct config_source *source, FILE *stream)
{
	if (!source->quota_count)
		return;
	fputs("state = { directory = ", stream);
	config_print_string(source->state.directory, stream);
	fprintf(stream, "; checkpoint = %u; };\nquotas = (",
		source->state.checkpoint);
	for (size_t i = 0; i < source->quota_count; i++) {
		fputs(i ? ",\n" : "\n", stream);
		print_quota(&source->quotas[i], stream);
	}
	fputs(" );\n", stream);
}
