/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_LOAD_PART_H
#define LANGUAGE_LOAD_PART_H

#include <libconfig.h>
#include <stdbool.h>

#include "language/loader.h"

/* The parts of a file; the name of each function names its file. */

/**
 * language_load_declare_application - load an entry of "applications"
 *
 * Several files may declare the same one, with the same family.
 */
void language_load_declare_application(struct loader *loader,
				       config_setting_t *group);

/**
 * language_load_declare_set - load the file's "set"
 */
void language_load_declare_set(struct loader *loader,
			       const config_setting_t *root);

/**
 * language_load_declare_find_application - look up a declared application
 * @at: where it is named, for error messages
 *
 * Return: its number; 0 after an error.
 */
uint16_t language_load_declare_find_application(struct loader *loader,
						const config_setting_t *at,
						const char *name);

/**
 * language_load_declare_register - load an entry of "registers"
 */
void language_load_declare_register(struct loader *loader,
				    config_setting_t *group);

/**
 * language_load_declare_generator - load an entry of "generators"
 */
void language_load_declare_generator(struct loader *loader,
				     config_setting_t *group);

/**
 * language_load_activity_all - load "activities": names, ranks and durations
 */
void language_load_activity_all(struct loader *loader,
				const config_setting_t *root);

/**
 * language_load_activity_effect - load "activity" of a match
 */
void language_load_activity_effect(struct loader *loader,
				   config_setting_t *group,
				   struct signature *signature, bool is_rule);

/**
 * language_load_head - load name, texts and application
 *
 * Errors here do not hide later ones: such a signature still gets a place,
 * without a name.
 *
 * Return: the signature's number; -1 without memory.
 */
int language_load_head(struct loader *loader, config_setting_t *group);

/**
 * language_load_effect - load "then" of a signature or a host rule
 * @number: as of language_load_head(); its steps are there
 */
void language_load_effect(struct loader *loader, config_setting_t *entry,
			  uint16_t number, bool is_rule);

/**
 * language_load_client_info - load "client_info" of a signature whose steps are loaded
 * @is_rule: it is a host rule: reports that those have none
 */
void language_load_client_info(struct loader *loader, config_setting_t *group,
			       uint16_t number, bool is_rule);

/**
 * language_load_effect_find_event - look up the event that a setting names
 * @at:  an entry of @key, or its value
 * @key: for error messages
 *
 * Return: its number; 0 after an error.
 */
uint16_t language_load_effect_find_event(struct loader *loader,
					 const config_setting_t *at,
					 const char *key);

/**
 * language_load_head_after - load "after", a range of times
 * @after: out, only when it is there
 * @has_after: out: whether it is there, and right
 */
void language_load_head_after(struct loader *loader, config_setting_t *step,
			      struct node_range *after, bool *has_after);

/**
 * language_load_signature - load an entry of "signatures"
 */
void language_load_signature(struct loader *loader, config_setting_t *group);

/**
 * language_load_rule - load an entry of "hosts"
 */
void language_load_rule(struct loader *loader, config_setting_t *group);

#endif
