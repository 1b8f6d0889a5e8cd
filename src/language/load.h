/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_LOAD_H
#define LANGUAGE_LOAD_H

#include <libconfig.h>
#include <stdbool.h>

#include "signature/compiled.h"
#include "language/parse.h"
#include "language/read.h"
#include "language/scope.h"

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
 * language_load_append - one more item of an array, zeroed
 * @items: address of the array's pointer
 *
 * Return: the item; NULL after an error was said.
 */
void *language_load_append(struct loader *loader, void *items, size_t *count,
			   size_t item_bytes);

/**
 * language_load_copy - a copy of @text, "" of NULL
 *
 * Return: to be freed; NULL after an error was said.
 */
char *language_load_copy(struct loader *loader, const char *text);

/**
 * language_load_name - the number of a name in an array, which is added when new
 * @names: address of the array
 * @count: of names; in and out
 *
 * Return: from 1; 0 when there are too many, or after an error was said.
 */
uint16_t language_load_name(struct loader *loader, char ***names, size_t *count,
			    const char *name);

/**
 * language_load_may_read - may its file ask this expression? Says so when not
 * @text: as it is written
 *
 * Only payload bytes are ever forbidden.
 */
bool language_load_may_read(const struct loader *loader,
			    const config_setting_t *at, uint32_t node,
			    const char *text);

/**
 * language_load_may_declare - is there room for one more declared name?
 * @alive:  by number - 1: what is declared
 * @number: of the name
 * @what:   "applications"
 *
 * Says so when not.
 */
bool language_load_may_declare(struct loader *loader,
			       const config_setting_t *at, const bool *alive,
			       uint16_t number, const char *what);

/**
 * language_load_load_application - an entry of "applications"
 *
 * Several files may declare the same one, with the same family.
 */
void language_load_load_application(struct loader *loader,
				    config_setting_t *group);

/**
 * language_load_load_set_name - the file's "set"
 */
void language_load_load_set_name(struct loader *loader,
				 const config_setting_t *root);

/**
 * language_load_find_application - the number of a declared application
 * @at: where it is named, for what is said
 *
 * Return: its number; 0 after an error was said.
 */
uint16_t language_load_find_application(struct loader *loader,
					const config_setting_t *at,
					const char *name);

/**
 * language_load_load_register - an entry of "registers"
 */
void language_load_load_register(struct loader *loader,
				 config_setting_t *group);

/**
 * language_load_load_generator - an entry of "generators"
 */
void language_load_load_generator(struct loader *loader,
				  config_setting_t *group);

/**
 * language_load_load_activities - "activities": names, ranks, and how long they live
 */
void language_load_load_activities(struct loader *loader,
				   const config_setting_t *root);

/**
 * language_load_load_activity_of - "activity", of what a match sets
 */
void language_load_load_activity_of(struct loader *loader,
				    config_setting_t *group,
				    struct signature *signature, bool is_rule);

/**
 * language_load_place - where an entry stands, for the parser of its expressions
 */
struct parse_place language_load_place(const struct loader *loader,
				       const config_setting_t *at);

/**
 * language_load_load_head - name, texts and application
 *
 * What is wrong with these hides nothing of what follows: such a signature has a
 * place, too, without a name.
 *
 * Return: the signature's number; -1 without memory.
 */
int language_load_load_head(struct loader *loader, config_setting_t *group);

/**
 * language_load_load_effect - "then", of a signature or of a host rule
 * @number: as of language_load_load_head(); its steps are there
 */
void language_load_load_effect(struct loader *loader, config_setting_t *entry,
			       uint16_t number, bool is_rule);

/**
 * language_load_load_tells - "tells", of a signature whose steps are there
 * @is_rule: it is a host rule: those tell nothing, which is said
 */
void language_load_load_tells(struct loader *loader, config_setting_t *group,
			      uint16_t number, bool is_rule);

/**
 * language_load_find_event - the event that a setting names
 * @at:  an entry of @key, or its value
 * @key: for what is said
 *
 * Return: its number; 0 after an error was said.
 */
uint16_t language_load_find_event(struct loader *loader,
				  const config_setting_t *at, const char *key);

/**
 * language_load_load_after - "after", a range of times
 * @after: out, only when it is there
 * @dated: out: whether it is there, and right
 */
void language_load_load_after(struct loader *loader, config_setting_t *step,
			      struct node_range *after, bool *dated);

/**
 * language_load_load_signature - one entry of "signatures"
 */
void language_load_load_signature(struct loader *loader,
				  config_setting_t *group);

/**
 * language_load_load_rule - one entry of "hosts"
 */
void language_load_load_rule(struct loader *loader, config_setting_t *group);

#endif
