/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares names with texts. A text is a node_pattern whose mask is 0 where a
 * wildcard stands. No wildcard matches the separator of parts ("." in host names,
 * "/" in paths), so the parts of a pattern and of a name pair up from the front.
 * Within a part it is enough to backtrack to the last wildcard: a later "*" can
 * match whatever an earlier one gives up, and "#" only follows "#", which ends
 * where the digits end.
 */
#include "signature/name.h"

#include <string.h>

#include "signature/expression.h"

char signature_name_separator(enum packet_name_kind kind)
{
	if (packet_name_is_of_host(kind))
		return '.';
	return kind == PACKET_NAME_PATH ? '/' : '\0';
}

char signature_name_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool is_star(const struct node_pattern *pattern, unsigned at)
{
	return at < pattern->length && !pattern->mask[at];
}

bool signature_name_is_rest(const struct node_pattern *pattern, unsigned at)
{
	return is_star(pattern, at) && is_star(pattern, at + 1) &&
	       pattern->value[at] == '*' && pattern->value[at + 1] == '*';
}

/* ---- matching ---- */

/* A comparison in progress. */
struct matching {
	const struct node_pattern *pattern;
	struct packet_name name;
	bool fold;	/* ignore case */
	char separator; /* between parts */
};

static char char_at(const struct matching *it, unsigned at)
{
	return it->fold ? signature_name_lower(it->name.at[at])
			: it->name.at[at];
}

static bool equals_at(const struct matching *it, unsigned at)
{
	for (unsigned i = 0; i < it->pattern->length; i++)
		if ((char)it->pattern->value[i] != char_at(it, at + i))
			return false;
	return true;
}

static bool ends(const struct matching *it)
{
	unsigned border = it->name.length - it->pattern->length;

	if (!equals_at(it, border))
		return false;
	return !it->fold || !border || it->pattern->value[0] == '.' ||
	       it->name.at[border - 1] == '.';
}

/* Return whether the wildcard @star also matches this character. */
static bool star_takes(const struct matching *it, unsigned star, unsigned at)
{
	char c = at < it->name.length ? it->name.at[at] : it->separator;

	if (it->pattern->value[star] == '#')
		return c >= '0' && c <= '9';
	return at < it->name.length && c != it->separator;
}

/* Start a wildcard with one character. */
static bool star_starts(const struct matching *it, struct name_parts *parts,
			unsigned star, unsigned at)
{
	if (!star_takes(it, star, at))
		return false;
	parts->parts[parts->count++] =
		(struct packet_name){it->name.at + at, 1};
	return true;
}

/* Extend the last wildcard by one character and continue behind it. */
static bool star_grows(const struct matching *it, struct name_parts *parts,
		       unsigned star, unsigned *at)
{
	struct packet_name *part = &parts->parts[parts->count - 1];
	unsigned end = (unsigned)(part->at - it->name.at) + part->length;

	if (!star_takes(it, star, end))
		return false;
	part->length++;
	*at = end + 1;
	return true;
}

static bool like(const struct matching *it, struct name_parts *parts)
{
	const struct node_pattern *pattern = it->pattern;
	unsigned p = 0, at = 0, star = 0; /* star: place of the last wildcard */

	parts->count = 0;
	while (p < pattern->length || at < it->name.length) {
		if (signature_name_is_rest(pattern, p))
			return true;
		if (is_star(pattern, p) && star_starts(it, parts, p, at)) {
			star = p++;
			at++;
			continue;
		}
		if (p < pattern->length && !is_star(pattern, p) &&
		    at < it->name.length &&
		    (char)pattern->value[p] == char_at(it, at)) {
			p++;
			at++;
			continue;
		}
		if (!parts->count || !star_grows(it, parts, star, &at))
			return false;
		p = star + 1;
	}
	return true;
}

/* All tests except NAME_LIKE. */
static bool passes(const struct matching *it, uint64_t test)
{
	if (it->name.length < it->pattern->length)
		return false;
	if (test == NAME_EQUALS)
		return it->name.length == it->pattern->length &&
		       equals_at(it, 0);
	return test == NAME_STARTS ? equals_at(it, 0) : ends(it);
}

bool signature_name_holds(const struct node *node,
			  const struct node_pattern *patterns,
			  struct packet_name name, struct name_parts *parts)
{
	struct matching it = {
		.pattern = patterns,
		.name = name,
		.fold = packet_name_is_of_host(node->width),
		.separator = signature_name_separator(node->width),
	};
	struct name_parts scratch;

	if (!name.at)
		return false;
	if (node->number == NAME_LIKE)
		return like(&it, parts ? parts : &scratch);
	for (; it.pattern < patterns + node->list_count; it.pattern++)
		if (passes(&it, node->number))
			return true;
	return false;
}

unsigned signature_name_letters(const struct node_pattern *pattern)
{
	unsigned letters = 0;

	for (unsigned i = 0; i < pattern->length; i++)
		letters += pattern->mask[i] != 0;
	return letters;
}
