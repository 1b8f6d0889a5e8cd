/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of expressions to nodes: a recursive descent parser with one function per level of precedence. skywarden-signatures(5) has the grammar.
 */
#include "signature/parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "flow/meter.h"
#include "signature/lex.h"
#include "signature/name.h"
#include "signature/pool.h"
#include "signature/scope.h"
#include "signature/tlv.h"
#include "signature/word.h"

struct parser {
	struct signature_pool *pool;
	struct parse_scope *scope;
	struct lexer lexer;
	unsigned depth;
};

static uint32_t make(struct parser *parser, const struct node *node)
{
	uint32_t made = signature_pool_add_node(parser->pool, node);

	if (parser->pool->out_of_memory)
		lexer_fail(&parser->lexer, "no memory for another node");
	return made;
}

static uint32_t make_binary(struct parser *parser, enum node_op op, uint32_t a,
			    uint32_t b)
{
	return make(parser, &(struct node){.op = op, .a = a, .b = b});
}

/* ---- pieces ---- */

static uint32_t parse_or(struct parser *parser);
static uint32_t parse_bit_or(struct parser *parser);

/* Is the value in us, so that a number beside it must be a time? */
static bool is_time(const struct parser *parser, uint32_t value)
{
	switch (parser->pool->pool.nodes[value].op) {
	case NODE_IAT:
	case NODE_AGE:
	case NODE_IAT_MEAN:
	case NODE_IAT_DEVIATION:
	case NODE_IAT_AT:
	case NODE_SINCE:
		return true;
	default:
		return false;
	}
}

/* "since(x) > 10" means 10 us, which nobody means. */
static void check_unit(struct parser *parser, uint32_t value)
{
	const struct token *token = &parser->lexer.token;

	if (token->kind == TOKEN_NUMBER && token->number && !token->unit &&
	    is_time(parser, value))
		lexer_fail(&parser->lexer,
			   "expected a time with its unit, such as 10ms");
}

/* A number, or a range of numbers, that @value is compared with. */
static struct node_range parse_range(struct parser *parser, uint32_t value)
{
	struct node_range range;

	check_unit(parser, value);
	range.low = range.high = lexer_number(&parser->lexer);
	if (lexer_accept(&parser->lexer, "..")) {
		check_unit(parser, value);
		range.high = lexer_number(&parser->lexer);
	}
	if (range.high < range.low)
		lexer_fail(&parser->lexer, "the range ends before it begins");
	return range;
}

#define OFFSET_MOST 65535

static int32_t parse_offset_number(struct parser *parser)
{
	uint64_t number = lexer_number(&parser->lexer);

	if (number > OFFSET_MOST)
		lexer_fail(&parser->lexer, "an offset is at most %d",
			   OFFSET_MOST);
	return (int32_t)number;
}

/* "5", "-4" (from the end), "end", "end-8". */
static struct node_offset parse_offset(struct parser *parser)
{
	struct node_offset offset = {0};

	if (lexer_accept(&parser->lexer, "end")) {
		offset.from_end = true;
		if (lexer_accept(&parser->lexer, "-"))
			offset.value = -parse_offset_number(parser);
	} else if (lexer_accept(&parser->lexer, "-")) {
		offset.from_end = true;
		offset.value = -parse_offset_number(parser);
	} else {
		offset.value = parse_offset_number(parser);
	}
	return offset;
}

/* "48..end": bytes from @from up to, but not with, @to. */
static void parse_offsets(struct parser *parser, struct node_offset *from,
			  struct node_offset *to)
{
	*from = parse_offset(parser);
	lexer_require(&parser->lexer, "..");
	*to = parse_offset(parser);
	if (from->from_end == to->from_end && from->value >= to->value)
		lexer_fail(&parser->lexer, "the range of bytes is empty");
}

static uint16_t find_generator(struct parser *parser)
{
	const struct token *token = &parser->lexer.token;
	int found = token->kind == TOKEN_NAME
			    ? signature_scope_generator(
				      parser->scope, token->at, token->length)
			    : -1;

	if (found < 0) {
		lexer_expected(&parser->lexer,
			       "the name of a generator of this file");
		return 0;
	}
	lexer_advance(&parser->lexer);
	return (uint16_t)found;
}

static int register_named(const struct parser *parser)
{
	const struct token *token = &parser->lexer.token;

	return token->kind == TOKEN_NAME
		       ? signature_scope_register(parser->scope, token->at,
						  token->length)
		       : -1;
}

static uint16_t find_register(struct parser *parser)
{
	int found = register_named(parser);

	if (found < 0) {
		lexer_expected(&parser->lexer,
			       "the name of a register of this file");
		return 0;
	}
	lexer_advance(&parser->lexer);
	return (uint16_t)found;
}

/* [ "of" ("this" | "source" | "reverse" | "dest") ] */
static uint8_t parse_side(struct parser *parser)
{
	if (!lexer_accept(&parser->lexer, "of"))
		return SIDE_THIS;
	if (lexer_accept(&parser->lexer, "this") ||
	    lexer_accept(&parser->lexer, "source"))
		return SIDE_THIS;
	if (!lexer_accept(&parser->lexer, "reverse") &&
	    !lexer_accept(&parser->lexer, "dest"))
		lexer_expected(&parser->lexer,
			       "\"this\", \"reverse\", \"source\" or \"dest\"");
	return SIDE_REVERSE;
}

/* ---- patterns ---- */

static uint32_t parse_pattern(struct parser *parser)
{
	struct node_pattern pattern = {0};

	lexer_pattern(&parser->lexer, &pattern);
	return signature_pool_add_pattern(parser->pool, &pattern);
}

/* "bytes[0] == h'16 03'", "bytes contains 'x'"; "bytes" was read. */
static uint32_t parse_bytes(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = NODE_BYTES_MATCH, .buffer = buffer};
	bool unequal = false;
	uint32_t made;

	if (lexer_accept(&parser->lexer, "contains")) {
		node.op = NODE_CONTAINS;
	} else {
		lexer_require(&parser->lexer, "[");
		node.offset = parse_offset(parser);
		lexer_require(&parser->lexer, "]");
		unequal = lexer_accept(&parser->lexer, "!=");
		if (!unequal)
			lexer_require(&parser->lexer, "==");
	}
	node.list = parse_pattern(parser);
	made = make(parser, &node);
	if (unequal)
		made = make(parser, &(struct node){.op = NODE_NOT, .a = made});
	return made;
}

/* ---- primaries ---- */

static uint32_t parse_field(struct parser *parser, uint8_t buffer,
			    uint8_t width, bool little)
{
	struct node node = {.op = NODE_FIELD,
			    .buffer = buffer,
			    .width = width,
			    .little = little};

	lexer_require(&parser->lexer, "[");
	node.offset = parse_offset(parser);
	lexer_require(&parser->lexer, "]");
	return make(parser, &node);
}

/* "run(GENERATOR, 48..end)" */
static uint32_t parse_relations(struct parser *parser, uint8_t buffer,
				enum node_op op)
{
	struct node node = {.op = op, .buffer = buffer};

	lexer_require(&parser->lexer, "(");
	node.generator = find_generator(parser);
	if (!parser->lexer.failed &&
	    parser->scope->generators[node.generator].bits != 8)
		lexer_fail(&parser->lexer,
			   "bytes follow a generator of 8 bits, this has %u",
			   parser->scope->generators[node.generator].bits);
	lexer_require(&parser->lexer, ",");
	parse_offsets(parser, &node.from, &node.to);
	lexer_require(&parser->lexer, ")");
	return make(parser, &node);
}

/* What reads a buffer: true when @name is such a word. */
static bool parse_buffer_word(struct parser *parser, const char *name,
			      size_t length, uint8_t buffer, uint32_t *made)
{
	static const struct {
		const char *name;
		uint8_t width;
		bool little;
	} fields[] = {{"u8", 1, false},
		      {"u16", 2, false},
		      {"u32", 4, false},
		      {"le16", 2, true},
		      {"le32", 4, true}};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (strlen(fields[i].name) != length ||
		    memcmp(fields[i].name, name, length))
			continue;
		lexer_advance(&parser->lexer);
		*made = parse_field(parser, buffer, fields[i].width,
				    fields[i].little);
		return true;
	}
	if (length == 5 && !memcmp(name, "bytes", 5)) {
		lexer_advance(&parser->lexer);
		*made = parse_bytes(parser, buffer);
		return true;
	}
	if (length == 3 && !memcmp(name, "run", 3)) {
		lexer_advance(&parser->lexer);
		*made = parse_relations(parser, buffer, NODE_RUN);
		return true;
	}
	if (length == 9 && !memcmp(name, "relations", 9)) {
		lexer_advance(&parser->lexer);
		*made = parse_relations(parser, buffer, NODE_RELATIONS);
		return true;
	}
	return false;
}

/* "x.u8[3]" of a buffer x that was assigned before. */
static bool parse_named_buffer(struct parser *parser, uint32_t *made)
{
	const struct token *token = &parser->lexer.token;
	const char *dot = memchr(token->at, '.', token->length);
	size_t length = dot ? (size_t)(dot - token->at) : 0;
	unsigned buffer =
		signature_scope_buffer(parser->scope, token->at, length, false);

	return buffer &&
	       parse_buffer_word(parser, dot + 1, token->length - length - 1,
				 (uint8_t)buffer, made);
}

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
		node.side = parse_side(parser);
	if (word->form == WORD_INDEXED) {
		lexer_require(&parser->lexer, "[");
		node.number = lexer_number(&parser->lexer);
		if (node.number < 1 || node.number > word->most)
			lexer_fail(&parser->lexer, "expected 1 to %u",
				   word->most);
		lexer_require(&parser->lexer, "]");
	}
	return make(parser, &node);
}

static uint32_t parse_next(struct parser *parser)
{
	struct node node = {.op = NODE_NEXT};

	lexer_require(&parser->lexer, "(");
	node.generator = find_generator(parser);
	lexer_require(&parser->lexer, ",");
	node.a = parse_bit_or(parser);
	lexer_require(&parser->lexer, ")");
	return make(parser, &node);
}

static uint32_t parse_since(struct parser *parser)
{
	struct node node = {.op = NODE_SINCE};

	lexer_require(&parser->lexer, "(");
	node.reg = find_register(parser);
	node.side = parse_side(parser);
	lexer_require(&parser->lexer, ")");
	if (!parser->lexer.failed)
		parser->scope->registers[node.reg].timed = true;
	return make(parser, &node);
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
		nodes[node.list_count++] = parse_or(parser);
	} while (lexer_accept(&parser->lexer, ";"));
	lexer_require(&parser->lexer, ")");
	if (node.number < 1 || node.number > node.list_count)
		lexer_fail(&parser->lexer,
			   "of %u conditions, 1 to %u can be asked",
			   node.list_count, node.list_count);
	if (signature_pool_add_list(parser->pool, nodes, node.list_count,
				    &node.list) < 0)
		lexer_fail(&parser->lexer, "no memory for another list");
	return make(parser, &node);
}

static uint32_t parse_constant(struct parser *parser)
{
	uint64_t number = lexer_number(&parser->lexer);

	return make(parser,
		    &(struct node){.op = NODE_CONSTANT, .number = number});
}

static uint32_t parse_register(struct parser *parser)
{
	struct node node = {.op = NODE_REGISTER};

	node.reg = find_register(parser);
	node.side = parse_side(parser);
	return make(parser, &node);
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
	return make(parser, &node);
}

/* "window.sizes(400..490)": "window.sizes" was read. */
static uint32_t parse_window_sizes(struct parser *parser)
{
	struct node node = {.op = NODE_WINDOW_SIZES};
	struct node_range range;
	int number;

	lexer_require(&parser->lexer, "(");
	range = parse_range(parser, 0); /* node 0: a number */
	lexer_require(&parser->lexer, ")");
	number = signature_scope_sizes(parser->scope, &range);
	if (number < 0)
		lexer_fail(&parser->lexer,
			   "sizes are at most %d, and at most %d ranges of "
			   "them are counted, over all files",
			   UINT16_MAX, FLOW_METER_SIZES);
	node.number = (uint64_t)(number < 0 ? 0 : number);
	node.side = parse_side(parser);
	return make(parser, &node);
}

static uint32_t parse_parentheses(struct parser *parser)
{
	uint32_t made = parse_or(parser);

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
	if (register_named(parser) >= 0)
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
	    (parse_buffer_word(parser, token.at, token.length, 0, &made) ||
	     parse_named_buffer(parser, &made)))
		return made;
	if (token.kind == TOKEN_NAME && word)
		return parse_word(parser, word);
	lexer_expected(&parser->lexer, "a value");
	return 0;
}

static uint32_t parse_primary(struct parser *parser)
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

/* ---- operators, tightest first ---- */

struct operator
{
	const char *text;
	enum node_op op;
};

/* left {OPERATOR right} of one level; @operators end with a NULL text. */
static uint32_t parse_level(struct parser *parser,
			    const struct operator* operators,
			    uint32_t (*tighter)(struct parser *))
{
	uint32_t left = tighter(parser);

	for (const struct operator* op = operators; op->text; op++) {
		if (!lexer_accept(&parser->lexer, op->text))
			continue;
		left = make_binary(parser, op->op, left, tighter(parser));
		op = operators - 1; /* look for another of the level */
	}
	return left;
}

static uint32_t parse_multiply(struct parser *parser)
{
	static const struct operator operators[] = {{"*", NODE_MULTIPLY}, {0}};

	return parse_level(parser, operators, parse_primary);
}

static uint32_t parse_add(struct parser *parser)
{
	static const struct operator operators[] = {
		{"+", NODE_ADD}, {"-", NODE_SUBTRACT}, {0}};

	return parse_level(parser, operators, parse_multiply);
}

static uint32_t parse_shift(struct parser *parser)
{
	static const struct operator operators[] = {
		{"<<", NODE_SHIFT_LEFT}, {">>", NODE_SHIFT_RIGHT}, {0}};

	return parse_level(parser, operators, parse_add);
}

static uint32_t parse_bit_and(struct parser *parser)
{
	static const struct operator operators[] = {{"&", NODE_BIT_AND}, {0}};

	return parse_level(parser, operators, parse_shift);
}

static uint32_t parse_xor(struct parser *parser)
{
	static const struct operator operators[] = {{"^", NODE_XOR}, {0}};

	return parse_level(parser, operators, parse_bit_and);
}

static uint32_t parse_bit_or(struct parser *parser)
{
	static const struct operator operators[] = {{"|", NODE_BIT_OR}, {0}};

	return parse_level(parser, operators, parse_xor);
}

/* "in 17..1400", "in {18, 51..53}": "in" was read. */
static uint32_t parse_in(struct parser *parser, uint32_t value)
{
	struct node node = {.op = NODE_IN, .a = value};

	if (lexer_accept(&parser->lexer, "{")) {
		do {
			uint32_t at = signature_pool_add_range(
				parser->pool, parse_range(parser, value));

			if (!node.list_count++)
				node.list = at;
		} while (lexer_accept(&parser->lexer, ","));
		lexer_require(&parser->lexer, "}");
	} else {
		node.list = signature_pool_add_range(
			parser->pool, parse_range(parser, value));
		node.list_count = 1;
	}
	return make(parser, &node);
}

/* "follows REGISTER [of SIDE] by GENERATOR within 1..64": "follows" was read. */
static uint32_t parse_follows(struct parser *parser, uint32_t value)
{
	struct node node = {.op = NODE_FOLLOWS, .a = value};
	struct node_range steps;
	unsigned most;

	node.reg = find_register(parser);
	node.side = parse_side(parser);
	lexer_require(&parser->lexer, "by");
	node.generator = find_generator(parser);
	if (!parser->lexer.failed &&
	    parser->scope->registers[node.reg].bits <
		    parser->scope->generators[node.generator].bits)
		lexer_fail(&parser->lexer,
			   "the register keeps %u bits, the generator has %u",
			   parser->scope->registers[node.reg].bits,
			   parser->scope->generators[node.generator].bits);
	lexer_require(&parser->lexer, "within");
	steps = parse_range(parser, 0); /* node 0: a number */
	if (parser->lexer.failed)
		return 0;
	most = signature_generator_is_full(
		       &parser->scope->generators[node.generator])
		       ? SIGNATURE_STEPS_MOST
		       : SIGNATURE_STEPS_MADE;
	if (steps.low < 1 || steps.high > most)
		lexer_fail(&parser->lexer, "expected 1 to %u steps", most);
	node.from.value = (int32_t)steps.low;
	node.to.value = (int32_t)steps.high;
	return make(parser, &node);
}

/* "u8[0] == 0x1603" can never hold. */
static void check_field(struct parser *parser, uint32_t left, uint32_t right)
{
	const struct node *field = &parser->pool->pool.nodes[left];
	const struct node *constant = &parser->pool->pool.nodes[right];

	if (field->op == NODE_FIELD && constant->op == NODE_CONSTANT &&
	    constant->number >> (8 * field->width))
		lexer_fail(&parser->lexer,
			   "a field of %u bits is less than %llu",
			   8U * field->width,
			   (unsigned long long)constant->number);
}

static uint32_t parse_comparison(struct parser *parser)
{
	static const struct operator operators[] = {{"==", NODE_EQUAL},
						    {"!=", NODE_NOT_EQUAL},
						    {"<=", NODE_LESS_EQUAL},
						    {">=", NODE_GREATER_EQUAL},
						    {"<", NODE_LESS},
						    {">", NODE_GREATER},
						    {0}};
	uint32_t left = parse_bit_or(parser), right;

	if (lexer_accept(&parser->lexer, "in"))
		return parse_in(parser, left);
	if (lexer_accept(&parser->lexer, "follows"))
		return parse_follows(parser, left);
	for (const struct operator* op = operators; op->text; op++) {
		if (!lexer_accept(&parser->lexer, op->text))
			continue;
		if (op->op == NODE_EQUAL &&
		    lexer_accept(&parser->lexer, "any")) {
			struct node node = {.op = NODE_ANY, .a = left};

			node.reg = find_register(parser);
			node.side = parse_side(parser);
			return make(parser, &node);
		}
		check_unit(parser, left);
		right = parse_bit_or(parser);
		check_field(parser, left, right);
		return make_binary(parser, op->op, left, right);
	}
	return left;
}

static uint32_t parse_not(struct parser *parser)
{
	uint32_t inner;

	if (!lexer_accept(&parser->lexer, "not"))
		return parse_comparison(parser);
	if (++parser->depth > PARSE_DEPTH_MOST) {
		lexer_fail(&parser->lexer, "more than %d levels deep",
			   PARSE_DEPTH_MOST);
		return 0;
	}
	inner = parse_not(parser);
	parser->depth--;
	return make(parser, &(struct node){.op = NODE_NOT, .a = inner});
}

static uint32_t parse_and(struct parser *parser)
{
	static const struct operator operators[] = {{"and", NODE_AND}, {0}};

	return parse_level(parser, operators, parse_not);
}

static uint32_t parse_or(struct parser *parser)
{
	static const struct operator operators[] = {{"or", NODE_OR}, {0}};

	return parse_level(parser, operators, parse_and);
}

/* ---- statements on named buffers ---- */

/* "bytes[4..14]" into @from and @to. */
static void parse_slice(struct parser *parser, struct node_offset *from,
			struct node_offset *to)
{
	lexer_require(&parser->lexer, "bytes");
	lexer_require(&parser->lexer, "[");
	parse_offsets(parser, from, to);
	lexer_require(&parser->lexer, "]");
	if (from->from_end == to->from_end &&
	    to->value - from->value > SIGNATURE_BUFFER_BYTES)
		lexer_fail(&parser->lexer, "a named buffer has %d bytes",
			   SIGNATURE_BUFFER_BYTES);
}

/* "x = bytes[4..14] xor bytes[14..24]": "x =" was read. */
static uint32_t parse_copy(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = NODE_COPY, .buffer = buffer};
	struct node_offset end;

	parse_slice(parser, &node.from, &node.to);
	if (lexer_accept(&parser->lexer, "xor")) {
		node.set = true;
		parse_slice(parser, &node.offset, &end);
		if (end.from_end == node.offset.from_end &&
		    node.to.from_end == node.from.from_end &&
		    end.value - node.offset.value !=
			    node.to.value - node.from.value)
			lexer_fail(&parser->lexer,
				   "both ranges must be as long");
	}
	return make(parser, &node);
}

/* "x[5] ^= 1", "x[5] = 1": "x" was read. */
static uint32_t parse_patch(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = NODE_PATCH, .buffer = buffer};

	lexer_require(&parser->lexer, "[");
	node.offset = parse_offset(parser);
	lexer_require(&parser->lexer, "]");
	node.set = lexer_accept(&parser->lexer, "=");
	if (!node.set)
		lexer_require(&parser->lexer, "^=");
	node.number = lexer_number(&parser->lexer);
	if (node.number > 0xff)
		lexer_fail(&parser->lexer, "a byte is at most 0xff");
	return make(parser, &node);
}

/* Is the token a word of the language, or a register? */
static bool name_is_taken(const struct parser *parser)
{
	const struct token *token = &parser->lexer.token;

	return register_named(parser) >= 0 ||
	       signature_word_is_reserved(token->at, token->length);
}

/* Is this "NAME =" or "NAME [" of a buffer? Then parse it. */
static bool parse_buffer_statement(struct parser *parser, uint32_t *made)
{
	const struct token name = parser->lexer.token;
	const char *after = name.at + name.length;
	uint8_t buffer;

	if (name.kind != TOKEN_NAME || memchr(name.at, '.', name.length))
		return false;
	while (isspace((unsigned char)*after))
		after++;
	if (after[0] == '=' && after[1] != '=') {
		if (name_is_taken(parser)) {
			lexer_fail(&parser->lexer,
				   "\"%.*s\" is no name for a buffer; \"==\" "
				   "compares",
				   (int)name.length, name.at);
			return true;
		}
		buffer = (uint8_t)signature_scope_buffer(parser->scope, name.at,
							 name.length, true);
		if (!buffer)
			lexer_fail(&parser->lexer,
				   "at most %d named buffers, names of at "
				   "most 15 characters",
				   SIGNATURE_BUFFERS - 1);
		lexer_advance(&parser->lexer);
		lexer_require(&parser->lexer, "=");
		*made = parse_copy(parser, buffer);
		return true;
	}
	buffer = (uint8_t)signature_scope_buffer(parser->scope, name.at,
						 name.length, false);
	if (!buffer || *after != '[')
		return false;
	lexer_advance(&parser->lexer);
	*made = parse_patch(parser, buffer);
	return true;
}

/* ---- entries ---- */

int signature_parse_condition(struct signature_pool *pool,
			      struct parse_scope *scope,
			      const struct parse_place *place, const char *text,
			      uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	lexer_begin(&parser.lexer, place, text);
	if (!parser.lexer.failed && !parse_buffer_statement(&parser, node))
		*node = parse_or(&parser);
	return lexer_finish(&parser.lexer);
}

int signature_parse_value(struct signature_pool *pool,
			  struct parse_scope *scope,
			  const struct parse_place *place, const char *text,
			  uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	lexer_begin(&parser.lexer, place, text);
	*node = parse_bit_or(&parser);
	return lexer_finish(&parser.lexer);
}

int signature_parse_assignment(struct signature_pool *pool,
			       struct parse_scope *scope,
			       const struct parse_place *place,
			       const char *text, uint16_t *reg, uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	lexer_begin(&parser.lexer, place, text);
	*reg = find_register(&parser);
	lexer_require(&parser.lexer, "=");
	*node = parse_bit_or(&parser);
	return lexer_finish(&parser.lexer);
}
