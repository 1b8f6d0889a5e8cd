/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_LOADER_H
#define LANGUAGE_LOADER_H

#include <libconfig.h>
#include <stdbool.h>

#include "language/parse.h"
#include "language/read.h"
#include "language/scope.h"
#include "signature/compiled.h"

/* A set while it is built. */
struct loader {
	struct signature_set *set;
	struct settings_reader reader; /* of the file that is being read */
	struct parse_scope scope;      /* what that file declared */
	uint16_t application;	       /* that file's; 0: none */
	bool payload_forbidden;	       /* that file may read no payload byte */
	uint8_t sets;		/* that file's, see struct signature_effect */
	bool renames;		/* a set has taken the number of another */
	bool names_application; /* that file does, a good one or not */
	bool refused_generator; /* so worths of that file are not known */
	uint64_t declared;	/* its registers and generators, hashed */
	unsigned errors_before; /* diagnostics of others */
	/* of the entry that is read; what is wrong was said and brings no more */
	bool lacks_application; /* it names none, nor does its file */
	bool refused_of;	/* what it asks is not known to be of decided */
	bool is_whole;		/* its conditions are all there */
	/* where activities are declared first; by number - 1 */
	struct settings_place activities[SIGNATURE_NAMES_MOST];
};

/**
 * language_loader_append - one more item of an array, zeroed
 * @items: address of the array's pointer
 *
 * Return: the item; NULL after an error was said.
 */
void *language_loader_append(struct loader *loader, void *items, size_t *count,
			     size_t item_bytes);

/**
 * language_loader_copy - a copy of @text, "" of NULL
 *
 * Return: to be freed; NULL after an error was said.
 */
char *language_loader_copy(struct loader *loader, const char *text);

/**
 * language_loader_name - the number of a name in an array, which is added when new
 * @names: address of the array
 * @count: of names; in and out
 *
 * Return: from 1; 0 when there are too many, or after an error was said.
 */
uint16_t language_loader_name(struct loader *loader, char ***names,
			      size_t *count, const char *name);

/**
 * language_loader_may_read - may its file ask this expression? Says so when not
 * @text: as it is written
 *
 * Only payload bytes are ever forbidden.
 */
bool language_loader_may_read(const struct loader *loader,
			      const config_setting_t *at, uint32_t node,
			      const char *text);

/**
 * language_loader_has_room - is there room for one more declared name?
 * @alive:  by number - 1: what is declared
 * @number: of the name
 * @what:   "applications"
 *
 * Says so when not.
 */
bool language_loader_has_room(struct loader *loader, const config_setting_t *at,
			      const bool *alive, uint16_t number,
			      const char *what);

/**
 * language_loader_place - where an entry stands, for the parser of its expressions
 */
struct parse_place language_loader_place(const struct loader *loader,
					 const config_setting_t *at);

#endif
