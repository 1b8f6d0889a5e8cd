/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time tables: keys to the configuration and back, and the files of their zones.
 * One thread.
 */
#include "config/tables.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "config/print.h"
#include "config/source.h"
#include "config/value.h"
#include "policy/zone.h"

#define ZONE_DIRECTORY "/usr/share/zoneinfo"
#define ZONE_BYTES_MOST (256 << 10) /* the largest has 4 kB */
#define EVERY_DAY 0x7f

static const char *const day_names[] = {"mon", "tue", "wed", "thu",
					"fri", "sat", "sun"};

/* ---- days and hours ---- */

static int day_from(const char *text, size_t length)
{
	for (int i = 0; i < 7; i++)
		if (length == 3 && strncmp(text, day_names[i], 3) == 0)
			return i;
	return -1;
}

const char *config_tables_day_name(unsigned day)
{
	return day < 7 ? day_names[day] : NULL;
}

/* "mon", or "fri-mon". */
static bool days_from(const char *text, uint8_t *days)
{
	const char *dash = strchr(text, '-');
	int first = day_from(text, dash ? (size_t)(dash - text) : strlen(text));
	int last = dash ? day_from(dash + 1, strlen(dash + 1)) : first;

	if (first < 0 || last < 0)
		return false;
	for (int day = first;; day = (day + 1) % 7) {
		*days |= (uint8_t)(1 << day);
		if (day == last)
			return true;
	}
}

static bool grow_nothing(struct config_parser *parser, size_t count,
			 void *target)
{
	(void)parser;
	(void)count;
	(void)target;
	return true;
}

static void parse_day(struct config_parser *parser,
		      const config_setting_t *setting, void *target)
{
	struct config_table *table = target;

	if (config_setting_type(setting) != CONFIG_TYPE_STRING ||
	    !days_from(config_setting_get_string(setting), &table->days))
		settings_value_refuse(&parser->reader, setting,
				      "days such as \"mon\" or \"mon-fri\"");
}

/* "08:30", at @text and of five bytes; -1: no time. */
static int minute_from(const char *text)
{
	int hour, minute;

	for (int i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return -1;
	hour = (text[0] - '0') * 10 + text[1] - '0';
	minute = (text[3] - '0') * 10 + text[4] - '0';
	if (minute > 59 || hour * 60 + minute > POLICY_DAY)
		return -1;
	return hour * 60 + minute;
}

int config_tables_minute(const char *text)
{
	return strlen(text) == 5 ? minute_from(text) : -1;
}

static bool hours_from(const char *text, struct policy_hours *hours)
{
	int from, until;

	if (strlen(text) != 11 || text[5] != '-')
		return false;
	from = minute_from(text);
	until = minute_from(text + 6);
	/* until midnight, as the end of the same day */
	if (until == 0)
		until = POLICY_DAY;
	if (from < 0 || until < 0 || from == POLICY_DAY || from == until)
		return false;
	*hours = (struct policy_hours){(uint16_t)from, (uint16_t)until};
	return true;
}

static bool grow_hours(struct config_parser *parser, size_t count, void *target)
{
	struct config_table *table = target;

	table->hours = config_source_grow(parser->source, table->hours,
					  table->hour_count, count,
					  sizeof(*table->hours));
	return table->hours;
}

static void parse_hour(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	struct config_table *table = target;

	if (config_setting_type(setting) == CONFIG_TYPE_STRING &&
	    hours_from(config_setting_get_string(setting),
		       &table->hours[table->hour_count]))
		table->hour_count++;
	else
		settings_value_refuse(&parser->reader, setting,
				      "hours such as \"08:00-12:30\" or "
				      "\"22:00-06:00\", start and end "
				      "different");
}

/* ---- keys ---- */

static void parse_days(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	config_value_each(parser, setting, "days", grow_nothing, parse_day,
			  target);
}

static void parse_hours(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	config_value_each(parser, setting, "hours", grow_hours, parse_hour,
			  target);
}

#define AT(member) offsetof(struct config_table, member)

static const struct config_key table_keys[] = {
	{"name", true, config_value_name, AT(name)},
	{"zone", true, config_value_name, AT(zone)},
	{"days", false, parse_days, 0},
	{"hours", false, parse_hours, 0},
};

static bool parse_table(struct config_parser *parser,
			const config_setting_t *setting, void *item)
{
	struct config_table *table = item;

	if (!CONFIG_VALUE_KEYS(parser, setting, table_keys, table))
		return false;
	if (!config_setting_get_member(setting, "days"))
		table->days = EVERY_DAY;
	if (config_setting_get_member(setting, "hours"))
		return true;
	if (!grow_hours(parser, 1, table)) {
		config_value_fail_memory(parser, setting);
		return false;
	}
	table->hours[table->hour_count++] =
		(struct policy_hours){0, POLICY_DAY};
	return true;
}

static const struct config_list table_list = {
	.expected = "a list of time tables ( { ... } )",
	.most = POLICY_TABLES_MOST,
	.size = sizeof(struct config_table),
	.parse = parse_table,
};

void config_tables_parse(struct config_parser *parser,
			 const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->tables = config_value_list(parser, setting, &table_list,
					   source->tables,
					   &source->table_count);
}

/* ---- printing ---- */

static void print_table(const struct config_table *table, FILE *stream)
{
	const char *before = "";

	fputs("{\n\t\tname = ", stream);
	config_print_string(table->name.text, stream);
	fputs(";\n\t\tzone = ", stream);
	config_print_string(table->zone.text, stream);
	fputs(";\n\t\tdays = [ ", stream);
	for (int i = 0; i < 7; i++) {
		if (!(table->days >> i & 1))
			continue;
		fprintf(stream, "%s\"%s\"", before, day_names[i]);
		before = ", ";
	}
	fputs(" ];\n\t\thours = [ ", stream);
	for (size_t i = 0; i < table->hour_count; i++) {
		const struct policy_hours *hours = &table->hours[i];

		fprintf(stream, "%s\"%02u:%02u-%02u:%02u\"", i ? ", " : "",
			hours->from / 60U, hours->from % 60U,
			hours->until / 60U, hours->until % 60U);
	}
	fputs(" ];\n\t}", stream);
}

void config_tables_print(const struct config_source *source, FILE *stream)
{
	if (!source->table_count)
		return;
	fputs("time_tables = (", stream);
	for (size_t i = 0; i < source->table_count; i++) {
		fputs(i ? ",\n\t" : "\n\t", stream);
		print_table(&source->tables[i], stream);
	}
	fputs(" );\n", stream);
}

/* ---- zones ---- */

/* Is it a file below the directory of the database? */
static bool name_is_sound(const char *name)
{
	return name[0] != '/' && !strstr(name, "..") && name[0] != '.';
}

static struct policy_zone *read_zone(const char *name)
{
	char path[sizeof(ZONE_DIRECTORY) + 72];
	struct policy_zone *zone = NULL;
	uint8_t *bytes;
	FILE *file;

	if (!name_is_sound(name)) {
		errno = ENOENT;
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/%s", ZONE_DIRECTORY, name);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	bytes = malloc(ZONE_BYTES_MOST);
	if (bytes) {
		size_t size = fread(bytes, 1, ZONE_BYTES_MOST, file);

		errno = EINVAL; /* a directory is no zone either */
		zone = policy_zone_parse(bytes, size);
	}
	free(bytes);
	fclose(file);
	return zone;
}

/* Find a zone that was read before under the same name. */
static const struct policy_zone *
loaded_before(const struct config_source *source, const char *name)
{
	for (size_t i = 0; i < source->zone_count; i++)
		if (strcmp(source->zone_names[i], name) == 0)
			return source->zones[i];
	return NULL;
}

/* NULL: UTC, or an error was reported. */
static const struct policy_zone *load_zone(struct config_source *source,
					   const struct config_name *name,
					   struct diagnostics *diagnostics)
{
	const struct policy_zone *before;
	struct policy_zone *zone;

	if (!name->text || strcmp(name->text, "UTC") == 0)
		return NULL;
	before = loaded_before(source, name->text);
	if (before)
		return before;
	zone = read_zone(name->text);
	if (zone) {
		source->zone_names[source->zone_count] = name->text;
		source->zones[source->zone_count++] = zone;
	} else if (errno == EINVAL) {
		diagnostic_error(
			diagnostics, name->place.file, name->place.line,
			"zone: \"%s\" is not a valid time zone file in %s",
			name->text, ZONE_DIRECTORY);
	} else {
		diagnostic_error(diagnostics, name->place.file,
				 name->place.line,
				 "zone: there is no \"%s\" in %s: %s",
				 name->text, ZONE_DIRECTORY, strerror(errno));
	}
	return zone;
}

void config_tables_load(struct config_source *source,
			struct diagnostics *diagnostics)
{
	size_t most = source->table_count + source->quota_count + 1;

	source->zones =
		config_source_alloc(source, most * sizeof(*source->zones));
	source->zone_names =
		config_source_alloc(source, most * sizeof(*source->zone_names));
	if (!source->zones || !source->zone_names) {
		diagnostic_error(diagnostics, "configuration", 0, "%s",
				 strerror(ENOMEM));
		return;
	}
	for (size_t i = 0; i < source->table_count; i++)
		source->tables[i].loaded =
			load_zone(source, &source->tables[i].zone, diagnostics);
	for (size_t i = 0; i < source->quota_count; i++)
		source->quotas[i].loaded =
			load_zone(source, &source->quotas[i].zone, diagnostics);
}
