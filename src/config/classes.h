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
 * config_classes_parse - the key "classes"
 * @target: struct config_source; they are added, or replace by a --set
 */
void config_classes_parse(struct config_parser *parser,
			  const config_setting_t *setting, void *target);

/**
 * config_classes_parse_link - the key "link"
 * @target: struct config_source
 */
void config_classes_parse_link(struct config_parser *parser,
			       const config_setting_t *setting, void *target);

/**
 * config_classes_print - link and classes, as they parse back; what is given
 */
void config_classes_print(const struct config_source *source, FILE *stream);

/**
 * config_classes_check - the tree of classes
 * @previous: see policy_classes_create()
 *
 * Names must be unique, parents exist, and the tree keep its promises. Every
 * error is said. Numbers are those of @source->classes, from 1, and behind them,
 * in the order of the rules, one for each action that shapes by a rate.
 *
 * Return: the tree; NULL when something was said.
 */
struct policy_classes *
config_classes_check(struct config_source *source,
		     const struct policy_classes *previous,
		     struct diagnostics *diagnostics);

/**
 * config_classes_find - the class that traffic shall go to
 *
 * It must exist and have no classes below it; else that is said, at @name.
 *
 * Return: its number; 0 when something was said.
 */
uint16_t config_classes_find(const struct config_source *source,
			     const struct config_name *name,
			     struct diagnostics *diagnostics);

/**
 * config_classes_has_own - does it shape by a rate, so that it makes a class?
 *
 * That class has the rule's name, of a level with its confidence behind.
 */
bool config_classes_has_own(const struct config_action *action);

#endif
