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
	struct settings_reader reader; /* of the current file */
	struct parse_scope scope;      /* declarations of the current file */
	uint16_t application;	       /* of the current file; 0: none */
	bool payload_forbidden; /* the current file has payload = false */
	uint8_t sets; /* of the current file, see struct signature_effect */
	bool renames; /* a "set" has taken the number of another name */
	bool names_application; /* the current file has "application", valid or not */
	bool refused_generator; /* so what conditions of the file are worth is unknown */
	uint64_t declared;	/* hash of its registers and generators */
	unsigned errors_before; /* count of diagnostics before this load */
	/* of the current entry; its errors are reported and cause no others */
	bool lacks_application; /* neither it nor its file names an application */
	bool refused_of;	/* its "flows" is wrong */
	bool is_whole;		/* all its conditions are valid */
	/* first declaration of activities; by number - 1 */
	struct settings_place activities[SIGNATURE_NAMES_MOST];
};

/**
 * language_loader_append - append a zeroed item to an array
 * @items: address of the array's pointer
 *
 * Return: the item; NULL after an error.
 */
void *language_loader_append(struct loader *loader, void *items, size_t *count,
			     size_t item_bytes);

/**
 * language_loader_copy - copy a text; "" for NULL
 *
 * Return: to be freed; NULL after an error.
 */
char *language_loader_copy(struct loader *loader, const char *text);

/**
 * language_loader_name - look up the number of a name, or add it
 * @names: address of the array
 * @count: of names; in and out
 *
 * Return: from 1; 0 when there are too many, or after an error.
 */
uint16_t language_loader_name(struct loader *loader, char ***names,
			      size_t *count, const char *name);

/**
 * language_loader_may_read - check that the file may use this expression
 * @text: as it is written
 *
 * Only reading the payload can be forbidden; reports an error then.
 */
bool language_loader_may_read(const struct loader *loader,
			      const config_setting_t *at, uint32_t node,
			      const char *text);

/**
 * language_loader_has_room - check that there is room for one more declared name
 * @alive:  by number - 1: what is declared
 * @number: of the name
 * @what:   "applications"
 *
 * Reports an error when not.
 */
bool language_loader_has_room(struct loader *loader, const config_setting_t *at,
			      const bool *alive, uint16_t number,
			      const char *what);

/**
 * language_loader_place - return where an entry stands, for the parser
 */
struct parse_place language_loader_place(const struct loader *loader,
					 const config_setting_t *at);

#endif
