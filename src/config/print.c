/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration as understood, as text that parses back to it. Pure.
 */
#include "config/print.h"

#include <inttypes.h>
#include <string.h>

#include "config/classes.h"
#include "config/quotas.h"
#include "config/rules.h"
#include "config/source.h"
#include "config/tables.h"
#include "config/who.h"

const char *config_print_escape(char c, char escape[5])
{
	unsigned char byte = (unsigned char)c;

	if (c == '"' || c == '\\')
		snprintf(escape, 5, "\\%c", c);
	else if (byte < ' ' || byte == 0x7f)
		snprintf(escape, 5, "\\x%02x", byte);
	else
		snprintf(escape, 5, "%c", c);
	return escape;
}

void config_print_string(const char *text, FILE *stream)
{
	char escape[5];

	fputc('"', stream);
	for (; *text; text++)
		fputs(config_print_escape(*text, escape), stream);
	fputc('"', stream);
}

/* A file's name where globs are understood: its wildcards are escaped. */
static void print_path(const char *path, FILE *stream)
{
	char escape[5];

	fputc('"', stream);
	for (; *path; path++) {
		if (strchr("*?[\\", *path))
			fputs("\\\\", stream);
		fputs(config_print_escape(*path, escape), stream);
	}
	fputc('"', stream);
}

void config_print_networks(const struct config_networks *networks,
			   const char *before, FILE *stream)
{
	char text[PACKET_ADDRESS_TEXT];

	fputc('[', stream);
	for (size_t i = 0; i < networks->count; i++)
		fprintf(stream, "%s%s\"%s\"", i ? "," : "", before,
			packet_prefix_print(&networks->items[i], text));
	fputs(" ]", stream);
}

static void print_limits(const struct config_limits *limits, FILE *stream)
{
	fprintf(stream,
		"limits = {\n"
		"\tflows = %zu;\n"
		"\thosts = %zu;\n"
		"\tendpoints = %zu;\n"
		"};\n",
		limits->flows, limits->hosts, limits->endpoints);
}

void config_print_names(const struct config_names *names, FILE *stream)
{
	bool many = names->count != 1;

	fputs(many ? "[ " : "", stream);
	for (size_t i = 0; i < names->count; i++) {
		fputs(i ? ", " : "", stream);
		config_print_string(names->items[i].text, stream);
	}
	fputs(many ? " ]" : "", stream);
}

void config_print_list(const char *key, const struct config_names *names,
		       FILE *stream)
{
	if (!names->count)
		return;
	fprintf(stream, "\t\t%s = ", key);
	config_print_names(names, stream);
	fputs(";\n", stream);
}

/* Seconds with as many decimals as it takes, and at least one. */
static void print_seconds(const char *key, usec_t time_us, FILE *stream)
{
	uint64_t rest = time_us % USEC_PER_SEC;
	int digits = 6;

	while (digits > 1 && rest % 10 == 0) {
		rest /= 10;
		digits--;
	}
	fprintf(stream, "\t%s = %" PRIu64 ".%0*" PRIu64 ";\n", key,
		time_us / USEC_PER_SEC, digits, rest);
}

static void print_timeouts(const struct config_timeouts *timeouts, FILE *stream)
{
	fputs("timeouts = {\n", stream);
	print_seconds("tcp_new", timeouts->tcp_new_us, stream);
	print_seconds("tcp_established", timeouts->tcp_established_us, stream);
	print_seconds("tcp_closed", timeouts->tcp_closed_us, stream);
	print_seconds("udp_new", timeouts->udp_new_us, stream);
	print_seconds("udp_stream", timeouts->udp_stream_us, stream);
	fputs("};\n", stream);
}

static void print_files(const struct config_files *files, FILE *stream)
{
	fputs("signatures = [", stream);
	for (size_t i = 0; i < files->count; i++) {
		fputs(i ? ",\n\t" : "\n\t", stream);
		print_path(files->items[i].real, stream);
	}
	fputs(" ];\n", stream);
}

void config_print_rate(uint64_t rate_bps, FILE *stream)
{
	static const char *const units[] = {"bit", "kbit", "mbit", "gbit"};
	unsigned unit = 0;

	for (; unit < 3 && rate_bps % 1000 == 0; unit++)
		rate_bps /= 1000;
	fprintf(stream, "\"%" PRIu64 "%s\"", rate_bps, units[unit]);
}

void config_print_source(const struct config_source *source, FILE *stream)
{
	fputs("home_networks = ", stream);
	config_print_networks(&source->home, "\n\t", stream);
	fputs(";\n", stream);
	print_limits(&source->limits, stream);
	print_timeouts(&source->timeouts, stream);
	print_files(&source->files, stream);
	config_who_print(source, stream);
	if (source->identity.text) {
		fputs("identity = { file = ", stream);
		config_print_string(source->identity.text, stream);
		fputs("; };\n", stream);
	}
	config_tables_print(source, stream);
	config_classes_print(source, stream);
	config_quotas_print(source, stream);
	config_rules_print(source, stream);
}
