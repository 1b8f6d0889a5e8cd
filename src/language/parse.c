/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of expressions to nodes: a recursive descent parser with one function per
 * level of precedence. skywarden-signatures(5) has the grammar. Values are in
 * parse_value.c, bytes and buffers in parse_buffer.c.
 */
#include "language/parse.h"

#include "language/parser.h"
#include "signature/pool.h"
#include "language/scope.h"

static uint32_t make_binary(struct parser *parser, enum node_op op, uint32_t a,
			    uint32_t b)
{
	return language_parser_make(parser,
				    &(struct node){.op = op, .a = a, .b = b});
}

/* ---- operators, tightest first ---- */

struct operation {
	const char *text;
	enum node_op op;
};

/* left {OPERATOR right} of one level; @operators end with a NULL text. */
static uint32_t parse_level(struct parser *parser,
			    const struct operation *operators,
			    uint32_t (*tighter)(struct parser *))
{
	uint32_t left = tighter(parser);

	for (const struct operation *op = operators; op->text; op++) {
		if (!language_lex_accept(&parser->lexer, op->text))
			continue;
		left = make_binary(parser, op->op, left, tighter(parser));
		op = operators - 1; /* look for another of the level */
	}
	return left;
}

static uint32_t parse_multiply(struct parser *parser)
{
	static const struct operation operators[] = {{"*", NODE_MULTIPLY}, {0}};

	return parse_level(parser, operators, language_parser_primary);
}

static uint32_t parse_add(struct parser *parser)
{
	static const struct operation operators[] = {
		{"+", NODE_ADD}, {"-", NODE_SUBTRACT}, {0}};

	return parse_level(parser, operators, parse_multiply);
}

static uint32_t parse_shift(struct parser *parser)
{
	static const struct operation operators[] = {
		{"<<", NODE_SHIFT_LEFT}, {">>", NODE_SHIFT_RIGHT}, {0}};

	return parse_level(parser, operators, parse_add);
}

static uint32_t parse_bit_and(struct parser *parser)
{
	static const struct operation operators[] = {{"&", NODE_BIT_AND}, {0}};

	return parse_level(parser, operators, parse_shift);
}

static uint32_t parse_xor(struct parser *parser)
{
	static const struct operation operators[] = {{"^", NODE_XOR}, {0}};

	return parse_level(parser, operators, parse_bit_and);
}

uint32_t language_parser_value(struct parser *parser)
{
	static const struct operation operators[] = {{"|", NODE_BIT_OR}, {0}};

	return parse_level(parser, operators, parse_xor);
}

/* "in 17..1400", "in {18, 51..53}": "in" was read. */
static uint32_t parse_in(struct parser *parser, uint32_t value)
{
	struct node node = {.op = NODE_IN, .a = value};

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
	struct node node = {.op = NODE_FOLLOWS, .a = value};
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
	most = signature_generator_is_full(
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

/* "u8[0] == 0x1603" can never hold. */
static void check_field(struct parser *parser, uint32_t left, uint32_t right)
{
	const struct node *field = &parser->pool->pool.nodes[left];
	const struct node *constant = &parser->pool->pool.nodes[right];

	if (field->op == NODE_FIELD && constant->op == NODE_CONSTANT &&
	    constant->number >> (8 * field->width))
		language_lex_fail(&parser->lexer,
				  "a field of %u bits is less than %llu",
				  8U * field->width,
				  (unsigned long long)constant->number);
}

static uint32_t parse_comparison(struct parser *parser)
{
	static const struct operation operators[] = {{"==", NODE_EQUAL},
						     {"!=", NODE_NOT_EQUAL},
						     {"<=", NODE_LESS_EQUAL},
						     {">=", NODE_GREATER_EQUAL},
						     {"<", NODE_LESS},
						     {">", NODE_GREATER},
						     {0}};
	uint32_t left = language_parser_value(parser), right;

	if (language_lex_accept(&parser->lexer, "in"))
		return parse_in(parser, left);
	if (language_lex_accept(&parser->lexer, "follows"))
		return parse_follows(parser, left);
	for (const struct operation *op = operators; op->text; op++) {
		if (!language_lex_accept(&parser->lexer, op->text))
			continue;
		if (op->op == NODE_EQUAL &&
		    language_lex_accept(&parser->lexer, "any")) {
			struct node node = {.op = NODE_ANY, .a = left};

			node.reg = language_parser_register(parser);
			node.side = language_parser_side(parser);
			return language_parser_make(parser, &node);
		}
		language_parser_check_unit(parser, left);
		right = language_parser_value(parser);
		check_field(parser, left, right);
		return make_binary(parser, op->op, left, right);
	}
	return left;
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
	return language_parser_make(parser,
				    &(struct node){.op = NODE_NOT, .a = inner});
}

static uint32_t parse_and(struct parser *parser)
{
	static const struct operation operators[] = {{"and", NODE_AND}, {0}};

	return parse_level(parser, operators, parse_not);
}

uint32_t language_parser_condition(struct parser *parser)
{
	static const struct operation operators[] = {{"or", NODE_OR}, {0}};

	return parse_level(parser, operators, parse_and);
}

/* ---- entries ---- */

int language_parse_condition(struct signature_pool *pool,
			     struct parse_scope *scope,
			     const struct parse_place *place, const char *text,
			     uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	language_lex_begin(&parser.lexer, place, text);
	if (!parser.lexer.failed &&
	    !language_parser_buffer_statement(&parser, node))
		*node = language_parser_condition(&parser);
	return language_lex_finish(&parser.lexer);
}

int language_parse_value(struct signature_pool *pool, struct parse_scope *scope,
			 const struct parse_place *place, const char *text,
			 uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	language_lex_begin(&parser.lexer, place, text);
	*node = language_parser_value(&parser);
	return language_lex_finish(&parser.lexer);
}

int language_parse_assignment(struct signature_pool *pool,
			      struct parse_scope *scope,
			      const struct parse_place *place, const char *text,
			      uint16_t *reg, uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	language_lex_begin(&parser.lexer, place, text);
	*reg = language_parser_register(&parser);
	language_lex_require(&parser.lexer, "=");
	*node = language_parser_value(&parser);
	return language_lex_finish(&parser.lexer);
}
