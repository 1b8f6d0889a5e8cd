/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/settings_value.h"

struct config_patterns;
struct config_source;

/* Whether an input extends or replaces lists. */
enum config_part {
	CONFIG_PART_MAIN, /* the main file: it may name more files */
	CONFIG_PART_MORE, /* a file that it names: it adds to lists */
	CONFIG_PART_SET,  /* a --set: it replaces lists */
};

/*
 * Reading of values of each kind, and of groups by tables of keys. Functions report
 * errors and then leave the target as it was.
 */
struct config_parser {
	struct config_source *source;
	struct settings_reader reader;
	enum config_part part;
};

/* A key of a group, and the function that reads it. */
struct config_key {
	const char *name;
	bool required;
	void (*parse)(struct config_parser *parser,
		      const config_setting_t *setting, void *target);
	size_t offset; /* of @target in the group's struct */
};

/**
 * config_value_fail_memory - report that there is no memory
 */
void config_value_fail_memory(struct config_parser *parser,
			      const config_setting_t *setting);

/**
 * config_value_string - read a string that is not empty; it lives as long as the source
 * @expected: for settings_value_refuse()
 *
 * Return: the string; NULL after an error was reported.
 */
const char *config_value_string(struct config_parser *parser,
				const config_setting_t *setting,
				const char *expected);

/**
 * config_value_integer - read an integer within bounds
 * @value: out; may be written when false is returned
 *
 * Return: false after an error was reported.
 */
bool config_value_integer(struct config_parser *parser,
			  const config_setting_t *setting, long long least,
			  long long most, long long *value);

/* These can be the parse function of a key: */

/**
 * config_value_name - read clean text of 1 to 64 bytes
 * @target: struct config_name
 */
void config_value_name(struct config_parser *parser,
		       const config_setting_t *setting, void *target);

/**
 * config_value_seconds - read seconds from 0.1 to a week
 * @target: usec_t
 */
void config_value_seconds(struct config_parser *parser,
			  const config_setting_t *setting, void *target);

/**
 * config_value_word - read a name that can stand in an identity file or in --explain
 * @target: struct config_name
 *
 * There, blanks and commas separate names, and "-" means no user.
 */
void config_value_word(struct config_parser *parser,
		       const config_setting_t *setting, void *target);

/**
 * config_value_rate - read "64kbit", or bits per second as a number
 * @target: uint64_t, bits per second
 */
void config_value_rate(struct config_parser *parser,
		       const config_setting_t *setting, void *target);

/**
 * config_value_names - read one name, or an array of them; they are added
 * @target: struct config_names
 */
void config_value_names(struct config_parser *parser,
			const config_setting_t *setting, void *target);

/**
 * config_value_networks - read an array of networks; they are added
 * @target: struct config_networks
 */
void config_value_networks(struct config_parser *parser,
			   const config_setting_t *setting, void *target);

/**
 * config_value_each - read one value or an array of them
 * @expected: for the error at an empty array
 * @grow:     called first with the number of values; false: no memory
 * @parse:    called for each
 */
void config_value_each(struct config_parser *parser,
		       const config_setting_t *setting, const char *expected,
		       bool (*grow)(struct config_parser *parser, size_t count,
				    void *target),
		       void (*parse)(struct config_parser *parser,
				     const config_setting_t *setting,
				     void *target),
		       void *target);

/**
 * config_value_patterns - read an array of file names and globs; they are added
 */
void config_value_patterns(struct config_parser *parser,
			   const config_setting_t *setting,
			   struct config_patterns *patterns);

/* A list of groups, such as rules ( { ... }, ... ). */
struct config_list {
	const char *expected; /* "a list of rules ( { ... } )" */
	size_t most;	      /* items of all files together */
	size_t size;	      /* of a struct */
	/* @item: all zero. False: leave it out */
	bool (*parse)(struct config_parser *parser,
		      const config_setting_t *setting, void *item);
};

/**
 * config_value_list - read a list of groups
 * @items: those of earlier inputs; a --set replaces them
 * @count: in and out: their number
 *
 * Return: all items, in memory of the source; @items after an error.
 */
void *config_value_list(struct config_parser *parser,
			const config_setting_t *setting,
			const struct config_list *list, void *items,
			size_t *count);

/**
 * config_value_is_list - return whether it is an array or a list; else report it
 */
bool config_value_is_list(struct config_parser *parser,
			  const config_setting_t *setting,
			  const char *expected);

/**
 * config_value_is_room - return whether there is room for more; else report it
 * @count: items before these
 */
bool config_value_is_room(struct config_parser *parser,
			  const config_setting_t *setting, size_t count,
			  size_t most);

/**
 * config_value_keys - read a group by a table of its keys
 * @target: the group's struct, see struct config_key
 *
 * Reports keys that are unknown, wrong, or required and missing.
 *
 * Return: false when it is no group, which is reported.
 */
bool config_value_keys(struct config_parser *parser,
		       const config_setting_t *group,
		       const struct config_key *keys, size_t count,
		       void *target);

#define CONFIG_VALUE_KEYS(parser, group, keys, target)                         \
	config_value_keys(parser, group, keys, sizeof(keys) / sizeof(*(keys)), \
			  target)

#endif
