/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every limit of the language that a file can reach: the last value that loads, and
 * the first that is rejected. The numbers are those of skywarden-signatures(5), written
 * out, because the test must not read the constants that it tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "language/load.h"
#include "signature_bench.h"

static const char *const head =
	"applications = ( { name = \"a\"; } );\napplication = \"a\";\n"
	"generators = ( { name = \"full\"; multiply = 5; add = 1; bits = 16; "
	"},\n"
	" { name = \"half\"; multiply = 3; add = 1; bits = 16; },\n"
	" { name = \"g\"; multiply = 5; add = 1; bits = 8; } );\n";

/* Parts of a file with one quantity @n that is limited. */
typedef void writer(FILE *file, unsigned n);

static void write_signature(FILE *file, const char *keys)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = \"\"; "
		"%s then = { event = \"e\"; }; } );\n",
		keys);
}

#define MATCH(format)                                                    \
	fprintf(file,                                                    \
		"signatures = ( { name = \"s\"; about = \"\"; source = " \
		"\"\"; match = [ \"" format "\" ]; then = { event = "    \
		"\"e\"; }; } );\n",                                      \
		n)

static void write_list(FILE *file, const char *key, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = "
		"\"\"; %s = [ \"size > 1\"",
		key);
	for (; n > 1; n--)
		fprintf(file, ", \"size > 1\"");
	fprintf(file, " ]; then = { event = \"e\"; }; } );\n");
}

static void match_conditions(FILE *file, unsigned n)
{
	write_list(file, "match", n);
}

static void relation_conditions(FILE *file, unsigned n)
{
	write_list(file, "relation", n);
}

static void at_least_conditions(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; match = [ \"at least 1 of (size > 1");
	for (; n > 1; n--)
		fprintf(file, "; size > 1");
	fprintf(file, ")\" ]; then = { event = \"e\"; }; } );\n");
}

static void at_least_number(FILE *file, unsigned n)
{
	MATCH("at least %u of (size > 1; size > 2; size > 3)");
}

static void expression_characters(FILE *file, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = "
		"\"\"; match = [ \"size > 1%*s\" ]; "
		"then = { event = \"e\"; }; } );\n",
		(int)n - 8, "");
}

static void expression_depth(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; match = [ \"");
	for (unsigned i = 1; i < n; i++)
		fputc('(', file);
	fprintf(file, "size");
	for (unsigned i = 1; i < n; i++)
		fputc(')', file);
	fprintf(file, " > 1\" ]; then = { event = \"e\"; }; } );\n");
}

static void nested_nots(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; match = [ \"");
	for (unsigned i = 1; i < n; i++)
		fprintf(file, "not ");
	fprintf(file, "size > 1\" ]; then = { event = \"e\"; }; } );\n");
}

static void steps(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; transport = \"udp\"; steps = ( { }");
	for (; n > 1; n--)
		fprintf(file, ", { }");
	fprintf(file, " ); then = { event = \"e\"; }; } );\n");
}

static void sizes_index(FILE *file, unsigned n)
{
	MATCH("sizes[%u] > 1");
}

static void iats_index(FILE *file, unsigned n)
{
	MATCH("iats[%u] > 1s");
}

static void directions_index(FILE *file, unsigned n)
{
	MATCH("directions[%u] > 0");
}

static void field_offset(FILE *file, unsigned n)
{
	MATCH("u8[%u] == 1");
}

static void field_offset_from_end(FILE *file, unsigned n)
{
	MATCH("u8[end-%u] == 1");
}

static void field_value(FILE *file, unsigned n)
{
	MATCH("u8[0] == %u");
}

static void wide_field_value(FILE *file, unsigned n)
{
	MATCH("le16[0] == %u");
}

static void pattern_bytes(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; match = [ \"bytes[0] == h'");
	for (unsigned i = 0; i < n; i++)
		fprintf(file, "00");
	fprintf(file, "'\" ]; then = { event = \"e\"; }; } );\n");
}

static void pattern_letters(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; match = [ \"bytes contains '");
	for (unsigned i = 0; i < n; i++)
		fputc('x', file);
	fprintf(file, "'\" ]; then = { event = \"e\"; }; } );\n");
}

static void wildcards(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; match = [ \"http.path like '");
	for (unsigned i = 0; i < n; i++)
		fprintf(file, "/#");
	fprintf(file, "'\" ]; then = { event = \"e\"; }; } );\n");
}

static void tlv_start(FILE *file, unsigned n)
{
	MATCH("tlv(%u, 1, 1, 1, 1) > 0");
}

static void tlv_type_bytes(FILE *file, unsigned n)
{
	MATCH("tlv(0, %u, 1, 1, 1) > 0");
}

static void tlv_length_bytes(FILE *file, unsigned n)
{
	MATCH("tlv(0, 1, %u, 1, 1) > 0");
}

static void tlv_align(FILE *file, unsigned n)
{
	MATCH("tlv(0, 1, 1, %u, 1) > 0");
}

static void tlv_short_type(FILE *file, unsigned n)
{
	MATCH("tlv(0, 1, 1, 1, %u) > 0");
}

static void tlv_long_type(FILE *file, unsigned n)
{
	MATCH("tlv(0, 2, 1, 1, %u) > 0");
}

static void buffers(FILE *file, unsigned n)
{
	fprintf(file, "signatures = ( { name = \"s\"; about = \"\"; source = "
		      "\"\"; match = [ \"b1 = bytes[0..4]\"");
	for (unsigned i = 2; i <= n; i++)
		fprintf(file, ", \"b%u = bytes[0..4]\"", i);
	fprintf(file, " ]; then = { event = \"e\"; }; } );\n");
}

static void buffer_name(FILE *file, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = "
		"\"\"; match = [ \"%.*s = bytes[0..4]\" ]; then = { "
		"event = \"e\"; }; } );\n",
		(int)n, "xxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

static void buffer_bytes(FILE *file, unsigned n)
{
	MATCH("b = bytes[0..%u]");
}

static void patched_byte(FILE *file, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = "
		"\"\"; match = [ \"b = bytes[0..4]\", \"b[0] = %u\" ]; "
		"then = { event = \"e\"; }; } );\n",
		n);
}

static void write_register(FILE *file, const char *format, unsigned n)
{
	fprintf(file, "registers = ( { name = \"r\"; bits = 16; scope = \"");
	fprintf(file, "%s\"; recent = %u; } );\n", format, n);
	write_signature(file, "remember = [ \"r = size\" ]; relation = [ "
			      "\"size == any r\" ];");
}

static void recent_of_flows(FILE *file, unsigned n)
{
	write_register(file, "flow", n);
}

static void recent_of_endpoints(FILE *file, unsigned n)
{
	write_register(file, "endpoint", n);
}

static void steps_of_generator(FILE *file, const char *generator, unsigned n)
{
	fprintf(file,
		"registers = ( { name = \"r\"; } );\n"
		"signatures = ( { name = \"s\"; about = \"\"; source = \"\"; "
		"remember = [ \"r = size\" ]; match = [ \"u16[0] follows r by "
		"%s within 1..%u\" ]; then = { event = \"e\"; }; } );\n",
		generator, n);
}

static void steps_of_full(FILE *file, unsigned n)
{
	steps_of_generator(file, "full", n);
}

static void steps_of_other(FILE *file, unsigned n)
{
	steps_of_generator(file, "half", n);
}

static void window_seconds(FILE *file, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = \"\"; "
		"flows = \"decided\"; on = \"window\"; window = \"%us\"; "
		"then = { event = \"e\"; }; } );\n",
		n);
}

static void window_ranges(FILE *file, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = \"\"; "
		"flows = \"decided\"; on = \"window\"; window = \"1s\"; "
		"match = [ \"window.sizes(1..2) > 0\"");
	for (unsigned i = 2; i <= n; i++)
		fprintf(file, ", \"window.sizes(1..%u) > 0\"", i + 1);
	fprintf(file, " ]; then = { event = \"e\"; }; } );\n");
}

static void window_size(FILE *file, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = \"\"; "
		"flows = \"decided\"; on = \"window\"; window = \"1s\"; "
		"match = [ \"window.sizes(1..%u) > 0\" ]; "
		"then = { event = \"e\"; }; } );\n",
		n);
}

/* "then" with a limited number; 64 bits of conditions, so that all are worth it. */
static void write_then(FILE *file, const char *before, unsigned n,
		       const char *after)
{
	fprintf(file,
		"activities = [ \"x\" ];\n"
		"signatures = ( { name = \"s\"; about = \"\"; source = \"\"; "
		"match = [ \"bytes[0] == '12345678901234567890123456789012345"
		"67890'\" ]; then = { %s%u%s }; } );\n",
		before, n, after);
}

static void weight(FILE *file, unsigned n)
{
	write_then(file, "evidence = { kind = \"constant\"; weight = ", n,
		   "; };");
}

static void weight_of_size(FILE *file, unsigned n)
{
	write_then(file, "evidence = { kind = \"size\"; weight = ", n, "; };");
}

static void weight_of_name(FILE *file, unsigned n)
{
	write_then(file, "evidence = { kind = \"name\"; weight = ", n, "; };");
}

static void weight_of_port(FILE *file, unsigned n)
{
	write_then(file, "evidence = { kind = \"port\"; weight = ", n, "; };");
}

static void weight_of_activity(FILE *file, unsigned n)
{
	write_then(file, "activity = { name = \"x\"; weight = ", n, "; };");
}

static void needs(FILE *file, unsigned n)
{
	write_then(file, "learn = { lifetime = \"1s\"; needs = ", n, "; };");
}

static void weight_of_learning(FILE *file, unsigned n)
{
	write_then(file, "learn = { lifetime = \"1s\"; weight = ", n, "; };");
}

static void rank(FILE *file, unsigned n)
{
	fprintf(file, "activities = ( { name = \"x\"; rank = %u; } );\n", n);
}

static void write_rule(FILE *file, const char *keys, unsigned n)
{
	write_signature(file, "");
	fprintf(file,
		"hosts = ( { name = \"h\"; about = \"\"; source = \"\"; "
		"within = \"1s\"; %s%u; then = { event = \"f\"; }; } );\n",
		keys, n);
}

static void at_least_orders(FILE *file, unsigned n)
{
	write_rule(file, "events = [ \"e\" ]; at_least = ", n);
}

static void peers(FILE *file, unsigned n)
{
	write_rule(file, "events = [ \"e\" ]; at_least = 128; peers = ", n);
}

static void peers_of_orders(FILE *file, unsigned n)
{
	write_rule(file, "events = [ \"e\" ]; at_least = 5; peers = ", n);
}

static void keys_of_orders(FILE *file, unsigned n)
{
	write_rule(
		file,
		"events = [ \"e\" ]; at_least = 6; key_peers = 2; keys = ", n);
}

static void share(FILE *file, unsigned n)
{
	write_rule(file, "events = [ \"e\" ]; share_of = \"e\"; share = ", n);
}

static void weight_of_taught_rule(FILE *file, unsigned n)
{
	write_signature(file, "");
	fprintf(file,
		"hosts = ( { name = \"h\"; about = \"\"; source = \"\"; events "
		"= [ \"e\" ]; within = \"1s\"; then = { learn = { lifetime = "
		"\"1s\"; weight = %u; }; }; } );\n",
		n);
}

static void write_events(FILE *file, const char *key, unsigned n)
{
	write_signature(file, "");
	fprintf(file,
		"hosts = ( { name = \"h\"; about = \"\"; source = \"\"; within "
		"= \"1s\"; %s[ \"e\"",
		key);
	for (; n > 1; n--)
		fprintf(file, ", \"e\"");
	fprintf(file, " ]; then = { event = \"f\"; }; } );\n");
}

static void events(FILE *file, unsigned n)
{
	write_events(file, "events = ", n);
}

static void unless(FILE *file, unsigned n)
{
	write_events(file, "events = [ \"e\" ]; unless = ", n);
}

static void name_letters(FILE *file, unsigned n)
{
	fprintf(file,
		"signatures = ( { name = \"%.*s\"; about = \"\"; source = "
		"\"\"; then = { event = \"e\"; }; } );\n",
		(int)n, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

static void activities(FILE *file, unsigned n)
{
	fprintf(file, "activities = [ \"x1\"");
	for (unsigned i = 2; i <= n; i++)
		fprintf(file, ", \"x%u\"", i);
	fprintf(file, " ];\n");
}

static void write_info(FILE *file, const char *value)
{
	fprintf(file,
		"signatures = ( { name = \"s\"; about = \"\"; source = \"\"; "
		"match = [ \"http.path like '/*'\" ]; then = { client_info = { "
		"version = %s; }; }; } );\n",
		value);
}

static void info_letters(FILE *file, unsigned n)
{
	char value[64];

	snprintf(value, sizeof(value), "\"%.*s\"", (int)n,
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	write_info(file, value);
}

static void info_part(FILE *file, unsigned n)
{
	char value[64];

	snprintf(value, sizeof(value), "\"$%u\"", n);
	write_info(file, value);
}

static void info_meaning_letters(FILE *file, unsigned n)
{
	char value[96];

	snprintf(value, sizeof(value), "[ \"$1\", \"0 = %.*s\" ]", (int)n,
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	write_info(file, value);
}

static void info_meanings(FILE *file, unsigned n)
{
	char value[512] = "[ \"$1\"";

	for (unsigned i = 0; i < n; i++)
		snprintf(value + strlen(value), sizeof(value) - strlen(value),
			 ", \"%u = x\"", i);
	strcat(value, " ]");
	write_info(file, value);
}

#define NONE UINT32_MAX /* nothing on that side is wrong */

static void limits_are_sharp(void **state)
{
	static const struct {
		writer *write;
		unsigned low, high; /* the first and the last that load */
	} limits[] = {
		{match_conditions, NONE, 64},
		{relation_conditions, NONE, 64},
		{at_least_conditions, NONE, 32},
		{at_least_number, 1, 3},
		{expression_characters, NONE, 2000},
		{expression_depth, NONE, 40},
		{nested_nots, NONE, 40},
		{steps, NONE, 15},
		{sizes_index, 1, 8},
		{iats_index, 1, 5},
		{directions_index, 1, 8},
		{field_offset, NONE, 65535},
		{field_offset_from_end, NONE, 65535},
		{field_value, NONE, 255},
		{wide_field_value, NONE, 65535},
		{pattern_bytes, 1, 64},
		{pattern_letters, 1, 64},
		{wildcards, NONE, 8},
		{tlv_start, NONE, 2047},
		{tlv_type_bytes, 1, 2},
		{tlv_length_bytes, 1, 2},
		{tlv_align, 1, 2},
		{tlv_short_type, NONE, 255},
		{tlv_long_type, NONE, 65535},
		{buffers, NONE, 2},
		{buffer_name, NONE, 15},
		{buffer_bytes, 1, 64},
		{patched_byte, NONE, 255},
		{recent_of_flows, 1, 8},
		{recent_of_endpoints, 1, 8},
		{steps_of_full, 1, 65536},
		{steps_of_other, 1, 4096},
		{window_seconds, 1, 7},
		{window_ranges, NONE, 8},
		{window_size, NONE, 65535},
		{weight, 1, 64},
		{weight_of_size, 1, 20},
		{weight_of_name, 1, NONE},
		{weight_of_port, 1, 4},
		{weight_of_activity, 1, 64},
		{needs, 1, 255},
		{weight_of_learning, 1, 64},
		{rank, NONE, 255},
		{at_least_orders, 1, 128},
		{peers, 1, 128},
		{peers_of_orders, 1, 5},
		{keys_of_orders, NONE, 3},
		{share, 1, 100},
		{weight_of_taught_rule, 1, 20},
		{events, NONE, 6},
		{unless, NONE, 4},
		{name_letters, 1, 40},
		{activities, NONE, 127},
		{info_letters, 1, 23},
		{info_part, 1, 1},
		{info_meaning_letters, 1, 23},
		{info_meanings, NONE, 16},
	};
	struct bench bench;

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		const unsigned tries[][2] = {
			{limits[i].low, true},
			{limits[i].low - 1, false},
			{limits[i].high, true},
			{limits[i].high + 1, false},
		};

		for (unsigned t = 0; t < 4; t++) {
			unsigned bound = limits[i].low;
			size_t size;
			char *text;
			FILE *file;

			if (t >= 2)
				bound = limits[i].high;
			if (bound == NONE)
				continue;
			file = open_memstream(&text, &size);
			fputs(head, file);
			limits[i].write(file, tries[t][0]);
			fclose(file);
			bench_load(&bench, text);
			if ((bench.set != NULL) != tries[t][1])
				fail_msg("limit %zu, %u: %s\n%s", i,
					 tries[t][0],
					 bench.set ? "loads" : bench.said,
					 text + strlen(head));
			bench_fini(&bench);
			free(text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_are_sharp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
