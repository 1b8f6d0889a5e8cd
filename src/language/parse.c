/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language/parse.h"

#include "language/parser.h"

int language_parse_condition(struct signature_pool *pool,
			     struct parse_scope *scope,
			     const struct parse_place *place, const char *text,
			     uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	language_lex_begin(&parser.lexer, place, text);
	if (!parser.lexer.failed &&
	    !language_parse_buffer_statement(&parser, node))
		*node = language_parse_operator_condition(&parser);
	return language_lex_finish(&parser.lexer);
}

int language_parse_value(struct signature_pool *pool, struct parse_scope *scope,
			 const struct parse_place *place, const char *text,
			 uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	language_lex_begin(&parser.lexer, place, text);
	*node = language_parse_operator_value(&parser);
	return language_lex_finish(&parser.lexer);
}

int language_parse_assignment(struct signature_pool *pool,
			      struct parse_scope *scope,
			      const struct parse_place *place, const char *text,
			      uint16_t *reg, uint32_t *node)
{
	struct parser parser = {.pool = pool, .scope = scope};

	language_lex_begin(&parser.lexer, place, text);
	*reg = language_parser_register(&parser);
	language_lex_require(&parser.lexer, "=");
	*node = language_parse_operator_value(&parser);
	return language_lex_finish(&parser.lexer);
}
