/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_SCOPE_H
#define LANGUAGE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "signature/expression.h"

struct suggestion;
struct signature_set;

/* Names that a file has declared; pointers into the set that is being built. */
struct parse_scope {
	struct signature_register *registers; /* of the whole set */
	size_t first_register,
		register_count; /* this file's are [first, count) */
	struct signature_generator *generators;
	size_t first_generator, generator_count;
	struct signature_set *set; /* for activities and ranges of sizes */
	/* of the current signature */
	char buffers[SIGNATURE_BUFFERS][16]; /* names; [0] is unused */
};

/**
 * language_scope_register - look up a register that this file declared
 * @name: not terminated
 *
 * Return: its index in the set; -1: there is none.
 */
int language_scope_register(const struct parse_scope *scope, const char *name,
			    size_t length);

/**
 * language_scope_generator - look up a generator, as language_scope_register()
 */
int language_scope_generator(const struct parse_scope *scope, const char *name,
			     size_t length);

/**
 * language_scope_offer_registers - offer this file's registers to a search for a near name
 */
void language_scope_offer_registers(const struct parse_scope *scope,
				    struct suggestion *suggestion);

/**
 * language_scope_offer_generators - as language_scope_offer_registers()
 */
void language_scope_offer_generators(const struct parse_scope *scope,
				     struct suggestion *suggestion);

/**
 * language_scope_activity - look up the number of an activity; 0: unknown
 */
uint8_t language_scope_activity(const struct parse_scope *scope,
				const char *name);

/**
 * language_scope_sizes - add a range of sizes that meters shall count
 *
 * Return: its number, which may be shared; -1: there is no room.
 */
int language_scope_sizes(const struct parse_scope *scope,
			 const struct node_range *range);

/**
 * language_scope_buffer - look up or make a named buffer of the current signature
 * @name:   not terminated
 * @create: make one when there is none
 *
 * Return: its number; 0: there is none, or no room, or the name is too long.
 */
unsigned language_scope_buffer(struct parse_scope *scope, const char *name,
			       size_t length, bool create);

#endif
