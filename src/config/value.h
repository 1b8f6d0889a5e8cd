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

/* What an input does to the lists that are already there. */
enum config_part {
	CONFIG_PART_MAIN, /* the main file: it may name more files */
	CONFIG_PART_MORE, /* a file that it names: it adds to lists */
	CONFIG_PART_SET,  /* a --set: it replaces lists */
};

/*
 * What every part of a configuration is read with: values of one kind each, and
 * groups by tables of keys. What is wrong is said here, and the target stays as
 * it was.
 */
struct config_parser {
	struct config_source *source;
	struct settings_reader reader;
	enum config_part part;
};

/* One key of a group, and what reads it. */
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
 * config_value_string - a string that is not empty, kept with the source
 * @expected: for settings_value_refuse() when it is none
 *
 * Return: the string; NULL when it is none, or without memory, which was said.
 */
const char *config_value_string(struct config_parser *parser,
				const config_setting_t *setting,
				const char *expected);

/**
 * config_value_integer - an integer within bounds
 * @value: out; may be written when false is returned
 *
 * Return: false when it is none, which was said.
 */
bool config_value_integer(struct config_parser *parser,
			  const config_setting_t *setting, long long least,
			  long long most, long long *value);

/* What follows can read a key as it is: */

/**
 * config_value_name - clean text of 1 to 64 bytes
 * @target: struct config_name
 */
void config_value_name(struct config_parser *parser,
		       const config_setting_t *setting, void *target);

/**
 * config_value_seconds - seconds from 0.1 to a week
 * @target: usec_t
 */
void config_value_seconds(struct config_parser *parser,
			  const config_setting_t *setting, void *target);

/**
 * config_value_word - the same for what an identity file or a question names, too
 * @target: struct config_name
 *
 * There, blanks and commas part one name from the next, and "-" is nobody.
 */
void config_value_word(struct config_parser *parser,
		       const config_setting_t *setting, void *target);

/**
 * config_value_rate - "64kbit", or bits per second as a number
 * @target: uint64_t, bits per second
 */
void config_value_rate(struct config_parser *parser,
		       const config_setting_t *setting, void *target);

/**
 * config_value_names - one name, or an array of them; they are added
 * @target: struct config_names
 */
void config_value_names(struct config_parser *parser,
			const config_setting_t *setting, void *target);

/**
 * config_value_networks - an array of networks; they are added
 * @target: struct config_networks
 */
void config_value_networks(struct config_parser *parser,
			   const config_setting_t *setting, void *target);

/**
 * config_value_each - what is one value or an array of them
 * @expected: for what is said of an empty array
 * @grow:     called first, with how many there will be; false: no memory
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
 * config_value_patterns - an array of file names and globs; they are added
 */
void config_value_patterns(struct config_parser *parser,
			   const config_setting_t *setting,
			   struct config_patterns *patterns);

/* A list of groups, such as rules ( { ... }, ... ). */
struct config_list {
	const char *expected; /* "a list of rules ( { ... } )" */
	size_t most;	      /* of all that were given */
	size_t size;	      /* of a struct */
	/* @item: all zero. False: it is left out */
	bool (*parse)(struct config_parser *parser,
		      const config_setting_t *setting, void *item);
};

/**
 * config_value_list - read a list of groups
 * @items: those that are there; a --set replaces them
 * @count: in and out: how many
 *
 * Return: all items, in memory of the source; @items when nothing was read,
 * which was said.
 */
void *config_value_list(struct config_parser *parser,
			const config_setting_t *setting,
			const struct config_list *list, void *items,
			size_t *count);

/**
 * config_value_is_list - is it an array or a list? Else that is said
 */
bool config_value_is_list(struct config_parser *parser,
			  const config_setting_t *setting,
			  const char *expected);

/**
 * config_value_is_room - may these follow the @count that are there?
 *
 * Else that is said.
 */
bool config_value_is_room(struct config_parser *parser,
			  const config_setting_t *setting, size_t count,
			  size_t most);

/**
 * config_value_keys - read a group by a table of its keys
 * @target: the group's struct, see struct config_key
 *
 * Keys that are unknown, wrong, or required and missing are said.
 *
 * Return: false when it is no group at all, which was said.
 */
bool config_value_keys(struct config_parser *parser,
		       const config_setting_t *group,
		       const struct config_key *keys, size_t count,
		       void *target);

#define CONFIG_VALUE_KEYS(parser, group, keys, target)                         \
	config_value_keys(parser, group, keys, sizeof(keys) / sizeof(*(keys)), \
			  target)

#endif
