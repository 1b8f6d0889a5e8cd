/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"
#include "config/limits.h"
#include "policy/policy.h"

struct policy_zone;
struct report_target;

/*
 * A configuration as written: names are not yet numbers. It owns the memory of all its
 * parts.
 */

struct config_name {
	const char *text; /* NULL: not given */
	struct settings_place place;
};

/* Files or globs, relative to a directory. */
struct config_patterns {
	struct config_name *items;
	size_t count;
};

struct config_networks {
	struct prefix *items;
	struct settings_place *places; /* of each */
	size_t count;
};

struct config_names {
	struct config_name *items;
	size_t count;
};

struct config_macs {
	struct mac *items;
	struct settings_place *places;
	size_t count;
};

struct config_vlans {
	struct policy_vlan *items;
	struct settings_place *places;
	size_t count;
};

/* The hosts of a user or a group. */
struct config_members {
	struct config_networks networks;
	struct config_macs macs;
	struct config_vlans vlans;
	struct config_names interfaces;
};

struct config_group {
	struct config_name name;
	struct config_members members;
};

struct config_user {
	struct config_group self;
	struct config_names groups;
};

struct config_table {
	struct config_name name, zone;
	uint8_t days; /* as in struct policy_table */
	struct policy_hours *hours;
	size_t hour_count;
	const struct policy_zone *loaded; /* NULL: UTC, or not loaded */
};

/* The flows that a rule or a quota is for; an empty list: all. */
struct config_filter {
	struct config_names users, groups;
	struct config_names families, applications, activities;
	uint8_t direction; /* enum policy_direction */
};

struct config_quota {
	struct config_name name, zone;
	struct config_filter filter;
	uint64_t most;	/* bytes, or microseconds; 0 until it is given */
	uint8_t unit;	/* enum policy_quota_unit */
	uint8_t per;	/* enum policy_quota_per */
	uint8_t length; /* enum policy_period_length */
	uint8_t weekday, day;
	uint16_t minute;
	bool weekday_given, day_given;
	const struct policy_zone *loaded; /* NULL: UTC, or not loaded */
};

/* Where state is kept over a restart. */
struct config_state {
	const char *directory;
	unsigned checkpoint; /* seconds between two of them */
};

/* An action and its values; a place with line 0: not given. */
struct config_action {
	struct settings_place
		place; /* of the action, or of the group without one */
	struct settings_place rate_place, dscp_place, loss_place, seed_place,
		confidence_place;
	struct config_name class;
	uint64_t rate_bps;
	uint32_t seed;
	uint16_t loss;	    /* of 10000 */
	uint8_t dscp;	    /* 0..63 */
	uint8_t confidence; /* 0..100 */
	uint8_t action;	    /* enum action; ACTION_COUNT until it is given */
};

struct config_rule {
	struct config_action plain; /* when it has no levels */
	struct config_name name, quota;
	struct config_filter filter;
	struct config_names tables;
	struct config_networks peers;
	struct policy_ports *ports;
	size_t port_count;
	struct settings_place levels_place;
	struct config_action *levels;
	size_t level_count;
	bool exceeded;
};

struct config_class {
	struct config_name name, parent;
	uint8_t per; /* enum policy_class_per, or 0 */
	uint8_t priority;
	uint32_t members;	 /* 1 without per */
	uint64_t rate_bps[2];	 /* by direction; 0: none is given */
	uint64_t ceiling_bps[2]; /* same; filled in from the rate */
};

/* The two ports of the bridge, and their rates. */
struct config_link {
	struct settings_place place; /* file NULL: none is given */
	uint64_t rate_bps[2];	     /* by direction; 0: none is given */
	struct config_name lan, uplink;
};

/* One signature file. */
struct config_file {
	const char *path; /* as the user sees it; opened by this name */
	const char *real; /* absolute, without links; names it for good */
};

struct config_files {
	struct config_file *items;
	size_t count;
};

struct config_source {
	const char *directory; /* of the main file; "" is the working one */
	struct config_limits limits;
	struct config_timeouts timeouts;
	struct config_networks home;
	struct config_patterns signatures; /* patterns as written */
	struct config_patterns include;	   /* patterns as written */
	bool home_given, signatures_given; /* else the defaults */
	struct config_user *users;
	size_t user_count;
	struct config_table *tables;
	size_t table_count;
	struct config_quota *quotas;
	size_t quota_count;
	struct config_state state;
	struct policy_zone **zones; /* that tables and quotas loaded */
	const char **zone_names;    /* of each */
	size_t zone_count;
	struct config_group *groups;
	size_t group_count;
	struct config_rule *rules;
	size_t rule_count;
	struct config_name identity; /* file of the feed, absolute; NULL */
	struct config_link link;
	struct config_class *classes;
	size_t class_count;
	struct report_target *outputs;
	size_t output_count;
	struct config_files files; /* found by the signature patterns */
	struct memory *memory;	   /* all of the above */
};

/**
 * config_source_create - make a source with the defaults of all keys
 *
 * Return: for config_source_destroy(); NULL without memory.
 */
struct config_source *config_source_create(void);

/**
 * config_source_use_tree - make the signatures of a source tree the default ones
 *
 * Return: false without memory.
 */
bool config_source_use_tree(struct config_source *source, const char *tree);
void config_source_destroy(struct config_source *source);

/**
 * config_source_alloc - allocate zeroed bytes that live as long as the source
 *
 * Return: aligned for anything; NULL without memory.
 */
void *config_source_alloc(struct config_source *source, size_t size);

/**
 * config_source_keep - copy a string; the copy lives as long as the source
 *
 * Return: the copy; NULL without memory.
 */
const char *config_source_keep(struct config_source *source, const char *text);

/**
 * config_source_grow - copy an array and add room
 * @items: not freed: they end with the source; NULL when @count is 0
 * @count: items that are copied
 * @more:  zeroed ones that follow
 * @size:  bytes of an item
 *
 * Return: the copy; NULL without memory.
 */
void *config_source_grow(struct config_source *source, const void *items,
			 size_t count, size_t more, size_t size);

/**
 * config_source_join - resolve a file name relative to a directory, see path_join()
 *
 * Return: it lives as long as the source; NULL without memory.
 */
const char *config_source_join(struct config_source *source,
			       const char *directory, const char *text);

#endif
