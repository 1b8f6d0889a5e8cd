/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Print values of a configuration so that they parse back. Pure.
 */
#include "config/print.h"

#include <inttypes.h>

#include "config/source.h"

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

void config_print_rate(uint64_t rate_bps, FILE *stream)
{
	static const char *const units[] = {"bit", "kbit", "mbit", "gbit"};
	unsigned unit = 0;

	for (; unit < 3 && rate_bps % 1000 == 0; unit++)
		rate_bps /= 1000;
	fprintf(stream, "\"%" PRIu64 "%s\"", rate_bps, units[unit]);
}
