/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signature/read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/complaint.h"
#include "base/text.h"
#include "signature/lex.h"

struct settings_place reader_place(const struct reader *reader,
				   const config_setting_t *at)
{
	return settings_place_of(reader->settings,
				 config_setting_source_line(at));
}

void reader_fail(const struct reader *reader, const config_setting_t *at,
		 const char *format, ...)
{
	struct settings_place place = reader_place(reader, at);
	char message[512];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	complaint_error(reader->complaints, place.file, place.line, "%s",
			message);
}

bool reader_check_keys(const struct reader *reader,
		       const config_setting_t *group, const char *const *known)
{
	bool good = true;

	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *it =
			config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(it);
		const char *const *key = known;

		while (*key && strcmp(*key, name) != 0)
			key++;
		if (*key)
			continue;
		good = false;
		reader_fail(reader, it, "unknown key \"%s\"", name);
	}
	return good;
}

bool reader_string(const struct reader *reader, const config_setting_t *group,
		   const char *key, const char **value)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	const char *text = it ? config_setting_get_string(it) : NULL;

	if (!it)
		return true;
	if (!text) {
		reader_fail(reader, it, "%s: expected a \"string\"", key);
		return false;
	}
	*value = text;
	return true;
}

bool reader_bool(const struct reader *reader, const config_setting_t *group,
		 const char *key, bool *value)
{
	const config_setting_t *it = config_setting_get_member(group, key);

	if (!it)
		return true;
	if (config_setting_type(it) != CONFIG_TYPE_BOOL) {
		reader_fail(reader, it, "%s: expected true or false", key);
		return false;
	}
	*value = config_setting_get_bool(it);
	return true;
}

bool reader_number(const struct reader *reader, const config_setting_t *group,
		   const char *key, uint64_t low, uint64_t high,
		   uint64_t *value)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	int type = it ? config_setting_type(it) : 0;
	long long number;

	if (!it)
		return true;
	number = config_setting_get_int64(it);
	if ((type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) ||
	    number < (long long)low || number > (long long)high) {
		reader_fail(reader, it, "%s: expected %llu..%llu", key,
			    (unsigned long long)low, (unsigned long long)high);
		return false;
	}
	*value = (uint64_t)number;
	return true;
}

bool reader_word(const struct reader *reader, const config_setting_t *group,
		 const char *key, const char *const *words, uint8_t *index)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	const char *text = NULL;
	struct text expected;
	char buffer[120];

	if (!it)
		return true;
	if (!reader_string(reader, group, key, &text))
		return false;
	for (uint8_t i = 0; words[i]; i++) {
		if (strcmp(words[i], text) == 0) {
			*index = i;
			return true;
		}
	}
	text_init(&expected, buffer, sizeof(buffer));
	for (unsigned i = 0; words[i]; i++)
		text_append(&expected, "%s\"%s\"",
			    i == 0	   ? ""
			    : words[i + 1] ? ", "
					   : " or ",
			    words[i]);
	reader_fail(reader, it, "%s: expected %s, got \"%s\"", key, buffer,
		    text);
	return false;
}

static uint64_t read_time(struct lexer *lexer)
{
	if (lexer->token.kind == TOKEN_NUMBER && lexer->token.number &&
	    !lexer->token.unit)
		lexer_fail(lexer, "expected a time with its unit, such as 10s");
	return lexer_number(lexer);
}

bool reader_times(const struct reader *reader, const config_setting_t *group,
		  const char *key, struct node_range *range)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	struct parse_place place = {.complaints = reader->complaints,
				    .file = reader->file};
	const char *text = NULL;
	struct lexer lexer;

	if (!it || !reader_string(reader, group, key, &text))
		return !it;
	place.line = config_setting_source_line(it);
	lexer_begin(&lexer, &place, text);
	range->low = 0;
	range->high = read_time(&lexer);
	if (lexer_accept(&lexer, "..")) {
		range->low = range->high;
		range->high = read_time(&lexer);
	}
	if (range->high < range->low)
		lexer_fail(&lexer, "the range ends before it begins");
	return lexer_finish(&lexer) == 0;
}

bool reader_time(const struct reader *reader, const config_setting_t *group,
		 const char *key, usec_t *time)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	struct node_range range = {0};

	if (!reader_times(reader, group, key, &range))
		return false;
	if (range.low || !range.high)
		reader_fail(reader, it ? it : group,
			    "expected \"%s\", a time such as \"10s\"", key);
	*time = range.high;
	return !range.low && range.high;
}

bool reader_is_name(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	size_t length = strlen(text);

	return length >= 1 && length <= 40 && strspn(text, allowed) == length;
}

config_setting_t *reader_member(const struct reader *reader,
				const config_setting_t *group, const char *key,
				int type, const char *what)
{
	config_setting_t *it = config_setting_get_member(group, key);

	if (it && config_setting_type(it) != type &&
	    !(type == CONFIG_TYPE_ARRAY &&
	      config_setting_type(it) == CONFIG_TYPE_LIST)) {
		reader_fail(reader, it, "%s: expected %s", key, what);
		return NULL;
	}
	return it;
}
