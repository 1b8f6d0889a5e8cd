/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines that scripts write, for RADIUS, DHCP or a directory. Pure.
 */
#include "identity/line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "identity/table.h"

#define BLANKS " \t\r"

/* Later than any clock; in microseconds it still fits 64 bits. */
#define SECONDS_MOST INT64_C(253402300799) /* the end of the year 9999 */

static int parse_subject(const char *word, struct identity_key *key)
{
	memset(key, 0, sizeof(*key));
	if (packet_mac_parse(word, &key->mac) == 0) {
		key->of_mac = true;
		return packet_mac_is_single(&key->mac) ? 0 : -EINVAL;
	}
	return packet_address_parse(word, &key->address);
}

/* No control characters, as in a configuration. */
static int copy_name(char *name, const char *word)
{
	size_t size = strlen(word);

	if (!size || size >= IDENTITY_NAME)
		return -EINVAL;
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)word[i] < ' ' || word[i] == 0x7f)
			return -EINVAL;
	memcpy(name, word, size + 1);
	return 0;
}

static int expected_got(struct text *why, const char *expected, const char *got)
{
	text_append(why, "%s, got ", expected);
	if (got)
		text_append_quoted(why, got);
	else
		text_append(why, "nothing");
	return -EINVAL;
}

static int parse_groups(char *word, struct identity_entry *identity,
			struct text *why)
{
	char *rest = word;
	const char *name;

	if (*word == ',' || word[strlen(word) - 1] == ',' || strstr(word, ",,"))
		return expected_got(why, "no empty group", word);
	while ((name = strsep(&rest, ","))) {
		if (identity->group_count == IDENTITY_GROUPS ||
		    copy_name(identity->groups[identity->group_count], name) <
			    0)
			return expected_got(
				why,
				"at most 8 groups, each of at most 64 "
				"bytes",
				name);
		identity->group_count++;
	}
	return 0;
}

/* "Z" or "+01:00" to seconds east of UTC */
static int parse_zone(const char *text, int64_t *east)
{
	int sign = text[0] == '-' ? -1 : 1;
	unsigned digits[4];

	*east = 0;
	if (strcmp(text, "Z") == 0)
		return 0;
	if ((text[0] != '+' && text[0] != '-') || strlen(text) != 6 ||
	    text[3] != ':')
		return -EINVAL;
	for (int i = 0; i < 4; i++) {
		digits[i] = (unsigned)(text[1 + i + i / 2] - '0');
		if (digits[i] > 9)
			return -EINVAL;
	}
	if (digits[0] * 10 + digits[1] > 23 || digits[2] > 5)
		return -EINVAL;
	*east = sign * (int64_t)((digits[0] * 10 + digits[1]) * 3600 +
				 (digits[2] * 10 + digits[3]) * 60);
	return 0;
}

static int parse_until(const char *word, usec_t *until_us)
{
	struct tm when = {0};
	int64_t seconds, east = 0;
	char *end;

	errno = 0;
	seconds = strtoll(word, &end, 10);
	if (*end || errno) {
		const char *zone = strptime(word, "%Y-%m-%dT%H:%M:%S", &when);

		int day = when.tm_mday;

		if (!zone || parse_zone(zone, &east) < 0)
			return -EINVAL;
		seconds = (int64_t)timegm(&when) - east;
		if (when.tm_mday != day)
			return -EINVAL; /* the month has no such day */
	}
	if (seconds <= 0 || seconds > SECONDS_MOST)
		return -EINVAL;
	*until_us = (usec_t)seconds * USEC_PER_SEC;
	return 0;
}

static bool is_given(const char *word)
{
	return word && strcmp(word, "-") != 0;
}

int identity_line_parse(char *line, struct identity_key *key,
			struct identity_entry *identity, struct text *why)
{
	char *rest = line;
	const char *subject = strtok_r(line, BLANKS, &rest);
	const char *user = subject ? strtok_r(NULL, BLANKS, &rest) : NULL;
	char *groups = user ? strtok_r(NULL, BLANKS, &rest) : NULL;
	const char *until = groups ? strtok_r(NULL, BLANKS, &rest) : NULL;
	const char *more = until ? strtok_r(NULL, BLANKS, &rest) : NULL;

	if (!subject || subject[0] == '#')
		return -ENODATA;
	memset(identity, 0, sizeof(*identity));
	if (parse_subject(subject, key) < 0)
		return expected_got(why, "an address or a MAC first", subject);
	if (!is_given(user) && !is_given(groups))
		return expected_got(why, "a user, or groups", user);
	if (is_given(user) && copy_name(identity->user, user) < 0)
		return expected_got(why, "a user of at most 64 bytes", user);
	if (is_given(groups) && parse_groups(groups, identity, why) < 0)
		return -EINVAL;
	if (is_given(until) && parse_until(until, &identity->until_us) < 0)
		return expected_got(why, "a time such as 2026-11-20T18:00:00Z",
				    until);
	return more ? expected_got(why, "nothing after the time", more) : 0;
}
