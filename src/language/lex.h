/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_LEX_H
#define LANGUAGE_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct diagnostics;
struct node_pattern;

/* Where the text stands, for error messages about it. */
struct parse_place {
	struct diagnostics *diagnostics;
	const char *file;
	unsigned line;
};

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_NAME,
	TOKEN_STRING, /* 'text' */
	TOKEN_HEX,    /* h'16 03 ??' */
	TOKEN_PUNCTUATION,
	TOKEN_BAD,
};

struct token {
	enum token_kind kind;
	const char *at; /* in the text */
	size_t length;
	uint64_t number;
	bool unit; /* a number that was written with a unit: us */
};

/* One text, read token by token. After the first error nothing is accepted. */
struct lexer {
	const struct parse_place *place;
	const char *text;
	struct token token; /* the one to look at */
	bool failed;
};

#define LEX_TEXT_MOST 2000 /* bytes of one expression */

/**
 * language_lex_begin - look at the first token of a text
 * @place: borrowed, as is @text
 */
void language_lex_begin(struct lexer *lexer, const struct parse_place *place,
			const char *text);

/**
 * language_lex_finish - require that the text ends here
 *
 * Return: 0; -EINVAL after an error, also for text left over.
 */
int language_lex_finish(struct lexer *lexer);

/**
 * language_lex_advance - look at the next token
 */
void language_lex_advance(struct lexer *lexer);

/**
 * language_lex_accept - advance if the token is @text; never after an error
 */
bool language_lex_accept(struct lexer *lexer, const char *text);

/**
 * language_lex_require - advance over @text; report an error if it is not there
 */
void language_lex_require(struct lexer *lexer, const char *text);

/**
 * language_lex_number - read the number that must come next; 0 after an error
 */
uint64_t language_lex_number(struct lexer *lexer);

/**
 * language_lex_pattern - read h'16 03 ??' or 'text', which must come next
 * @pattern: out
 */
void language_lex_pattern(struct lexer *lexer, struct node_pattern *pattern);

/**
 * language_lex_expected - report "expected WHAT, got ..."
 */
void language_lex_expected(struct lexer *lexer, const char *what);

/**
 * language_lex_fail - report an error with the token's column; only the first of a text
 */
__attribute__((format(printf, 2, 3))) void
language_lex_fail(struct lexer *lexer, const char *format, ...);

#endif
