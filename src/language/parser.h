/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_PARSER_H
#define LANGUAGE_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signature/expression.h"
#include "language/lex.h"

struct parse_scope;
struct signature_pool;

/*
 * An expression while it is parsed. After an error, which is reported and marked at
 * the lexer, functions return nodes without meaning.
 */
struct parser {
	struct signature_pool *pool;
	struct parse_scope *scope;
	struct lexer lexer;
	unsigned depth;
};

/**
 * language_parser_make - add a node to the pool
 *
 * Return: its index; without memory that is an error, and it is 0.
 */
uint32_t language_parser_make(struct parser *parser, const struct node *node);

/* ---- names and ranges ---- */

/**
 * language_parser_range - parse a number or a range, which @value is compared with
 * @value: node; 0: it is no time
 */
struct node_range language_parser_range(struct parser *parser, uint32_t value);

/**
 * language_parser_check_unit - report a number without a unit where it needs one
 * @value: node that it stands beside
 *
 * The number is the token.
 */
void language_parser_check_unit(struct parser *parser, uint32_t value);

/**
 * language_parser_generator - parse the name of a generator, which must come next
 *
 * Return: its index.
 */
uint16_t language_parser_generator(struct parser *parser);

/**
 * language_parser_register - parse the name of a register, which must come next
 *
 * Return: its index.
 */
uint16_t language_parser_register(struct parser *parser);

/**
 * language_parser_expected_value - report that a value was expected, with a suggestion
 */
void language_parser_expected_value(struct parser *parser);

/**
 * language_parser_register_named - return the register that the token names
 *
 * Return: its index; -1: it names none, which is no error.
 */
int language_parser_register_named(const struct parser *parser);

/**
 * language_parser_side - parse [ "of" ("this" | "source" | "reverse" | "dest") ]
 *
 * Return: enum node_side; SIDE_THIS when it is left out.
 */
uint8_t language_parser_side(struct parser *parser);

/* ---- parse_operator.c, parse_value.c ---- */

/**
 * language_parse_value_primary - parse one value, by its first word
 *
 * In parentheses, anything.
 */
uint32_t language_parse_value_primary(struct parser *parser);

/**
 * language_parse_operator_value - parse a value with all operators of numbers
 */
uint32_t language_parse_operator_value(struct parser *parser);

/**
 * language_parse_operator_condition - parse a condition with all operators
 */
uint32_t language_parse_operator_condition(struct parser *parser);

/* ---- parse_name.c, parse_tlv.c ---- */

/**
 * language_parse_name - parse a comparison of a name, after the name's word
 * @kind: enum packet_name_kind
 * @node: in and out: all but its operator is filled
 */
void language_parse_name(struct lexer *lexer, struct signature_pool *pool,
			 uint8_t kind, struct node *node);

/**
 * language_parse_tlv - parse the arguments of "tlv" and "tlv.size"
 * @size: the element's length is its value
 * @node: in and out: all but its operator is filled
 */
void language_parse_tlv(struct lexer *lexer, bool size, struct node *node);

/* ---- parse_buffer.c: bytes of the payload and of named buffers ---- */

/**
 * language_parse_buffer_word - parse a word that reads a buffer
 * @row:    of the token, or of its part behind the dot
 * @buffer: its number; 0: the payload
 * @made:   out, only when true is returned
 *
 * Return: false when it is no such word.
 */
bool language_parse_buffer_word(struct parser *parser,
				const struct signature_operator *row,
				uint8_t buffer, uint32_t *made);

/**
 * language_parse_buffer_named - parse "x.u8[3]" of a buffer x that has bytes
 * @made: out, only when true is returned
 *
 * Return: false when no buffer has that name.
 */
bool language_parse_buffer_named(struct parser *parser, uint32_t *made);

/**
 * language_parse_buffer_statement - parse "NAME = ..." or "NAME[...] ..." of a buffer
 * @made: out, only when true is returned
 *
 * Return: false when the text is no statement.
 */
bool language_parse_buffer_statement(struct parser *parser, uint32_t *made);

#endif
