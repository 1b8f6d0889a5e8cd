/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_PARSE_H
#define LANGUAGE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parse_place;
struct parse_scope;
struct signature_pool;

#define PARSE_DEPTH_MOST 40 /* nested parentheses, "not" and words */

/**
 * language_parse_condition - parse a condition, or a statement on a named buffer
 *
 * "size == 18", "u8[2] & 0x8f == 5", "x = bytes[4..14] xor bytes[14..24]".
 * Errors are reported with the column.
 *
 * Return: 0 and @node; -EINVAL after an error.
 */
int language_parse_condition(struct signature_pool *pool,
			     struct parse_scope *scope,
			     const struct parse_place *place, const char *text,
			     uint32_t *node);

/**
 * language_parse_value - parse a value: "size", "u16[0]"
 *
 * Return: as of language_parse_condition().
 */
int language_parse_value(struct signature_pool *pool, struct parse_scope *scope,
			 const struct parse_place *place, const char *text,
			 uint32_t *node);

/**
 * language_parse_assignment - parse "NAME = value", of `remember`
 * @reg:  out: the register's index
 * @node: out: the value
 *
 * Return: as of language_parse_condition().
 */
int language_parse_assignment(struct signature_pool *pool,
			      struct parse_scope *scope,
			      const struct parse_place *place, const char *text,
			      uint16_t *reg, uint32_t *node);

#endif
