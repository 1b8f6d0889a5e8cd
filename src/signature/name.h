/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_NAME_H
#define SIGNATURE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/name.h"

struct node;
struct node_pattern;

/* Of names with one of several texts: "tls.name ends { 'a.example', 'b.example' }". */
enum name_test {
	NAME_EQUALS,
	NAME_BEGINS,
	NAME_ENDS, /* of hosts: whole labels */
	NAME_LIKE, /* "*" for some of a part, "#" for digits, "**" for a rest */
};

#define NAME_PARTS_MOST 8 /* that a pattern stands for */

/* What the wildcards of a pattern stood for, in order. */
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
 * signature_name_holds - does the comparison hold of this name?
 * @patterns: as many as the node says, one after the other
 * @parts: out, of NAME_LIKE that holds; may be NULL
 *
 * Takes no more steps than the pattern's length times the name's.
 */
bool signature_name_holds(const struct node *node,
			  const struct node_pattern *patterns,
			  struct packet_name name, struct name_parts *parts);

/**
 * signature_name_letters - letters that a pattern fixes, for its worth
 */
unsigned signature_name_letters(const struct node_pattern *pattern);

#endif
