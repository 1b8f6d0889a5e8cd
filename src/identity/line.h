/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_LINE_H
#define IDENTITY_LINE_H

struct identity_entry;
struct identity_key;
struct text;

/**
 * identity_line_parse - one line of an identity file
 * @line:     terminated, without the line break; it is cut up
 * @key:      out: whom it is about
 * @identity: out
 * @why:      what was expected and what came is appended when -EINVAL is returned
 *
 * An address or a MAC, a user, groups with commas between them, and until when:
 * "2026-11-20T18:00:00Z", with "+01:00" for "Z", or seconds since 1970. A dash stands
 * for nothing; what is left out at the end is nothing, too. Pure.
 *
 * Return: 0; -ENODATA for an empty line or a comment; -EINVAL.
 */
int identity_line_parse(char *line, struct identity_key *key,
			struct identity_entry *identity, struct text *why);

#endif
