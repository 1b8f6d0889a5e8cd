/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_LOAD_H
#define SIGNATURE_LOAD_H

#include <libconfig.h>
#include <stdbool.h>

#include "signature/compiled.h"
#include "signature/parse.h"
#include "signature/read.h"
#include "signature/scope.h"

/* A set while it is built. */
struct loader {
	struct signature_set *set;
	struct reader reader;	  /* of the file that is being read */
	struct parse_scope scope; /* what that file declared */
	uint16_t application;	  /* that file's; 0: none */
	bool spares_payload;	  /* that file may read no payload byte */
	uint8_t sets;		  /* that file's, see struct signature_effect */
	bool renames;		  /* a set has taken the number of another */
	bool names_application;	  /* that file does, a good one or not */
	bool refused_generator;	  /* so worths of that file are not known */
	uint64_t declared;	  /* its registers and generators, hashed */
	unsigned errors_before;	  /* complaints of others */
	/* of the entry that is read; what is wrong was said and brings no more */
	bool lacks_application; /* it names none, nor does its file */
	bool refused_of;	/* what it asks is not known to be of decided */
	bool is_whole;		/* its conditions are all there */
	/* where activities are declared first; by number - 1 */
	struct settings_place activities[SIGNATURE_NAMES_MOST];
};

/**
 * loader_has_failed - was anything said about these files?
 *
 * Then nodes may be half made.
 */
bool loader_has_failed(const struct loader *loader);

/**
 * loader_append - one more item of an array, zeroed
 * @items: address of the array's pointer
 *
 * Return: the item; NULL after an error was said.
 */
void *loader_append(struct loader *loader, void *items, size_t *count,
		    size_t item_bytes);

/**
 * loader_copy - a copy of @text, "" of NULL
 *
 * Return: to be freed; NULL after an error was said.
 */
char *loader_copy(struct loader *loader, const char *text);

/**
 * loader_name - the number of a name in an array, which is added when new
 * @names: address of the array
 * @count: of names; in and out
 *
 * Return: from 1; 0 when there are too many, or after an error was said.
 */
uint16_t loader_name(struct loader *loader, char ***names, size_t *count,
		     const char *name);

/**
 * loader_may_read - may its file ask this expression? Says so when not
 * @text: as it is written
 *
 * Only payload bytes are ever forbidden.
 */
bool loader_may_read(const struct loader *loader, const config_setting_t *at,
		     uint32_t node, const char *text);

/**
 * loader_may_declare - is there room for one more declared name?
 * @alive:  by number - 1: what is declared
 * @number: of the name
 * @what:   "applications"
 *
 * Says so when not.
 */
bool loader_may_declare(struct loader *loader, const config_setting_t *at,
			const bool *alive, uint16_t number, const char *what);

/**
 * loader_load_application - an entry of "applications"
 *
 * Several files may declare the same one, with the same family.
 */
void loader_load_application(struct loader *loader, config_setting_t *group);

/**
 * loader_load_set_name - the file's "set"
 */
void loader_load_set_name(struct loader *loader, const config_setting_t *root);

/**
 * loader_find_application - the number of a declared application
 * @at: where it is named, for what is said
 *
 * Return: its number; 0 after an error was said.
 */
uint16_t loader_find_application(struct loader *loader,
				 const config_setting_t *at, const char *name);

/**
 * loader_find_activity - the number of a declared activity
 * @at: where it is named, for what is said
 *
 * Return: its number; 0 after an error was said.
 */
uint16_t loader_find_activity(struct loader *loader, const config_setting_t *at,
			      const char *name);

/**
 * loader_load_register - an entry of "registers"
 */
void loader_load_register(struct loader *loader, config_setting_t *group);

/**
 * loader_load_generator - an entry of "generators"
 */
void loader_load_generator(struct loader *loader, config_setting_t *group);

/**
 * loader_load_activities - "activities": names, ranks, and how long they live
 */
void loader_load_activities(struct loader *loader,
			    const config_setting_t *root);

/**
 * loader_load_activity_of - "activity", of what a match sets
 */
void loader_load_activity_of(struct loader *loader, config_setting_t *group,
			     struct signature *signature, bool is_rule);

/**
 * loader_place - where an entry stands, for the parser of its expressions
 */
struct parse_place loader_place(const struct loader *loader,
				const config_setting_t *at);

/**
 * loader_load_head - name, texts and application
 *
 * What is wrong with these hides nothing of what follows: such a signature has a
 * place, too, without a name.
 *
 * Return: the signature's number; -1 without memory.
 */
int loader_load_head(struct loader *loader, config_setting_t *group);

/**
 * loader_load_effect - "then", of a signature or of a host rule
 * @number: as of loader_load_head(); its steps are there
 */
void loader_load_effect(struct loader *loader, config_setting_t *entry,
			uint16_t number, bool is_rule);

/**
 * loader_load_tells - "tells", of a signature whose steps are there
 * @is_rule: it is a host rule: those tell nothing, which is said
 */
void loader_load_tells(struct loader *loader, config_setting_t *group,
		       uint16_t number, bool is_rule);

/**
 * loader_event_number - an event of this file that something above raises
 *
 * Return: its number; 0: nothing does.
 */
uint16_t loader_event_number(const struct loader *loader, const char *name);

/**
 * loader_find_event - the event that a setting names
 * @at:  an entry of @key, or its value
 * @key: for what is said
 *
 * Return: its number; 0 after an error was said.
 */
uint16_t loader_find_event(struct loader *loader, const config_setting_t *at,
			   const char *key);

/**
 * loader_load_after - "after", a range of times
 * @after: out, only when it is there
 * @dated: out: whether it is there, and right
 */
void loader_load_after(struct loader *loader, config_setting_t *step,
		       struct node_range *after, bool *dated);

/**
 * loader_load_signature - one entry of "signatures"
 */
void loader_load_signature(struct loader *loader, config_setting_t *group);

/**
 * loader_load_rule - one entry of "hosts"
 */
void loader_load_rule(struct loader *loader, config_setting_t *group);

#endif
