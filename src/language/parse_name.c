/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses comparisons of names. signature/name.c describes patterns with wildcards.
 */
#include "language/lex.h"
#include "language/parser.h"
#include "signature/name.h"
#include "signature/pool.h"

/*
 * Mark wildcards: at most NAME_PARTS_MOST, "**" only at the end, "#" before "*".
 */
static void make_stars(struct lexer *lexer, struct node_pattern *pattern,
		       char separator)
{
	unsigned stars = 0;
	bool after_star = false;

	for (unsigned i = 0; i < pattern->length; i++) {
		char c = (char)pattern->value[i];

		after_star &= c != separator;
		if (c != '*' && c != '#')
			continue;
		if (c == '#' && after_star)
			language_lex_fail(lexer,
					  "\"#\" may not come after \"*\" in "
					  "one part");
		after_star |= c == '*';
		pattern->mask[i] = 0;
		stars++;
		if (i && signature_name_is_rest(pattern, i - 1) &&
		    (i + 1 < pattern->length ||
		     (i > 1 && signature_name_is_rest(pattern, i - 2))))
			language_lex_fail(lexer,
					  "\"**\" may only end a pattern");
	}
	if (stars > NAME_PARTS_MOST)
		language_lex_fail(lexer, "at most %d \"*\" and \"#\"",
				  NAME_PARTS_MOST);
}

static bool parse_test(struct lexer *lexer, uint8_t *test)
{
	static const char *const words[] = {
		[NAME_EQUALS] = "==",
		[NAME_STARTS] = "starts",
		[NAME_ENDS] = "ends",
		[NAME_LIKE] = "like",
	};

	for (*test = 0; *test < sizeof(words) / sizeof(*words); ++*test)
		if (language_lex_accept(lexer, words[*test]))
			return true;
	language_lex_expected(lexer, "==, starts, ends or like");
	return false;
}

static void parse_name_text(struct lexer *lexer, struct signature_pool *pool,
			    struct node *node)
{
	enum packet_name_kind kind = node->width;
	struct node_pattern pattern;
	struct token text, next;
	uint32_t made;

	if (lexer->token.kind != TOKEN_STRING) {
		language_lex_expected(lexer, "a 'text'");
		return;
	}
	text = lexer->token;
	language_lex_pattern(lexer, &pattern);
	next = lexer->token;
	lexer->token = text; /* report errors at the text */
	if (node->number == NAME_LIKE)
		make_stars(lexer, &pattern, signature_name_separator(kind));
	lexer->token = next;
	for (unsigned i = 0; i < pattern.length; i++)
		if (packet_name_is_of_host(kind))
			pattern.value[i] = (uint8_t)signature_name_lower(
				(char)pattern.value[i]);
	made = signature_pool_add_pattern(pool, &pattern);
	if (!node->list_count++)
		node->list = made;
}

void language_parse_name(struct lexer *lexer, struct signature_pool *pool,
			 uint8_t kind, struct node *node)
{
	uint8_t test;

	node->width = kind;
	if (!parse_test(lexer, &test))
		return;
	node->number = test;
	if (test == NAME_LIKE || !language_lex_accept(lexer, "{")) {
		parse_name_text(lexer, pool, node);
		return;
	}
	do
		parse_name_text(lexer, pool, node);
	while (language_lex_accept(lexer, ","));
	language_lex_require(lexer, "}");
}
