/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_CLASSES_H
#define CONFIG_CLASSES_H

#include <libconfig.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct diagnostics;
struct config_action;
struct config_name;
struct config_parser;
struct config_source;
struct policy_classes;

/**
 * config_classes_parse - read the key "classes"
 * @target: struct config_source; items are added; a --set replaces them
 */
void config_classes_parse(struct config_parser *parser,
			  const config_setting_t *setting, void *target);

/**
 * config_classes_parse_link - read the key "link"
 * @target: struct config_source
 */
void config_classes_parse_link(struct config_parser *parser,
			       const config_setting_t *setting, void *target);

/**
 * config_classes_print - print link and classes as they were given; they parse back
 */
void config_classes_print(const struct config_source *source, FILE *stream);

/**
 * config_classes_check - build the tree of classes
 * @previous: see policy_classes_create()
 *
 * Names must be unique, parents must exist, and guaranteed rates must add up. All errors
 * are reported. Numbers are those of @source->classes, from 1; then, in the order of the
 * rules, one for each action that shapes by a rate.
 *
 * Return: the tree; NULL after errors.
 */
struct policy_classes *
config_classes_check(struct config_source *source,
		     const struct policy_classes *previous,
		     struct diagnostics *diagnostics);

/**
 * config_classes_find - find the class of a rule
 *
 * It must exist and have no classes below it; else an error is reported at @name.
 *
 * Return: its number; 0 after an error.
 */
uint16_t config_classes_find(const struct config_source *source,
			     const struct config_name *name,
			     struct diagnostics *diagnostics);

/**
 * config_classes_has_own - return whether an action shapes by a rate and makes a class
 *
 * The class has the name of the rule; for a level, followed by its confidence.
 */
bool config_classes_has_own(const struct config_action *action);

#endif
