/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_SCOPE_H
#define LANGUAGE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "signature/expression.h"

struct nearest;
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

/**
 * language_scope_register - the register of a name that this file declared
 * @name: not terminated
 *
 * Return: its index in the set; -1: there is none.
 */
int language_scope_register(const struct parse_scope *scope, const char *name,
			    size_t length);

/**
 * language_scope_generator - as language_scope_register(), of a generator
 */
int language_scope_generator(const struct parse_scope *scope, const char *name,
			     size_t length);

/**
 * language_scope_offer_registers - this file's, to a search for a name
 */
void language_scope_offer_registers(const struct parse_scope *scope,
				    struct nearest *nearest);

/**
 * language_scope_offer_generators - as language_scope_offer_registers()
 */
void language_scope_offer_generators(const struct parse_scope *scope,
				     struct nearest *nearest);

/**
 * language_scope_activity - the number of an activity's name; 0: there is none
 */
uint8_t language_scope_activity(const struct parse_scope *scope,
				const char *name);

/**
 * language_scope_sizes - a range of sizes that meters shall count
 *
 * Return: its number, which may be shared; -1: there is no room.
 */
int language_scope_sizes(const struct parse_scope *scope,
			 const struct node_range *range);

/**
 * language_scope_buffer - the buffer of a name, in the signature that is read
 * @name:   not terminated
 * @create: make one when there is none
 *
 * Return: its number; 0: there is none, or no room, or the name is too long.
 */
unsigned language_scope_buffer(struct parse_scope *scope, const char *name,
			       size_t length, bool create);

#endif
