/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language/word.h"

#include <ctype.h>
#include <string.h>

#include "base/suggest.h"
#include "signature/operator.h"

/* Words without a row: they are parts of other words' forms. */
static const char *const particles[] = {
	"least",  "of", "this", "source", "reverse", "dest", "end",
	"within", "by", "xor",	"starts", "ends",    "like", NULL};

/* Return whether @name is a whole word, or its part before the dot. */
static bool starts_word(const char *word, const char *name, size_t length)
{
	return strncmp(word, name, length) == 0 &&
	       (!word[length] || word[length] == '.');
}

const struct signature_operator *language_word_find(const char *name,
						    size_t length)
{
	const struct signature_operator *row = NULL;

	while ((row = signature_operator_next(row)))
		if (row->word && strlen(row->word) == length &&
		    !memcmp(row->word, name, length))
			return row;
	return NULL;
}

const char *const *language_word_next_particle(const char *const *last)
{
	last = last ? last + 1 : particles;
	return *last ? last : NULL;
}

bool language_word_is_reserved(const char *name, size_t length)
{
	const struct signature_operator *row = NULL;

	for (const char *const *it = particles; *it; it++)
		if (starts_word(*it, name, length))
			return true;
	while ((row = signature_operator_next(row)))
		if (row->word && starts_word(row->word, name, length))
			return true;
	return false;
}

void language_word_offer(struct suggestion *suggestion)
{
	const struct signature_operator *row = NULL;

	while ((row = signature_operator_next(row)))
		if (row->word && isalpha((unsigned char)*row->word))
			suggest_offer(suggestion, row->word);
	for (const char *const *it = particles; *it; it++)
		suggest_offer(suggestion, *it);
}
