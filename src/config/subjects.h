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
 * config_subjects_parse_users - read the key "users"
 * @target: struct config_source; items are added; a --set replaces them
 */
void config_subjects_parse_users(struct config_parser *parser,
				 const config_setting_t *setting, void *target);

/**
 * config_subjects_parse_groups - read the key "groups"
 * @target: struct config_source; items are added; a --set replaces them
 */
void config_subjects_parse_groups(struct config_parser *parser,
				  const config_setting_t *setting,
				  void *target);

/**
 * config_subjects_print - print users and groups; they parse back
 */
void config_subjects_print(const struct config_source *source, FILE *stream);

/**
 * config_subjects_members - convert members for the policy; lists are borrowed
 * @names: out; room for the names of its interfaces
 */
struct policy_members
config_subjects_members(const struct config_members *members,
			const char **names);

/**
 * config_subjects_count_interfaces - count interfaces of all users and groups
 */
size_t config_subjects_count_interfaces(const struct config_source *source);

/**
 * config_subjects_check_overlaps - report members of two users that overlap
 */
void config_subjects_check_overlaps(const struct config_source *source,
				    struct diagnostics *diagnostics);

#endif
