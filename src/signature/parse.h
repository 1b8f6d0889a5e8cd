/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_PARSE_H
#define SIGNATURE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signature/expression.h"

struct complaints;

/* Names that a file declared; pointers into the set that is being built. */
struct parse_scope {
	struct signature_register *registers;  /* of the whole set */
	size_t first_register, register_count; /* this file's: [first, count) */
	struct signature_generator *generators;
	size_t first_generator, generator_count;
	/* of the signature that is being read */
	char buffers[SIGNATURE_BUFFERS][16]; /* names; [0] is not used */
};

/* Where the text stands, for what is said about it. */
struct parse_place {
	struct complaints *complaints;
	const char *file;
	unsigned line;
};

/* Node pools that grow. */
struct parse_pool {
	struct node_pool pool;
	size_t node_room, range_room, pattern_room, list_room;
	bool out_of_memory;
};

#define PARSE_TEXT_MOST 2000	 /* bytes of one expression */
#define PARSE_DEPTH_MOST 40	 /* parentheses in each other */
#define PARSE_NODES_MOST 1000000 /* of a set */

/**
 * signature_parse_condition - a condition, or a statement on a named buffer
 *
 * "size == 18", "u8[2] & 0x8f == 5", "x = bytes[4..14] xor bytes[14..24]".
 * Errors are said with the column.
 *
 * Return: 0 and @node; -EINVAL after an error was said.
 */
int signature_parse_condition(struct parse_pool *pool,
			      struct parse_scope *scope,
			      const struct parse_place *place, const char *text,
			      uint32_t *node);

/* A value: "size", "u16[0]". Same returns. */
int signature_parse_value(struct parse_pool *pool, struct parse_scope *scope,
			  const struct parse_place *place, const char *text,
			  uint32_t *node);

/* "NAME = value" of `remember`: the register's index and the value's node. */
int signature_parse_assignment(struct parse_pool *pool,
			       struct parse_scope *scope,
			       const struct parse_place *place,
			       const char *text, uint16_t *reg, uint32_t *node);

/* A time range, "1.4s..1.8s" or "5s" (0..5 s), in us. Same returns. */
int signature_parse_time_range(const struct parse_place *place,
			       const char *text, struct node_range *range);

/* Return: the node, or 0 with out_of_memory set (node 0 is a constant 0). */
uint32_t signature_parse_add_node(struct parse_pool *pool,
				  const struct node *node);

/* A list of nodes; its place in @first. Return: 0 or -ENOMEM. */
int signature_parse_add_list(struct parse_pool *pool, const uint32_t *nodes,
			     size_t count, uint32_t *first);

void signature_parse_pool_fini(struct parse_pool *pool);

#endif
