/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_SCOPE_H
#define SIGNATURE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "signature/expression.h"

struct signature_set;

/* Names that a file declared; pointers into the set that is being built. */
struct parse_scope {
	struct signature_register *registers;  /* of the whole set */
	size_t first_register, register_count; /* this file's: [first, count) */
	struct signature_generator *generators;
	size_t first_generator, generator_count;
	struct signature_set *set; /* for activities and ranges of sizes */
	/* of the signature that is being read */
	char buffers[SIGNATURE_BUFFERS][16]; /* names; [0] is not used */
};

/* Return: the index in the set, or -1; @name is not terminated. */
int signature_scope_register(const struct parse_scope *scope, const char *name,
			     size_t length);
int signature_scope_generator(const struct parse_scope *scope, const char *name,
			      size_t length);

/* Return: the activity's number, or 0. */
uint8_t signature_scope_activity(const struct parse_scope *scope,
				 const char *name);

/* Return: the number of a range of sizes that meters count, or -1: no room. */
int signature_scope_sizes(const struct parse_scope *scope,
			  const struct node_range *range);

/* Return: the buffer's number, or 0; @create makes one when there is room. */
unsigned signature_scope_buffer(struct parse_scope *scope, const char *name,
				size_t length, bool create);

#endif
