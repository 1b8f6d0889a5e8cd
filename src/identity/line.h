/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_LINE_H
#define IDENTITY_LINE_H

struct identity_entry;
struct identity_key;
struct text;

/**
 * identity_line_parse - parse one line of an identity file
 * @line:     terminated, without the line break; overwritten
 * @key:      out: the address or MAC
 * @identity: out
 * @why:      the expected and the given word are appended when -EINVAL is returned
 *
 * An address or a MAC, a user, groups with commas between them, and until when:
 * "2026-11-20T18:00:00Z", with "+01:00" for "Z", or seconds since 1970. A dash stands
 * for an empty word; words may be missing at the end. Pure.
 *
 * Return: 0; -ENODATA for an empty line or a comment; -EINVAL.
 */
int identity_line_parse(char *line, struct identity_key *key,
			struct identity_entry *identity, struct text *why);

#endif
