/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every row of the table of operators can be written, reads what it declares and no
 * more, and is in skywarden-signatures(5); and the manual names no other word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ctype.h>

#include "language/analysis.h"
#include "language/lex.h"
#include "language/parse.h"
#include "language/scope.h"
#include "language/word.h"
#include "signature/operator.h"
#include "signature_bench.h"

static const char *const file =
	"applications = ( { name = \"a\"; } );\napplication = \"a\";\n"
	"activities = [ \"x\" ];\n"
	"generators = ( { name = \"g\"; multiply = 5; add = 1; bits = 8; } );\n"
	"registers = ( { name = \"r\"; bits = 16; } );\n"
	"signatures = ( { name = \"s\"; about = \"\"; source = \"\";\n"
	" match = [ \"size > 0\" ]; then = { event = \"e\"; }; } );\n";

struct stand {
	struct bench bench;
	struct parse_scope scope;
	uint8_t *
		end; /* of bytes that may be read; a page follows that may not */
};

static void open_stand(struct stand *stand)
{
	long page = sysconf(_SC_PAGESIZE);
	uint8_t *pages = mmap(NULL, (size_t)page * 2, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(stand, 0, sizeof(*stand));
	bench_load(&stand->bench, file);
	assert_non_null(stand->bench.set);
	stand->scope.registers = stand->bench.set->registers;
	stand->scope.register_count = stand->bench.set->register_count;
	stand->scope.generators = stand->bench.set->generators;
	stand->scope.generator_count = stand->bench.set->generator_count;
	stand->scope.set = stand->bench.set;
	assert_ptr_not_equal(pages, MAP_FAILED);
	stand->end = pages + page;
	assert_int_equal(mprotect(stand->end, (size_t)page, PROT_NONE), 0);
}

static void close_stand(struct stand *stand)
{
	long page = sysconf(_SC_PAGESIZE);

	munmap(stand->end - page, (size_t)page * 2);
	bench_fini(&stand->bench);
}

/* An expression with the word, as its form wants it. */
static void write_sample(const struct signature_operator *row, char *text,
			 size_t size)
{
	static const char *const forms[OPERATOR_FORMS] = {
		[FORM_PLAIN] = "%s > 1",
		[FORM_SIDED] = "%s of reverse > 1",
		[FORM_INDEXED] = "%s[1] > 1",
		[FORM_NAME] = "%s == 'a'",
		[FORM_ELEMENT] = "%s(0, 1, 1, 1, 7) > 1",
		[FORM_FIELD] = "%s[2] > 1",
		[FORM_BYTES] = "%s[2] == 'ab'",
		[FORM_RELATIONS] = "%s(g, 0..4) > 1",
		[FORM_NEXT] = "%s(g, size) > 1",
		[FORM_SINCE] = "%s(r of reverse) > 1",
		[FORM_CONDITIONS] = "%s least 1 of (size > 1; size > 2)",
		[FORM_ACTIVITY] = "%s('x') == 1",
		[FORM_SIZES] = "%s(1..2) of reverse > 1",
		[FORM_PREFIX] = "%s size > 1",
		[FORM_INFIX] = "size %s 1",
	};
	const char *form = forms[row->form];

	if (row->id == NODE_COPY)
		form = "b = bytes[0..4]";
	else if (row->id == NODE_PATCH)
		form = "b[0] ^= 1";
	else if (row->id == NODE_REGISTER)
		form = "r > 1";
	else if (row->id == NODE_CONSTANT)
		form = "1 > 1";
	else if (row->id == NODE_IN)
		form = "size %s {1, 2}";
	else if (row->id == NODE_FOLLOWS)
		form = "size %s r by g within 1..2";
	else if (row->id == NODE_ANY)
		form = "size == %s r";
	else if (row->id == NODE_CONTAINS)
		form = "bytes %s 'ab'";
	if (!form)
		fail_msg("no sample for the form of \"%s\"", row->word);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, size, form, row->word ? row->word : "");
#pragma GCC diagnostic pop
	if (row->is_time)
		strcat(text, "s");
}

/* The newest node of the row; 0: parsing made none. */
static uint32_t parse_sample(struct stand *stand,
			     const struct signature_operator *row)
{
	struct diagnostics diagnostics = {.say = bench_say,
					  .context = &stand->bench};
	struct parse_place place = {.diagnostics = &diagnostics,
				    .file = "sample"};
	struct signature_pool *pool = stand->bench.set->pool;
	size_t before = pool->pool.node_count;
	char text[80];
	uint32_t node;

	write_sample(row, text, sizeof(text));
	if (language_parse_condition(pool, &stand->scope, &place, text, &node))
		fail_msg("%s: %s", text, stand->bench.said);
	for (size_t i = before; i < pool->pool.node_count; i++)
		if (pool->pool.nodes[i].op == row)
			return (uint32_t)i;
	return 0;
}

static void can_be_written(void **state)
{
	const struct signature_operator *row = NULL;
	struct stand stand;
	unsigned rows = 0;

	(void)state;
	open_stand(&stand);
	while ((row = signature_operator_next(row))) {
		rows++;
		assert_true(row->word || row->id);
		assert_non_null(row->evaluate);
		if (!parse_sample(&stand, row))
			fail_msg("\"%s\" makes no node of its row",
				 row->word ? row->word : "a statement");
		if (row->word)
			assert_ptr_equal(language_word_find(row->word,
							    strlen(row->word)),
					 row);
		if (row->id && row->id != NODE_FIELD && row->id != NODE_NAME)
			assert_ptr_equal(signature_operator_of(row->id), row);
	}
	assert_true(rows > 70);
	close_stand(&stand);
}

/* ---- what rows declare ---- */

#define SAMPLE_BYTES 40

/*
 * Evaluates a node of a payload whose bytes past @readable may not be read; without
 * a packet when that is NO_PACKET.
 */
#define NO_PACKET UINT32_MAX

static bool evaluate_sample(struct stand *stand, uint32_t node,
			    uint32_t readable, uint64_t *value)
{
	struct packet packet = {
		.time_us = 5000000,
		.ip_version = 4,
		.transport = IPPROTO_UDP,
		.payload = stand->end - readable,
		.payload_size = SAMPLE_BYTES,
		.payload_caplen = SAMPLE_BYTES,
	};
	struct packet_names names;
	struct flow flow = {0};
	struct flow_observation observed = {.position = 1, .turn = 1};
	struct signature_context context = {
		.time_us = packet.time_us,
		.packet = &packet,
		.flow = &flow,
		.observed = &observed,
		.names = &names,
	};
	struct expression_state state = {
		.pool = signature_set_pool(stand->bench.set),
		.registers = stand->bench.set->registers,
		.generators = stand->bench.set->generators,
		.context = &context,
	};

	packet_names_init(&names, IPPROTO_UDP, packet.payload, SAMPLE_BYTES,
			  SAMPLE_BYTES);
	if (readable == NO_PACKET) {
		context.packet = NULL;
		context.observed = NULL;
		context.names = NULL;
	}
	state.buffer_size[1] = SIGNATURE_BUFFER_BYTES;
	return signature_expression_evaluate(&state, node, value);
}

/* One that read more than it declares would end the test with a signal. */
static void reads_what_it_declares(void **state)
{
	const struct signature_operator *row = NULL;
	struct stand stand;

	(void)state;
	open_stand(&stand);
	while ((row = signature_operator_next(row))) {
		const struct node_pool *pool;
		uint32_t node = parse_sample(&stand, row), look = 0;
		uint64_t value;

		pool = signature_set_pool(stand.bench.set);
		if (row->look) {
			assert_true(row->uses & USES_PAYLOAD);
			look = row->look(pool, &pool->nodes[node],
					 SAMPLE_BYTES);
			assert_in_range(look, 1, SAMPLE_BYTES);
		}
		evaluate_sample(&stand, node, look, &value);
	}
	close_stand(&stand);
}

/* Kept bytes of a payload depend on it: a statement reads two places. */
static void looks_are_exact(void **state)
{
	static const struct {
		const char *text;
		uint32_t bytes; /* of a payload of 1000 */
	} cases[] = {
		{"size > 1", 0},
		{"u8[3] == 1", 4},
		{"u32[3] == 1", 7},
		{"u8[999] == 1", 1000},
		{"u8[2000] == 1", 1000},
		{"u8[end-2] == 1", 1000},
		{"bytes[2] == 'abc'", 5},
		{"bytes contains 'abc'", 256},
		{"http.path == 'a'", 1000},
		{"tlv(0, 1, 1, 1, 1) > 1", 1000},
		{"run(g, 4..9) > 1", 9},
		{"relations(g, 4..end) > 1", 1000},
		{"b = bytes[4..9]", 9},
		{"b = bytes[4..9] xor bytes[20..25]", 84},
		{"b = bytes[200..205] xor bytes[20..25]", 205},
		{"b.u8[50] == 1", 0},
		{"u8[3] == 1 and u8[8] == 1", 9},
		{"at least 1 of (u8[3] == 1; u8[7] == 1)", 8},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct diagnostics diagnostics = {.say = bench_say,
						  .context = &stand.bench};
		struct parse_place place = {.diagnostics = &diagnostics,
					    .file = "look"};
		uint32_t node, look;

		if (language_parse_condition(stand.bench.set->pool,
					     &stand.scope, &place,
					     cases[i].text, &node))
			fail_msg("%s: %s", cases[i].text, stand.bench.said);
		look = language_analysis_look(stand.bench.set, node, 1000);
		if (look != cases[i].bytes)
			fail_msg("%s: %u bytes, expected %u", cases[i].text,
				 look, cases[i].bytes);
	}
	close_stand(&stand);
}

/* At the end of a flow there is no packet; other words know the same then. */
static void packets_may_be_missing(void **state)
{
	const struct signature_operator *row = NULL;
	struct stand stand;

	(void)state;
	open_stand(&stand);
	while ((row = signature_operator_next(row))) {
		uint32_t node = parse_sample(&stand, row);
		uint64_t with = 0, without = 0;
		bool has, had;

		/* the samples of those with operands compare "size" */
		if (row->operands)
			continue;
		has = evaluate_sample(&stand, node, NO_PACKET, &without);
		if (row->uses & USES_PACKET) {
			if (row->form == FORM_PLAIN)
				assert_false(has);
			continue;
		}
		had = evaluate_sample(&stand, node, SAMPLE_BYTES, &with);
		assert_int_equal(has, had);
		if (has)
			assert_int_equal(with, without);
	}
	close_stand(&stand);
}

/* Without a meter, what a window measured is missing. */
static void windows_need_a_meter(void **state)
{
	const struct signature_operator *row = NULL;
	struct stand stand;
	unsigned count = 0;

	(void)state;
	open_stand(&stand);
	while ((row = signature_operator_next(row))) {
		uint64_t value;

		if (!(row->uses & USES_WINDOW))
			continue;
		count++;
		assert_false(evaluate_sample(&stand, parse_sample(&stand, row),
					     0, &value));
	}
	assert_int_equal(count, 7);
	close_stand(&stand);
}

/* ---- names ---- */

static void words_are_reserved(void **state)
{
	static const char *const free_names[] = {"siz",	 "sizex", "u9",
						 "leas", "",	  "windows"};
	static const char *const parts[] = {"source", "dest", "window", "tls",
					    "second", "flow", "http",	"xor"};
	const struct signature_operator *row = NULL;
	const char *const *particle = NULL;

	(void)state;
	while ((row = signature_operator_next(row)))
		if (row->word)
			assert_true(language_word_is_reserved(
				row->word, strlen(row->word)));
	while ((particle = language_word_next_particle(particle)))
		assert_true(language_word_is_reserved(*particle,
						      strlen(*particle)));
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		assert_true(
			language_word_is_reserved(parts[i], strlen(parts[i])));
	for (size_t i = 0; i < sizeof(free_names) / sizeof(*free_names); i++)
		assert_false(language_word_is_reserved(free_names[i],
						       strlen(free_names[i])));
}

/* ---- the manual ---- */

#define MANUAL "docs/man/skywarden-signatures.5"
#define DOCUMENTED_MOST 400

struct documented {
	char words[DOCUMENTED_MOST][24];
	unsigned count;
};

static bool is_documented(const struct documented *manual, const char *word)
{
	for (unsigned i = 0; i < manual->count; i++)
		if (!strcmp(manual->words[i], word))
			return true;
	return false;
}

static void document(struct documented *manual, const char *word, size_t length)
{
	assert_true(manual->count < DOCUMENTED_MOST);
	assert_true(length < sizeof(manual->words[0]));
	memcpy(manual->words[manual->count], word, length);
	manual->words[manual->count++][length] = '\0';
}

/* ".It Cm sizes Ns Bo Ar n Bc , Cm iats": sizes and iats. */
static void read_tag(struct documented *manual, char *line)
{
	bool argument = false;

	for (char *word = strtok(line, " \n"); word;
	     word = strtok(NULL, " \n")) {
		if (!argument &&
		    (islower((unsigned char)*word) || *word == '='))
			document(manual, word, strlen(word));
		argument = !strcmp(word, "Ar");
	}
}

/* Read the words in double quotes of a line of the grammar. */
static void read_grammar(struct documented *manual, const char *line)
{
	const char *open, *close;

	while ((open = strchr(line, '"'))) {
		close = strchr(open + 1, '"');
		assert_non_null(close);
		document(manual, open + 1, (size_t)(close - open - 1));
		line = close + 1;
	}
}

static void read_manual(struct documented *manual)
{
	FILE *page = fopen(MANUAL, "re");
	bool expressions = false, grammar = false;
	char line[400];

	if (!page)
		fail_msg("%s: run the test from the top of the tree", MANUAL);
	manual->count = 0;
	while (fgets(line, sizeof(line), page)) {
		if (!strncmp(line, ".Sh", 3))
			expressions = !strncmp(line, ".Sh EXPRESSIONS", 15);
		if (!expressions)
			continue;
		if (!strncmp(line, ".Bd -literal\n", 13))
			grammar = true;
		else if (!strncmp(line, ".Ed", 3))
			grammar = false;
		else if (grammar)
			read_grammar(manual, line);
		else if (!strncmp(line, ".It Cm ", 7))
			read_tag(manual, line + 7);
	}
	fclose(page);
}

static void words_are_in_the_manual(void **state)
{
	const struct signature_operator *row = NULL;
	const char *const *particle = NULL;
	static struct documented manual;

	(void)state;
	read_manual(&manual);
	while ((row = signature_operator_next(row)))
		if (row->word && !is_documented(&manual, row->word))
			fail_msg("\"%s\" is not in %s", row->word, MANUAL);
	while ((particle = language_word_next_particle(particle)))
		if (!is_documented(&manual, *particle))
			fail_msg("\"%s\" is not in %s", *particle, MANUAL);
}

/* Symbols that are no operators belong to the grammar alone. */
static bool is_symbol(const char *word)
{
	return !isalpha((unsigned char)*word) || !strcmp(word, "h'");
}

static void manual_has_no_other_words(void **state)
{
	static struct documented manual;
	unsigned words = 0;

	(void)state;
	read_manual(&manual);
	for (unsigned i = 0; i < manual.count; i++) {
		const char *word = manual.words[i];
		const char *const *particle = NULL;

		if (is_symbol(word) || language_word_find(word, strlen(word))) {
			words++;
			continue;
		}
		while ((particle = language_word_next_particle(particle)) &&
		       strcmp(*particle, word) != 0)
			;
		if (!particle)
			fail_msg("%s: \"%s\" is no word of the language",
				 MANUAL, word);
	}
	assert_true(words > 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(can_be_written),
		cmocka_unit_test(reads_what_it_declares),
		cmocka_unit_test(looks_are_exact),
		cmocka_unit_test(packets_may_be_missing),
		cmocka_unit_test(windows_need_a_meter),
		cmocka_unit_test(words_are_reserved),
		cmocka_unit_test(words_are_in_the_manual),
		cmocka_unit_test(manual_has_no_other_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
