/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language/read.h"

#include <stdarg.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "language/lex.h"

void language_read_fail(const struct settings_reader *reader,
			const config_setting_t *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	settings_value_fail_va(reader, at, format, args);
	va_end(args);
}

void language_read_refuse(const struct settings_reader *reader,
			  const config_setting_t *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	settings_value_refuse_va(reader, at, format, args);
	va_end(args);
}

bool language_read_check_keys(const struct settings_reader *reader,
			      const config_setting_t *group,
			      const char *const *known)
{
	bool good = true;
	size_t count = 0;

	while (known[count])
		count++;
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *member =
			config_setting_get_elem(group, (unsigned)i);

		good &= settings_value_find_key(reader, member, known, count,
						sizeof(*known)) >= 0;
	}
	return good;
}

bool language_read_string(const struct settings_reader *reader,
			  const config_setting_t *group, const char *key,
			  const char **value)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	const char *text = it ? config_setting_get_string(it) : NULL;

	if (!it)
		return true;
	if (!text) {
		language_read_refuse(reader, it, "a \"string\"");
		return false;
	}
	*value = text;
	return true;
}

bool language_read_name(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			const char **name)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	const char *text = NULL;

	if (!language_read_string(reader, group, key, &text))
		return false;
	if (text && !language_read_is_name(text)) {
		language_read_refuse(reader, it,
				     "1 to 40 letters, digits, . _ or -");
		return false;
	}
	if (text)
		*name = text;
	return true;
}

bool language_read_bool(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			bool *value)
{
	const config_setting_t *it = config_setting_get_member(group, key);

	if (!it)
		return true;
	if (config_setting_type(it) != CONFIG_TYPE_BOOL) {
		language_read_refuse(reader, it, "true or false");
		return false;
	}
	*value = config_setting_get_bool(it);
	return true;
}

bool language_read_number(const struct settings_reader *reader,
			  const config_setting_t *group, const char *key,
			  uint64_t low, uint64_t high, uint64_t *value)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	long long number;

	if (!it)
		return true;
	if (!settings_value_integer(it, (long long)low, (long long)high,
				    &number)) {
		language_read_refuse(reader, it, "%llu..%llu",
				     (unsigned long long)low,
				     (unsigned long long)high);
		return false;
	}
	*value = (uint64_t)number;
	return true;
}

bool language_read_bits(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			unsigned least, uint64_t *bits)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	long long number;

	if (!it)
		return true;
	if (!settings_value_integer(it, least, 32, &number) ||
	    (number != 8 && number != 16 && number != 32)) {
		language_read_refuse(reader, it,
				     least > 8 ? "16 or 32" : "8, 16 or 32");
		return false;
	}
	*bits = (uint64_t)number;
	return true;
}

bool language_read_word(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			const char *const *words, uint8_t *index)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	const char *text = NULL;
	struct text expected;
	char buffer[120];

	if (!it)
		return true;
	if (!language_read_string(reader, group, key, &text))
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
	language_read_refuse(reader, it, "%s", buffer);
	return false;
}

static uint64_t read_one_time(struct lexer *lexer)
{
	if (lexer->token.kind == TOKEN_NUMBER && lexer->token.number &&
	    !lexer->token.unit)
		language_lex_fail(lexer,
				  "expected a time with its unit, such as 10s");
	return language_lex_number(lexer);
}

bool language_read_times(const struct settings_reader *reader,
			 const config_setting_t *group, const char *key,
			 struct node_range *range)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	struct parse_place place = {.diagnostics = reader->diagnostics};
	struct settings_place written;
	const char *text = NULL;
	struct lexer lexer;

	if (!it || !language_read_string(reader, group, key, &text))
		return !it;
	written = settings_value_place(reader, it);
	place.file = written.file;
	place.line = written.line;
	language_lex_begin(&lexer, &place, text);
	range->low = 0;
	range->high = read_one_time(&lexer);
	if (language_lex_accept(&lexer, "..")) {
		range->low = range->high;
		range->high = read_one_time(&lexer);
	}
	if (range->high < range->low)
		language_lex_fail(&lexer, "the range ends before it begins");
	return language_lex_finish(&lexer) == 0;
}

bool language_read_time(const struct settings_reader *reader,
			const config_setting_t *group, const char *key,
			usec_t *time)
{
	const config_setting_t *it = config_setting_get_member(group, key);
	struct node_range range = {0};

	if (!language_read_times(reader, group, key, &range))
		return false;
	if (it && (range.low || !range.high))
		language_read_refuse(reader, it, "a time such as \"10s\"");
	else if (!it)
		language_read_fail(reader, group,
				   "expected \"%s\", a time such as \"10s\"",
				   key);
	else
		*time = range.high;
	return !range.low && range.high;
}

bool language_read_is_name(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	size_t length = strlen(text);

	return length >= 1 && length <= 40 && strspn(text, allowed) == length;
}

config_setting_t *language_read_member(const struct settings_reader *reader,
				       const config_setting_t *group,
				       const char *key, int type,
				       const char *what)
{
	config_setting_t *it = config_setting_get_member(group, key);

	if (it && config_setting_type(it) != type &&
	    !(type == CONFIG_TYPE_ARRAY &&
	      config_setting_type(it) == CONFIG_TYPE_LIST)) {
		language_read_refuse(reader, it, "%s", what);
		return NULL;
	}
	return it;
}
