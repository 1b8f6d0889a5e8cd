/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names against texts, elements of messages, and how the dispatch finds both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/diagnostic.h"
#include "language/lex.h"
#include "language/parser.h"
#include "signature/name.h"
#include "signature/pool.h"
#include "signature/tlv.h"
#include "signature_bench.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A comparison as a file would say it, without its word. */
struct comparison {
	struct signature_pool pool;
	struct node node;
};

static bool comparison_read(struct comparison *it, enum packet_name_kind kind,
			    const char *text)
{
	struct diagnostics diagnostics = {0};
	struct parse_place place = {.diagnostics = &diagnostics};
	struct lexer lexer;

	*it = (struct comparison){.node = {0}};
	language_lex_begin(&lexer, &place, text);
	language_parse_name(&lexer, &it->pool, kind, &it->node);
	return language_lex_finish(&lexer) == 0;
}

static struct packet_name name_of(const char *text)
{
	return (struct packet_name){text, (uint16_t)strlen(text)};
}

static bool holds(const struct comparison *it, const char *name,
		  struct name_parts *parts)
{
	return signature_name_holds(&it->node,
				    &it->pool.pool.patterns[it->node.list],
				    name_of(name), parts);
}

/* ---- comparing ---- */

static void comparisons(void **state)
{
	static const struct {
		enum packet_name_kind kind;
		const char *test, *yes[5], *no[6];
	} cases[] = {
		{PACKET_NAME_TLS,
		 "== 'Example.org'",
		 {"example.org", "EXAMPLE.ORG"},
		 {"example.org.", "www.example.org", "example.or"}},
		{PACKET_NAME_TLS,
		 "ends 'Example.org'",
		 {"example.org", "a.EXAMPLE.org", "a.b.example.org"},
		 {"myexample.org", "example.org.net", "xample.org", "org"}},
		{PACKET_NAME_TLS,
		 "ends { 'a.b', 'Example.org','d' }",
		 {"x.A.b", "example.org", "d", "c.d"},
		 {"xa.b", "b", "ad", "example.or"}},
		{PACKET_NAME_METHOD,
		 "== { 'GET', 'PUT' }",
		 {"GET", "PUT"},
		 {"get", "POST", "GETS"}},
		{PACKET_NAME_CERTIFICATE,
		 "ends '.example.org'",
		 {"*.example.org", "a.example.org", ".example.org"},
		 {"example.org", "a-example.org"}},
		{PACKET_NAME_DNS,
		 "starts 'rst'",
		 {"rst", "RST4.a"},
		 {"xrst", "rs"}},
		{PACKET_NAME_PATH, "ends 'b'", {"/a/b", "/ab"}, {"/aB", "/"}},
		{PACKET_NAME_PATH, "== '/A'", {"/A"}, {"/a", "/A/"}},
		{PACKET_NAME_HOST,
		 "like '*.example.org'",
		 {"a.example.org", "ab.Example.org"},
		 {"example.org", ".example.org", "a.b.example.org",
		  "a.example.orgx", "a.example.or"}},
		{PACKET_NAME_HOST,
		 "like 'a*b*c.x'",
		 {"a1b2c.x", "abbbcbc.x", "aXbXc.X"},
		 {"abc.x", "a1b2c.y", "a1.b2c.x", "a1b2cc", "a1b2c.xx"}},
		{PACKET_NAME_HOST,
		 "like '#.#.rst#.**'",
		 {"1.22.rst3.", "1.2.rst3.a.b.c"},
		 {"1.2.rst.a", "1.2.rst3", "1.2.rst3a.b", "a.2.rst3.b",
		  "1.2x.rst3.b", ".2.rst3.b"}},
		{PACKET_NAME_PATH,
		 "like '/ui/#/#.#/**'",
		 {"/ui/3/7.10/en/x?y", "/ui/3/7.1/"},
		 {"/ui/3/7/", "/ui/3/7.1", "/ui/x/7.1/", "/UI/3/7.1/"}},
		{PACKET_NAME_AGENT,
		 "like 'A/* (*)'",
		 {"A/1.2/x (b c)", "A/1 (2) (3)"},
		 {"A/1 (2", "A/ (2)", "a/1 (2)", "A/1 (2)x"}},
		{PACKET_NAME_AGENT, "like '**'", {"a", "a b"}, {0}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct comparison it;

		assert_true(comparison_read(&it, cases[i].kind, cases[i].test));
		for (size_t n = 0; n < 5 && cases[i].yes[n]; n++)
			if (!holds(&it, cases[i].yes[n], NULL))
				fail_msg("%s: %s", cases[i].test,
					 cases[i].yes[n]);
		for (size_t n = 0; n < 6 && cases[i].no[n]; n++)
			if (holds(&it, cases[i].no[n], NULL))
				fail_msg("%s: not %s", cases[i].test,
					 cases[i].no[n]);
		assert_false(signature_name_holds(
			&it.node, &it.pool.pool.patterns[it.node.list],
			(struct packet_name){0}, NULL));
		signature_pool_fini(&it.pool);
	}
}

static void parts(void **state)
{
	static const char *const expected[] = {"335", "0", "7", "7", "3", "6"};
	struct name_parts found;
	struct comparison it;

	(void)state;
	assert_true(comparison_read(&it, PACKET_NAME_DNS,
				    "like '#.#.#.#.#.rst#.r.example.net'"));
	assert_true(holds(&it, "335.0.7.7.3.rst6.r.Example.net", &found));
	assert_int_equal(found.count, COUNT(expected));
	for (size_t i = 0; i < found.count; i++) {
		assert_int_equal(found.parts[i].length, strlen(expected[i]));
		assert_memory_equal(found.parts[i].at, expected[i],
				    strlen(expected[i]));
	}
	signature_pool_fini(&it.pool);
}

/* ---- a twin that tries everything ---- */

static uint64_t random_state;

static unsigned draw(unsigned below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state % below);
}

static bool naive(const char *pattern, const char *name)
{
	size_t taken = 0;

	if (!*pattern)
		return !*name;
	if (pattern[0] == '*' && pattern[1] == '*')
		return true;
	if (*pattern != '*' && *pattern != '#')
		return *pattern == *name && naive(pattern + 1, name + 1);
	while (name[taken] && name[taken] != '.' &&
	       (*pattern == '*' || (name[taken] >= '0' && name[taken] <= '9')))
		if (naive(pattern + 1, name + ++taken))
			return true;
	return false;
}

static void random_text(char *text, const char *letters, unsigned most)
{
	unsigned length = 1 + draw(most);

	for (unsigned i = 0; i < length; i++)
		text[i] = letters[draw((unsigned)strlen(letters))];
	text[length] = '\0';
}

static void twin_agrees(void **state)
{
	unsigned patterns = 0, yes = 0;

	(void)state;
	random_state = 88172645463325252u;
	while (patterns < 20000) {
		char pattern[16], test[40], name[24];
		struct comparison it;

		random_text(pattern, "a1.**#", 8);
		snprintf(test, sizeof(test), "like '%s'", pattern);
		if (comparison_read(&it, PACKET_NAME_DNS, test)) {
			patterns++;
			for (int i = 0; i < 20; i++) {
				bool expected;

				random_text(name, "aa11.", 12);
				expected = naive(pattern, name);
				yes += expected;
				if (holds(&it, name, NULL) != expected)
					fail_msg("%s: %s", pattern, name);
			}
		}
		signature_pool_fini(&it.pool);
	}
	assert_true(yes > 20000);
}

/* ---- elements ---- */

static bool tlv(const char *text, bool size, const void *bytes,
		uint32_t captured, uint32_t announced, uint64_t *value)
{
	struct diagnostics diagnostics = {0};
	struct parse_place place = {.diagnostics = &diagnostics};
	uint8_t *exact = malloc(captured + !captured);
	struct lexer lexer;
	struct node node = {0};
	bool found;

	memcpy(exact, bytes, captured);
	language_lex_begin(&lexer, &place, text);
	language_parse_tlv(&lexer, size, &node);
	assert_int_equal(language_lex_finish(&lexer), 0);
	found = signature_tlv_find(&node, exact, captured, announced, value);
	free(exact);
	return found;
}

static void elements(void **state)
{
	static const char bytes[] = "head" /* 4 */
				    "\x80\x70\0\4\0\0\0\7"
				    "\0\6\0\5abcde\0\0\0"
				    "\x80\x28\0\2\1\2\0\0"
				    "\0\x25\0\0";
	const uint32_t all = sizeof(bytes) - 1;
	uint64_t value = 99;

	(void)state;
	assert_true(tlv("(4,2,2,4,0x8070)", false, bytes, all, all, &value));
	assert_int_equal(value, 7);
	assert_true(tlv("(4,2,2,4,6)", true, bytes, all, all, &value));
	assert_int_equal(value, 5);
	assert_true(tlv("(4,2,2,4,6)", false, bytes, all, all, &value));
	assert_int_equal(value, 0x61626364);
	assert_true(tlv("(4,2,2,4,0x8028)", false, bytes, all, all, &value));
	assert_int_equal(value, 0x0102);
	assert_true(tlv("(4,2,2,4,0x25)", false, bytes, all, all, &value));
	assert_int_equal(value, 0);
	value = 99;
	assert_false(tlv("(4,2,2,4,7)", false, bytes, all, all, &value));
	/* another start, another alignment, a byte less or not captured */
	assert_false(tlv("(0,2,2,4,6)", false, bytes, all, all, &value));
	assert_false(tlv("(4,2,2,1,6)", false, bytes, all, all, &value));
	for (uint32_t size = 0; size < all; size++) {
		bool border = size == all - 4 || size == all - 12 ||
			      size == all - 24;

		assert_int_equal(tlv("(4,2,2,4,0x8070)", false, bytes, size,
				     size, &(uint64_t){0}),
				 border);
		assert_false(tlv("(4,2,2,4,0x8070)", false, bytes, size, all,
				 &value));
	}
	assert_int_equal(value, 99);
}

/* ---- through a set ---- */

static const char names_file[] =
	"applications = ( { name = \"a\"; } ); application = \"a\";\n"
	"signatures = (\n"
	"{ name = \"dns\"; about = \"\"; source = \"\";\n"
	"  match = [ \"dns.name ends 'b.c'\" ]; then = { event = \"e\"; }; },\n"
	"{ name = \"http\"; about = \"\"; source = \"\"; transport = \"tcp\";\n"
	"  match = [ \"http.method == 'GET'\", \"http.host == 'b.c'\" ];\n"
	"  then = { event = \"e\"; }; },\n"
	"{ name = \"agent\"; about = \"\"; source = \"\"; transport = "
	"\"tcp\";\n"
	"  match = [ \"http.agent starts 'x' or http.path == '/z'\" ];\n"
	"  then = { event = \"e\"; }; },\n"
	"{ name = \"tls\"; about = \"\"; source = \"\"; transport = \"tcp\";\n"
	"  match = [ \"not tls.name == 'x'\", \"tls.name ends 'c' or tls.name "
	"== 'd'\" ];\n"
	"  then = { event = \"e\"; }; }\n"
	");\n";

#define HELLO                              \
	"\x16\3\1\0\x3b\1\0\0\x37\3\3"     \
	"0123456789abcdef0123456789abcdef" \
	"\0\0\2\0\5\1\0\0\x0c\0\0\0\x08\0\6\0\0\3b.c"

static void dispatched(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t size;
		bool tcp;
	} cases[] = {
		{"a.dns", "\1\2\1\0\0\1\0\0\0\0\0\0\1b\1c\0\0\1\0\1", 21, 0},
		{"a.dns", "\0\x15\1\2\1\0\0\1\0\0\0\0\0\0\1b\1c\0\0\1\0\1", 23,
		 1},
		{"a.http", "GET / HTTP/1.1\r\nHost: b.c\r\n\r\n", 29, 1},
		{"a.agent", "PUT /z HTTP/1.1\r\n\r\n", 19, 1},
		{"a.tls", HELLO, sizeof(HELLO) - 1, 1},
		{NULL, "\1\2\1\0\0\2\0\0\0\0\0\0\1b\1c\0\0\1\0\1", 21, 0},
		{NULL, "GET / HTTP/1.1\r\nHost: b.d\r\n\r\n", 29, 1},
		{NULL, "GET / HTTP/1.1\r\nHost: b.c\r\n\r\n", 29, 0},
		{NULL, HELLO, sizeof(HELLO) - 1, 0},
	};
	static struct bench bench;

	(void)state;
	bench_load(&bench, names_file);
	assert_non_null(bench.set);
	for (unsigned i = 0; i < COUNT(cases); i++) {
		struct bench_packet packet = {
			.from = "10.0.0.1",
			.to = "192.0.2.1",
			.from_port = (uint16_t)(5000 + i),
			.to_port = 9,
			.tcp = cases[i].tcp,
			.seconds = 1,
			.payload = cases[i].bytes,
			.size = cases[i].size,
		};

		bench_send(&bench, &packet);
		assert_int_equal(bench.found_count, cases[i].name != NULL);
		if (cases[i].name)
			assert_string_equal(signature_set_signature_name(
						    bench.set, bench.found[0]),
					    cases[i].name);
	}
	assert_int_equal(signature_set_look_bytes(bench.set), PACKET_NAME_LOOK);
	bench_fini(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparisons), cmocka_unit_test(parts),
		cmocka_unit_test(twin_agrees), cmocka_unit_test(elements),
		cmocka_unit_test(dispatched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
