/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of expressions to nodes: values that one word begins.
 */
#include <string.h>

#include "flow/meter.h"
#include "signature/name.h"
#include "language/parse.h"
#include "language/parser.h"
#include "signature/pool.h"
#include "language/scope.h"
#include "signature/tlv.h"
#include "language/word.h"

static uint32_t parse_word(struct parser *parser,
			   const struct signature_word *word)
{
	struct node node = {.op = word->op};

	language_lex_advance(&parser->lexer);
	if (word->form == WORD_NAME)
		signature_name_parse(&parser->lexer, parser->pool, word->most,
				     &node);
	if (word->form == WORD_TLV)
		signature_tlv_parse(&parser->lexer, word->most, &node);
	if (word->form == WORD_SIDED)
		node.side = language_parser_side(parser);
	if (word->form == WORD_INDEXED) {
		language_lex_require(&parser->lexer, "[");
		node.number = language_lex_number(&parser->lexer);
		if (node.number < 1 || node.number > word->most)
			language_lex_fail(&parser->lexer, "expected 1 to %u",
					  word->most);
		language_lex_require(&parser->lexer, "]");
	}
	return language_parser_make(parser, &node);
}

static uint32_t parse_next(struct parser *parser)
{
	struct node node = {.op = NODE_NEXT};

	language_lex_require(&parser->lexer, "(");
	node.generator = language_parser_generator(parser);
	language_lex_require(&parser->lexer, ",");
	node.a = language_parser_value(parser);
	language_lex_require(&parser->lexer, ")");
	return language_parser_make(parser, &node);
}

static uint32_t parse_since(struct parser *parser)
{
	struct node node = {.op = NODE_SINCE};

	language_lex_require(&parser->lexer, "(");
	node.reg = language_parser_register(parser);
	node.side = language_parser_side(parser);
	language_lex_require(&parser->lexer, ")");
	if (!parser->lexer.failed)
		parser->scope->registers[node.reg].timed = true;
	return language_parser_make(parser, &node);
}

/* "at least 4 of (A; B; C)": "at" was read. */
static uint32_t parse_at_least(struct parser *parser)
{
	struct node node = {.op = NODE_AT_LEAST};
	uint32_t nodes[32];

	language_lex_require(&parser->lexer, "least");
	node.number = language_lex_number(&parser->lexer);
	language_lex_require(&parser->lexer, "of");
	language_lex_require(&parser->lexer, "(");
	do {
		if (node.list_count == 32) {
			language_lex_fail(&parser->lexer,
					  "at most 32 conditions");
			return 0;
		}
		nodes[node.list_count++] = language_parser_condition(parser);
	} while (language_lex_accept(&parser->lexer, ";"));
	language_lex_require(&parser->lexer, ")");
	if (node.number < 1 || node.number > node.list_count)
		language_lex_fail(&parser->lexer,
				  "of %u conditions, 1 to %u can be asked",
				  node.list_count, node.list_count);
	if (signature_pool_add_list(parser->pool, nodes, node.list_count,
				    &node.list) < 0)
		language_lex_fail(&parser->lexer, "no memory for another list");
	return language_parser_make(parser, &node);
}

static uint32_t parse_constant(struct parser *parser)
{
	uint64_t number = language_lex_number(&parser->lexer);

	return language_parser_make(
		parser, &(struct node){.op = NODE_CONSTANT, .number = number});
}

static uint32_t parse_register(struct parser *parser)
{
	struct node node = {.op = NODE_REGISTER};

	node.reg = language_parser_register(parser);
	node.side = language_parser_side(parser);
	return language_parser_make(parser, &node);
}

/* "doing('chat')": "doing" was read. */
static uint32_t parse_doing(struct parser *parser)
{
	struct node node = {.op = NODE_DOING};
	struct node_pattern name;
	char text[SIGNATURE_BUFFER_BYTES + 1] = "";

	language_lex_require(&parser->lexer, "(");
	memset(&name, 0, sizeof(name));
	language_lex_pattern(&parser->lexer, &name);
	memcpy(text, name.value, name.length);
	if (!parser->lexer.failed)
		node.number = language_scope_activity(parser->scope, text);
	if (!node.number)
		language_lex_fail(&parser->lexer,
				  "\"%s\" is not in \"activities\"", text);
	language_lex_require(&parser->lexer, ")");
	return language_parser_make(parser, &node);
}

/* "window.sizes(400..490)": "window.sizes" was read. */
static uint32_t parse_window_sizes(struct parser *parser)
{
	struct node node = {.op = NODE_WINDOW_SIZES};
	struct node_range range;
	int number;

	language_lex_require(&parser->lexer, "(");
	range = language_parser_range(parser, 0); /* node 0: a number */
	language_lex_require(&parser->lexer, ")");
	number = language_scope_sizes(parser->scope, &range);
	if (number < 0)
		language_lex_fail(
			&parser->lexer,
			"sizes are at most %d, and at most %d ranges of "
			"them are counted, over all files",
			UINT16_MAX, FLOW_METER_SIZES);
	node.number = (uint64_t)(number < 0 ? 0 : number);
	node.side = language_parser_side(parser);
	return language_parser_make(parser, &node);
}

static uint32_t parse_parentheses(struct parser *parser)
{
	uint32_t made = language_parser_condition(parser);

	language_lex_require(&parser->lexer, ")");
	return made;
}

static uint32_t parse_atom(struct parser *parser)
{
	const struct token token = parser->lexer.token;
	const struct signature_word *word =
		language_word_find(token.at, token.length);
	uint32_t made = 0;

	if (parser->lexer.failed)
		return 0;
	if (token.kind == TOKEN_NUMBER)
		return parse_constant(parser);
	if (language_lex_accept(&parser->lexer, "("))
		return parse_parentheses(parser);
	if (language_parser_register_named(parser) >= 0)
		return parse_register(parser);
	if (language_lex_accept(&parser->lexer, "next"))
		return parse_next(parser);
	if (language_lex_accept(&parser->lexer, "since"))
		return parse_since(parser);
	if (language_lex_accept(&parser->lexer, "at"))
		return parse_at_least(parser);
	if (language_lex_accept(&parser->lexer, "doing"))
		return parse_doing(parser);
	if (language_lex_accept(&parser->lexer, "window.sizes"))
		return parse_window_sizes(parser);
	if (token.kind == TOKEN_NAME &&
	    (language_parser_buffer_word(parser, token.at, token.length, 0,
					 &made) ||
	     language_parser_named_buffer(parser, &made)))
		return made;
	if (token.kind == TOKEN_NAME && word)
		return parse_word(parser, word);
	language_parser_expected_value(parser);
	return 0;
}

uint32_t language_parser_primary(struct parser *parser)
{
	uint32_t made;

	if (++parser->depth > PARSE_DEPTH_MOST) {
		language_lex_fail(&parser->lexer, "more than %d levels deep",
				  PARSE_DEPTH_MOST);
		return 0;
	}
	made = parse_atom(parser);
	parser->depth--;
	return made;
}
