/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses words that read the payload or named buffers, and the statements that fill
 * buffers.
 */
#include <ctype.h>
#include <string.h>

#include "language/parser.h"
#include "language/scope.h"
#include "language/word.h"
#include "signature/operator.h"
#include "signature/pool.h"

/* ---- places ---- */

#define OFFSET_MOST 65535

static int32_t parse_offset_number(struct parser *parser)
{
	uint64_t number = language_lex_number(&parser->lexer);

	if (number > OFFSET_MOST)
		language_lex_fail(&parser->lexer, "an offset is at most %d",
				  OFFSET_MOST);
	return (int32_t)number;
}

/* "5", "-4" (from the end), "end", "end-8". */
static struct node_offset parse_byte_offset(struct parser *parser)
{
	struct node_offset offset = {0};

	if (language_lex_accept(&parser->lexer, "end")) {
		offset.from_end = true;
		if (language_lex_accept(&parser->lexer, "-"))
			offset.value = -parse_offset_number(parser);
	} else if (language_lex_accept(&parser->lexer, "-")) {
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
	*from = parse_byte_offset(parser);
	language_lex_require(&parser->lexer, "..");
	*to = parse_byte_offset(parser);
	if (from->from_end == to->from_end && from->value >= to->value)
		language_lex_fail(&parser->lexer,
				  "the range of bytes is empty");
}

/* ---- reading ---- */

static uint32_t parse_pattern(struct parser *parser)
{
	struct node_pattern pattern = {0};

	language_lex_pattern(&parser->lexer, &pattern);
	return signature_pool_add_pattern(parser->pool, &pattern);
}

/* "bytes[0] == h'16 03'", "bytes contains 'x'"; "bytes" was read. */
static uint32_t parse_byte_pattern(struct parser *parser,
				   const struct signature_operator *row,
				   uint8_t buffer)
{
	struct node node = {.op = row, .buffer = buffer};
	bool unequal = false;
	uint32_t made;

	if (language_lex_accept(&parser->lexer, "contains")) {
		node.op = signature_operator_of(NODE_CONTAINS);
	} else {
		language_lex_require(&parser->lexer, "[");
		node.offset = parse_byte_offset(parser);
		language_lex_require(&parser->lexer, "]");
		unequal = language_lex_accept(&parser->lexer, "!=");
		if (!unequal)
			language_lex_require(&parser->lexer, "==");
	}
	node.list = parse_pattern(parser);
	made = language_parser_make(parser, &node);
	if (unequal)
		made = language_parser_make(
			parser,
			&(struct node){.op = signature_operator_of(NODE_NOT),
				       .a = made});
	return made;
}

static uint32_t parse_field(struct parser *parser,
			    const struct signature_operator *row,
			    uint8_t buffer)
{
	struct node node = {.op = row,
			    .buffer = buffer,
			    .width = row->number,
			    .little = row->little};

	language_lex_require(&parser->lexer, "[");
	node.offset = parse_byte_offset(parser);
	language_lex_require(&parser->lexer, "]");
	return language_parser_make(parser, &node);
}

/* "run(GENERATOR, 48..end)" */
static uint32_t parse_relations(struct parser *parser,
				const struct signature_operator *row,
				uint8_t buffer)
{
	struct node node = {.op = row, .buffer = buffer};

	language_lex_require(&parser->lexer, "(");
	node.generator = language_parser_generator(parser);
	if (!parser->lexer.failed &&
	    parser->scope->generators[node.generator].bits != 8)
		language_lex_fail(
			&parser->lexer,
			"bytes follow a generator of 8 bits, this has %u",
			parser->scope->generators[node.generator].bits);
	language_lex_require(&parser->lexer, ",");
	parse_offsets(parser, &node.from, &node.to);
	language_lex_require(&parser->lexer, ")");
	return language_parser_make(parser, &node);
}

bool language_parse_buffer_word(struct parser *parser,
				const struct signature_operator *row,
				uint8_t buffer, uint32_t *made)
{
	switch (row->form) {
	case FORM_FIELD:
		language_lex_advance(&parser->lexer);
		*made = parse_field(parser, row, buffer);
		return true;
	case FORM_BYTES:
		language_lex_advance(&parser->lexer);
		*made = parse_byte_pattern(parser, row, buffer);
		return true;
	case FORM_RELATIONS:
		language_lex_advance(&parser->lexer);
		*made = parse_relations(parser, row, buffer);
		return true;
	default:
		return false;
	}
}

bool language_parse_buffer_named(struct parser *parser, uint32_t *made)
{
	const struct token *token = &parser->lexer.token;
	const char *dot = memchr(token->at, '.', token->length);
	size_t length = dot ? (size_t)(dot - token->at) : 0;
	unsigned buffer =
		language_scope_buffer(parser->scope, token->at, length, false);
	const struct signature_operator *row =
		buffer ? language_word_find(dot + 1, token->length - length - 1)
		       : NULL;

	return row &&
	       language_parse_buffer_word(parser, row, (uint8_t)buffer, made);
}

/* ---- statements on named buffers ---- */

/* "bytes[4..14]" into @from and @to. */
static void parse_slice(struct parser *parser, struct node_offset *from,
			struct node_offset *to)
{
	language_lex_require(&parser->lexer, "bytes");
	language_lex_require(&parser->lexer, "[");
	parse_offsets(parser, from, to);
	language_lex_require(&parser->lexer, "]");
	if (from->from_end == to->from_end &&
	    to->value - from->value > SIGNATURE_BUFFER_BYTES)
		language_lex_fail(&parser->lexer, "a named buffer has %d bytes",
				  SIGNATURE_BUFFER_BYTES);
}

/* "x = bytes[4..14] xor bytes[14..24]": "x =" was read. */
static uint32_t parse_copy(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = signature_operator_of(NODE_COPY),
			    .buffer = buffer};
	struct node_offset end;

	parse_slice(parser, &node.from, &node.to);
	if (language_lex_accept(&parser->lexer, "xor")) {
		node.set = true;
		parse_slice(parser, &node.offset, &end);
		if (end.from_end == node.offset.from_end &&
		    node.to.from_end == node.from.from_end &&
		    end.value - node.offset.value !=
			    node.to.value - node.from.value)
			language_lex_fail(&parser->lexer,
					  "both ranges must be as long");
	}
	return language_parser_make(parser, &node);
}

/* "x[5] ^= 1", "x[5] = 1": "x" was read. */
static uint32_t parse_patch(struct parser *parser, uint8_t buffer)
{
	struct node node = {.op = signature_operator_of(NODE_PATCH),
			    .buffer = buffer};

	language_lex_require(&parser->lexer, "[");
	node.offset = parse_byte_offset(parser);
	language_lex_require(&parser->lexer, "]");
	node.set = language_lex_accept(&parser->lexer, "=");
	if (!node.set)
		language_lex_require(&parser->lexer, "^=");
	node.number = language_lex_number(&parser->lexer);
	if (node.number > 0xff)
		language_lex_fail(&parser->lexer, "a byte is at most 0xff");
	return language_parser_make(parser, &node);
}

/* Return whether the token is a word of the language or a register. */
static bool buffer_name_is_taken(const struct parser *parser)
{
	const struct token *token = &parser->lexer.token;

	return language_parser_register_named(parser) >= 0 ||
	       language_word_is_reserved(token->at, token->length);
}

bool language_parse_buffer_statement(struct parser *parser, uint32_t *made)
{
	const struct token name = parser->lexer.token;
	const char *after = name.at + name.length;
	uint8_t buffer;

	if (name.kind != TOKEN_NAME || memchr(name.at, '.', name.length))
		return false;
	while (isspace((unsigned char)*after))
		after++;
	if (after[0] == '=' && after[1] != '=') {
		if (buffer_name_is_taken(parser)) {
			language_lex_fail(
				&parser->lexer,
				"\"%.*s\" is no name for a buffer; \"==\" "
				"compares",
				(int)name.length, name.at);
			return true;
		}
		buffer = (uint8_t)language_scope_buffer(parser->scope, name.at,
							name.length, true);
		if (!buffer)
			language_lex_fail(
				&parser->lexer,
				"at most %d named buffers, names of at "
				"most 15 characters",
				SIGNATURE_BUFFERS - 1);
		language_lex_advance(&parser->lexer);
		language_lex_require(&parser->lexer, "=");
		*made = parse_copy(parser, buffer);
		return true;
	}
	buffer = (uint8_t)language_scope_buffer(parser->scope, name.at,
						name.length, false);
	if (!buffer || *after != '[')
		return false;
	language_lex_advance(&parser->lexer);
	*made = parse_patch(parser, buffer);
	return true;
}
