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
};

/* Was anything said about these files? Then nodes may be half made. */
bool loader_has_failed(const struct loader *loader);

/**
 * loader_append - one more item of an array, zeroed
 * @items: address of the array's pointer
 *
 * Return: the item; NULL after an error was said.
 */
void *loader_append(struct loader *loader, void *items, size_t *count,
		    size_t item_bytes);

/* A copy of @text, "" of NULL; NULL after an error was said. */
char *loader_copy(struct loader *loader, const char *text);

/* The number from 1 of a name in an array, added when new; 0 on failure. */
uint16_t loader_name(struct loader *loader, char ***names, size_t *count,
		     const char *name);

/* Is the expression one that its file may ask? Says so when not. */
bool loader_may_read(const struct loader *loader, const config_setting_t *at,
		     uint32_t node, const char *text);

/* Is there room for one more declared name? Says so when not. */
bool loader_may_declare(struct loader *loader, const config_setting_t *at,
			const bool *alive, uint16_t number, const char *what);

/* An entry of "applications", and the file's "set". */
void loader_load_application(struct loader *loader, config_setting_t *group);
void loader_load_set_name(struct loader *loader, const config_setting_t *root);

/* The number of a declared name; 0 after an error was said. */
uint16_t loader_find_application(struct loader *loader,
				 const config_setting_t *at, const char *name);
uint16_t loader_find_activity(struct loader *loader, const config_setting_t *at,
			      const char *name);

/* Entries of "registers" and "generators". */
void loader_load_register(struct loader *loader, config_setting_t *group);
void loader_load_generator(struct loader *loader, config_setting_t *group);

/* "activities": names, and how long they live. */
void loader_load_activities(struct loader *loader,
			    const config_setting_t *root);

/* "activity", of what a match sets. */
void loader_load_activity_of(struct loader *loader, config_setting_t *group,
			     struct signature *signature, bool is_rule);

/* Where an entry stands, for the parser of its expressions. */
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

/* "then", of a signature or of a host rule. */
void loader_load_effect(struct loader *loader, config_setting_t *entry,
			uint16_t number, bool is_rule);

/* "tells", of a signature whose steps are there; a rule has none. */
void loader_load_tells(struct loader *loader, config_setting_t *group,
		       uint16_t number, bool is_rule);

/* The number of an event of this file that something above raises; 0: nothing. */
uint16_t loader_event_number(const struct loader *loader, const char *name);

/* Same, of an entry of @key or its value; says so when there is none. */
uint16_t loader_find_event(struct loader *loader, const config_setting_t *at,
			   const char *key);

/* "after", and whether it is there. */
void loader_load_after(struct loader *loader, config_setting_t *step,
		       struct node_range *after, bool *dated);

/* One entry of "signatures", or of "hosts". */
void loader_load_signature(struct loader *loader, config_setting_t *group);
void loader_load_rule(struct loader *loader, config_setting_t *group);

#endif
