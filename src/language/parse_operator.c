/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses operators by recursive descent, one step for each level of precedence.
 * skywarden-signatures(5) has the grammar.
 */
#include "language/parse.h"
#include "language/parser.h"
#include "signature/operator.h"
#include "signature/pool.h"
#include "language/scope.h"

/* ---- operators, tightest first ---- */

static const struct signature_operator *accept_infix(struct parser *parser,
						     enum operator_level level)
{
	const struct signature_operator *row = signature_operator_infix;

	for (; row->evaluate; row++)
		if (row->level == level &&
		    language_lex_accept(&parser->lexer, row->word))
			return row;
	return NULL;
}

static uint32_t parse_not(struct parser *parser);
static uint32_t parse_operators(struct parser *parser,
				enum operator_level level);

static uint32_t parse_operand(struct parser *parser, enum operator_level level)
{
	if (level == LEVEL_AND)
		return parse_not(parser);
	if (level == LEVEL_MULTIPLY)
		return language_parse_value_primary(parser);
	return parse_operators(parser, level + 1);
}

/* Parse operand {OPERATOR operand} of one level. */
static uint32_t parse_operators(struct parser *parser,
				enum operator_level level)
{
	struct node node = {.a = parse_operand(parser, level)};

	while ((node.op = accept_infix(parser, level))) {
		node.b = parse_operand(parser, level);
		node.a = language_parser_make(parser, &node);
	}
	return node.a;
}

uint32_t language_parse_operator_value(struct parser *parser)
{
	return parse_operators(parser, LEVEL_BIT_OR);
}

/* "in 17..1400", "in {18, 51..53}": "in" was read. */
static uint32_t parse_in(struct parser *parser, uint32_t value)
{
	struct node node = {.op = signature_operator_of(NODE_IN), .a = value};

	if (language_lex_accept(&parser->lexer, "{")) {
		do {
			uint32_t at = signature_pool_add_range(
				parser->pool,
				language_parser_range(parser, value));

			if (!node.list_count++)
				node.list = at;
		} while (language_lex_accept(&parser->lexer, ","));
		language_lex_require(&parser->lexer, "}");
	} else {
		node.list = signature_pool_add_range(
			parser->pool, language_parser_range(parser, value));
		node.list_count = 1;
	}
	return language_parser_make(parser, &node);
}

/* "follows REGISTER [of SIDE] by GENERATOR within 1..64": "follows" was read. */
static uint32_t parse_follows(struct parser *parser, uint32_t value)
{
	struct node node = {.op = signature_operator_of(NODE_FOLLOWS),
			    .a = value};
	struct node_range steps;
	unsigned most;

	node.reg = language_parser_register(parser);
	node.side = language_parser_side(parser);
	language_lex_require(&parser->lexer, "by");
	node.generator = language_parser_generator(parser);
	if (!parser->lexer.failed &&
	    parser->scope->registers[node.reg].bits <
		    parser->scope->generators[node.generator].bits)
		language_lex_fail(
			&parser->lexer,
			"the register keeps %u bits, the generator has %u",
			parser->scope->registers[node.reg].bits,
			parser->scope->generators[node.generator].bits);
	language_lex_require(&parser->lexer, "within");
	steps = language_parser_range(parser, 0); /* node 0: a number */
	if (parser->lexer.failed)
		return 0;
	most = signature_generator_has_full_period(
		       &parser->scope->generators[node.generator])
		       ? SIGNATURE_STEPS_MOST
		       : SIGNATURE_STEPS_MADE;
	if (steps.low < 1 || steps.high > most)
		language_lex_fail(&parser->lexer, "expected 1 to %u steps",
				  most);
	node.from.value = (int32_t)steps.low;
	node.to.value = (int32_t)steps.high;
	return language_parser_make(parser, &node);
}

/* Report a comparison that can never hold: "u8[0] == 0x1603". */
static void check_field(struct parser *parser, uint32_t left, uint32_t right)
{
	const struct node *field = &parser->pool->pool.nodes[left];
	const struct node *constant = &parser->pool->pool.nodes[right];

	if (field->op->id == NODE_FIELD && constant->op->id == NODE_CONSTANT &&
	    constant->number >> (8 * field->width))
		language_lex_fail(&parser->lexer,
				  "a field of %u bits is less than %llu",
				  8U * field->width,
				  (unsigned long long)constant->number);
}

/* "== any REGISTER [of SIDE]": "any" was read. */
static uint32_t parse_any(struct parser *parser, uint32_t value)
{
	struct node node = {.op = signature_operator_of(NODE_ANY), .a = value};

	node.reg = language_parser_register(parser);
	node.side = language_parser_side(parser);
	return language_parser_make(parser, &node);
}

static uint32_t parse_comparison(struct parser *parser)
{
	uint32_t left = language_parse_operator_value(parser), right;
	const struct signature_operator *row;

	if (language_lex_accept(&parser->lexer, "in"))
		return parse_in(parser, left);
	if (language_lex_accept(&parser->lexer, "follows"))
		return parse_follows(parser, left);
	row = accept_infix(parser, LEVEL_COMPARISON);
	if (!row)
		return left;
	if (row->id == NODE_EQUAL && language_lex_accept(&parser->lexer, "any"))
		return parse_any(parser, left);
	language_parser_check_unit(parser, left);
	right = language_parse_operator_value(parser);
	check_field(parser, left, right);
	return language_parser_make(
		parser, &(struct node){.op = row, .a = left, .b = right});
}

static uint32_t parse_not(struct parser *parser)
{
	uint32_t inner;

	if (!language_lex_accept(&parser->lexer, "not"))
		return parse_comparison(parser);
	if (++parser->depth > PARSE_DEPTH_MOST) {
		language_lex_fail(&parser->lexer, "more than %d levels deep",
				  PARSE_DEPTH_MOST);
		return 0;
	}
	inner = parse_not(parser);
	parser->depth--;
	return language_parser_make(
		parser, &(struct node){.op = signature_operator_of(NODE_NOT),
				       .a = inner});
}

uint32_t language_parse_operator_condition(struct parser *parser)
{
	return parse_operators(parser, LEVEL_OR);
}
