/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/settings.h"

struct complaints;
struct config_input;
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
	const struct config_input *input;
	struct complaints *complaints;
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

struct settings_place config_value_place(const struct config_parser *parser,
					 const config_setting_t *setting);

/* An error at @setting. */
void config_value_complain(struct config_parser *parser,
			   const config_setting_t *setting, const char *format,
			   ...) __attribute__((format(printf, 3, 4)));
void config_value_complain_memory(struct config_parser *parser,
				  const config_setting_t *setting);
/* "rate: expected X, got Y". */
void config_value_refuse(struct config_parser *parser,
			 const config_setting_t *setting, const char *expected);

/* Not empty, kept with the source; NULL when it is none. */
const char *config_value_string(struct config_parser *parser,
				const config_setting_t *setting,
				const char *expected);
bool config_value_integer(struct config_parser *parser,
			  const config_setting_t *setting, long long least,
			  long long most, long long *value);

/* What follows can read a key as it is: */

/* @target: struct config_name. Clean text of at most 64 bytes. */
void config_value_name(struct config_parser *parser,
		       const config_setting_t *setting, void *target);
/* @target: usec_t. */
void config_value_seconds(struct config_parser *parser,
			  const config_setting_t *setting, void *target);
/* @target: uint64_t, bits per second; "64kbit", or them as a number. */
void config_value_rate(struct config_parser *parser,
		       const config_setting_t *setting, void *target);
/* @target: struct config_names. One, or an array of them; they are added. */
void config_value_names(struct config_parser *parser,
			const config_setting_t *setting, void *target);
/* @target: struct config_networks. They are added. */
void config_value_networks(struct config_parser *parser,
			   const config_setting_t *setting, void *target);

/*
 * What is one value or an array of them: @parse is called for each, and @grow
 * before with how many there will be; false of it ends it.
 */
void config_value_each(struct config_parser *parser,
		       const config_setting_t *setting, const char *expected,
		       bool (*grow)(struct config_parser *parser, size_t count,
				    void *target),
		       void (*parse)(struct config_parser *parser,
				     const config_setting_t *setting,
				     void *target),
		       void *target);
/* They are added. */
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

/*
 * They come after the @count of @items that are there, or instead of them where
 * a part of the configuration is set anew. Return: all items, @count of them.
 */
void *config_value_list(struct config_parser *parser,
			const config_setting_t *setting,
			const struct config_list *list, void *items,
			size_t *count);

/* Of an array or list. */
bool config_value_is_list(struct config_parser *parser,
			  const config_setting_t *setting,
			  const char *expected);
/* May these follow the @count that are there? */
bool config_value_is_room(struct config_parser *parser,
			  const config_setting_t *setting, size_t count,
			  size_t most);

/*
 * @target: the group's struct, see struct config_key. Return: whether it is a group
 * at all; keys that are wrong are said.
 */
bool config_value_keys(struct config_parser *parser,
		       const config_setting_t *group,
		       const struct config_key *keys, size_t count,
		       void *target);

#define CONFIG_VALUE_KEYS(parser, group, keys, target)                         \
	config_value_keys(parser, group, keys, sizeof(keys) / sizeof(*(keys)), \
			  target)

#endif
