/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parses "tlv" and "tlv.size". */
#include "language/lex.h"
#include "language/parser.h"
#include "signature/tlv.h"

static uint32_t parse_one(struct lexer *lexer, uint32_t low, uint32_t high,
			  const char *what)
{
	uint64_t number = language_lex_number(lexer);

	if (number < low || number > high)
		language_lex_fail(lexer, "%s: expected %u to %u", what, low,
				  high);
	return (uint32_t)number;
}

void language_parse_tlv(struct lexer *lexer, bool size, struct node *node)
{
	uint32_t type_bytes, align;

	node->set = size;
	language_lex_require(lexer, "(");
	node->offset.value =
		(int32_t)parse_one(lexer, 0, TLV_LOOK - 1, "where it begins");
	language_lex_require(lexer, ",");
	type_bytes = parse_one(lexer, 1, 2, "bytes of a type");
	node->width = (uint8_t)type_bytes;
	language_lex_require(lexer, ",");
	node->from.value = (int32_t)parse_one(lexer, 1, 2, "bytes of a length");
	language_lex_require(lexer, ",");
	align = parse_one(lexer, 1, 8, "alignment");
	if (align & (align - 1))
		language_lex_fail(lexer, "alignment: expected 1, 2, 4 or 8");
	node->to.value = (int32_t)align;
	language_lex_require(lexer, ",");
	node->number = parse_one(lexer, 0, type_bytes == 1 ? 0xff : 0xffff,
				 "the type");
	language_lex_require(lexer, ")");
}
