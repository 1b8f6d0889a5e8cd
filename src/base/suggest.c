/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edit distance for hints. Pure.
 */
#include "base/suggest.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 64 /* bytes of a name; longer ones get no hint */

struct suggestion suggest_for(const char *word)
{
	unsigned most = (unsigned)(strlen(word) + 1) / 3;

	return (struct suggestion){
		.word = word,
		.distance = (most > 3 ? 3 : most) + 1,
	};
}

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/*
 * Insertions, deletions, replacements and swapped neighbours from @a to @b
 * (optimal string alignment). Rows are by characters of @a, modulo 3.
 */
static unsigned edits(const char *a, size_t a_length, const char *b,
		      size_t b_length)
{
	unsigned rows[3][LONGEST + 1];

	for (size_t j = 0; j <= b_length; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		const unsigned *older = rows[(i + 1) % 3];
		const unsigned *old = rows[(i + 2) % 3];
		unsigned *row = rows[i % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = smallest(old[j] + 1, row[j - 1] + 1,
					  old[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && older[j - 2] + 1 < row[j])
				row[j] = older[j - 2] + 1;
		}
	}
	return rows[a_length % 3][b_length];
}

void suggest_offer(struct suggestion *suggestion, const char *name)
{
	size_t a = strlen(suggestion->word), b = strlen(name);
	unsigned distance;

	if (a > LONGEST || b > LONGEST)
		return;
	distance = edits(suggestion->word, a, name, b);
	if (distance >= suggestion->distance)
		return;
	suggestion->distance = distance;
	suggestion->best = name;
}

const char *suggest_print(const struct suggestion *suggestion, char *text)
{
	if (suggestion->best)
		snprintf(text, NEAREST_TEXT, "; did you mean \"%s\"?",
			 suggestion->best);
	else
		text[0] = '\0';
	return text;
}
