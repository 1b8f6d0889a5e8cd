/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_ACTION_H
#define CONFIG_ACTION_H

#include <libconfig.h>
#include <stdbool.h>
#include <stdio.h>

struct config_action;
struct config_parser;

/* Keys of an action; @target: struct config_action. */
void config_action_parse_confidence(struct config_parser *parser,
				    const config_setting_t *setting,
				    void *target);
void config_action_parse_action(struct config_parser *parser,
				const config_setting_t *setting, void *target);
void config_action_parse_rate(struct config_parser *parser,
			      const config_setting_t *setting, void *target);
void config_action_parse_class(struct config_parser *parser,
			       const config_setting_t *setting, void *target);
void config_action_parse_dscp(struct config_parser *parser,
			      const config_setting_t *setting, void *target);
void config_action_parse_loss(struct config_parser *parser,
			      const config_setting_t *setting, void *target);
void config_action_parse_seed(struct config_parser *parser,
			      const config_setting_t *setting, void *target);

/* Has this rule any key of an action? */
bool config_action_is_given(const config_setting_t *rule);

/* Says what the action needs and has not, or has and does not need. */
void config_action_check(struct config_parser *parser,
			 const struct config_action *action);

/* A grade: confidence and action are required. False: not even a group. */
bool config_action_parse(struct config_parser *parser,
			 const config_setting_t *setting,
			 struct config_action *action);

/* Its keys, each between @before and @after. */
void config_action_print(const struct config_action *action, const char *before,
			 const char *after, FILE *stream);

#endif
