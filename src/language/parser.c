/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses names, sides and ranges, and makes nodes, for all parse_*.c. */
#include "language/parser.h"

#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "signature/operator.h"
#include "signature/pool.h"
#include "language/scope.h"
#include "language/word.h"

uint32_t language_parser_make(struct parser *parser, const struct node *node)
{
	uint32_t made = signature_pool_add_node(parser->pool, node);

	if (parser->pool->out_of_memory)
		language_lex_fail(&parser->lexer, "no memory for another node");
	return made;
}

/* Without a unit "since(x) > 10" would be 10 us, which is never intended. */
void language_parser_check_unit(struct parser *parser, uint32_t value)
{
	const struct token *token = &parser->lexer.token;

	if (token->kind == TOKEN_NUMBER && token->number && !token->unit &&
	    parser->pool->pool.nodes[value].op->is_time)
		language_lex_fail(
			&parser->lexer,
			"expected a time with its unit, such as 10ms");
}

struct node_range language_parser_range(struct parser *parser, uint32_t value)
{
	struct node_range range;

	language_parser_check_unit(parser, value);
	range.low = range.high = language_lex_number(&parser->lexer);
	if (language_lex_accept(&parser->lexer, "..")) {
		language_parser_check_unit(parser, value);
		range.high = language_lex_number(&parser->lexer);
	}
	if (range.high < range.low)
		language_lex_fail(&parser->lexer,
				  "the range ends before it begins");
	return range;
}

#define NAME_TEXT 65 /* longer words get no hint */

/* Report "expected WHAT, got ...", with the nearest word that @offer has. */
static void expected_near(struct parser *parser, const char *what,
			  void (*offer)(const struct parse_scope *scope,
					struct suggestion *suggestion))
{
	const struct token *token = &parser->lexer.token;
	char word[NAME_TEXT] = "", text[64 + NAME_TEXT];
	struct suggestion suggestion;
	bool has_hint;

	if (parser->lexer.failed)
		return;
	if (token->kind == TOKEN_NAME && token->length < NAME_TEXT)
		memcpy(word, token->at, token->length);
	suggestion = suggest_for(word);
	offer(parser->scope, &suggestion);
	/* the word itself, at a wrong place, is no help */
	has_hint = suggestion.best && strcmp(suggestion.best, word) != 0;
	snprintf(text, sizeof(text), "%s (did you mean \"%s\"?)", what,
		 has_hint ? suggestion.best : "");
	language_lex_expected(&parser->lexer, has_hint ? text : what);
}

static void offer_values(const struct parse_scope *scope,
			 struct suggestion *suggestion)
{
	language_word_offer(suggestion);
	language_scope_offer_registers(scope, suggestion);
}

void language_parser_expected_value(struct parser *parser)
{
	expected_near(parser, "a value", offer_values);
}

uint16_t language_parser_generator(struct parser *parser)
{
	const struct token *token = &parser->lexer.token;
	int found = token->kind == TOKEN_NAME
			    ? language_scope_generator(parser->scope, token->at,
						       token->length)
			    : -1;

	if (found < 0) {
		expected_near(parser, "the name of a generator of this file",
			      language_scope_offer_generators);
		return 0;
	}
	language_lex_advance(&parser->lexer);
	return (uint16_t)found;
}

int language_parser_register_named(const struct parser *parser)
{
	const struct token *token = &parser->lexer.token;

	return token->kind == TOKEN_NAME
		       ? language_scope_register(parser->scope, token->at,
						 token->length)
		       : -1;
}

uint16_t language_parser_register(struct parser *parser)
{
	int found = language_parser_register_named(parser);

	if (found < 0) {
		expected_near(parser, "the name of a register of this file",
			      language_scope_offer_registers);
		return 0;
	}
	language_lex_advance(&parser->lexer);
	return (uint16_t)found;
}

uint8_t language_parser_side(struct parser *parser)
{
	if (!language_lex_accept(&parser->lexer, "of"))
		return SIDE_THIS;
	if (language_lex_accept(&parser->lexer, "this") ||
	    language_lex_accept(&parser->lexer, "source"))
		return SIDE_THIS;
	if (!language_lex_accept(&parser->lexer, "reverse") &&
	    !language_lex_accept(&parser->lexer, "dest"))
		language_lex_expected(
			&parser->lexer,
			"\"this\", \"reverse\", \"source\" or \"dest\"");
	return SIDE_REVERSE;
}
