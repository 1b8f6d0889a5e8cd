/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_PARSER_H
#define SIGNATURE_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signature/expression.h"
#include "signature/lex.h"

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

uint32_t parser_make(struct parser *parser, const struct node *node);

/* ---- names and ranges ---- */

/* A number or a range of them, that @value is compared with; 0: no time. */
struct node_range parser_range(struct parser *parser, uint32_t value);

/* Says so when the number that comes next, beside @value, must have a unit. */
void parser_check_unit(struct parser *parser, uint32_t value);

/* The names of a generator and of a register, which must come next. */
uint16_t parser_generator(struct parser *parser);
uint16_t parser_register(struct parser *parser);

/* The register that the token names, or -1. */
int parser_register_named(const struct parser *parser);

/* [ "of" ("this" | "source" | "reverse" | "dest") ] */
uint8_t parser_side(struct parser *parser);

/* ---- values and conditions ---- */

/* One value, by its first word; in parentheses, anything. */
uint32_t parser_primary(struct parser *parser);

/* All operators of numbers, and all operators. */
uint32_t parser_value(struct parser *parser);
uint32_t parser_condition(struct parser *parser);

/* ---- bytes of the payload and of named buffers ---- */

/* What reads buffer @buffer: true when @name is such a word; 0: the payload. */
bool parser_buffer_word(struct parser *parser, const char *name, size_t length,
			uint8_t buffer, uint32_t *made);

/* "x.u8[3]" of a buffer x that was assigned before? */
bool parser_named_buffer(struct parser *parser, uint32_t *made);

/* Is this "NAME =" or "NAME [" of a buffer? Then it is parsed. */
bool parser_buffer_statement(struct parser *parser, uint32_t *made);

#endif
