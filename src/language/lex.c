/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Splits the text of expressions into tokens, and reports text that is no token.
 */
#include "language/lex.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "signature/operator.h"

/* ---- diagnostics ---- */

void language_lex_fail(struct lexer *lexer, const char *format, ...)
{
	char message[256];
	va_list args;

	if (lexer->failed)
		return; /* report only the first error of an expression */
	lexer->failed = true;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	diagnostic_error(lexer->place->diagnostics, lexer->place->file,
			 lexer->place->line, "%s, at column %d of \"%.200s\"",
			 message, (int)(lexer->token.at - lexer->text) + 1,
			 lexer->text);
}

void language_lex_expected(struct lexer *lexer, const char *what)
{
	if (lexer->token.kind == TOKEN_END)
		language_lex_fail(lexer, "expected %s, got the end", what);
	else
		language_lex_fail(lexer, "expected %s, got \"%.*s\"", what,
				  (int)(lexer->token.length < 40
						? lexer->token.length
						: 40),
				  lexer->token.at);
}

/* ---- lexer ---- */

/* Punctuation other than operators, which have rows. */
static const char *const punctuation[] = {"..", "^=", "=", "(", ")", "[",
					  "]",	"{",  "}", ",", ";"};

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "iat.mean" and "x.u8" are one name; "end..9" is not. */
static void lex_name(struct token *token)
{
	const char *end = token->at;

	while (is_name_char(*end) ||
	       (*end == '.' && isalpha((unsigned char)end[1])))
		end++;
	token->kind = TOKEN_NAME;
	token->length = (size_t)(end - token->at);
}

/* A number with a unit is a time in us; a plain number stays as it is. */
static bool unit_scale(const char *unit, size_t length, double *scale)
{
	static const struct {
		const char *name;
		double scale;
	} units[] = {{"us", 1},
		     {"ms", 1e3},
		     {"s", 1e6},
		     {"min", 60 * 1e6},
		     {"h", 3600 * 1e6}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strlen(units[i].name) == length &&
		    !memcmp(units[i].name, unit, length)) {
			*scale = units[i].scale;
			return true;
		}
	}
	return false;
}

/* Read a dotted IPv4 address as a number. Return: its length; 0: no address. */
static size_t lex_address(const char *at, uint64_t *number)
{
	uint64_t address = 0;
	const char *p = at;

	for (int i = 0; i < 4; i++) {
		unsigned byte = 0, digits = 0;

		if (i && *p++ != '.')
			return 0;
		for (; isdigit((unsigned char)*p) && digits < 3; digits++)
			byte = byte * 10 + (unsigned)(*p++ - '0');
		if (!digits || byte > 255)
			return 0;
		address = address << 8 | byte;
	}
	*number = address;
	return (size_t)(p - at);
}

/* Read "1.5", decimal only. Return: its end. */
static const char *lex_decimal(const char *at, double *value)
{
	double scale = 1;

	for (*value = 0; isdigit((unsigned char)*at); at++)
		*value = *value * 10 + (*at - '0');
	if (*at != '.' || !isdigit((unsigned char)at[1]))
		return at;
	for (at++; isdigit((unsigned char)*at); at++) {
		scale /= 10;
		*value += (*at - '0') * scale;
	}
	return at;
}

/*
 * Read a decimal or 0x number, or a time; a leading 0 does not make it octal.
 */
static void lex_number(struct token *token)
{
	const char *at = token->at, *end;
	char *whole;
	double value, scale;
	size_t unit;

	token->kind = TOKEN_NUMBER;
	token->length = lex_address(at, &token->number);
	if (token->length)
		return;
	errno = 0;
	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		token->number = strtoull(at, &whole, 16);
		end = whole;
		value = 0;
	} else {
		token->number = strtoull(at, NULL, 10);
		end = lex_decimal(at, &value);
	}
	unit = strspn(end, "abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	token->length = (size_t)(end - at) + unit;
	if (unit && unit_scale(end, unit, &scale) &&
	    tolower((unsigned char)at[1]) != 'x') {
		token->unit = true;
		token->number = (uint64_t)llround(fmin(value * scale, 1e18));
	} else if (unit || errno || memchr(at, '.', (size_t)(end - at))) {
		token->kind = TOKEN_BAD;
	}
}

static void lex_quoted(struct token *token, enum token_kind kind,
		       const char *start)
{
	const char *end = strchr(start, '\'');

	token->kind = end ? kind : TOKEN_BAD;
	token->length = end ? (size_t)(end + 1 - token->at) : strlen(token->at);
}

/* Keep the longest symbol: the text "<<" starts with "<", too. */
static void lex_longest(struct token *token, const char *symbol)
{
	size_t length = strlen(symbol);

	if (strncmp(token->at, symbol, length) != 0 ||
	    (token->kind == TOKEN_PUNCTUATION && length <= token->length))
		return;
	token->kind = TOKEN_PUNCTUATION;
	token->length = length;
}

static void lex_punctuation(struct token *token)
{
	const struct signature_operator *row = signature_operator_infix;

	token->kind = TOKEN_BAD;
	for (; row->evaluate; row++)
		lex_longest(token, row->word);
	for (size_t i = 0; i < sizeof(punctuation) / sizeof(*punctuation); i++)
		lex_longest(token, punctuation[i]);
	if (token->kind == TOKEN_PUNCTUATION)
		return;
	token->length = 1;
	while ((token->at[token->length] & 0xc0) == 0x80)
		token->length++; /* the rest of a UTF-8 character */
}

static const char *what_is_bad(const struct token *token)
{
	if (isdigit((unsigned char)*token->at))
		return "expected a number, 0x..., or a time in us, ms, s, min "
		       "or h, got";
	if (memchr(token->at, '\'', token->length))
		return "the quote is not closed:";
	return "not a part of the language:";
}

void language_lex_advance(struct lexer *lexer)
{
	struct token *token = &lexer->token;

	token->at += token->length;
	token->unit = false;
	while (isspace((unsigned char)*token->at))
		token->at++;
	token->length = 0;
	if (!*token->at)
		token->kind = TOKEN_END;
	else if (token->at[0] == 'h' && token->at[1] == '\'')
		lex_quoted(token, TOKEN_HEX, token->at + 2);
	else if (*token->at == '\'')
		lex_quoted(token, TOKEN_STRING, token->at + 1);
	else if (isdigit((unsigned char)*token->at))
		lex_number(token);
	else if (isalpha((unsigned char)*token->at) || *token->at == '_')
		lex_name(token);
	else
		lex_punctuation(token);
	if (token->kind == TOKEN_BAD)
		language_lex_fail(
			lexer, "%s \"%.*s\"", what_is_bad(token),
			(int)(token->length < 40 ? token->length : 40),
			token->at);
}

static bool token_is(const struct lexer *lexer, const char *text)
{
	const struct token *token = &lexer->token;

	return (token->kind == TOKEN_NAME ||
		token->kind == TOKEN_PUNCTUATION) &&
	       token->length == strlen(text) &&
	       !memcmp(token->at, text, token->length);
}

bool language_lex_accept(struct lexer *lexer, const char *text)
{
	if (lexer->failed || !token_is(lexer, text))
		return false;
	language_lex_advance(lexer);
	return true;
}

void language_lex_require(struct lexer *lexer, const char *text)
{
	char what[24];

	if (language_lex_accept(lexer, text))
		return;
	snprintf(what, sizeof(what), "\"%s\"", text);
	language_lex_expected(lexer, what);
}

uint64_t language_lex_number(struct lexer *lexer)
{
	uint64_t number = lexer->token.number;

	if (lexer->token.kind != TOKEN_NUMBER) {
		language_lex_expected(lexer, "a number");
		return 0;
	}
	language_lex_advance(lexer);
	return number;
}

/* ---- byte patterns ---- */

/* Pairs of digits, '?' for any; spaces and colons between pairs. */
static bool read_hex(const char *at, size_t length,
		     struct node_pattern *pattern)
{
	unsigned nibbles = 0;

	for (size_t i = 0; i < length; i++) {
		int digit = text_hex_digit(at[i]);
		unsigned index = nibbles / 2, shift = nibbles % 2 ? 0 : 4;

		if (at[i] == ' ' || at[i] == ':') {
			if (nibbles % 2)
				return false;
			continue;
		}
		if ((digit < 0 && at[i] != '?') ||
		    index >= SIGNATURE_BUFFER_BYTES)
			return false;
		if (digit >= 0) {
			pattern->mask[index] |= (uint8_t)(0xf << shift);
			pattern->value[index] |= (uint8_t)(digit << shift);
		}
		nibbles++;
	}
	pattern->length = (uint8_t)(nibbles / 2);
	return nibbles && nibbles % 2 == 0;
}

void language_lex_pattern(struct lexer *lexer, struct node_pattern *pattern)
{
	const struct token *token = &lexer->token;

	*pattern = (struct node_pattern){0};
	if (token->kind == TOKEN_HEX) {
		if (!read_hex(token->at + 2, token->length - 3, pattern))
			language_lex_fail(
				lexer,
				"expected 1 to %d pairs of hex digits or ?",
				SIGNATURE_BUFFER_BYTES);
	} else if (token->kind == TOKEN_STRING && token->length > 2 &&
		   token->length - 2 <= SIGNATURE_BUFFER_BYTES) {
		pattern->length = (uint8_t)(token->length - 2);
		memcpy(pattern->value, token->at + 1, pattern->length);
		memset(pattern->mask, 0xff, pattern->length);
	} else {
		language_lex_expected(lexer,
				      "h'16 03' or 'text' of 1 to 64 bytes");
	}
	language_lex_advance(lexer);
}

/* ---- entries ---- */

void language_lex_begin(struct lexer *lexer, const struct parse_place *place,
			const char *text)
{
	lexer->place = place;
	lexer->failed = false;
	lexer->text = text;
	lexer->token = (struct token){.at = text};
	if (strlen(text) > LEX_TEXT_MOST)
		language_lex_fail(lexer, "longer than %d characters",
				  LEX_TEXT_MOST);
	else
		language_lex_advance(lexer);
}

int language_lex_finish(struct lexer *lexer)
{
	if (!lexer->failed && lexer->token.kind != TOKEN_END)
		language_lex_expected(lexer, "an operator or the end");
	return lexer->failed ? -EINVAL : 0;
}
