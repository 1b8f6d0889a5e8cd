/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_LOAD_PART_H
#define LANGUAGE_LOAD_PART_H

#include <libconfig.h>
#include <stdbool.h>

#include "language/loader.h"

/* The parts of a file; the name of each function names its file. */

/**
 * language_load_declare_application - an entry of "applications"
 *
 * Several files may declare the same one, with the same family.
 */
void language_load_declare_application(struct loader *loader,
				       config_setting_t *group);

/**
 * language_load_declare_set - the file's "set"
 */
void language_load_declare_set(struct loader *loader,
			       const config_setting_t *root);

/**
 * language_load_declare_find_application - the number of a declared application
 * @at: where it is named, for what is said
 *
 * Return: its number; 0 after an error was said.
 */
uint16_t language_load_declare_find_application(struct loader *loader,
						const config_setting_t *at,
						const char *name);

/**
 * language_load_declare_register - an entry of "registers"
 */
void language_load_declare_register(struct loader *loader,
				    config_setting_t *group);

/**
 * language_load_declare_generator - an entry of "generators"
 */
void language_load_declare_generator(struct loader *loader,
				     config_setting_t *group);

/**
 * language_load_activity_all - "activities": names, ranks, and how long they live
 */
void language_load_activity_all(struct loader *loader,
				const config_setting_t *root);

/**
 * language_load_activity_effect - "activity", of what a match sets
 */
void language_load_activity_effect(struct loader *loader,
				   config_setting_t *group,
				   struct signature *signature, bool is_rule);

/**
 * language_load_head - name, texts and application
 *
 * What is wrong with these hides nothing of what follows: such a signature has a
 * place, too, without a name.
 *
 * Return: the signature's number; -1 without memory.
 */
int language_load_head(struct loader *loader, config_setting_t *group);

/**
 * language_load_effect - "then", of a signature or of a host rule
 * @number: as of language_load_head(); its steps are there
 */
void language_load_effect(struct loader *loader, config_setting_t *entry,
			  uint16_t number, bool is_rule);

/**
 * language_load_client_info - "tells", of a signature whose steps are there
 * @is_rule: it is a host rule: those tell nothing, which is said
 */
void language_load_client_info(struct loader *loader, config_setting_t *group,
			       uint16_t number, bool is_rule);

/**
 * language_load_effect_find_event - the event that a setting names
 * @at:  an entry of @key, or its value
 * @key: for what is said
 *
 * Return: its number; 0 after an error was said.
 */
uint16_t language_load_effect_find_event(struct loader *loader,
					 const config_setting_t *at,
					 const char *key);

/**
 * language_load_head_after - "after", a range of times
 * @after: out, only when it is there
 * @dated: out: whether it is there, and right
 */
void language_load_head_after(struct loader *loader, config_setting_t *step,
			      struct node_range *after, bool *dated);

/**
 * language_load_signature - one entry of "signatures"
 */
void language_load_signature(struct loader *loader, config_setting_t *group);

/**
 * language_load_rule - one entry of "hosts"
 */
void language_load_rule(struct loader *loader, config_setting_t *group);

#endif
