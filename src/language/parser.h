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
 * What the files of the parser have in common: an expression while it is read. After
 * an error, which is said and seen at the lexer, they give nodes that mean nothing.
 */
struct parser {
	struct signature_pool *pool;
	struct parse_scope *scope;
	struct lexer lexer;
	unsigned depth;
};

/**
 * language_parser_make - a node in the pool
 *
 * Return: its index; without memory that is an error, and it is 0.
 */
uint32_t language_parser_make(struct parser *parser, const struct node *node);

/* ---- names and ranges ---- */

/**
 * language_parser_range - a number or a range of them, that @value is compared with
 * @value: node; 0: it is no time
 */
struct node_range language_parser_range(struct parser *parser, uint32_t value);

/**
 * language_parser_check_unit - an error when a number without a unit must have one
 * @value: node that it stands beside
 *
 * The number is the token.
 */
void language_parser_check_unit(struct parser *parser, uint32_t value);

/**
 * language_parser_generator - the name of a generator, which must come next
 *
 * Return: its index.
 */
uint16_t language_parser_generator(struct parser *parser);

/**
 * language_parser_register - the name of a register, which must come next
 *
 * Return: its index.
 */
uint16_t language_parser_register(struct parser *parser);

/**
 * language_parser_expected_value - says that a value was expected, and what is near to it
 */
void language_parser_expected_value(struct parser *parser);

/**
 * language_parser_register_named - the register that the token names
 *
 * Return: its index; -1: it names none, which is no error.
 */
int language_parser_register_named(const struct parser *parser);

/**
 * language_parser_side - [ "of" ("this" | "source" | "reverse" | "dest") ]
 *
 * Return: enum node_side; SIDE_THIS when it is left out.
 */
uint8_t language_parser_side(struct parser *parser);

/* ---- values and conditions ---- */

/**
 * language_parser_primary - one value, by its first word; in parentheses, anything
 */
uint32_t language_parser_primary(struct parser *parser);

/**
 * language_parser_value - a value with all operators of numbers
 */
uint32_t language_parser_value(struct parser *parser);

/**
 * language_parser_condition - a condition with all operators
 */
uint32_t language_parser_condition(struct parser *parser);

/* ---- bytes of the payload and of named buffers ---- */

/**
 * language_parser_buffer_word - is this a word that reads a buffer? Then it is parsed
 * @name:   the token or its part behind the dot; @length bytes
 * @buffer: its number; 0: the payload
 * @made:   out, only when true is returned
 */
bool language_parser_buffer_word(struct parser *parser, const char *name,
				 size_t length, uint8_t buffer, uint32_t *made);

/**
 * language_parser_named_buffer - is this "x.u8[3]" of a buffer x? Then it is parsed
 * @made: out, only when true is returned
 *
 * x was assigned before.
 */
bool language_parser_named_buffer(struct parser *parser, uint32_t *made);

/**
 * language_parser_buffer_statement - is this "NAME =" or "NAME [" of a buffer?
 * @made: out, only when true is returned
 *
 * Then it is parsed.
 */
bool language_parser_buffer_statement(struct parser *parser, uint32_t *made);

#endif
