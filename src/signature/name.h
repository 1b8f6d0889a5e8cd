/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_NAME_H
#define SIGNATURE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/name.h"

struct node;
struct node_pattern;

/*
 * Tests of a name against one or more texts: "tls.name ends { 'a.example',
 * 'b.example' }".
 */
enum name_test {
	NAME_EQUALS,
	NAME_STARTS,
	NAME_ENDS, /* host names: whole labels only */
	NAME_LIKE, /* "*": characters of a part, "#": digits, "**": the rest */
};

#define NAME_PARTS_MOST 8 /* wildcards of a pattern */

/* The parts of a name that wildcards matched, in order. */
struct name_parts {
	struct packet_name parts[NAME_PARTS_MOST];
	unsigned count;
};

/**
 * signature_name_separator - return what separates the parts of a name; 0: one part
 */
char signature_name_separator(enum packet_name_kind kind);

/**
 * signature_name_lower - return an ASCII letter in lower case, another byte unchanged
 */
char signature_name_lower(char c);

/**
 * signature_name_is_rest - return whether "**" stands at a place of a pattern
 */
bool signature_name_is_rest(const struct node_pattern *pattern, unsigned at);

/**
 * signature_name_holds - return whether a comparison of a name holds
 * @patterns: as many as the node says, one after the other
 * @parts: out, of NAME_LIKE that holds; may be NULL
 *
 * Takes no more steps than the pattern's length times the name's.
 */
bool signature_name_holds(const struct node *node,
			  const struct node_pattern *patterns,
			  struct packet_name name, struct name_parts *parts);

/**
 * signature_name_letters - count the letters that a pattern fixes
 */
unsigned signature_name_letters(const struct node_pattern *pattern);

#endif
