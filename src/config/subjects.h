/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_SUBJECTS_H
#define CONFIG_SUBJECTS_H

#include <libconfig.h>
#include <stdio.h>

#include "policy/policy.h"

struct diagnostics;
struct config_members;
struct config_parser;
struct config_source;

/**
 * config_subjects_parse_users - the key "users"
 * @target: struct config_source; they are added, or replace by a --set
 */
void config_subjects_parse_users(struct config_parser *parser,
				 const config_setting_t *setting, void *target);

/**
 * config_subjects_parse_groups - the key "groups"
 * @target: struct config_source; they are added, or replace by a --set
 */
void config_subjects_parse_groups(struct config_parser *parser,
				  const config_setting_t *setting,
				  void *target);

/**
 * config_subjects_print - users and groups, as they parse back
 */
void config_subjects_print(const struct config_source *source, FILE *stream);

/**
 * config_subjects_members - as the policy wants them; lists are borrowed
 * @names: out; room for the names of its interfaces
 */
struct policy_members
config_subjects_members(const struct config_members *members,
			const char **names);

/**
 * config_subjects_count_interfaces - of all users and groups together
 */
size_t config_subjects_count_interfaces(const struct config_source *source);

/**
 * config_subjects_check_overlaps - say where what two users claim overlaps
 */
void config_subjects_check_overlaps(const struct config_source *source,
				    struct diagnostics *diagnostics);

#endif
