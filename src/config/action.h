/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_ACTION_H
#define CONFIG_ACTION_H

#include <libconfig.h>
#include <stdbool.h>
#include <stdio.h>

struct config_action;
struct config_parser;

/**
 * config_action_parse_confidence - read the key "confidence": 0 to 100
 * @target: struct config_action, as of all keys here; the place is stored, too
 */
void config_action_parse_confidence(struct config_parser *parser,
				    const config_setting_t *setting,
				    void *target);

/**
 * config_action_parse_action - read the key "action", by its packet_action_name()
 */
void config_action_parse_action(struct config_parser *parser,
				const config_setting_t *setting, void *target);

/**
 * config_action_parse_rate - read the key "rate", see config_value_rate()
 */
void config_action_parse_rate(struct config_parser *parser,
			      const config_setting_t *setting, void *target);

/**
 * config_action_parse_class - read the key "class": a name, looked up later
 */
void config_action_parse_class(struct config_parser *parser,
			       const config_setting_t *setting, void *target);

/**
 * config_action_parse_dscp - read the key "dscp": 0 to 63, or a name such as "EF"
 *
 * Names are those of RFC 2474, 2597, 3246 and 5865.
 */
void config_action_parse_dscp(struct config_parser *parser,
			      const config_setting_t *setting, void *target);

/**
 * config_action_parse_loss - read the key "loss": percent from 0.01 to 100
 */
void config_action_parse_loss(struct config_parser *parser,
			      const config_setting_t *setting, void *target);

/**
 * config_action_parse_seed - read the key "seed": 0 to 4294967295
 */
void config_action_parse_seed(struct config_parser *parser,
			      const config_setting_t *setting, void *target);

/**
 * config_action_is_given - return whether a rule has any key of an action
 */
bool config_action_is_given(const config_setting_t *rule);

/**
 * config_action_check - report keys that an action needs or cannot have
 *
 * Reports nothing when "action" is missing or wrong: that was reported before.
 */
void config_action_check(struct config_parser *parser,
			 const struct config_action *action);

/**
 * config_action_parse - read a level, where confidence and action are required
 * @action: out
 *
 * Return: false when it is no group; true after other errors. All are reported.
 */
bool config_action_parse(struct config_parser *parser,
			 const config_setting_t *setting,
			 struct config_action *action);

/**
 * config_action_print - print the keys of an action; they parse back
 * @before: in front of each key
 * @after:  behind each
 */
void config_action_print(const struct config_action *action, const char *before,
			 const char *after, FILE *stream);

#endif
