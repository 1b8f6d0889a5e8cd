/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of expressions to nodes: values that one word begins.
 */
#include <string.h>

#include "flow/meter.h"
#include "signature/name.h"
#include "signature/parse.h"
#include "signature/parser.h"
#include "signature/pool.h"
#include "signature/scope.h"
#include "signature/tlv.h"
#include "signature/word.h"

static uint32_t parse_word(struct parser *parser,
			   const struct signature_word *word)
{
	struct node node = {.op = word->op};

	lexer_advance(&parser->lexer);
	if (word->form == WORD_NAME)
		signature_name_parse(&parser->lexer, parser->pool, word->most,
				     &node);
	if (word->form == WORD_TLV)
		signature_tlv_parse(&parser->lexer, word->most, &node);
	if (word->form == WORD_SIDED)
		node.side = parser_side(parser);
	if (word->form == WORD_INDEXED) {
		lexer_require(&parser->lexer, "[");
		node.number = lexer_number(&parser->lexer);
		if (node.number < 1 || node.number > word->most)
			lexer_fail(&parser->lexer, "expected 1 to %u",
				   word->most);
		lexer_require(&parser->lexer, "]");
	}
	return parser_make(parser, &node);
}

static uint32_t parse_next(struct parser *parser)
{
	struct node node = {.op = NODE_NEXT};

	lexer_require(&parser->lexer, "(");
	node.generator = parser_generator(parser);
	lexer_require(&parser->lexer, ",");
	node.a = parser_value(parser);
	lexer_require(&parser->lexer, ")");
	return parser_make(parser, &node);
}

static uint32_t parse_since(struct parser *parser)
{
	struct node node = {.op = NODE_SINCE};

	lexer_require(&parser->lexer, "(");
	node.reg = parser_register(parser);
	node.side = parser_side(parser);
	lexer_require(&parser->lexer, ")");
	if (!parser->lexer.failed)
		parser->scope->registers[node.reg].timed = true;
	return parser_make(parser, &node);
}

/* "at least 4 of (A; B; C)": "at" was read. */
static uint32_t parse_at_least(struct parser *parser)
{
	struct node node = {.op = NODE_AT_LEAST};
	uint32_t nodes[32];

	lexer_require(&parser->lexer, "least");
	node.number = lexer_number(&parser->lexer);
	lexer_require(&parser->lexer, "of");
	lexer_require(&parser->lexer, "(");
	do {
		if (node.list_count == 32) {
			lexer_fail(&parser->lexer, "at most 32 conditions");
			return 0;
		}
		nodes[node.list_count++] = parser_condition(parser);
	} while (lexer_accept(&parser->lexer, ";"));
	lexer_require(&parser->lexer, ")");
	if (node.number < 1 || node.number > node.list_count)
		lexer_fail(&parser->lexer,
			   "of %u conditions, 1 to %u can be asked",
			   node.list_count, node.list_count);
	if (signature_pool_add_list(parser->pool, nodes, node.list_count,
				    &node.list) < 0)
		lexer_fail(&parser->lexer, "no memory for another list");
	return parser_make(parser, &node);
}

static uint32_t parse_constant(struct parser *parser)
{
	uint64_t number = lexer_number(&parser->lexer);

	return parser_make(
		parser, &(struct node){.op = NODE_CONSTANT, .number = number});
}

static uint32_t parse_register(struct parser *parser)
{
	struct node node = {.op = NODE_REGISTER};

	node.reg = parser_register(parser);
	node.side = parser_side(parser);
	return parser_make(parser, &node);
}

/* "doing('chat')": "doing" was read. */
static uint32_t parse_doing(struct parser *parser)
{
	struct node node = {.op = NODE_DOING};
	struct node_pattern name;
	char text[SIGNATURE_BUFFER_BYTES + 1] = "";

	lexer_require(&parser->lexer, "(");
	memset(&name, 0, sizeof(name));
	lexer_pattern(&parser->lexer, &name);
	memcpy(text, name.value, name.length);
	if (!parser->lexer.failed)
		node.number = signature_scope_activity(parser->scope, text);
	if (!node.number)
		lexer_fail(&parser->lexer, "\"%s\" is not in \"activities\"",
			   text);
	lexer_require(&parser->lexer, ")");
	return parser_make(parser, &node);
}

/* "window.sizes(400..490)": "window.sizes" was read. */
static uint32_t parse_window_sizes(struct parser *parser)
{
	struct node node = {.op = NODE_WINDOW_SIZES};
	struct node_range range;
	int number;

	lexer_require(&parser->lexer, "(");
	range = parser_range(parser, 0); /* node 0: a number */
	lexer_require(&parser->lexer, ")");
	number = signature_scope_sizes(parser->scope, &range);
	if (number < 0)
		lexer_fail(&parser->lexer,
			   "sizes are at most %d, and at most %d ranges of "
			   "them are counted, over all files",
			   UINT16_MAX, FLOW_METER_SIZES);
	node.number = (uint64_t)(number < 0 ? 0 : number);
	node.side = parser_side(parser);
	return parser_make(parser, &node);
}

static uint32_t parse_parentheses(struct parser *parser)
{
	uint32_t made = parser_condition(parser);

	lexer_require(&parser->lexer, ")");
	return made;
}

static uint32_t parse_atom(struct parser *parser)
{
	const struct token token = parser->lexer.token;
	const struct signature_word *word =
		signature_word_find(token.at, token.length);
	uint32_t made = 0;

	if (parser->lexer.failed)
		return 0;
	if (token.kind == TOKEN_NUMBER)
		return parse_constant(parser);
	if (lexer_accept(&parser->lexer, "("))
		return parse_parentheses(parser);
	if (parser_register_named(parser) >= 0)
		return parse_register(parser);
	if (lexer_accept(&parser->lexer, "next"))
		return parse_next(parser);
	if (lexer_accept(&parser->lexer, "since"))
		return parse_since(parser);
	if (lexer_accept(&parser->lexer, "at"))
		return parse_at_least(parser);
	if (lexer_accept(&parser->lexer, "doing"))
		return parse_doing(parser);
	if (lexer_accept(&parser->lexer, "window.sizes"))
		return parse_window_sizes(parser);
	if (token.kind == TOKEN_NAME &&
	    (parser_buffer_word(parser, token.at, token.length, 0, &made) ||
	     parser_named_buffer(parser, &made)))
		return made;
	if (token.kind == TOKEN_NAME && word)
		return parse_word(parser, word);
	parser_expected_value(parser);
	return 0;
}

uint32_t parser_primary(struct parser *parser)
{
	uint32_t made;

	if (++parser->depth > PARSE_DEPTH_MOST) {
		lexer_fail(&parser->lexer, "more than %d levels deep",
			   PARSE_DEPTH_MOST);
		return 0;
	}
	made = parse_atom(parser);
	parser->depth--;
	return made;
}
