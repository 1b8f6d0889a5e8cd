/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses values that start with a word. */
#include <string.h>

#include "flow/meter.h"
#include "language/parse.h"
#include "language/parser.h"
#include "language/scope.h"
#include "language/word.h"
#include "signature/operator.h"
#include "signature/pool.h"

typedef uint32_t form_parser(struct parser *parser,
			     const struct signature_operator *row);

static uint32_t parse_plain(struct parser *parser,
			    const struct signature_operator *row)
{
	return language_parser_make(parser, &(struct node){.op = row});
}

static uint32_t parse_sided(struct parser *parser,
			    const struct signature_operator *row)
{
	struct node node = {.op = row};

	node.side = language_parser_side(parser);
	return language_parser_make(parser, &node);
}

static uint32_t parse_indexed(struct parser *parser,
			      const struct signature_operator *row)
{
	struct node node = {.op = row};

	language_lex_require(&parser->lexer, "[");
	node.number = language_lex_number(&parser->lexer);
	if (node.number < 1 || node.number > row->number)
		language_lex_fail(&parser->lexer, "expected 1 to %u",
				  row->number);
	language_lex_require(&parser->lexer, "]");
	return language_parser_make(parser, &node);
}

static uint32_t parse_name(struct parser *parser,
			   const struct signature_operator *row)
{
	struct node node = {.op = row};

	language_parse_name(&parser->lexer, parser->pool, row->number, &node);
	return language_parser_make(parser, &node);
}

static uint32_t parse_element(struct parser *parser,
			      const struct signature_operator *row)
{
	struct node node = {.op = row};

	language_parse_tlv(&parser->lexer, row->number, &node);
	return language_parser_make(parser, &node);
}

static uint32_t parse_next(struct parser *parser,
			   const struct signature_operator *row)
{
	struct node node = {.op = row};

	language_lex_require(&parser->lexer, "(");
	node.generator = language_parser_generator(parser);
	language_lex_require(&parser->lexer, ",");
	node.a = language_parse_operator_value(parser);
	language_lex_require(&parser->lexer, ")");
	return language_parser_make(parser, &node);
}

static uint32_t parse_since(struct parser *parser,
			    const struct signature_operator *row)
{
	struct node node = {.op = row};

	language_lex_require(&parser->lexer, "(");
	node.reg = language_parser_register(parser);
	node.side = language_parser_side(parser);
	language_lex_require(&parser->lexer, ")");
	if (!parser->lexer.failed)
		parser->scope->registers[node.reg].timed = true;
	return language_parser_make(parser, &node);
}

/* "at least 4 of (A; B; C)": "at" was read. */
static uint32_t parse_at_least(struct parser *parser,
			       const struct signature_operator *row)
{
	struct node node = {.op = row};
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
		nodes[node.list_count++] =
			language_parse_operator_condition(parser);
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
		parser,
		&(struct node){.op = signature_operator_of(NODE_CONSTANT),
			       .number = number});
}

static uint32_t parse_register(struct parser *parser)
{
	struct node node = {.op = signature_operator_of(NODE_REGISTER)};

	node.reg = language_parser_register(parser);
	node.side = language_parser_side(parser);
	return language_parser_make(parser, &node);
}

/* "activity('chat')": "activity" was read. */
static uint32_t parse_activity(struct parser *parser,
			       const struct signature_operator *row)
{
	struct node node = {.op = row};
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
static uint32_t parse_window_sizes(struct parser *parser,
				   const struct signature_operator *row)
{
	struct node node = {.op = row};
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
	uint32_t made = language_parse_operator_condition(parser);

	language_lex_require(&parser->lexer, ")");
	return made;
}

static uint32_t parse_atom(struct parser *parser)
{
	static form_parser *const forms[OPERATOR_FORMS] = {
		[FORM_PLAIN] = parse_plain,
		[FORM_SIDED] = parse_sided,
		[FORM_INDEXED] = parse_indexed,
		[FORM_NAME] = parse_name,
		[FORM_ELEMENT] = parse_element,
		[FORM_NEXT] = parse_next,
		[FORM_SINCE] = parse_since,
		[FORM_CONDITIONS] = parse_at_least,
		[FORM_ACTIVITY] = parse_activity,
		[FORM_SIZES] = parse_window_sizes,
	};
	const struct token *token = &parser->lexer.token;
	const struct signature_operator *row = NULL;
	uint32_t made = 0;

	if (parser->lexer.failed)
		return 0;
	if (token->kind == TOKEN_NUMBER)
		return parse_constant(parser);
	if (language_lex_accept(&parser->lexer, "("))
		return parse_parentheses(parser);
	if (language_parser_register_named(parser) >= 0)
		return parse_register(parser);
	if (token->kind == TOKEN_NAME) {
		if (language_parse_buffer_named(parser, &made))
			return made;
		row = language_word_find(token->at, token->length);
	}
	if (row && forms[row->form]) {
		language_lex_advance(&parser->lexer);
		return forms[row->form](parser, row);
	}
	if (row && language_parse_buffer_word(parser, row, 0, &made))
		return made;
	language_parser_expected_value(parser);
	return 0;
}

uint32_t language_parse_value_primary(struct parser *parser)
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
