/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of expressions to nodes: a lexer, and a recursive descent parser with one
 * function per level of precedence. skywarden-signatures(5) has the grammar.
 */
#include "signature/parse.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/complaint.h"
#include "base/usec.h"

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_NAME,
	TOKEN_STRING, /* 'text' */
	TOKEN_HEX,    /* h'16 03 ??' */
	TOKEN_PUNCTUATION,
	TOKEN_BAD,
};

struct token {
	enum token_kind kind;
	const char *at; /* in the text */
	size_t length;
	uint64_t number;
};

struct parser {
	struct parse_pool *pool;
	struct parse_scope *scope;
	const struct parse_place *place;
	const char *text;
	struct token token; /* the one to look at */
	unsigned depth;
	bool failed;
};

/* ---- complaints ---- */

__attribute__((format(printf, 2, 3))) static void
parser_fail(struct parser *parser, const char *format, ...)
{
	char message[256];
	va_list args;

	if (parser->failed)
		return; /* the first error of an expression says enough */
	parser->failed = true;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	complaint_error(parser->place->complaints, parser->place->file,
			parser->place->line, "%s, at column %d of \"%.200s\"",
			message, (int)(parser->token.at - parser->text) + 1,
			parser->text);
}

static void parser_expected(struct parser *parser, const char *what)
{
	if (parser->token.kind == TOKEN_END)
		parser_fail(parser, "expected %s, got the end", what);
	else
		parser_fail(parser, "expected %s, got \"%.*s\"", what,
			    (int)(parser->token.length < 40
					  ? parser->token.length
					  : 40),
			    parser->token.at);
}

/* ---- lexer ---- */

static const char *const punctuation[] = {
	"<<", ">>", "<=", ">=", "==", "!=", "..", "^=", "<", ">", "=", "+", "-",
	"*",  "^",  "&",  "|",	"(",  ")",  "[",  "]",	"{", "}", ",", ";"};

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "iat.mean" and "x.u8" are one name; "end..9" is not. */
static void lex_name(struct token *token)
{
	const char *end = token->at;

	while (is_name_char(*end) ||
	       (*end == '.' && isalpha((unsigned char)end[1])))
		end++;
	token->kind = TOKEN_NAME;
	token->length = (size_t)(end - token->at);
}

/* Units make microseconds of seconds; a plain number stays what it is. */
static bool unit_scale(const char *unit, size_t length, double *scale)
{
	static const struct {
		const char *name;
		double scale;
	} units[] = {{"us", 1},
		     {"ms", 1e3},
		     {"s", 1e6},
		     {"min", 60 * 1e6},
		     {"h", 3600 * 1e6}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strlen(units[i].name) == length &&
		    !memcmp(units[i].name, unit, length)) {
			*scale = units[i].scale;
			return true;
		}
	}
	return false;
}

/* Dotted IPv4 address to a number; how long it is, or 0 when it is none. */
static size_t lex_address(const char *at, uint64_t *number)
{
	uint64_t address = 0;
	const char *p = at;

	for (int i = 0; i < 4; i++) {
		unsigned byte = 0, digits = 0;

		if (i && *p++ != '.')
			return 0;
		for (; isdigit((unsigned char)*p) && digits < 3; digits++)
			byte = byte * 10 + (unsigned)(*p++ - '0');
		if (!digits || byte > 255)
			return 0;
		address = address << 8 | byte;
	}
	*number = address;
	return (size_t)(p - at);
}

static void lex_number(struct token *token)
{
	const char *at = token->at;
	char *end;
	double value, scale;
	size_t length = lex_address(at, &token->number);

	token->kind = TOKEN_NUMBER;
	token->length = length;
	if (length)
		return;
	errno = 0;
	token->number = strtoull(at, &end, 0);
	if (*end == '.' && isdigit((unsigned char)end[1])) {
		char *point = end + 1;

		while (isdigit((unsigned char)*point))
			point++;
		value = strtod(at, NULL);
		end = point;
	} else {
		value = (double)token->number;
	}
	at = end;
	while (isalnum((unsigned char)*at))
		at++;
	token->length = (size_t)(at - token->at);
	if (at != end && unit_scale(end, (size_t)(at - end), &scale))
		token->number = (uint64_t)llround(fmin(value * scale, 1e18));
	else if (at != end || value != (double)token->number || errno)
		token->kind = TOKEN_BAD;
}

static void lex_quoted(struct token *token, enum token_kind kind,
		       const char *start)
{
	const char *end = strchr(start, '\'');

	token->kind = end ? kind : TOKEN_BAD;
	token->length = end ? (size_t)(end + 1 - token->at) : strlen(token->at);
}

static void lex_punctuation(struct token *token)
{
	token->kind = TOKEN_BAD;
	token->length = 1;
	for (size_t i = 0; i < sizeof(punctuation) / sizeof(*punctuation);
	     i++) {
		size_t length = strlen(punctuation[i]);

		if (!strncmp(token->at, punctuation[i], length)) {
			token->kind = TOKEN_PUNCTUATION;
			token->length = length;
			return;
		}
	}
}

static void parser_advance(struct parser *parser)
{
	struct token *token = &parser->token;

	token->at += token->length;
	while (isspace((unsigned char)*token->at))
		token->at++;
	token->length = 0;
	if (!*token->at)
		token->kind = TOKEN_END;
	else if (token->at[0] == 'h' && token->at[1] == '\'')
		lex_quoted(token, TOKEN_HEX, token->at + 2);
	else if (*token->at == '\'')
		lex_quoted(token, TOKEN_STRING, token->at + 1);
	else if (isdigit((unsigned char)*token->at))
		lex_number(token);
	else if (isalpha((unsigned char)*token->at) || *token->at == '_')
		lex_name(token);
	else
		lex_punctuation(token);
	if (token->kind == TOKEN_BAD)
		parser_fail(parser, "cannot read \"%.*s\"",
			    (int)(token->length < 40 ? token->length : 40),
			    token->at);
}

static bool token_is(const struct parser *parser, const char *text)
{
	const struct token *token = &parser->token;

	return (token->kind == TOKEN_NAME ||
		token->kind == TOKEN_PUNCTUATION) &&
	       token->length == strlen(text) &&
	       !memcmp(token->at, text, token->length);
}

static bool parser_accept(struct parser *parser, const char *text)
{
	if (parser->failed || !token_is(parser, text))
		return false;
	parser_advance(parser);
	return true;
}

static void parser_require(struct parser *parser, const char *text)
{
	char what[24];

	if (parser_accept(parser, text))
		return;
	snprintf(what, sizeof(what), "\"%s\"", text);
	parser_expected(parser, what);
}

/* ---- pools ---- */

static bool pool_grow(struct parse_pool *pool, void **items, size_t *room,
		      size_t needed, size_t item_size)
{
	size_t wanted = *room ? *room : 64;
	void *grown;

	if (needed <= *room)
		return true;
	while (wanted < needed)
		wanted *= 2;
	grown = needed <= PARSE_NODES_MOST
			? reallocarray(*items, wanted, item_size)
			: NULL;
	if (!grown) {
		pool->out_of_memory = true;
		return false;
	}
	*items = grown;
	*room = wanted;
	return true;
}

uint32_t signature_parse_add_node(struct parse_pool *pool,
				  const struct node *node)
{
	struct node_pool *p = &pool->pool;

	if (!pool_grow(pool, (void **)&p->nodes, &pool->node_room,
		       p->node_count + 1, sizeof(*p->nodes)))
		return 0;
	p->nodes[p->node_count] = *node;
	return (uint32_t)p->node_count++;
}

static uint32_t add_range(struct parse_pool *pool, struct node_range range)
{
	struct node_pool *p = &pool->pool;

	if (!pool_grow(pool, (void **)&p->ranges, &pool->range_room,
		       p->range_count + 1, sizeof(*p->ranges)))
		return 0;
	p->ranges[p->range_count] = range;
	return (uint32_t)p->range_count++;
}

static uint32_t add_pattern(struct parse_pool *pool,
			    const struct node_pattern *pattern)
{
	struct node_pool *p = &pool->pool;

	if (!pool_grow(pool, (void **)&p->patterns, &pool->pattern_room,
		       p->pattern_count + 1, sizeof(*p->patterns)))
		return 0;
	p->patterns[p->pattern_count] = *pattern;
	return (uint32_t)p->pattern_count++;
}

int signature_parse_add_list(struct parse_pool *pool, const uint32_t *nodes,
			     size_t count, uint32_t *first)
{
	struct node_pool *p = &pool->pool;

	*first = 0;
	if (!pool_grow(pool, (void **)&p->lists, &pool->list_room,
		       p->list_count + count, sizeof(*p->lists)))
		return -ENOMEM;
	memcpy(p->lists + p->list_count, nodes, count * sizeof(*nodes));
	*first = (uint32_t)p->list_count;
	p->list_count += count;
	return 0;
}

void signature_parse_pool_fini(struct parse_pool *pool)
{
	free(pool->pool.nodes);
	free(pool->pool.ranges);
	free(pool->pool.patterns);
	free(pool->pool.lists);
	memset(pool, 0, sizeof(*pool));
}

static uint32_t make(struct parser *parser, const struct node *node)
{
	uint32_t made = signature_parse_add_node(parser->pool, node);

	if (parser->pool->out_of_memory)
		parser_fail(parser, "no memory for another node");
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

static uint64_t parse_number(struct parser *parser)
{
	uint64_t number = parser->token.number;

	if (parser->token.kind != TOKEN_NUMBER) {
		parser_expected(parser, "a number");
		return 0;
	}
	parser_advance(parser);
	return number;
}

/* A number, or a range of numbers. */
static struct node_range parse_range(struct parser *parser)
{
	struct node_range range;

	range.low = range.high = parse_number(parser);
	if (parser_accept(parser, ".."))
		range.high = parse_number(parser);
	if (range.high < range.low)
		parser_fail(parser, "the range ends before it begins");
	return range;
}

#define OFFSET_MOST 65535

static int32_t parse_offset_number(struct parser *parser)
{
	uint64_t number = parse_number(parser);

	if (number > OFFSET_MOST)
		parser_fail(parser, "an offset is at most %d", OFFSET_MOST);
	return (int32_t)number;
}

/* "5", "-4" (from the end), "end", "end-8". */
static struct node_offset parse_offset(struct parser *parser)
{
	struct node_offset offset = {0};

	if (parser_accept(parser, "end")) {
		offset.from_end = true;
		if (parser_accept(parser, "-"))
			offset.value = -parse_offset_number(parser);
	} else if (parser_accept(parser, "-")) {
		offset.from_end = true;
		offset.value = -parse_offset_number(parser);
	} else {
		offset.value = parse_offset_number(parser);
	}
	return offset;
}

static void parse_offsets(struct parser *parser, struct node *node)
{
	node->from = parse_offset(parser);
	parser_require(parser, "..");
	node->to = parse_offset(parser);
}

static uint16_t find_generator(struct parser *parser)
{
	const struct parse_scope *scope = parser->scope;
	const struct token *token = &parser->token;

	for (size_t i = scope->first_generator;
	     token->kind == TOKEN_NAME && i < scope->generator_count; i++) {
		const char *name = scope->generators[i].name;

		if (strlen(name) == token->length &&
		    !memcmp(name, token->at, token->length)) {
			parser_advance(parser);
			return (uint16_t)i;
		}
	}
	parser_expected(parser, "the name of a generator of this file");
	return 0;
}

static int register_named(const struct parser *parser)
{
	const struct parse_scope *scope = parser->scope;
	const struct token *token = &parser->token;

	for (size_t i = scope->first_register; i < scope->register_count; i++) {
		const char *name = scope->registers[i].name;

		if (token->kind == TOKEN_NAME &&
		    strlen(name) == token->length &&
		    !memcmp(name, token->at, token->length))
			return (int)i;
	}
	return -1;
}

static uint16_t find_register(struct parser *parser)
{
	int found = register_named(parser);

	if (found < 0) {
		parser_expected(parser, "the name of a register of this file");
		return 0;
	}
	parser_advance(parser);
	return (uint16_t)found;
}

/* [ "of" ("this" | "source" | "reverse" | "dest") ] */
static uint8_t parse_side(struct parser *parser)
{
	if (!parser_accept(parser, "of"))
		return SIDE_THIS;
	if (parser_accept(parser, "this") || parser_accept(parser, "source"))
		return SIDE_THIS;
	if (!parser_accept(parser, "reverse") && !parser_accept(parser, "dest"))
		parser_expected(
			parser,
			"\"this\", \"reverse\", \"source\" or \"dest\"");
	return SIDE_REVERSE;
}

/* ---- patterns ---- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Pairs of digits, '?' for any; spaces and colons between pairs. */
static bool read_hex(const char *at, size_t length,
		     struct node_pattern *pattern)
{
	unsigned nibbles = 0;

	for (size_t i = 0; i < length; i++) {
		int digit = hex_digit(at[i]);
		unsigned index = nibbles / 2, shift = nibbles % 2 ? 0 : 4;

		if (at[i] == ' ' || at[i] == ':') {
			if (nibbles % 2)
				return false;
			continue;
		}
		if ((digit < 0 && at[i] != '?') ||
		    index >= SIGNATURE_BUFFER_BYTES)
			return false;
		if (digit >= 0) {
			pattern->mask[index] |= (uint8_t)(0xf << shift);
			pattern->value[index] |= (uint8_t)(digit << shift);
		}
		nibbles++;
	}
	pattern->length = (uint8_t)(nibbles / 2);
	return nibbles && nibbles % 2 == 0;
}

static uint32_t parse_pattern(struct parser *parser)
{
	struct node_pattern pattern = {0};
	const struct token *token = &parser->token;
	uint32_t made;

	if (token->kind == TOKEN_HEX) {
		if (!read_hex(token->at + 2, token->length - 3, &pattern))
			parser_fail(parser,
				    "expected 1 to %d pairs of hex digits or ?",
				    SIGNATURE_BUFFER_BYTES);
	} else if (token->kind == TOKEN_STRING && token->length > 2 &&
		   token->length - 2 <= SIGNATURE_BUFFER_BYTES) {
		pattern.length = (uint8_t)(token->length - 2);
		memcpy(pattern.value, token->at + 1, pattern.length);
		memset(pattern.mask, 0xff, pattern.length);
	} else {
		parser_expected(parser, "h'16 03' or 'text' of 1 to 64 bytes");
	}
	made = add_pattern(parser->pool, &pattern);
	parser_advance(parser);
	return made;
}

/* "bytes[0] == h'16 03'", "bytes contains 'x'"; "bytes" was read. */
static uint32_t parse_bytes(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = NODE_BYTES_MATCH, .buffer = buffer};
	bool unequal = false;
	uint32_t made;

	if (parser_accept(parser, "contains")) {
		node.op = NODE_CONTAINS;
	} else {
		parser_require(parser, "[");
		node.offset = parse_offset(parser);
		parser_require(parser, "]");
		unequal = parser_accept(parser, "!=");
		if (!unequal)
			parser_require(parser, "==");
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

	parser_require(parser, "[");
	node.offset = parse_offset(parser);
	parser_require(parser, "]");
	return make(parser, &node);
}

/* "run(GENERATOR, 48..end)" */
static uint32_t parse_relations(struct parser *parser, uint8_t buffer,
				enum node_op op)
{
	struct node node = {.op = op, .buffer = buffer};

	parser_require(parser, "(");
	node.generator = find_generator(parser);
	parser_require(parser, ",");
	parse_offsets(parser, &node);
	parser_require(parser, ")");
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
		parser_advance(parser);
		*made = parse_field(parser, buffer, fields[i].width,
				    fields[i].little);
		return true;
	}
	if (length == 5 && !memcmp(name, "bytes", 5)) {
		parser_advance(parser);
		*made = parse_bytes(parser, buffer);
		return true;
	}
	if (length == 3 && !memcmp(name, "run", 3)) {
		parser_advance(parser);
		*made = parse_relations(parser, buffer, NODE_RUN);
		return true;
	}
	if (length == 9 && !memcmp(name, "relations", 9)) {
		parser_advance(parser);
		*made = parse_relations(parser, buffer, NODE_RELATIONS);
		return true;
	}
	return false;
}

/* "x.u8[3]" of a buffer x that was assigned before. */
static bool parse_named_buffer(struct parser *parser, uint32_t *made)
{
	const struct token *token = &parser->token;
	const char *dot = memchr(token->at, '.', token->length);

	for (uint8_t i = 1; dot && i < SIGNATURE_BUFFERS; i++) {
		const char *name = parser->scope->buffers[i];
		size_t length = (size_t)(dot - token->at);

		if (*name && strlen(name) == length &&
		    !memcmp(name, token->at, length))
			return parse_buffer_word(parser, dot + 1,
						 token->length - length - 1, i,
						 made);
	}
	return false;
}

struct word {
	const char *name;
	enum node_op op;
	enum {
		WORD_PLAIN,
		WORD_SIDED,
		WORD_INDEXED,
	} form;
	unsigned most; /* of an index, from 1 */
};

static const struct word words[] = {
	{"size", NODE_SIZE, WORD_PLAIN, 0},
	{"position", NODE_POSITION, WORD_PLAIN, 0},
	{"turn", NODE_TURN, WORD_PLAIN, 0},
	{"iat", NODE_IAT, WORD_PLAIN, 0},
	{"age", NODE_AGE, WORD_PLAIN, 0},
	{"tcp.flags", NODE_TCP_FLAGS, WORD_PLAIN, 0},
	{"source.address", NODE_SOURCE_ADDRESS, WORD_PLAIN, 0},
	{"dest.address", NODE_DEST_ADDRESS, WORD_PLAIN, 0},
	{"source.port", NODE_SOURCE_PORT, WORD_PLAIN, 0},
	{"dest.port", NODE_DEST_PORT, WORD_PLAIN, 0},
	{"known", NODE_KNOWN, WORD_SIDED, 0},
	{"packets", NODE_PACKETS, WORD_SIDED, 0},
	{"payloads", NODE_PAYLOADS, WORD_SIDED, 0},
	{"flow.bytes", NODE_BYTES, WORD_SIDED, 0},
	{"rate", NODE_RATE, WORD_SIDED, 0},
	{"iat.mean", NODE_IAT_MEAN, WORD_SIDED, 0},
	{"iat.deviation", NODE_IAT_DEVIATION, WORD_SIDED, 0},
	{"size.mean", NODE_SIZE_MEAN, WORD_SIDED, 0},
	{"size.deviation", NODE_SIZE_DEVIATION, WORD_SIDED, 0},
	{"sizes", NODE_SIZE_AT, WORD_INDEXED, FLOW_SIZES},
	{"iats", NODE_IAT_AT, WORD_INDEXED, FLOW_IATS},
	{"directions", NODE_DIRECTION_AT, WORD_INDEXED, FLOW_SIZES},
};

static const struct word *find_word(const struct parser *parser)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (token_is(parser, words[i].name))
			return &words[i];
	return NULL;
}

static uint32_t parse_word(struct parser *parser, const struct word *word)
{
	struct node node = {.op = word->op};

	parser_advance(parser);
	if (word->form == WORD_SIDED)
		node.side = parse_side(parser);
	if (word->form == WORD_INDEXED) {
		parser_require(parser, "[");
		node.number = parse_number(parser);
		if (node.number < 1 || node.number > word->most)
			parser_fail(parser, "expected 1 to %u", word->most);
		parser_require(parser, "]");
	}
	return make(parser, &node);
}

static uint32_t parse_next(struct parser *parser)
{
	struct node node = {.op = NODE_NEXT};

	parser_require(parser, "(");
	node.generator = find_generator(parser);
	parser_require(parser, ",");
	node.a = parse_bit_or(parser);
	parser_require(parser, ")");
	return make(parser, &node);
}

static uint32_t parse_since(struct parser *parser)
{
	struct node node = {.op = NODE_SINCE};

	parser_require(parser, "(");
	node.reg = find_register(parser);
	node.side = parse_side(parser);
	parser_require(parser, ")");
	if (!parser->failed)
		parser->scope->registers[node.reg].timed = true;
	return make(parser, &node);
}

/* "at least 4 of (A; B; C)": "at" was read. */
static uint32_t parse_at_least(struct parser *parser)
{
	struct node node = {.op = NODE_AT_LEAST};
	uint32_t nodes[32];

	parser_require(parser, "least");
	node.number = parse_number(parser);
	parser_require(parser, "of");
	parser_require(parser, "(");
	do {
		if (node.list_count == 32) {
			parser_fail(parser, "at most 32 conditions");
			return 0;
		}
		nodes[node.list_count++] = parse_or(parser);
	} while (parser_accept(parser, ";"));
	parser_require(parser, ")");
	if (node.number < 1 || node.number > node.list_count)
		parser_fail(parser, "of %u conditions, 1 to %u can be asked",
			    node.list_count, node.list_count);
	if (signature_parse_add_list(parser->pool, nodes, node.list_count,
				     &node.list) < 0)
		parser_fail(parser, "no memory for another list");
	return make(parser, &node);
}

static uint32_t parse_primary(struct parser *parser)
{
	const struct token token = parser->token;
	const struct word *word = find_word(parser);
	uint32_t made = 0;

	if (parser->failed)
		return 0;
	if (token.kind == TOKEN_NUMBER) {
		parser_advance(parser);
		return make(parser, &(struct node){.op = NODE_CONSTANT,
						   .number = token.number});
	}
	if (parser_accept(parser, "(")) {
		if (++parser->depth > PARSE_DEPTH_MOST)
			parser_fail(parser, "too many parentheses");
		else
			made = parse_or(parser);
		parser->depth--;
		parser_require(parser, ")");
		return made;
	}
	if (register_named(parser) >= 0) {
		struct node node = {.op = NODE_REGISTER};

		node.reg = find_register(parser);
		node.side = parse_side(parser);
		return make(parser, &node);
	}
	if (parser_accept(parser, "next"))
		return parse_next(parser);
	if (parser_accept(parser, "since"))
		return parse_since(parser);
	if (parser_accept(parser, "at"))
		return parse_at_least(parser);
	if (token.kind == TOKEN_NAME &&
	    (parse_buffer_word(parser, token.at, token.length, 0, &made) ||
	     parse_named_buffer(parser, &made)))
		return made;
	if (word)
		return parse_word(parser, word);
	parser_expected(parser, "a value");
	return 0;
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
		if (!parser_accept(parser, op->text))
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

	if (parser_accept(parser, "{")) {
		do {
			uint32_t at =
				add_range(parser->pool, parse_range(parser));

			if (!node.list_count++)
				node.list = at;
		} while (parser_accept(parser, ","));
		parser_require(parser, "}");
	} else {
		node.list = add_range(parser->pool, parse_range(parser));
		node.list_count = 1;
	}
	return make(parser, &node);
}

#define STEPS_MOST 4096 /* they are computed one by one, per packet */

/* "follows REGISTER [of SIDE] by GENERATOR within 1..64": "follows" was read. */
static uint32_t parse_follows(struct parser *parser, uint32_t value)
{
	struct node node = {.op = NODE_FOLLOWS, .a = value};
	struct node_range steps;

	node.reg = find_register(parser);
	node.side = parse_side(parser);
	parser_require(parser, "by");
	node.generator = find_generator(parser);
	parser_require(parser, "within");
	steps = parse_range(parser);
	if (steps.low < 1 || steps.high > STEPS_MOST)
		parser_fail(parser, "expected 1 to %d steps", STEPS_MOST);
	node.from.value = (int32_t)steps.low;
	node.to.value = (int32_t)steps.high;
	return make(parser, &node);
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
	uint32_t left = parse_bit_or(parser);

	if (parser_accept(parser, "in"))
		return parse_in(parser, left);
	if (parser_accept(parser, "follows"))
		return parse_follows(parser, left);
	for (const struct operator* op = operators; op->text; op++) {
		if (!parser_accept(parser, op->text))
			continue;
		if (op->op == NODE_EQUAL && parser_accept(parser, "any")) {
			struct node node = {.op = NODE_ANY, .a = left};

			node.reg = find_register(parser);
			node.side = parse_side(parser);
			return make(parser, &node);
		}
		return make_binary(parser, op->op, left, parse_bit_or(parser));
	}
	return left;
}

static uint32_t parse_not(struct parser *parser)
{
	uint32_t inner;

	if (!parser_accept(parser, "not"))
		return parse_comparison(parser);
	if (++parser->depth > PARSE_DEPTH_MOST) {
		parser_fail(parser, "too many \"not\"");
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

static uint8_t buffer_named(struct parser *parser, const char *at,
			    size_t length, bool create)
{
	for (uint8_t i = 1; i < SIGNATURE_BUFFERS; i++) {
		char *name = parser->scope->buffers[i];

		if (*name && strlen(name) == length &&
		    !memcmp(name, at, length))
			return i;
		if (*name || !create)
			continue;
		if (length >= sizeof(parser->scope->buffers[i]))
			break;
		memcpy(name, at, length);
		name[length] = '\0';
		return i;
	}
	return 0;
}

/* "bytes[4..14]" into @from and @to. */
static void parse_slice(struct parser *parser, struct node_offset *from,
			struct node_offset *to)
{
	parser_require(parser, "bytes");
	parser_require(parser, "[");
	*from = parse_offset(parser);
	parser_require(parser, "..");
	*to = parse_offset(parser);
	parser_require(parser, "]");
}

/* "x = bytes[4..14] xor bytes[14..24]": "x =" was read. */
static uint32_t parse_copy(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = NODE_COPY, .buffer = buffer};
	struct node_offset end;

	parse_slice(parser, &node.from, &node.to);
	if (parser_accept(parser, "xor")) {
		node.set = true;
		parse_slice(parser, &node.offset, &end);
		if (!end.from_end && !node.offset.from_end &&
		    !node.to.from_end && !node.from.from_end &&
		    end.value - node.offset.value !=
			    node.to.value - node.from.value)
			parser_fail(parser, "both ranges must be as long");
	}
	return make(parser, &node);
}

/* "x[5] ^= 1", "x[5] = 1": "x" was read. */
static uint32_t parse_patch(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = NODE_PATCH, .buffer = buffer};

	parser_require(parser, "[");
	node.offset = parse_offset(parser);
	parser_require(parser, "]");
	node.set = parser_accept(parser, "=");
	if (!node.set)
		parser_require(parser, "^=");
	node.number = parse_number(parser);
	if (node.number > 0xff)
		parser_fail(parser, "a byte is at most 0xff");
	return make(parser, &node);
}

/* Is this "NAME =" or "NAME [" of a buffer? Then parse it. */
static bool parse_buffer_statement(struct parser *parser, uint32_t *made)
{
	const struct token name = parser->token;
	const char *after = name.at + name.length;
	uint8_t buffer;

	if (name.kind != TOKEN_NAME || memchr(name.at, '.', name.length))
		return false;
	while (isspace((unsigned char)*after))
		after++;
	if (after[0] == '=' && after[1] != '=') {
		buffer = buffer_named(parser, name.at, name.length, true);
		if (!buffer)
			parser_fail(parser,
				    "at most %d named buffers, names of at "
				    "most 15 characters",
				    SIGNATURE_BUFFERS - 1);
		parser_advance(parser);
		parser_require(parser, "=");
		*made = parse_copy(parser, buffer);
		return true;
	}
	buffer = buffer_named(parser, name.at, name.length, false);
	if (!buffer || *after != '[')
		return false;
	parser_advance(parser);
	*made = parse_patch(parser, buffer);
	return true;
}

/* ---- entries ---- */

static void parser_begin(struct parser *parser, const char *text)
{
	parser->text = text;
	parser->token.at = text;
	parser->token.length = 0;
	if (strlen(text) > PARSE_TEXT_MOST)
		parser_fail(parser, "longer than %d characters",
			    PARSE_TEXT_MOST);
	else
		parser_advance(parser);
}

static int parser_finish(struct parser *parser)
{
	if (!parser->failed && parser->token.kind != TOKEN_END)
		parser_expected(parser, "an operator or the end");
	return parser->failed ? -EINVAL : 0;
}

int signature_parse_condition(struct parse_pool *pool,
			      struct parse_scope *scope,
			      const struct parse_place *place, const char *text,
			      uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope, .place = place};

	parser_begin(&parser, text);
	if (!parser.failed && !parse_buffer_statement(&parser, node))
		*node = parse_or(&parser);
	return parser_finish(&parser);
}

int signature_parse_value(struct parse_pool *pool, struct parse_scope *scope,
			  const struct parse_place *place, const char *text,
			  uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope, .place = place};

	parser_begin(&parser, text);
	*node = parse_bit_or(&parser);
	return parser_finish(&parser);
}

int signature_parse_assignment(struct parse_pool *pool,
			       struct parse_scope *scope,
			       const struct parse_place *place,
			       const char *text, uint16_t *reg, uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope, .place = place};

	parser_begin(&parser, text);
	*reg = find_register(&parser);
	parser_require(&parser, "=");
	*node = parse_bit_or(&parser);
	return parser_finish(&parser);
}

int signature_parse_time_range(const struct parse_place *place,
			       const char *text, struct node_range *range)
{
	struct parser parser = {.place = place};

	parser_begin(&parser, text);
	range->low = range->high = parse_number(&parser);
	if (parser_accept(&parser, ".."))
		range->high = parse_number(&parser);
	else
		range->low = 0;
	if (range->high < range->low)
		parser_fail(&parser, "the range ends before it begins");
	return parser_finish(&parser);
}
