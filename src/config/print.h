/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_PRINT_H
#define CONFIG_PRINT_H

#include <stdint.h>
#include <stdio.h>

struct config_names;
struct config_networks;

/**
 * config_print_escape - write a byte as in a libconfig string
 * @escape: out; the byte itself, or an escape of at most 4 bytes
 *
 * Return: @escape.
 */
const char *config_print_escape(char c, char escape[5]);

/**
 * config_print_string - print a string in quotes, as libconfig reads it
 */
void config_print_string(const char *text, FILE *stream);

/**
 * config_print_rate - print "64kbit", in quotes and the largest exact unit
 */
void config_print_rate(uint64_t rate_bps, FILE *stream);

/**
 * config_print_networks - print "[ "10.0.0.0/8", ... ]"
 * @before: in front of each, such as a line break
 */
void config_print_networks(const struct config_networks *networks,
			   const char *before, FILE *stream);

/**
 * config_print_names - print one name in quotes, several as an array
 */
void config_print_names(const struct config_names *names, FILE *stream);

/**
 * config_print_list - print a line "KEY = NAMES;" of a group; nothing without names
 */
void config_print_list(const char *key, const struct config_names *names,
		       FILE *stream);

#endif
