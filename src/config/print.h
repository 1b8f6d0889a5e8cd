/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_PRINT_H
#define CONFIG_PRINT_H

#include <stdint.h>
#include <stdio.h>

struct config_names;
struct config_networks;

/* What @c is in a libconfig string: itself or an escape of at most 4 bytes. */
const char *config_print_escape(char c, char escape[5]);

/* In quotes, as libconfig reads it. */
void config_print_string(const char *text, FILE *stream);

/* "64kbit", quotes included: the largest unit that loses nothing. */
void config_print_rate(uint64_t rate_bps, FILE *stream);

/* "[ "10.0.0.0/8", ... ]", with @before in front of each. */
void config_print_networks(const struct config_networks *networks,
			   const char *before, FILE *stream);

/* One in quotes, several as an array. */
void config_print_names(const struct config_names *names, FILE *stream);

/* "KEY = NAMES;" on a line of its own, in a group; nothing without names. */
void config_print_list(const char *key, const struct config_names *names,
		       FILE *stream);

#endif
